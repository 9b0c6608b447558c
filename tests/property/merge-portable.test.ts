import fc from "fast-check";
import { expect, test } from "vitest";
import { makeOverview } from "../../src/catalog/default-dashboard.ts";
import type { Segment } from "../../src/model/segment.ts";
import { toProjectId } from "../../src/model/identifier.ts";
import type { Annotation } from "../../src/model/annotation.ts";
import type { Goal } from "../../src/model/goal.ts";
import type { ErasedPeople } from "../../src/model/erasure.ts";
import { DEFAULT_SHEET, DISPLAYS } from "../../src/model/exploration.ts";
import type { LiveFeed } from "../../src/model/live-feed.ts";
import { type FileMapping, newestMappings } from "../../src/model/file-mapping.ts";
import { mergePortable, type PortableProject } from "../../src/model/merge-portable.ts";
import type { Project } from "../../src/model/project.ts";
import { newestQueries, type SavedQuery } from "../../src/model/saved-query.ts";
import type { SavedExploration } from "../../src/model/saved-exploration.ts";
import type { TimeSpan } from "../../src/model/time-span.ts";
import type { StoredPlan } from "../../src/model/tracking-plan.ts";
import { runs } from "../support/fast-check-setup.ts";

const id = toProjectId("shop");
/** Few values, so that edits meet at the same time with other content. */
const at = fc.integer({ min: 1, max: 3 });
const name = fc.constantFrom("Shop", "Tea shop", "Tee");

const span: fc.Arbitrary<TimeSpan> = fc
  .tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 5 }))
  .map(([from, length]) => ({ from, before: from + length }));

const project: fc.Arbitrary<Project> = fc
  .record({ name, updatedAt: at, createdAt: at, spans: fc.array(span, { maxLength: 2 }) })
  .map(({ spans, ...given }) => ({
    id,
    timeZone: "UTC",
    writeKey: "key",
    allowedOrigins: [],
    sessionIdleMs: 60_000,
    ...given,
    // As they are stored: apart and ascending.
    ...(spans.length > 0 && { erasedSpans: mergedSpans(spans) }),
  }));

const mergedSpans = (spans: readonly TimeSpan[]): TimeSpan[] => {
  const times = new Set(spans.flatMap(({ from = 0, before }) => range(from, before)));
  const sorted = [...times].sort((a, b) => a - b);
  const joined: TimeSpan[] = [];
  for (const time of sorted) {
    const last = joined.at(-1);
    if (last !== undefined && last.before === time) last.before = time + 1;
    else joined.push({ from: time, before: time + 1 });
  }
  return joined;
};

const range = (from: number, before: number): number[] =>
  Array.from({ length: before - from }, (_, index) => from + index);

const dashboard = fc
  .record({ key: fc.constantFrom("a", "b"), name, createdAt: at, updatedAt: at })
  .map(({ key, ...given }) => ({ ...makeOverview(id, 0), ...given, id: `${id}:${key}` }));

const feed: fc.Arbitrary<LiveFeed> = fc.record({
  id: fc.constantFrom("f1", "f2"),
  name,
  kind: fc.constant("sse" as const),
  url: fc.constantFrom("https://a.example/", "https://b.example/"),
  state: fc.constantFrom("on", "off", "paused"),
});

const plan: fc.Arbitrary<StoredPlan> = fc
  .record({ updatedAt: at, names: fc.uniqueArray(name) })
  .map(({ updatedAt, names }) => ({
    version: 1,
    updatedAt,
    events: names.map((each) => ({ name: each, properties: [] })),
  }));

/** As devices write them: each secret and each hash once, ascending. */
const erasedPeople: fc.Arbitrary<ErasedPeople[]> = fc
  .uniqueArray(fc.tuple(fc.constantFrom("a", "b"), fc.constantFrom("1", "2", "3"), at), {
    selector: ([secret, hash]) => secret + hash,
  })
  .map((all) =>
    ["a", "b"].flatMap((secret) => {
      const people = all
        .filter(([of]) => of === secret)
        .map(([, hash, before]): [string, number] => [hash, before])
        .sort(([a], [b]) => (a < b ? -1 : 1));
      return people.length > 0 ? [{ secret, people }] : [];
    }),
  );

const fileMapping: fc.Arbitrary<FileMapping> = fc
  .record({ digest: fc.constantFrom("d1", "d2"), usedAt: at, field: name })
  .map(({ field, ...given }) => ({ ...given, mapping: { nameField: field } }));

const savedQuery: fc.Arbitrary<SavedQuery> = fc.record({
  id: fc.constantFrom("q1", "q2", "q3"),
  name,
  text: fc.constantFrom("SELECT 1", "SELECT 2"),
  updatedAt: at,
});
const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);

const exploration: fc.Arbitrary<SavedExploration> = fc
  .record({
    id: fc.constantFrom("q1", "q2"),
    name,
    createdAt: at,
    updatedAt: at,
    display: fc.constantFrom(...DISPLAYS),
  })
  .map(({ display, ...given }) => ({
    ...given,
    exploration: {
      ...DEFAULT_SHEET,
      ...{ version: 1, display, window: { last: "7d" }, filters: [], allTraffic: false },
    },
  }));

const goal: fc.Arbitrary<Goal> = fc
  .record({ id: fc.constantFrom("g1", "g2"), name, createdAt: at, updatedAt: at, event: name })
  .map(({ event, ...given }) => ({ ...given, match: { name: event } }));

const segment: fc.Arbitrary<Segment> = fc
  .record({ id: fc.constantFrom("s1", "s2"), name, createdAt: at, updatedAt: at, value: name })
  .map(({ value, ...given }) => ({ ...given, terms: [{ property: "path", op: "is", value }] }));

const annotation: fc.Arbitrary<Annotation> = fc.record({
  ...{ id: fc.constantFrom("a1", "a2"), name, time: at, createdAt: at, updatedAt: at },
});

const portable: fc.Arbitrary<PortableProject> = fc
  .record({
    project,
    erasedPeople,
    dashboards: fc.uniqueArray(dashboard, { selector: (each) => each.id }),
    feeds: fc.uniqueArray(feed, { selector: (each) => each.id }),
    trackingPlan: fc.option(plan, { nil: undefined }),
    explorations: fc.uniqueArray(exploration, { selector: (each) => each.id }).map((all) => all.sort(byId)),
    goals: fc.uniqueArray(goal, { selector: (each) => each.id }).map((all) => all.sort(byId)),
    segments: fc.uniqueArray(segment, { selector: (each) => each.id }).map((all) => all.sort(byId)),
    annotations: fc.uniqueArray(annotation, { selector: (each) => each.id }).map((all) => all.sort(byId)),
    mappings: fc.array(fileMapping, { maxLength: 3 }).map(newestMappings),
    queries: fc.array(savedQuery, { maxLength: 3 }).map(newestQueries),
  })
  .map(
    ({
      trackingPlan,
      erasedPeople: erased,
      mappings,
      queries,
      explorations,
      goals,
      segments,
      annotations,
      ...rest
    }) => ({
      ...rest,
      ...(trackingPlan && { trackingPlan }),
      ...(erased.length > 0 && { erasedPeople: erased }),
      ...(mappings.length > 0 && { fileMappings: mappings }),
      ...(queries.length > 0 && { savedQueries: queries }),
      ...(explorations.length > 0 && { explorations }),
      ...(goals.length > 0 && { goals }),
      ...(segments.length > 0 && { segments }),
      ...(annotations.length > 0 && { annotations }),
    }),
  );

/** What every device agrees on: states of feeds are each device's own. */
const shared = ({ dashboards, feeds, ...rest }: PortableProject) => ({
  ...rest,
  dashboards: dashboards.toSorted(byId),
  feeds: feeds.map((each) => ({ ...each, state: "any" })).toSorted(byId),
});

const merge = (a: PortableProject, b: PortableProject): PortableProject => mergePortable(a, b).merged;

test("merging is commutative, associative and idempotent", () => {
  fc.assert(
    fc.property(portable, portable, portable, (a, b, c) => {
      expect(shared(merge(a, b))).toEqual(shared(merge(b, a)));
      expect(shared(merge(merge(a, b), c))).toEqual(shared(merge(a, merge(b, c))));
      expect(shared(merge(a, a))).toEqual(shared(a));
      expect(shared(merge(merge(a, b), b))).toEqual(shared(merge(a, b)));
      expect(mergePortable(a, a).conflicts).toEqual([]);
    }),
    runs(300),
  );
});

test("a conflict is told from both sides, and both keep the same", () => {
  fc.assert(
    fc.property(portable, portable, (a, b) => {
      const here = mergePortable(a, b).conflicts;
      const there = mergePortable(b, a).conflicts;
      expect(there.map(({ what }) => what)).toEqual(here.map(({ what }) => what));
      for (const [index, { kept }] of here.entries())
        expect(there[index]?.kept).toBe(kept === "ours" ? "theirs" : "ours");
    }),
    runs(300),
  );
});

test("the newest edit stands, and what only one side has is kept", () => {
  const [older, newer] = [1, 2].map((updatedAt): PortableProject => ({
    project: { ...fc.sample(project, 1)[0]!, name: `Name ${updatedAt}`, updatedAt },
    dashboards: [{ ...makeOverview(id, updatedAt), id: `${id}:${updatedAt}` }],
    feeds: [],
  })) as [PortableProject, PortableProject];
  const { merged, conflicts } = mergePortable(newer, older);
  expect(merged.project.name).toBe("Name 2");
  expect(merged.dashboards.map((each) => each.id)).toEqual([`${id}:1`, `${id}:2`]);
  expect(conflicts).toEqual([{ what: "settings", name: "Name 2", kept: "ours" }]);
});

test("a feed that comes from another device, or leads elsewhere, is off", () => {
  fc.assert(
    fc.property(portable, portable, (a, b) => {
      for (const { id: feedId, state, url } of merge(a, b).feeds) {
        const known = a.feeds.find((each) => each.id === feedId);
        expect(state).toBe(known?.url === url ? known.state : "off");
      }
    }),
    runs(100),
  );
});

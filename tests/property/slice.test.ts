import fc from "fast-check";
import { expect, test } from "vitest";
import { PAGE_VIEW, type LochanEvent } from "../../src/model/event.ts";
import type { FilterScalar, Measure, PairKey, Question } from "../../src/model/question.ts";
import { zoneOf } from "../../src/model/time-zone.ts";
import { makeSlice, type SliceFigures, type SliceRequest } from "../../src/slice/make-slice.ts";
import { pointsOf } from "../../src/slice/slice.ts";
import { naiveAnswer } from "../support/naive-answer.ts";
import { naiveAsk } from "../support/naive-ask.ts";
import { makeEvent, makeProject } from "../support/rolled-project.ts";
import { makeSpan } from "../support/span-of.ts";
import { runs } from "../support/fast-check-setup.ts";

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 9, 7);
const NOW = Date.UTC(2026, 11, 1);
const NAMES = [PAGE_VIEW, "signup", "search"];
const PATHS = ["/", "/a", "/b", undefined];
const TITLES = ["x", "y"];
const project = makeProject();

interface Drawn {
  user: number;
  bucket: number;
  name: string;
  path: string | undefined;
  title: string;
}

/** Few users who do alike, and some who do not: most draws are at the edge of the threshold. */
const drawn: fc.Arbitrary<Drawn> = fc.record({
  user: fc.integer({ min: 0, max: 9 }),
  bucket: fc.integer({ min: 0, max: 19 }),
  name: fc.constantFrom(PAGE_VIEW, ...NAMES),
  path: fc.constantFrom("/", ...PATHS),
  title: fc.constantFrom(...TITLES),
});
const crowd = fc
  .tuple(drawn, fc.integer({ min: 2, max: 6 }), fc.nat({ max: 5 }))
  .map(([one, many, first]) => Array.from({ length: many }, (_, at) => ({ ...one, user: first + at })));
const draws = fc
  .tuple(fc.array(crowd, { maxLength: 30 }), fc.array(drawn, { maxLength: 25 }))
  .map(([crowds, single]) => [...crowds.flat(), ...single]);

const SPANS = [
  { granularity: "day", days: 20 },
  { granularity: "day", days: 5 },
  { granularity: "hour", days: 1.5 },
] as const;

const request = fc
  .record({
    span: fc.constantFrom(...SPANS),
    leastUsers: fc.integer({ min: 2, max: 5 }),
    names: fc.boolean(),
    chart: fc.constantFrom(true, true, false),
  })
  .map(({ span, leastUsers, names, chart }): SliceRequest => ({
    from: START,
    to: START + span.days * DAY_MS,
    timeZone: "UTC",
    granularity: span.granularity,
    leastUsers,
    filters: [],
    traffic: "all",
    chart,
    lists: [
      ...(names ? [{ panel: "Top events", label: "Top events", breakdown: "$name" }] : []),
      { panel: "Pages", label: "Pages", breakdown: "path", name: PAGE_VIEW },
      { panel: "Pages", label: "Titles", breakdown: "title", name: PAGE_VIEW },
    ],
  }));

const toEvents = (list: readonly Drawn[], { granularity, to }: SliceRequest): LochanEvent[] =>
  list
    .map(({ user, bucket, name, path, title }, at) =>
      makeEvent({
        id: `e${at}`,
        name,
        distinctId: `u${user}`,
        timestamp: START + bucket * (granularity === "hour" ? 3_600_000 : DAY_MS) + at,
        properties: { title, ...(path !== undefined && { path }) },
      }),
    )
    .filter(({ timestamp }) => timestamp < to);

/** A count of events: which of them, and the number that the file tells. */
interface Told {
  holds: (event: LochanEvent) => boolean;
  value: number;
  what: string;
}

const textIn = (property: string, { name, properties }: LochanEvent): string | null =>
  property === "$name" ? name : ((properties[property] as string | undefined) ?? null);

function toldEvents({ ranges, buckets, lists, granularity, timeZone }: SliceFigures): Told[] {
  const zone = zoneOf(timeZone);
  const within = (from: number, to: number) => (event: LochanEvent) =>
    event.timestamp >= from && event.timestamp < to;
  const told: Told[] = ranges.map(({ from, to, events }) => ({
    holds: within(from, to),
    value: events,
    what: `range ${from}`,
  }));
  for (const [at, time] of (buckets?.times ?? []).entries()) {
    const value = buckets?.events[at];
    if (typeof value === "number")
      told.push({ holds: within(time, zone.nextBucket(granularity, time)), value, what: `bucket ${at}` });
  }
  for (const { property, name, parts, label } of lists)
    for (const [at, part] of parts.entries()) {
      const { from, to } = ranges[at]!;
      const isIn = within(from, to);
      const own = (event: LochanEvent) => isIn(event) && (name === undefined || event.name === name);
      const named = (part?.rows ?? []).map(([value]) => value as string | null);
      for (const [value, events] of part?.rows ?? [])
        told.push({
          holds: (event) => own(event) && textIn(property, event) === value,
          value: events,
          what: `${label} ${String(value)} of range ${at}`,
        });
      if (part?.of === "list")
        told.push({
          holds: (event) => own(event) && !named.includes(textIn(property, event)),
          value: part.rest,
          what: `rest of ${label} of range ${at}`,
        });
      // What hides the list's own number is all that the list of names does not tell there.
      const outside = lists.find((list) => list.property === "$name")?.parts[at]?.rows ?? [];
      if (part?.of === "more" && lists.some((list) => list.property === "$name"))
        told.push({
          holds: (event) =>
            isIn(event) &&
            !outside.some(([value]) => value === event.name) &&
            !(own(event) && named.includes(textIn(property, event))),
          value: part.rest,
          what: `more than the rest of ${label} of range ${at}`,
        });
    }
  return told;
}

/** An event of every kind there could be, at every time, whether it happened or not. */
function possibleEvents({ from, to, granularity }: SliceRequest): LochanEvent[] {
  const step = granularity === "hour" ? 3_600_000 : DAY_MS;
  const times = Array.from({ length: Math.ceil((to - from) / step) }, (_, at) => from + at * step);
  const kinds = [
    ...PATHS.flatMap((path) =>
      TITLES.map((title) => ({
        name: PAGE_VIEW,
        properties: { title, ...(path !== undefined && { path }) },
      })),
    ),
    ...NAMES.slice(1).map((name) => ({ name, properties: { title: "x" } })),
  ];
  return times.flatMap((timestamp) => kinds.map((kind) => makeEvent({ ...kind, timestamp })));
}

const usersIn = (events: readonly LochanEvent[]): number =>
  new Set(events.map(({ distinctId }) => distinctId)).size;

test("every number of events, and what follows from them by adding and subtracting, is of enough users or nobody", async () => {
  await fc.assert(
    fc.asyncProperty(draws, request, async (list, asked) => {
      const events = toEvents(list, asked);
      const made = await makeSlice(naiveAsk(events, project, NOW), asked);
      if (!made.ok) {
        expect(made.failure).toMatchObject({ kind: "invalid-input", path: "range" });
        expect(usersIn(events)).toBeLessThan(asked.leastUsers);
        return;
      }
      const told = toldEvents(made.value.slice);
      for (const { holds, value, what } of told) {
        expect(value, `${what}`).toBe(events.filter(holds).length);
        const users = usersIn(events.filter(holds));
        expect(users === 0 || users >= asked.leastUsers, `${what}: ${users} users`).toBe(true);
      }
      const possible = possibleEvents(asked);
      const vectorOf = (holds: Told["holds"]) => possible.map((event) => (holds(event) ? 1 : 0));
      const vectors = told.map(({ holds }) => vectorOf(holds));
      const isDerived = makeSpan(vectors);
      const times = [...made.value.slice.ranges, ...new Set(possible.map(({ timestamp }) => timestamp))].map(
        (time) => (typeof time === "number" ? { from: time, to: time + 1 } : time),
      );
      const kinds: ((event: LochanEvent) => boolean)[] = [
        () => true,
        ...NAMES.map((name) => (event: LochanEvent) => event.name === name),
        ...PATHS.map(
          (path) => (event: LochanEvent) => event.name === PAGE_VIEW && event.properties["path"] === path,
        ),
        ...TITLES.map(
          (title) => (event: LochanEvent) => event.name === PAGE_VIEW && event.properties["title"] === title,
        ),
      ];
      const happened = (timestamp: number) =>
        asked.granularity === "hour"
          ? Math.floor(timestamp / 3_600_000) * 3_600_000
          : Math.floor(timestamp / DAY_MS) * DAY_MS;
      const placed = events.map((event) => ({ ...event, timestamp: happened(event.timestamp) }));
      for (const { from, to } of times)
        for (const kind of kinds)
          for (const turned of [false, true]) {
            const holds = (event: LochanEvent) =>
              (event.timestamp >= from && event.timestamp < to && kind(event)) !== turned;
            const users = usersIn(placed.filter(holds));
            if (users === 0 || users >= asked.leastUsers) continue;
            expect(isDerived(vectorOf(holds)), `${from} to ${to}: ${users} users can be worked out`).toBe(
              false,
            );
          }
      for (const [a, left] of vectors.entries())
        for (const [b, right] of vectors.entries()) {
          const difference = left.map((each, at) => each - (right[at] ?? 0));
          if (a === b || difference.some((each) => each < 0)) continue;
          const users = usersIn(placed.filter((event) => told[a]!.holds(event) && !told[b]!.holds(event)));
          expect(users === 0 || users >= asked.leastUsers, `${told[a]!.what} less ${told[b]!.what}`).toBe(
            true,
          );
        }
    }),
    runs(150),
  );
});

test("users and sessions of a range and of ranges in it differ by nobody or by enough, and are exact", async () => {
  await fc.assert(
    fc.asyncProperty(draws, request, async (list, asked) => {
      const events = toEvents(list, asked);
      const made = await makeSlice(naiveAsk(events, project, NOW), asked);
      if (!made.ok) return;
      const { ranges, buckets, granularity, leastUsers } = made.value.slice;
      const zone = zoneOf("UTC");
      const question = (measure: Measure, from: number, to: number): Question => ({
        version: 1,
        measure,
        window: { from, to },
      });
      for (const measure of ["users", "sessions"] as const) {
        const spans = [
          ...ranges.map(({ from, to, [measure]: value }) => ({ from, to, value })),
          ...(buckets ? pointsOf(buckets, measure, { from: asked.from, to: asked.to }) : []).map(
            ([from, value]) => ({ from, to: Math.min(asked.to, zone.nextBucket(granularity, from)), value }),
          ),
        ].filter((span): span is { from: number; to: number; value: number } => span.value !== null);
        for (const outer of spans) {
          expect(outer.value).toBe(
            naiveAnswer(events, question(measure, outer.from, outer.to), project, NOW).total,
          );
          expect(outer.value === 0 || outer.value >= leastUsers).toBe(true);
          const inner = spans.filter(({ from, to }) => from >= outer.from && to <= outer.to);
          for (const { value } of inner)
            expect(value === 0 || value === outer.value || outer.value - value >= leastUsers).toBe(true);
          const parts = inner.filter(({ from, to }) => to - from < outer.to - outer.from);
          const small = parts.filter(
            ({ from, to }, at) =>
              !parts.some((each) => each.from >= from && each.to <= to && each.to - each.from < to - from) &&
              parts.findIndex((each) => each.from === from && each.to === to) === at,
          );
          const length = small.reduce((sum, { from, to }) => sum + to - from, 0);
          const together = small.reduce((sum, { value }) => sum + value, 0);
          if (length === outer.to - outer.from && small.length > 1)
            expect(together === outer.value || together - outer.value >= leastUsers).toBe(true);
        }
      }
    }),
    runs(150),
  );
});

test("what is told is what the same question is answered", async () => {
  await fc.assert(
    fc.asyncProperty(draws, request, async (list, asked) => {
      const events = toEvents(list, asked);
      const made = await makeSlice(naiveAsk(events, project, NOW), asked);
      if (!made.ok) return;
      const { ranges, lists } = made.value.slice;
      for (const { property, name, parts } of lists)
        for (const [at, part] of parts.entries()) {
          const { from, to } = ranges[at]!;
          const question: Question = {
            version: 1,
            measure: "events",
            window: { from, to },
            breakdown: property,
            ...(name !== undefined && { name }),
            limit: 100,
          };
          const { groups = [] } = naiveAnswer(events, question, project, NOW);
          const valueOf = new Map<FilterScalar | PairKey, number | null>(
            groups.map(({ key, value }) => [key, value]),
          );
          for (const [value, count] of part?.rows ?? []) expect(count).toBe(valueOf.get(value));
        }
    }),
    runs(60),
  );
});

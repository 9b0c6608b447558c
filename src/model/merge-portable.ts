import type { Annotation } from "./annotation.ts";
import { canonicalJson } from "./canonical-json.ts";
import { compareText } from "./compare-text.ts";
import type { Dashboard } from "./dashboard.ts";
import { type ErasedPeople, type ErasureList, uniteErased } from "./erasure.ts";
import type { JsonValue } from "./event.ts";
import type { Goal } from "./goal.ts";
import { type FileMapping, isMappedOtherwise, mappedColumns, newestMappings } from "./file-mapping.ts";
import { FEED_LIMITS, feedOrigin, type LiveFeed } from "./live-feed.ts";
import type { Project } from "./project.ts";
import { isSameQuery, newestQueries, type SavedQuery } from "./saved-query.ts";
import type { Segment } from "./segment.ts";
import { joinSpans } from "./time-span.ts";
import type { SavedExploration } from "./saved-exploration.ts";
import type { StoredPlan } from "./tracking-plan.ts";

/** What a project is beside its events, as a backup or a shared folder carries it to another device. */
export interface PortableProject {
  project: Project;
  dashboards: Dashboard[];
  trackingPlan?: StoredPlan;
  feeds: LiveFeed[];
  /** Whom this and other devices erased; absent for nobody. */
  erasedPeople?: ErasedPeople[];
  /** How rows with certain fields were read last, newest first. */
  fileMappings?: FileMapping[];
  /** By name. */
  savedQueries?: SavedQuery[];
  /** Saved questions, by id; absent for none. */
  explorations?: SavedExploration[];
  /** By id; absent for none. */
  goals?: Goal[];
  /** By id; absent for none. */
  segments?: Segment[];
  /** By id; absent for none. */
  annotations?: Annotation[];
}

/** Both sides had it, and not the same. `access`: keys and origins. `access` and `retention` are always ours. */
export interface MergeConflict {
  what:
    | "settings"
    | "access"
    | "retention"
    | "dashboard"
    | "tracking-plan"
    | "feed"
    | "mapping"
    | "saved-query"
    | "exploration"
    | "goal"
    | "segment"
    | "annotation";
  name: string;
  kept: "ours" | "theirs";
}

export interface Merged {
  merged: PortableProject;
  conflicts: MergeConflict[];
}

/**
 * Two states of one project become one: of what both have the newest edit stands, of two at the same time the one
 * whose canonical JSON is greater. People and times that were erased on either side are erased. Commutative, associative and
 * idempotent, but for what only this device's user decides, since anybody can write a file: which keys and
 * origins are let in, how long events are kept, and the states of feeds, of which those here come first where both have more
 * than a project may. A feed that comes anew or leads to another
 * origin is off, because no address is reached before it is allowed here.
 */
export function mergePortable(ours: PortableProject, theirs: PortableProject): Merged {
  const conflicts: MergeConflict[] = [];
  const choose = <T extends object>(
    what: MergeConflict["what"],
    name: string,
    pair: { ours: T; theirs: T },
    { editedAt, content }: Choice<T>,
  ): T => {
    const [mine, other] = [canonical(content(pair.ours)), canonical(content(pair.theirs))];
    const order = editedAt(pair.ours) - editedAt(pair.theirs) || compareText(mine, other);
    const kept = order >= 0 ? "ours" : "theirs";
    if (mine !== other) conflicts.push({ what, name, kept });
    return pair[kept];
  };

  const settings = choose("settings", ours.project.name, pairOf(ours.project, theirs.project), {
    editedAt: ({ updatedAt }) => updatedAt,
    content: (each) => without(each, "createdAt", "updatedAt", "erasedSpans", ...ACCESS, ...RETENTION),
  });
  const kept = without(settings, "erasedSpans", ...ACCESS, ...RETENTION);
  for (const [what, keys] of [
    ["access", ACCESS],
    ["retention", RETENTION],
  ] as const)
    if (canonical(only(ours.project, keys)) !== canonical(only(theirs.project, keys)))
      conflicts.push({ what, name: ours.project.name, kept: "ours" });
  const spans = joinSpans([...(ours.project.erasedSpans ?? []), ...(theirs.project.erasedSpans ?? [])]);
  const project: Project = {
    ...kept,
    ...only(ours.project, ACCESS),
    ...only(ours.project, RETENTION),
    ...(spans.length > 0 && { erasedSpans: spans }),
    createdAt: Math.min(ours.project.createdAt, theirs.project.createdAt),
  };
  const uniteDated = <T extends Dated>(what: MergeConflict["what"], mine: T[] = [], other: T[] = []): T[] =>
    unite(mine, other, (pair) => ({
      ...choose(what, pair.ours.name, pair, {
        editedAt: ({ updatedAt }) => updatedAt,
        content: (each) => without(each, "createdAt", "updatedAt"),
      }),
      createdAt: Math.min(pair.ours.createdAt, pair.theirs.createdAt),
    }));
  const dashboards = uniteDated("dashboard", ours.dashboards, theirs.dashboards);
  const explorations = uniteDated("exploration", ours.explorations, theirs.explorations);
  const goals = uniteDated("goal", ours.goals, theirs.goals);
  const segments = uniteDated("segment", ours.segments, theirs.segments);
  const annotations = uniteDated("annotation", ours.annotations, theirs.annotations);
  const feeds = unite(
    ours.feeds,
    feedsThatFit(ours.feeds, theirs.feeds).map((feed): LiveFeed => ({ ...feed, state: "off" })),
    (pair) => {
      const feed = choose("feed", pair.ours.name, pair, {
        editedAt: () => 0,
        content: (each) => without(each, "state"),
      });
      const isAllowed = feedOrigin(feed.url) === feedOrigin(pair.ours.url);
      return { ...feed, state: isAllowed ? pair.ours.state : "off" };
    },
  );
  const plans = [ours.trackingPlan, theirs.trackingPlan] as const;
  const trackingPlan =
    plans[0] !== undefined && plans[1] !== undefined
      ? choose("tracking-plan", "Tracking plan", pairOf(plans[0], plans[1]), {
          editedAt: ({ updatedAt }) => updatedAt,
          content: (each) => without(each, "updatedAt"),
        })
      : (plans[0] ?? plans[1]);
  const erasedPeople = uniteErased(ours.erasedPeople ?? [], theirs.erasedPeople ?? []);
  const fileMappings = newestMappings([...(ours.fileMappings ?? []), ...(theirs.fileMappings ?? [])]);
  for (const mine of (ours.fileMappings ?? []).toSorted((a, b) => compareText(a.digest, b.digest))) {
    const other = theirs.fileMappings?.find(({ digest }) => digest === mine.digest);
    const stands = fileMappings.find(({ digest }) => digest === mine.digest);
    if (other === undefined || stands === undefined || !isMappedOtherwise(mine, other)) continue;
    const kept = isMappedOtherwise(mine, stands) ? "theirs" : "ours";
    conflicts.push({ what: "mapping", name: mappedColumns(mine), kept });
  }
  const savedQueries = newestQueries([...(ours.savedQueries ?? []), ...(theirs.savedQueries ?? [])]);
  for (const mine of (ours.savedQueries ?? []).toSorted((a, b) => compareText(a.id, b.id))) {
    const other = theirs.savedQueries?.find(({ id }) => id === mine.id);
    const stands = savedQueries.find(({ id }) => id === mine.id);
    if (other === undefined || stands === undefined || isSameQuery(mine, other)) continue;
    conflicts.push({
      what: "saved-query",
      name: mine.name,
      kept: isSameQuery(mine, stands) ? "ours" : "theirs",
    });
  }
  return {
    merged: {
      ...{ project, dashboards, feeds },
      ...(trackingPlan && { trackingPlan }),
      ...(erasedPeople.length > 0 && { erasedPeople }),
      ...(fileMappings.length > 0 && { fileMappings }),
      ...(savedQueries.length > 0 && { savedQueries }),
      ...(explorations.length > 0 && { explorations }),
      ...(goals.length > 0 && { goals }),
      ...(segments.length > 0 && { segments }),
      ...(annotations.length > 0 && { annotations }),
    },
    conflicts,
  };
}

/** Theirs, but for those beyond what a project may have, the last by id: none of ours goes for one of theirs. */
function feedsThatFit(ours: readonly LiveFeed[], theirs: readonly LiveFeed[]): LiveFeed[] {
  const known = new Set(ours.map(({ id }) => id));
  const room = FEED_LIMITS.feeds - ours.length;
  const fresh = theirs.filter(({ id }) => !known.has(id)).sort((a, b) => compareText(a.id, b.id));
  return [...theirs.filter(({ id }) => known.has(id)), ...fresh.slice(0, Math.max(0, room))];
}

interface Dated {
  id: string;
  name: string;
  createdAt: number;
  updatedAt: number;
}

interface Choice<T> {
  editedAt(each: T): number;
  content(each: T): object;
}

const pairOf = <T>(ours: T, theirs: T): { ours: T; theirs: T } => ({ ours, theirs });

/** By id, ascending. */
function unite<T extends { id: string }>(
  ours: readonly T[],
  theirs: readonly T[],
  join: (pair: { ours: T; theirs: T }) => T,
): T[] {
  const byId = new Map(ours.map((each) => [each.id, each]));
  for (const other of theirs.toSorted((a, b) => compareText(a.id, b.id))) {
    const mine = byId.get(other.id);
    byId.set(other.id, mine === undefined ? other : join({ ours: mine, theirs: other }));
  }
  return [...byId.values()].sort((a, b) => compareText(a.id, b.id));
}

const ACCESS = ["writeKey", "retiredKeys", "allowedOrigins"] as const satisfies (keyof Project)[];
const RETENTION = ["retentionDays"] as const satisfies (keyof Project)[];

const without = <T extends object, K extends keyof T & string>(each: T, ...keys: readonly K[]): Omit<T, K> =>
  Object.fromEntries(Object.entries(each).filter(([key]) => !keys.some((left) => left === key))) as Omit<
    T,
    K
  >;

const only = <T extends object, K extends keyof T & string>(each: T, keys: readonly K[]): Pick<T, K> =>
  Object.fromEntries(Object.entries(each).filter(([key]) => keys.some((taken) => taken === key))) as Pick<
    T,
    K
  >;

const canonical = (value: object): string => canonicalJson(value as JsonValue);

/** What a project of another device says was erased; undefined for nothing. */
export function erasuresOf({ project, erasedPeople = [] }: PortableProject): ErasureList | undefined {
  const { erasedSpans = [] } = project;
  return erasedPeople.length + erasedSpans.length === 0
    ? undefined
    : { spans: erasedSpans, people: erasedPeople };
}

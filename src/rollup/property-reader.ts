import type { Database } from "../database/database.ts";
import type { Project } from "../model/project.ts";
import type { Measure } from "../model/question.ts";
import { trackedProperties } from "../model/tracked-properties.ts";
import { readEntries } from "../log/dictionary.ts";
import { sessionEntity } from "./count-members.ts";
import type { PartKind } from "./dimension-rows.ts";
import { TIERS } from "./group-dimensions.ts";
import { makeKept } from "./kept.ts";
import type { ProjectStats, StatsSource } from "./project-stats.ts";
import { answerProperty, type PropertyGroups, type PropertyWindow } from "./property-answer.ts";

export interface PropertyRequest {
  source: StatsSource;
  /** Bucket edges of `source` in the project's zone; half-open, epoch milliseconds. */
  from: number;
  to: number;
  /** Ends where the window begins. */
  previous?: { from: number; to: number };
  measure: Measure;
  property: string;
  /** Events named `page_view` alone, of whatever type; else every event that is not hidden. */
  onlyPageViews: boolean;
  limit: number;
}

export interface PropertyAnswer extends PropertyGroups {
  /** Buckets looked at. */
  scanned: number;
  generation: number;
  sequence: number;
}

export interface PropertyReader {
  /** Undefined where a value is not told in some bucket; all of it is as of one checkpoint. */
  read(stats: ProjectStats, request: PropertyRequest): Promise<PropertyAnswer | undefined | "building">;
}

const KEPT_ANSWERS = 100;
const KEPT_ENTRIES = 200_000;

interface Snapshot {
  window: PropertyWindow;
  previous: PropertyWindow | undefined;
  scanned: number;
  stamp: number;
  generation: number;
  sequence: number;
}

/** Undefined where some bucket does not tell its values. */
function takeSnapshot(stats: ProjectStats, request: PropertyRequest, place: number): Snapshot | undefined {
  const { source, from, to, previous, measure } = request;
  const { dimensions } = stats;
  const unit = source === "hourly" ? "hour" : "day";
  let scanned = 0;
  const windowOf = (span: { from: number; to: number }): PropertyWindow | undefined => {
    const buckets = TIERS[unit].flatMap((tier) =>
      dimensions.starts(tier, span.from, span.to).map((start) => ({ tier, start })),
    );
    scanned += buckets.length;
    const counts = buckets.map(({ tier, start }) => dimensions.counts(tier, start)[place]!);
    if (counts.some(({ untold }) => untold)) return undefined;
    if (measure === "events") return { counts, sets: [] };
    const sets = buckets.map(({ tier, start }) => ({
      ...dimensions.members(tier, start, place),
      entities:
        measure === "users"
          ? dimensions.users(tier, start)
          : dimensions.sessions(tier, start).map(sessionEntity),
    }));
    return { counts, sets };
  };
  const window = windowOf({ from, to });
  const before = previous && windowOf(previous);
  if (window === undefined || (previous !== undefined && before === undefined)) return undefined;
  return {
    window,
    previous: before,
    scanned,
    stamp: dimensions.stamp,
    generation: stats.generation,
    sequence: stats.sequence,
  };
}

export function makePropertyReader(db: Database, project: Project): PropertyReader {
  const properties = trackedProperties(project);
  const answers = makeKept<string, { stamp: number; answer: PropertyAnswer }>(KEPT_ANSWERS);
  let entries = new Map<number, string | null>();
  let entriesOf = -1;

  const readTexts = async ({
    window,
    previous,
    generation,
  }: Snapshot): Promise<ReadonlyMap<number, string | null>> => {
    if (entriesOf !== generation || entries.size > KEPT_ENTRIES) entries = new Map();
    entriesOf = generation;
    const known = entries;
    const unknown = new Set<number>();
    for (const { values } of [...window.counts, ...(previous?.counts ?? [])])
      for (let at = 0; at < values.length; at++) {
        const ordinal = values[at]! - 1;
        if (ordinal >= 0 && !known.has(ordinal)) unknown.add(ordinal);
      }
    if (unknown.size > 0)
      for (const [ordinal, entry] of await readEntries(db, project.id, "values", [...unknown]))
        known.set(ordinal, entry);
    return known;
  };

  return {
    async read(stats, request) {
      const { source, from, to, previous, measure, property } = request;
      const place = properties.indexOf(property);
      if (place < 0) return undefined;
      const parts: PartKind[] = measure === "events" ? ["counts"] : ["counts", "stays", place];
      for (;;) {
        if (!(await stats.hold(source, previous?.from ?? from, to, parts))) return "building";
        if (source === "hourly" && (previous?.from ?? from) < stats.dimensionHoursFrom) return undefined;
        const key = JSON.stringify(request);
        const known = answers.get(key);
        const at = { generation: stats.generation, sequence: stats.sequence };
        if (known?.stamp === stats.dimensions.stamp) return { ...known.answer, ...at };
        const snapshot = takeSnapshot(stats, request, place);
        if (snapshot === undefined) return undefined;
        const texts = await readTexts(snapshot);
        // Rewritten meanwhile: what the texts are of is gone.
        if (stats.generation !== snapshot.generation) continue;
        const { groups, other } = answerProperty(snapshot.window, snapshot.previous, {
          ...request,
          entryOf: (ordinal) => texts.get(ordinal) ?? null,
        });
        const answer: PropertyAnswer = { groups, other, scanned: snapshot.scanned, ...at };
        answers.put(key, { stamp: snapshot.stamp, answer });
        return answer;
      }
    },
  };
}

import type { Database } from "../database/database.ts";
import type { BatchColumns } from "../model/batch.ts";
import type { CutRule } from "../model/cut-sessions.ts";
import { cutSessions } from "../model/cut-sessions.ts";
import type { ProjectId, Sequence } from "../model/identifier.ts";
import { readBatchesInRange } from "../log/reader.ts";
import type { CutSessionShards } from "./cut-session-shards.ts";
import type { DimensionColumns } from "./dimension-columns.ts";
import { actorOf, type FoldedEvents } from "./group-events.ts";
import { mergeIntoSessions, type Hole, type Move, type Sessions } from "./merge-sessions.ts";

const DAY_MS = 86_400_000;

export interface CutFold {
  moves: Move[];
  /** Events counted before whose session changed, and those that changed it. */
  recut: FoldedEvents;
  /** Distinct ids whose sessions changed. */
  distinct: number[];
}

/** A row of a batch read again. */
interface EventAgain {
  time: number;
  columns: BatchColumns;
  row: number;
}

interface HoleOf {
  hole: Hole;
  distinct: number;
  /** Rows of the fold, by index of time merged. */
  rows: readonly number[];
  events: EventAgain[];
}

/** Reads the events of the holes from the log, a day at a time. */
async function fillHoles(
  db: Database,
  projectId: ProjectId,
  holes: readonly HoleOf[],
  through: Sequence,
): Promise<void> {
  const from = Math.min(...holes.map(({ hole }) => hole.from));
  const to = Math.max(...holes.map(({ hole }) => hole.to)) + 1;
  for (let start = from; start < to; start += DAY_MS) {
    const end = Math.min(start + DAY_MS, to);
    const here = holes.filter(({ hole }) => hole.from < end && hole.to >= start);
    if (here.length === 0) continue;
    const byDistinct = new Map<number, HoleOf[]>();
    for (const entry of here)
      byDistinct.set(entry.distinct, [...(byDistinct.get(entry.distinct) ?? []), entry]);
    for (const { columns } of await readBatchesInRange(db, projectId, start, end, { through }))
      for (let row = 0; row < columns.count; row++) {
        if (columns.session[row] !== 0) continue;
        const time = columns.timestamp[row] as number;
        if (time < start || time >= end) continue;
        for (const { hole, events } of byDistinct.get(columns.distinct[row] as number) ?? [])
          if (time >= hole.from && time <= hole.to) events.push({ time, columns, row });
      }
  }
}

function insertSessions(sessions: Sessions, added: Sessions): Sessions {
  const order = [
    ...sessions.start.map((start, index) => ({ start, index, from: sessions })),
    ...added.start.map((start, index) => ({ start, index, from: added })),
  ].sort((a, b) => a.start - b.start);
  return {
    start: order.map(({ start }) => start),
    end: order.map(({ index, from }) => from.end[index] as number),
    session: order.map(({ index, from }) => from.session[index] as number),
  };
}

/** Events without a session id, by distinct id: rows of the fold ascending by time. */
function groupLoose(
  time: Float64Array,
  distinct: Uint32Array,
  loose: readonly number[],
): Map<number, number[]> {
  const rowsByDistinct = new Map<number, number[]>();
  for (const row of loose) {
    const rows = rowsByDistinct.get(distinct[row] as number);
    if (rows === undefined) rowsByDistinct.set(distinct[row] as number, [row]);
    else rows.push(row);
  }
  for (const rows of rowsByDistinct.values())
    if (rows.length > 1) rows.sort((a, b) => (time[a] as number) - (time[b] as number));
  return rowsByDistinct;
}

async function toRecut(
  rows: readonly (EventAgain & { session: number })[],
  dimensions: DimensionColumns,
): Promise<FoldedEvents> {
  const batches = [...new Set(rows.map(({ columns }) => columns))];
  await dimensions.load(batches);
  const filled = new Map(
    batches.map((columns) => {
      const values = dimensions.properties.map(() => new Uint32Array(columns.count));
      dimensions.fill(columns, values, 0);
      return [columns, values];
    }),
  );
  return {
    count: rows.length,
    time: Float64Array.from(rows, ({ time }) => time),
    name: Uint32Array.from(rows, ({ columns, row }) => columns.name[row] as number),
    actor: Uint32Array.from(rows, ({ columns, row }) => actorOf(columns, row)),
    session: Uint32Array.from(rows, ({ session }) => session),
    values: dimensions.properties.map((_, place) =>
      Uint32Array.from(rows, ({ columns, row }) => filled.get(columns)?.[place]?.[row] ?? 0),
    ),
  };
}

/**
 * Cuts the `loose` rows of a fold into sessions, together with what was cut before, and writes
 * their session ordinals into `events.session`.
 */
export async function foldCutSessions(
  db: Database,
  projectId: ProjectId,
  {
    events,
    distinct,
    loose,
    through,
  }: {
    events: FoldedEvents;
    distinct: Uint32Array;
    loose: readonly number[];
    through: Sequence;
  },
  {
    shards,
    dimensions,
    rule,
    allocate,
  }: { shards: CutSessionShards; dimensions: DimensionColumns; rule: CutRule; allocate: () => number },
): Promise<CutFold> {
  const rowsByDistinct = groupLoose(events.time, distinct, loose);
  await shards.load(rowsByDistinct.keys());
  const moves: Move[] = [];
  const holes: HoleOf[] = [];
  for (const [ordinal, rows] of rowsByDistinct) {
    const times = Float64Array.from(rows, (row) => events.time[row] as number);
    const merged = mergeIntoSessions(shards.get(ordinal), times, rule, allocate);
    for (const [index, row] of rows.entries()) events.session[row] = merged.assigned[index] as number;
    for (const move of merged.moves) moves.push(move);
    shards.set(ordinal, merged.sessions);
    for (const hole of merged.holes) holes.push({ hole, distinct: ordinal, rows, events: [] });
  }

  const recut: (EventAgain & { session: number })[] = [];
  if (holes.length > 0) await fillHoles(db, projectId, holes, through);
  for (const { hole, distinct: ordinal, rows, events: filled } of holes) {
    filled.sort((a, b) => a.time - b.time);
    const times = Float64Array.from(filled, ({ time }) => time);
    const starts = cutSessions(times, rule.idleMs, rule.capMs);
    const added: Sessions = { start: [], end: [], session: [] };
    for (const [index, first] of starts.entries()) {
      const past = starts[index + 1] ?? times.length;
      added.start.push(times[first] as number);
      added.end.push(times[past - 1] as number);
      added.session.push(hole.removed[index]?.session ?? allocate());
      const session = added.session[index] as number;
      for (let at = first; at < past; at++) recut.push({ ...(filled[at] as EventAgain), session });
    }
    for (const span of hole.removed) moves.push({ from: span.session, start: span.start, end: span.end });
    for (const point of hole.points) {
      const row = rows[point] as number;
      const index = added.end.findIndex((end) => end >= (events.time[row] as number));
      events.session[row] = added.session[index] as number;
    }
    shards.set(ordinal, insertSessions(shards.get(ordinal), added));
  }
  return {
    moves,
    distinct: [...rowsByDistinct.keys()],
    recut: await toRecut(recut, dimensions),
  };
}

import type { Database } from "../database/database.ts";
import type { CheckpointRow } from "../database/rows.ts";
import type { Sequence } from "../model/identifier.ts";
import { SESSION_CAP_MS, type Project } from "../model/project.ts";
import { zoneOf } from "../model/time-zone.ts";
import type { VerifyReport } from "../model/verify-report.ts";
import { readDictionary } from "../log/dictionary.ts";
import { readUuid } from "../log/event-id.ts";
import { readBatches, readBatchesInRange, readHead } from "../log/reader.ts";
import { initBitmaps } from "./bitmap.ts";
import { compareBuckets, openStoredSets, type Tally } from "./compare-recount.ts";
import { readCheckpoint } from "./rollup-rows.ts";
import { rollupSet } from "./series.ts";

const READ_EVENTS = 100_000;
const SLICE_EVENTS = 200_000;
const MOST_DIFFERENCES = 20;
const MOST_ATTEMPTS = 3;

export interface VerifyOptions {
  signal?: AbortSignal;
  onProgress?: (events: number, total: number) => void;
}

interface Survey {
  /** Text of the user each distinct id was first identified as. */
  identified: Map<number, { user: string; at: number; id: string }>;
  /** Starts of the sessions cut, ascending, by distinct id. */
  cutStarts: Map<number, number[]>;
  eventsByDay: Map<number, number>;
  events: number;
}

interface Scope {
  db: Database;
  project: Project;
  through: Sequence;
  people: (string | null)[];
  signal: AbortSignal | undefined;
}

/** First pass: who is who, which sessions there are, how many events a day has. */
async function survey({ db, project, through, people, signal }: Scope): Promise<Survey> {
  const zone = zoneOf(project.timeZone);
  const identified: Survey["identified"] = new Map();
  const looseTimes = new Map<number, number[]>();
  const eventsByDay = new Map<number, number>();
  let events = 0;
  let after = 0 as Sequence;
  while (after < through) {
    signal?.throwIfAborted();
    const batches = await readBatches(db, project.id, after, { maxEvents: READ_EVENTS, through });
    if (batches.length === 0) break;
    for (const { sequence, columns } of batches) {
      after = sequence;
      const otherIds = new Map(columns.otherIds);
      for (let row = 0; row < columns.count; row++) {
        const at = columns.timestamp[row] as number;
        const distinct = columns.distinct[row] as number;
        const user = columns.user[row] as number;
        const day = zone.dayStart(at);
        eventsByDay.set(day, (eventsByDay.get(day) ?? 0) + 1);
        events++;
        if (columns.session[row] === 0) {
          const times = looseTimes.get(distinct);
          if (times === undefined) looseTimes.set(distinct, [at]);
          else times.push(at);
        }
        if (user === 0) continue;
        const known = identified.get(distinct);
        if (known !== undefined && at > known.at) continue;
        const id = otherIds.get(row) ?? readUuid(columns.uuids, row * 16);
        if (known === undefined || at < known.at || id < known.id)
          identified.set(distinct, { user: people[user - 1]?.slice(1) ?? "", at, id });
      }
    }
  }
  const cutStarts = new Map<number, number[]>();
  for (const [distinct, times] of looseTimes) {
    times.sort((a, b) => a - b);
    const starts: number[] = [];
    for (const [index, time] of times.entries()) {
      const gap = time - (times[index - 1] ?? -Infinity);
      const length = time - (starts.at(-1) ?? -Infinity);
      if (gap > project.sessionIdleMs || length >= SESSION_CAP_MS) starts.push(time);
    }
    cutStarts.set(distinct, starts);
  }
  return { identified, cutStarts, eventsByDay, events };
}

/** Stretches of whole days, together all of time, each of about as many events as memory bears. */
function sliceDays(eventsByDay: ReadonlyMap<number, number>): [from: number, to: number][] {
  const slices: [number, number][] = [];
  let from = -Infinity;
  let count = 0;
  for (const [day, events] of [...eventsByDay].sort(([a], [b]) => a - b)) {
    if (count > 0 && count + events > SLICE_EVENTS) {
      slices.push([from, day]);
      from = day;
      count = 0;
    }
    count += events;
  }
  return [...slices, [from, Infinity]];
}

/** By the kind of series: its number among the rows. */
async function readSeries(scope: Scope): Promise<(name: number) => number[]> {
  const { db, project } = scope;
  const names = await readDictionary(db, project.id, "names");
  const types = await readDictionary(db, project.id, "types");
  const numbers = names.map((entry, ordinal) => {
    const [type = "", name = ""] = (entry ?? "").split("\0");
    const own = 2 * ordinal + 2;
    return name.startsWith("$") ? [own] : [0, 2 * types.indexOf(type) + 1, own];
  });
  return (name) => numbers[name] ?? [];
}

/** Second pass over one slice: every bucket of every series, as sets of text. */
async function tallySlice(
  scope: Scope,
  known: Survey,
  seriesOf: (name: number) => number[],
  [from, to]: [number, number],
): Promise<{ hourly: Tally; daily: Tally; events: number }> {
  const { db, project, through, people } = scope;
  const zone = zoneOf(project.timeZone);
  const hourly: Tally = new Map();
  const daily: Tally = new Map();
  let events = 0;
  for (const { columns } of await readBatchesInRange(db, project.id, from, to, { through })) {
    scope.signal?.throwIfAborted();
    for (let row = 0; row < columns.count; row++) {
      const at = columns.timestamp[row] as number;
      if (at < from || at >= to) continue;
      const distinct = columns.distinct[row] as number;
      const user = columns.user[row] as number;
      const session = columns.session[row] as number;
      const person =
        user === 0
          ? (known.identified.get(distinct)?.user ?? people[distinct]?.slice(1))
          : people[user - 1]?.slice(1);
      const start = known.cutStarts.get(distinct)?.findLast((time) => time <= at);
      const stay = session === 0 ? `cut ${distinct} ${start}` : `given ${session - 1}`;
      events++;
      for (const series of seriesOf(columns.name[row] as number)) {
        addTo(hourly, zone.hourStart(at), series, person ?? "", stay);
        addTo(daily, zone.dayStart(at), series, person ?? "", stay);
      }
    }
  }
  return { hourly, daily, events };
}

function addTo(tally: Tally, start: number, series: number, person: string, stay: string): void {
  let bucket = tally.get(start);
  if (bucket === undefined) tally.set(start, (bucket = new Map()));
  const counted = bucket.get(series);
  if (counted === undefined) {
    bucket.set(series, { events: 1, users: new Set([person]), sessions: new Set([stay]) });
    return;
  }
  counted.events++;
  counted.users.add(person);
  counted.sessions.add(stay);
}

async function recountAt(
  db: Database,
  project: Project,
  checkpoint: CheckpointRow,
  { signal, onProgress }: VerifyOptions,
): Promise<VerifyReport> {
  const set = rollupSet(project);
  const people = await readDictionary(db, project.id, "people");
  const scope: Scope = { db, project, through: checkpoint.sequence, people, signal };
  const known = await survey(scope);
  const seriesOf = await readSeries(scope);
  const stored = await openStoredSets(db, project.id, set, people);
  const report: VerifyReport = { drift: 0, buckets: 0, differences: [], sequence: checkpoint.sequence };
  let done = 0;
  for (const slice of sliceDays(known.eventsByDay)) {
    signal?.throwIfAborted();
    const { hourly, daily, events } = await tallySlice(scope, known, seriesOf, slice);
    for (const [label, table, tally] of [
      ["hourly", db.hourlyStats, hourly],
      ["daily", db.dailyStats, daily],
    ] as const) {
      const rows = await table
        .where(":id")
        .between([project.id, set, slice[0]], [project.id, set, slice[1]])
        .toArray();
      const { buckets, differences } = compareBuckets(label, tally, rows, stored, project);
      report.buckets += buckets;
      report.drift += differences.length;
      report.differences.push(...differences);
    }
    report.differences.length = Math.min(report.differences.length, MOST_DIFFERENCES);
    done += events;
    onProgress?.(done, known.events);
  }
  return report;
}

/**
 * Counts everything again from the log, naively and apart from how it was folded, as of the rollup's
 * checkpoint: events, users and sessions of every series of every hour and day, as sets and not only
 * in number; also rows that should not be there. Throws the signal's reason when aborted.
 */
export async function verifyRollups(
  db: Database,
  project: Project,
  options: VerifyOptions = {},
): Promise<VerifyReport> {
  await initBitmaps();
  for (let attempt = 1; ; attempt++) {
    const before = await readCheckpoint(db, project.id, rollupSet(project));
    const head = await readHead(db, project.id);
    if (before === undefined || before.generation !== head.generation)
      return {
        drift: head.events > 0 ? 1 : 0,
        buckets: 0,
        differences: head.events > 0 ? ["There are no rollups of the log as it is."] : [],
        sequence: 0,
      };
    const report = await recountAt(db, project, before, options);
    const after = await readCheckpoint(db, project.id, rollupSet(project));
    const still = after?.sequence === before.sequence && after.generation === before.generation;
    if (still || attempt === MOST_ATTEMPTS) return report;
  }
}

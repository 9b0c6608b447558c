import type { Database } from "../database/database.ts";
import type { CheckpointRow } from "../database/rows.ts";
import type { BatchColumns } from "../model/batch.ts";
import type { DamagedBlock } from "../model/damage.ts";
import type { Sequence } from "../model/identifier.ts";
import { SESSION_CAP_MS, type Project } from "../model/project.ts";
import { zoneOf } from "../model/time-zone.ts";
import type { VerifyReport } from "../model/verify-report.ts";
import { readDictionary } from "../log/dictionary.ts";
import { isBeingErased } from "../log/erasure-steps.ts";
import { makeIdReader } from "../log/event-id.ts";
import { readBatches, readBatchesInRange, readHead } from "../log/reader.ts";
import { makeBreather } from "../log/breathe.ts";
import { queueWriter } from "../log/writers-queue.ts";
import { initBitmaps } from "./bitmap.ts";
import {
  bucketWords,
  compareBuckets,
  openStoredSets,
  type StoredSets,
  type Tally,
} from "./compare-recount.ts";
import { DamagedRowError } from "./damaged-row.ts";
import { startDimensionRecount, type DimensionRecount } from "./recount-dimensions.ts";
import { readCheckpoint } from "./rollup-rows.ts";
import { nameOfSeries, nameSeries, OVERALL_SERIES, rollupSet, typeSeries } from "./series.ts";

const READ_EVENTS = 100_000;
const SLICE_EVENTS = 200_000;
const MOST_DIFFERENCES = 20;
const MOST_ATTEMPTS = 3;

export interface VerifyOptions {
  signal?: AbortSignal;
  onProgress?: (events: number, total: number) => void;
  /** Runs each slice while nothing is folded; folds go on in between. */
  hold?: <T>(work: () => Promise<T>) => Promise<T>;
  /** Folds the log as it is by now, where an erasure rewrote it meanwhile. False where that cannot be: the recount ends. */
  follow?: () => Promise<boolean>;
}

/** First pass: who is who, which sessions there are, how many events a day has. Grows with the log. */
interface Survey {
  /** Text of the user each distinct id was first identified as. */
  identified: Map<number, { user: string; at: number; id: string }>;
  /** Starts of the sessions cut, ascending, by distinct id. */
  cutStarts: Map<number, number[]>;
  eventsByDay: Map<number, number>;
  events: number;
  lost: DamagedBlock[];
  /** Texts of `people`, as far as the survey has come. */
  people: (string | null)[];
  /** True where there was something to read. */
  readThrough(through: Sequence): Promise<boolean>;
}

function startSurvey(db: Database, project: Project, signal: AbortSignal | undefined): Survey {
  const zone = zoneOf(project.timeZone);
  const looseTimes = new Map<number, number[]>();
  let after = 0 as Sequence;

  function take(columns: BatchColumns, survey: Survey, loose: Set<number>): void {
    const idOf = makeIdReader(columns);
    for (let row = 0; row < columns.count; row++) {
      const at = columns.timestamp[row] as number;
      const distinct = columns.distinct[row] as number;
      const user = columns.user[row] as number;
      const day = zone.dayStart(at);
      survey.eventsByDay.set(day, (survey.eventsByDay.get(day) ?? 0) + 1);
      survey.events++;
      if (columns.session[row] === 0) {
        const times = looseTimes.get(distinct);
        if (times === undefined) looseTimes.set(distinct, [at]);
        else times.push(at);
        loose.add(distinct);
      }
      if (user === 0) continue;
      const known = survey.identified.get(distinct);
      if (known !== undefined && at > known.at) continue;
      const id = idOf(row);
      if (known === undefined || at < known.at || id < known.id)
        survey.identified.set(distinct, { user: survey.people[user - 1]?.slice(1) ?? "", at, id });
    }
  }

  function cut(times: number[]): number[] {
    times.sort((a, b) => a - b);
    const starts: number[] = [];
    for (const [index, time] of times.entries()) {
      const gap = time - (times[index - 1] ?? -Infinity);
      const length = time - (starts.at(-1) ?? -Infinity);
      if (gap > project.sessionIdleMs || length >= SESSION_CAP_MS) starts.push(time);
    }
    return starts;
  }

  return {
    identified: new Map(),
    cutStarts: new Map(),
    eventsByDay: new Map(),
    events: 0,
    lost: [],
    people: [],
    async readThrough(through) {
      if (after >= through) return false;
      this.people = await readDictionary(db, project.id, "people");
      const loose = new Set<number>();
      const breathe = makeBreather();
      while (after < through) {
        signal?.throwIfAborted();
        const batches = await readBatches(db, project.id, after, { maxEvents: READ_EVENTS, through });
        if (batches.length === 0) break;
        for (const { sequence, columns, damaged, minTime, maxTime } of batches) {
          after = sequence;
          if (damaged !== undefined)
            this.lost.push({ sequence, events: damaged, from: minTime, to: maxTime });
          take(columns, this, loose);
          await breathe();
        }
      }
      for (const distinct of loose) this.cutStarts.set(distinct, cut(looseTimes.get(distinct) ?? []));
      return true;
    },
  };
}

interface Scope {
  db: Database;
  project: Project;
  signal: AbortSignal | undefined;
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

interface Series {
  /** By the kind of event: its numbers among the rows. */
  numbers: (name: number) => number[];
  nameOf: (series: number) => string;
}

async function readSeries(db: Database, project: Project): Promise<Series> {
  const names = await readDictionary(db, project.id, "names");
  const types = await readDictionary(db, project.id, "types");
  const numbers = names.map((entry, ordinal) => {
    const [type = "", name = ""] = (entry ?? "").split("\0");
    const own = nameSeries(ordinal);
    return name.startsWith("$") ? [own] : [OVERALL_SERIES, typeSeries(types.indexOf(type)), own];
  });
  return {
    numbers: (name) => numbers[name] ?? [],
    nameOf(series) {
      if (series === OVERALL_SERIES) return "all events";
      const name = nameOfSeries(series);
      return name === undefined
        ? `the type "${types[(series - 1) / 2] ?? "?"}"`
        : `"${names[name]?.split("\0")[1] ?? "?"}"`;
    },
  };
}

/** Second pass over one slice: every bucket of every series, as sets of text. */
async function tallySlice(
  { db, project, signal }: Scope,
  known: Survey,
  { numbers }: Series,
  [from, to]: [number, number],
  through: Sequence,
): Promise<{ hourly: Tally; daily: Tally; dimensions: DimensionRecount; events: number }> {
  const { people } = known;
  const zone = zoneOf(project.timeZone);
  const hourly: Tally = new Map();
  const daily: Tally = new Map();
  const dimensions = await startDimensionRecount(db, project);
  let events = 0;
  const breathe = makeBreather();
  for (const { columns } of await readBatchesInRange(db, project.id, from, to, { through })) {
    signal?.throwIfAborted();
    await breathe();
    dimensions.open(columns);
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
      dimensions.take(row, person ?? "", stay);
      for (const series of numbers(columns.name[row] as number)) {
        addTo(hourly, zone.hourStart(at), series, person ?? "", stay);
        addTo(daily, zone.dayStart(at), series, person ?? "", stay);
      }
    }
  }
  return { hourly, daily, dimensions, events };
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

/** The log was rewritten, or the rows built anew, while they were being compared. */
const MOVED = Symbol("moved");

async function recountAt(
  db: Database,
  project: Project,
  before: CheckpointRow,
  { signal, onProgress, hold = (work) => work() }: VerifyOptions,
): Promise<VerifyReport | typeof MOVED> {
  const set = rollupSet(project);
  const zone = zoneOf(project.timeZone);
  const scope: Scope = { db, project, signal };
  const known = startSurvey(db, project, signal);
  await known.readThrough(before.sequence);
  let series = await readSeries(db, project);
  let stored: StoredSets | undefined;
  const report: VerifyReport = {
    drift: 0,
    buckets: 0,
    differences: [],
    sequence: before.sequence,
    at: 0,
    lost: known.lost,
    unknown: 0,
  };
  const isLost = (start: number, end: number) => known.lost.some(({ from, to }) => from < end && to >= start);

  async function compare(slice: [number, number]): Promise<number | typeof MOVED> {
    const now = await readCheckpoint(db, project.id, set);
    if (now === undefined || now.generation !== before.generation || now.build !== before.build) return MOVED;
    if (await known.readThrough(now.sequence)) {
      series = await readSeries(db, project);
      stored = undefined;
    }
    report.sequence = now.sequence;
    stored ??= await openStoredSets(db, project.id, set, known.people);
    const { hourly, daily, dimensions, events } = await tallySlice(scope, known, series, slice, now.sequence);
    for (const [label, table, tally] of [
      ["hourly", db.hourlyStats, hourly],
      ["daily", db.dailyStats, daily],
    ] as const) {
      const rows = await table
        .where(":id")
        .between([project.id, set, slice[0]], [project.id, set, slice[1]])
        .toArray();
      const { buckets, unknown, differences } = compareBuckets(
        label,
        tally,
        rows,
        stored,
        project,
        series.nameOf,
        isLost,
      );
      report.unknown += unknown;
      report.buckets += buckets;
      report.drift += differences.length;
      report.differences.push(...differences);
    }
    const hoursFrom = now.dimensionHoursFrom ?? Infinity;
    for (const { unit, start, difference } of await dimensions.compare(slice, set, hoursFrom, stored)) {
      // Where events are lost the bucket's own row differs, and was counted as unknown.
      if (isLost(start, zone.nextBucket(unit, start))) continue;
      report.drift++;
      report.differences.push(`${bucketWords(project, unit, start)}: ${difference}`);
    }
    report.differences.length = Math.min(report.differences.length, MOST_DIFFERENCES);
    // Its events go step by step, and only then is the generation raised.
    const isMoving = await isBeingErased(db, project.id);
    const { generation } = await readHead(db, project.id);
    if (isMoving || generation !== before.generation) return MOVED;
    return events;
  }

  let done = 0;
  for (const slice of sliceDays(known.eventsByDay)) {
    signal?.throwIfAborted();
    const compared = await hold(() => compare(slice));
    if (compared === MOVED) return MOVED;
    done += compared;
    onProgress?.(done, known.events);
  }
  return { ...report, at: Date.now() };
}

/**
 * Counts everything again from the log, naively and apart from how it was folded: events, users and
 * sessions of every series of every hour and day, as sets and not only in number; also rows that
 * should not be there. Slice by slice, each as of the rollup's checkpoint at that time. Throws the
 * signal's reason when aborted.
 */
export async function verifyRollups(
  db: Database,
  project: Project,
  options: VerifyOptions = {},
): Promise<VerifyReport> {
  await initBitmaps();
  const none = (differences: string[]): VerifyReport => ({
    drift: differences.length,
    buckets: 0,
    differences,
    sequence: 0,
    at: Date.now(),
    lost: [],
    unknown: 0,
  });
  for (let attempt = 1; ; attempt++)
    try {
      const before = await readCheckpoint(db, project.id, rollupSet(project));
      const head = await readHead(db, project.id);
      if (before === undefined || before.generation !== head.generation)
        return none(head.events > 0 ? ["There are no rollups of the log as it is."] : []);
      const report = await recountAt(db, project, before, options);
      if (report !== MOVED) return report;
      const moved = none(["The log was being rewritten: recount again."]);
      if (attempt === MOST_ATTEMPTS) return moved;
      // After whoever erases.
      await queueWriter(db, () => Promise.resolve());
      if ((await options.follow?.()) === false) return moved;
    } catch (error) {
      if (!(error instanceof DamagedRowError)) throw error;
      return none([error.message]);
    }
}

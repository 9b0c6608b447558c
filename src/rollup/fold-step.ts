import type { Database } from "../database/database.ts";
import { CUT_SESSION_BASE } from "../database/rows.ts";
import type { CutSessionsRow, IdentityRow, StatsRow } from "../database/rows.ts";
import type { Batch } from "../model/batch.ts";
import type { Sequence } from "../model/identifier.ts";
import { SESSION_CAP_MS, type Project } from "../model/project.ts";
import type { Zone } from "../model/time-zone.ts";
import { withBitmaps } from "./bitmap.ts";
import { foldCutSessions } from "./cut-fold.ts";
import { makeCutSessionShards, type CutSessionShards } from "./cut-session-shards.ts";
import { editRow, emptyColumns, type RowEdit } from "./edit-row.ts";
import { makeEventKinds, type EventKinds } from "./event-kinds.ts";
import { groupEvents, type FoldedEvents, type GroupedEvents } from "./group-events.ts";
import type { Move } from "./merge-sessions.ts";
import { openPeopleIdentity, type PeopleIdentity } from "./people-identity.ts";
import { makeRowCache, type RowCache } from "./row-cache.ts";
import { hourDelta, joinBuckets, type BucketDelta } from "./series-delta.ts";

/** What a fold knows from those before it. Worthless after a fold that failed: open it again. */
export interface FoldMemory {
  kinds: EventKinds;
  identity: PeopleIdentity;
  shards: CutSessionShards;
  hourly: RowCache;
  daily: RowCache;
  nextCutSession: number;
}

export async function openFoldMemory(
  db: Database,
  project: Project,
  set: string,
  nextCutSession = CUT_SESSION_BASE,
): Promise<FoldMemory> {
  return {
    kinds: makeEventKinds(db, project.id),
    identity: await openPeopleIdentity(db, project.id, set),
    shards: makeCutSessionShards(db, project.id, set),
    hourly: makeRowCache(db.hourlyStats, project.id, set),
    daily: makeRowCache(db.dailyStats, project.id, set),
    nextCutSession,
  };
}

/** Rows to write. */
export interface FoldStep {
  hourly: StatsRow[];
  daily: StatsRow[];
  identities: IdentityRow[];
  cutSessions: CutSessionsRow[];
  /** Distinct ids whose canonical actor, or whose cut sessions, changed. */
  identified: number[];
  recut: number[];
}

interface Gathered {
  events: FoldedEvents;
  distinct: Uint32Array;
  loose: number[];
  greatestName: number;
  greatestPerson: number;
}

function gather(batches: readonly Batch[]): Gathered {
  const count = batches.reduce((sum, { columns }) => sum + columns.count, 0);
  const events: FoldedEvents = {
    count,
    time: new Float64Array(count),
    name: new Uint32Array(count),
    actor: new Uint32Array(count),
    session: new Uint32Array(count),
  };
  const distinct = new Uint32Array(count);
  const loose: number[] = [];
  let greatestName = -1;
  let greatestPerson = -1;
  let at = 0;
  for (const { columns } of batches) {
    events.time.set(columns.timestamp, at);
    events.name.set(columns.name, at);
    distinct.set(columns.distinct, at);
    for (let row = 0; row < columns.count; row++, at++) {
      const person = columns.distinct[row] as number;
      const user = columns.user[row] as number;
      const actor = user === 0 ? person : user - 1;
      const session = columns.session[row] as number;
      events.actor[at] = actor;
      if (session === 0) loose.push(at);
      else events.session[at] = session - 1;
      greatestName = Math.max(greatestName, columns.name[row] as number);
      greatestPerson = Math.max(greatestPerson, person, actor);
    }
  }
  return { events, distinct, loose, greatestName, greatestPerson };
}

interface DayWork {
  hours: Map<number, Move[]>;
  moves: Move[];
}

/** Which hours of which days change, and the session moves in each. */
function planDays(zone: Zone, hours: Iterable<number>, moves: readonly Move[]): Map<number, DayWork> {
  const days = new Map<number, DayWork>();
  const dayOf = (hour: number): DayWork => {
    const start = zone.dayStart(hour);
    let day = days.get(start);
    if (day === undefined) days.set(start, (day = { hours: new Map(), moves: [] }));
    if (!day.hours.has(hour)) day.hours.set(hour, []);
    return day;
  };
  for (const hour of hours) dayOf(hour);
  for (const move of moves) {
    const last = zone.hourStart(move.end);
    for (let hour = zone.hourStart(move.start); hour <= last; hour = zone.nextBucket("hour", hour)) {
      const day = dayOf(hour);
      day.hours.get(hour)?.push(move);
      if (day.moves.at(-1) !== move) day.moves.push(move);
    }
  }
  return days;
}

/** Works out what a fold of `batches` writes. Reads the database, writes nothing. */
export async function prepareFold(
  db: Database,
  { project, set, zone }: { project: Project; set: string; zone: Zone },
  memory: FoldMemory,
  batches: readonly Batch[],
): Promise<FoldStep> {
  const sequence = (batches.at(-1) as Batch).sequence as Sequence;
  const { events, distinct, loose, greatestName, greatestPerson } = gather(batches);
  await memory.kinds.load(greatestName);
  await memory.identity.meet(greatestPerson);
  for (const { columns } of batches) memory.identity.identify(columns);
  const cut = await foldCutSessions(
    db,
    project.id,
    { events, distinct, loose, through: sequence },
    {
      shards: memory.shards,
      rule: { idleMs: project.sessionIdleMs, capMs: SESSION_CAP_MS },
      allocate: () => memory.nextCutSession++,
    },
  );

  const grouped = groupEvents(events, zone);
  const recut = groupEvents(cut.recut, zone);
  const days = planDays(zone, [...grouped.hours.keys(), ...recut.hours.keys()], cut.moves);
  const hourStarts = [...days.values()].flatMap((day) => [...day.hours.keys()]);
  const oldHours = await memory.hourly.read(hourStarts);
  const oldDays = await memory.daily.read([...days.keys()]);

  const labelled = (start: number): StatsRow => ({
    projectId: project.id,
    set,
    start,
    date: zone.localDate(start),
    ...emptyColumns(),
    sequence,
  });
  const deltasOf = (hour: number): BucketDelta[] => {
    const part = (from: GroupedEvents, counted: boolean): BucketDelta[] => {
      const groups = from.hours.get(hour);
      return groups === undefined ? [] : [hourDelta(groups, from, memory.kinds, counted)];
    };
    return [...part(grouped, true), ...part(recut, false)];
  };
  const hourly: StatsRow[] = [];
  const daily: StatsRow[] = [];
  for (const [day, work] of days)
    withBitmaps(() => {
      const ofDay: BucketDelta[] = [];
      for (const [hour, moves] of work.hours) {
        const edit: RowEdit = { moves, deltas: deltasOf(hour) };
        const old = oldHours.get(hour) ?? { ...labelled(hour), hour: zone.localHour(hour) };
        ofDay.push(...edit.deltas);
        const row = editRow(old, edit);
        if (row !== old) hourly.push({ ...row, sequence });
      }
      const edit: RowEdit = {
        moves: work.moves,
        deltas: ofDay.length > 0 ? [joinBuckets(ofDay)] : [],
      };
      const old = oldDays.get(day) ?? labelled(day);
      const row = editRow(old, edit);
      if (row !== old) daily.push({ ...row, sequence });
    });
  const identity = memory.identity.takeChanges();
  return {
    hourly,
    daily,
    identities: identity.rows,
    cutSessions: memory.shards.takeRows(),
    identified: identity.distinct,
    recut: cut.distinct,
  };
}

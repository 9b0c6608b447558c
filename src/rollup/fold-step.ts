import type { Database } from "../database/database.ts";
import { CUT_SESSION_BASE } from "../database/rows.ts";
import type { CutSessionsRow, DimensionRow, IdentityRow, StatsRow } from "../database/rows.ts";
import type { Batch } from "../model/batch.ts";
import { toSequence } from "../model/identifier.ts";
import { SESSION_CAP_MS, type Project } from "../model/project.ts";
import { trackedProperties } from "../model/tracked-properties.ts";
import type { Zone } from "../model/time-zone.ts";
import { makeBucketCache, type BucketCache } from "./bucket-cache.ts";
import { withBitmaps } from "./bitmap.ts";
import { foldCutSessions } from "./cut-fold.ts";
import { makeCutSessionShards, type CutSessionShards } from "./cut-session-shards.ts";
import { makeDimensionColumns, type DimensionColumns } from "./dimension-columns.ts";
import { editRow, emptyColumns, type RowEdit } from "./edit-row.ts";
import { makeEventKinds, type EventKinds } from "./event-kinds.ts";
import { foldDimensions, type FoldedBucket, type TierRule } from "./fold-dimensions.ts";
import type { BucketTier } from "./group-dimensions.ts";
import { actorOf, groupEvents, type BucketDelta, type FoldedEvents } from "./group-events.ts";
import type { Move } from "./merge-sessions.ts";
import { openPeopleIdentity, type PeopleIdentity } from "./people-identity.ts";
import { makeRowCache, type RowCache } from "./row-cache.ts";

/** What a fold knows from those before it. Worthless after a fold that failed: open it again. */
export interface FoldMemory {
  kinds: EventKinds;
  identity: PeopleIdentity;
  shards: CutSessionShards;
  hourly: RowCache;
  daily: RowCache;
  dimensions: DimensionColumns;
  buckets: Record<BucketTier, BucketCache>;
  nextCutSession: number;
}

export async function openFoldMemory(
  db: Database,
  project: Project,
  set: string,
  nextCutSession = CUT_SESSION_BASE,
): Promise<FoldMemory> {
  const properties = trackedProperties(project);
  const cacheOf = (tier: BucketTier): BucketCache =>
    makeBucketCache(db, project.id, set, tier, properties.length);
  return {
    kinds: makeEventKinds(db, project.id),
    identity: await openPeopleIdentity(db, project.id, set),
    shards: makeCutSessionShards(db, project.id, set),
    hourly: makeRowCache(db.hourlyStats, project.id, set),
    daily: makeRowCache(db.dailyStats, project.id, set),
    dimensions: makeDimensionColumns(db, project.id, properties),
    buckets: {
      hour: cacheOf("hour"),
      "hour+": cacheOf("hour+"),
      day: cacheOf("day"),
      "day+": cacheOf("day+"),
    },
    nextCutSession,
  };
}

/** Rows to write. */
export interface FoldStep {
  hourly: StatsRow[];
  daily: StatsRow[];
  identities: IdentityRow[];
  cutSessions: CutSessionsRow[];
  dimensions: DimensionRow[];
  /** How many properties are tracked. */
  properties: number;
  /** What {@link dimensions} were made of, for the next fold. */
  buckets: FoldedBucket[];
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

function gather(batches: readonly Batch[], dimensions: DimensionColumns): Gathered {
  const count = batches.reduce((sum, { columns }) => sum + columns.count, 0);
  const events: FoldedEvents = {
    count,
    time: new Float64Array(count),
    name: new Uint32Array(count),
    actor: new Uint32Array(count),
    session: new Uint32Array(count),
    values: dimensions.properties.map(() => new Uint32Array(count)),
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
    dimensions.fill(columns, events.values, at);
    for (let row = 0; row < columns.count; row++, at++) {
      const person = columns.distinct[row] as number;
      const actor = actorOf(columns, row);
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

/** What happens to which bucket: session moves, then the deltas. */
function planEdits(
  deltas: readonly Map<number, BucketDelta>[],
  moves: readonly Move[],
  zone: Zone,
  unit: "hour" | "day",
): Map<number, RowEdit> {
  const edits = new Map<number, RowEdit>();
  const editOf = (start: number): RowEdit => {
    let edit = edits.get(start);
    if (edit === undefined) edits.set(start, (edit = { moves: [], deltas: [] }));
    return edit;
  };
  for (const byStart of deltas) for (const [start, delta] of byStart) editOf(start).deltas.push(delta);
  for (const move of moves) {
    let start = zone.bucketStart(unit, move.start);
    for (; start <= move.end; start = zone.nextBucket(unit, start)) editOf(start).moves.push(move);
  }
  return edits;
}

interface FoldScope {
  project: Project;
  set: string;
  zone: Zone;
  /** Hours before this one are not told by tracked property. */
  dimensionHoursFrom: number;
  tierRule: TierRule;
}

const emptyRow = ({ project, set, zone }: FoldScope, start: number, unit: "hour" | "day"): StatsRow => ({
  projectId: project.id,
  set,
  start,
  date: zone.localDate(start),
  ...(unit === "hour" && { hour: zone.localHour(start) }),
  ...emptyColumns(),
  sequence: toSequence(0),
});

/** Works out what a fold of `batches` writes. Reads the database, writes nothing. */
export async function prepareFold(
  db: Database,
  scope: FoldScope,
  memory: FoldMemory,
  batches: readonly Batch[],
): Promise<FoldStep> {
  const { project } = scope;
  const { sequence } = batches.at(-1) as Batch;
  await memory.dimensions.load(batches.map(({ columns }) => columns));
  const { events, distinct, loose, greatestName, greatestPerson } = gather(batches, memory.dimensions);
  await memory.kinds.load(greatestName);
  await memory.identity.meet(greatestPerson);
  for (const { columns } of batches) memory.identity.identify(columns);
  const cut = await foldCutSessions(
    db,
    project.id,
    { events, distinct, loose, through: sequence },
    {
      shards: memory.shards,
      dimensions: memory.dimensions,
      rule: { idleMs: project.sessionIdleMs, capMs: SESSION_CAP_MS },
      allocate: () => memory.nextCutSession++,
    },
  );

  const grouped = groupEvents(events, scope.zone, memory.kinds, { counted: true });
  const recut = groupEvents(cut.recut, scope.zone, memory.kinds, { counted: false });
  const edit = async (source: "hours" | "days", cache: RowCache): Promise<StatsRow[]> => {
    const deltas = [grouped[source], recut[source]];
    const unit = source === "hours" ? "hour" : "day";
    const edits = planEdits(deltas, cut.moves, scope.zone, unit);
    const stored = await cache.read([...edits.keys()]);
    const rows: StatsRow[] = [];
    withBitmaps(() => {
      for (const [start, change] of edits) {
        const old = stored.get(start) ?? emptyRow(scope, start, unit);
        const row = editRow(old, change);
        if (row !== old) rows.push({ ...row, sequence });
      }
    });
    return rows;
  };
  const hourly = await edit("hours", memory.hourly);
  const daily = await edit("days", memory.daily);
  const dimensions = await foldDimensions({ ...scope, ...memory }, { events, cut });
  const identity = memory.identity.takeChanges();
  return {
    hourly,
    daily,
    identities: identity.rows,
    cutSessions: memory.shards.takeRows(),
    dimensions: dimensions.rows,
    buckets: dimensions.buckets,
    properties: memory.dimensions.properties.length,
    identified: identity.distinct,
    recut: cut.distinct,
  };
}

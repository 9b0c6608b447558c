import { Dexie, type Table } from "dexie";
import type { Database } from "../database/database.ts";
import type { CheckpointRow, RollupChange, StatsRow } from "../database/rows.ts";
import type { Project } from "../model/project.ts";
import { trackedProperties } from "../model/tracked-properties.ts";
import { dimensionKey, makeCachedDimensions, type CachedDimensions } from "./cached-dimensions.ts";
import { makeCachedRows, type CachedRows } from "./cached-rows.ts";
import { makeCanonicalPeople } from "./canonical-people.ts";
import { requireCheckpoint, requireIdentities, requireStats } from "./damaged-row.ts";
import { partOf, type PartKind } from "./dimension-rows.ts";
import { TIERS } from "./group-dimensions.ts";
import { makeEventKinds, type EventKinds } from "./event-kinds.ts";
import { nameOfSeries, rollupSet } from "./series.ts";

export type StatsSource = "hourly" | "daily";

const CHECK_MS = 1000;
/** Older than this, the next answer has the checkpoint looked at without waiting for it. */
const CHECK_AHEAD_MS = 500;
const MOST_PATCHES = 200_000;

/** The stored rows of one project and set as of one checkpoint, read as they are needed. */
export interface ProjectStats {
  readonly generation: number;
  readonly sequence: number;
  /** Rises when a user set may count differently though its row is the same. */
  readonly identityStamp: number;
  readonly kinds: EventKinds;
  rows(source: StatsSource): CachedRows;
  readonly dimensions: CachedDimensions;
  /** Hours by tracked property are there from this instant on. */
  readonly dimensionHoursFrom: number;
  /**
   * Holds every row of the window, as of a checkpoint at most a second old: those of the buckets,
   * or these parts of them by tracked property. False: being built.
   */
  hold(source: StatsSource, from: number, to: number, parts?: readonly PartKind[]): Promise<boolean>;
  /** Something was written: the next answer waits until the checkpoint was looked at. */
  doubt(): void;
}

type StatsTable = Table<StatsRow, [string, string, number]>;

interface Wanted {
  source: StatsSource;
  from: number;
  to: number;
  parts?: readonly PartKind[] | undefined;
}

const unitOf = (source: StatsSource) => (source === "hourly" ? "hour" : "day");

const partNames = ({ source, parts }: Wanted): string[] => {
  const kinds: PartKind[] = parts === undefined ? [] : ["whole", ...parts];
  return TIERS[unitOf(source)].flatMap((tier) => kinds.map((kind) => partOf(tier, kind)));
};

/** What was written since `sequence`, undefined where that is not known. */
function changesSince(checkpoint: CheckpointRow, sequence: number): RollupChange[] | undefined {
  const changes = (checkpoint.changes ?? []).filter((change) => change.sequence > sequence);
  const [first] = changes;
  const known = first !== undefined && first.after <= sequence;
  return known && changes.every((change) => change.hours !== undefined) ? changes : undefined;
}

export function makeProjectStats(db: Database, project: Project, now: () => number): ProjectStats {
  const set = rollupSet(project);
  const people = makeCanonicalPeople();
  const readTables = [db.checkpoints, db.hourlyStats, db.dailyStats, db.dimensions, db.identities];
  const tables: Record<StatsSource, StatsTable> = { hourly: db.hourlyStats, daily: db.dailyStats };
  const cached: Record<StatsSource, CachedRows> = {
    hourly: makeCachedRows(people.canonicalise),
    daily: makeCachedRows(people.canonicalise),
  };
  const dimensions = makeCachedDimensions(trackedProperties(project).length, people.canonical);
  let dimensionHoursFrom = Infinity;
  let kinds = makeEventKinds(db, project.id);
  let generation = -1;
  let sequence = -1;
  let build: number | undefined;
  let checkedAt = -Infinity;
  let identityStamp = 0;
  let lookingAhead = false;
  let reading: Promise<unknown> = Promise.resolve();

  const clear = (): void => {
    cached.hourly.clear();
    cached.daily.clear();
    dimensions.clear();
    people.clear();
    kinds = makeEventKinds(db, project.id);
    generation = sequence = -1;
    checkedAt = -Infinity;
  };
  const readRange = async (table: StatsTable, from: number, to: number): Promise<StatsRow[]> => {
    const rows = await table.where(":id").between([project.id, set, from], [project.id, set, to]).toArray();
    return rows.map(requireStats);
  };

  const takeIdentities = async (shards: readonly number[] | undefined): Promise<void> => {
    const rows =
      shards === undefined
        ? await db.identities
            .where(":id")
            .between([project.id, set, Dexie.minKey], [project.id, set, Dexie.maxKey])
            .toArray()
        : await db.identities.bulkGet(
            shards.map((shard): [string, string, number] => [project.id, set, shard]),
          );
    const joined = people.apply(rows.filter((row) => row !== undefined).map(requireIdentities));
    if (joined?.length === 0) return;
    identityStamp++;
    const opened = [...cached.hourly.all(), ...cached.daily.all()];
    const bitmaps = opened.flatMap((row) => [...row.openedUsers()]);
    if (joined === undefined || joined.length * bitmaps.length > MOST_PATCHES)
      for (const row of opened) row.forgetUsers();
    else
      for (const distinct of joined)
        for (const users of bitmaps) if (users.delete(distinct)) users.add(people.canonical(distinct));
    cached.hourly.touch();
    cached.daily.touch();
    dimensions.touch();
  };
  const takeChanges = async (changes: readonly RollupChange[]): Promise<void> => {
    for (const source of ["hourly", "daily"] as const) {
      const starts = changes.flatMap((change) =>
        source === "hourly" ? (change.hours ?? []) : (change.days ?? []),
      );
      const parts = dimensions.held(unitOf(source), [...new Set(starts)]);
      const changed = await db.dimensions.bulkGet(parts.map((part) => dimensionKey(project.id, set, part)));
      dimensions.replace(changed.filter((row) => row !== undefined));
      const held = cached[source].held([...new Set(starts)]);
      if (held.length === 0) continue;
      const rows = await tables[source].bulkGet(
        held.map((start): [string, string, number] => [project.id, set, start]),
      );
      cached[source].replace(rows.filter((row) => row !== undefined).map(requireStats));
    }
    const shards = new Set(changes.flatMap((change) => change.identities ?? []));
    if (shards.size > 0) await takeIdentities([...shards]);
  };
  const readMissing = async (wanted: Wanted): Promise<void> => {
    const { source, from, to, parts } = wanted;
    if (parts === undefined)
      for (const [first, past] of cached[source].missing(from, to))
        cached[source].extend(first, past, await readRange(tables[source], first, past));
    // Here and not before the read: whoever was just told that something is held goes on from there at once.
    dimensions.makeRoom(partNames(wanted));
    for (const part of partNames(wanted))
      for (const [first, past] of dimensions.missing(part, from, to)) {
        const rows = await db.dimensions
          .where(":id")
          .between(dimensionKey(project.id, set, [part, first]), dimensionKey(project.id, set, [part, past]))
          .toArray();
        dimensions.extend(part, first, past, rows);
      }
  };
  /** When it looked; undefined where there is nothing to be read yet. */
  const refresh = (wanted?: Wanted): Promise<number | undefined> =>
    db.transaction("r", readTables, async () => {
      const at = now();
      const stored = await db.checkpoints.get(["rollup", project.id, set]);
      if (stored === undefined || stored.building === true) {
        clear();
        return undefined;
      }
      const checkpoint = requireCheckpoint(stored);
      const sameRows = checkpoint.generation === generation && checkpoint.build === build;
      if (!sameRows || checkpoint.sequence !== sequence) {
        const changes = sameRows ? changesSince(checkpoint, sequence) : undefined;
        if (changes === undefined) {
          clear();
          await takeIdentities(undefined);
        } else await takeChanges(changes);
        generation = checkpoint.generation;
        sequence = checkpoint.sequence;
        build = checkpoint.build;
      }
      dimensionHoursFrom = checkpoint.dimensionHoursFrom ?? Infinity;
      if (wanted !== undefined) await readMissing(wanted);
      return at;
    });
  const loadKinds = async (): Promise<void> => {
    let greatest = -1;
    for (const { row } of [...cached.hourly.all(), ...cached.daily.all()]) {
      for (let index = row.series.length - 1; index >= 0; index--) {
        const name = nameOfSeries(row.series[index] as number);
        if (name === undefined) continue;
        greatest = Math.max(greatest, name);
        break;
      }
    }
    await kinds.load(greatest);
  };
  const isFresh = (wanted: Wanted): boolean => {
    const { source, from, to, parts } = wanted;
    if (Math.abs(now() - checkedAt) >= CHECK_MS) return false;
    return parts === undefined
      ? cached[source].holds(from, to)
      : partNames(wanted).every((part) => dimensions.holds(part, from, to));
  };
  const inTurn = (work: () => Promise<boolean>): Promise<boolean> => {
    const mine = reading.then(work);
    reading = mine.catch(clear);
    return mine;
  };
  const load = async (wanted?: Wanted): Promise<boolean> => {
    const lookedAt = await refresh(wanted);
    if (lookedAt === undefined) return false;
    await loadKinds();
    // Not before the names are there: others then go on at once.
    checkedAt = lookedAt;
    return true;
  };
  /** Failing is no matter: the answer that needs it looks again and says so. */
  const lookAhead = (): void => {
    if (lookingAhead || generation < 0) return;
    lookingAhead = true;
    const done = (): void => {
      lookingAhead = false;
    };
    inTurn(() => load()).then(done, done);
  };

  return {
    get generation() {
      return generation;
    },
    get sequence() {
      return sequence;
    },
    get identityStamp() {
      return identityStamp;
    },
    get kinds() {
      return kinds;
    },
    rows: (source) => cached[source],
    dimensions,
    get dimensionHoursFrom() {
      return dimensionHoursFrom;
    },
    async hold(source, from, to, parts) {
      const wanted: Wanted = { source, from, to, parts };
      dimensions.use(partNames(wanted));
      if (isFresh(wanted)) {
        if (now() - checkedAt > CHECK_AHEAD_MS) lookAhead();
        return true;
      }
      return inTurn(async () => isFresh(wanted) || load(wanted));
    },
    doubt() {
      checkedAt = -Infinity;
      lookAhead();
    },
  };
}

import type { CheckpointRow, CutSessionsRow, DimensionRow, IdentityRow, StatsRow } from "../database/rows.ts";
import { CUT_SESSION_BASE } from "../database/rows.ts";
import { crc32 } from "../log/checksum.ts";
import { storageFailure } from "../log/storage-failure.ts";
import type { Failure } from "../model/failure.ts";
import { isPortableSet } from "./portable-set.ts";
import { SHARD_BITS } from "./shards.ts";

type DerivedTable =
  | "hourlyStats"
  | "dailyStats"
  | "dimensions"
  | "identities"
  | "cutSessions"
  | "checkpoints";

/** A derived row is not what a fold wrote. It is never mended in place: the set is built anew from the log. */
export class DamagedRowError extends Error {
  override readonly name = "DamagedRowError";
  readonly table: DerivedTable;
  readonly key: string;

  constructor(table: DerivedTable, key: string, message: string) {
    super(message);
    this.table = table;
    this.key = key;
  }
}

/** As {@link storageFailure}, and for a damaged derived row. */
export const rollupFailure = (error: unknown): Failure | undefined =>
  error instanceof DamagedRowError
    ? { kind: "damaged-record", message: error.message, table: error.table, key: error.key }
    : storageFailure(error);

const isAscending = (list: Uint32Array): boolean =>
  list.every((value, at) => at === 0 || value > list[at - 1]!);

const areSets = (sets: unknown, count: number): boolean =>
  Array.isArray(sets) &&
  sets.length === count &&
  sets.every((set) => set instanceof Uint8Array && isPortableSet(set));

/** The row, or a {@link DamagedRowError}. */
export function requireStats(row: StatsRow): StatsRow {
  const { series, events, users, sessions, start } = row;
  const isWhole =
    series instanceof Uint32Array &&
    isAscending(series) &&
    events instanceof Float64Array &&
    events.length === series.length &&
    areSets(users, series.length) &&
    areSets(sessions, series.length);
  if (isWhole) return row;
  const [table, what] =
    row.hour === undefined ? (["dailyStats", "day"] as const) : (["hourlyStats", "hour"] as const);
  const when = `${row.date}${row.hour === undefined ? "" : ` ${String(row.hour).padStart(2, "0")}:00`}`;
  throw new DamagedRowError(table, String(start), `The counts of the ${what} ${when} cannot be read.`);
}

/** Also where the row is missing though others of its bucket are there. */
export function requireDimension(row: DimensionRow | undefined): DimensionRow {
  if (row?.packed instanceof Uint8Array && crc32(row.packed) === row.checksum) return row;
  throw new DamagedRowError(
    "dimensions",
    row?.part ?? "",
    "The counts of the values of a day cannot be read.",
  );
}

const haveLength = (count: number, ...lists: { length: number }[]): boolean =>
  lists.every((list) => list.length === count);

export function isIdentities({ distinct, user, at, ids, shard }: IdentityRow): boolean {
  return (
    distinct instanceof Uint32Array &&
    user instanceof Uint32Array &&
    at instanceof Float64Array &&
    Array.isArray(ids) &&
    haveLength(distinct.length, user, at, ids) &&
    distinct.every((ordinal) => ordinal >> SHARD_BITS === shard)
  );
}

export function requireIdentities(row: IdentityRow): IdentityRow {
  if (isIdentities(row)) return row;
  throw new DamagedRowError("identities", String(row.shard), "A list of who is whom cannot be read.");
}

export function requireCutSessions(row: CutSessionsRow): CutSessionsRow {
  const { distinct, start, end, session, shard } = row;
  const isWhole =
    distinct instanceof Uint32Array &&
    start instanceof Float64Array &&
    end instanceof Float64Array &&
    session instanceof Uint32Array &&
    haveLength(distinct.length, start, end, session) &&
    distinct.every((ordinal) => ordinal >> SHARD_BITS === shard) &&
    session.every((ordinal) => ordinal >= CUT_SESSION_BASE);
  if (isWhole) return row;
  throw new DamagedRowError("cutSessions", String(shard), "A list of sessions cannot be read.");
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isOptional = (value: unknown, isRight: (value: unknown) => boolean): boolean =>
  value === undefined || isRight(value);
const isChange = (change: unknown): boolean => {
  if (typeof change !== "object" || change === null) return false;
  const { after, sequence, hours, days, identities } = change as Record<string, unknown>;
  return (
    isCount(after) &&
    isCount(sequence) &&
    [hours, days, identities].every((list) => isOptional(list, Array.isArray))
  );
};

export function requireCheckpoint(row: CheckpointRow): CheckpointRow {
  const isWhole =
    isCount(row.generation) &&
    isCount(row.sequence) &&
    isOptional(row.nextCutSession, (next) => isCount(next) && (next as number) >= CUT_SESSION_BASE) &&
    isOptional(row.dimensionHoursFrom, Number.isSafeInteger) &&
    isOptional(row.changes, (changes) => Array.isArray(changes) && changes.every(isChange));
  if (isWhole) return row;
  throw new DamagedRowError("checkpoints", row.set, "How far the counts have come cannot be read.");
}

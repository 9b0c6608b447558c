import { Dexie, type EntityTable, type Table } from "dexie";
import type { Dashboard } from "../model/dashboard.ts";
import type { Failure } from "../model/failure.ts";
import type { Project } from "../model/project.ts";
import { DATABASE_NAME, SCHEMA_VERSION, schemaOf } from "./schema.ts";
import type {
  AdmissionRow,
  ArrivalRow,
  BatchRow,
  CheckpointRow,
  ClaimRow,
  CutSessionsRow,
  DailyTotalsRow,
  DictionaryRow,
  DimensionRow,
  IdentityRow,
  ImportRow,
  LogHeadRow,
  PaintRow,
  RealtimeCounterRow,
  RefusalRow,
  SettingRow,
  StatsRow,
  SingletonRow,
  TombstoneRow,
  VariantRow,
} from "./rows.ts";

export type Database = Dexie & {
  projects: Table<Project, string>;
  dashboards: Table<Dashboard, string>;
  settings: Table<SettingRow, string>;
  refusals: Table<RefusalRow, [string, string, string]>;
  arrivals: EntityTable<ArrivalRow, "id">;
  admissions: Table<AdmissionRow, number>;
  batches: Table<BatchRow, number>;
  dictionaries: Table<DictionaryRow, [string, string, number]>;
  logHeads: Table<LogHeadRow, string>;
  singletons: Table<SingletonRow, string>;
  tombstones: Table<TombstoneRow, [string, string]>;
  claims: Table<ClaimRow, [string, number, string]>;
  variants: EntityTable<VariantRow, "id">;
  checkpoints: Table<CheckpointRow, [string, string, string]>;
  hourlyStats: Table<StatsRow, [string, string, number]>;
  dailyStats: Table<StatsRow, [string, string, number]>;
  dimensions: Table<DimensionRow, [string, string, string, number]>;
  identities: Table<IdentityRow, [string, string, number]>;
  cutSessions: Table<CutSessionsRow, [string, string, number]>;
  realtimeCounters: Table<RealtimeCounterRow, [string, string]>;
  imports: Table<ImportRow, string>;
  dailyTotals: Table<DailyTotalsRow, [string, string, string, string]>;
  paints: Table<PaintRow, string>;
};

/** Where an index is missing Dexie adds it and counts the version up: never to what a newer schema wrote. */
const leaveNewer = (factory: IDBFactory): IDBFactory => ({
  open(name, version) {
    if (version !== undefined && schemaOf(version) > SCHEMA_VERSION)
      throw new DOMException(`Version ${version} is of a newer schema.`, "VersionError");
    return factory.open(name, version);
  },
  cmp: (first, second) => factory.cmp(first, second),
  databases: () => factory.databases(),
  deleteDatabase: (name) => factory.deleteDatabase(name),
});

/**
 * The one place that names tables, keys and indexes. Commits are strict: a write that resolved is
 * on disk. Closes itself for good when another tab needs a newer schema or deletes it; refuses what
 * a newer schema wrote; `onBlocked` and `onVersionChange` let the interface say so.
 */
export function openDatabase(
  options: {
    name?: string;
    onVersionChange?: (deleted: boolean) => void;
    onBlocked?: () => void;
    /** The connection ended otherwise: a user cleared the site's data, or the browser lost it. */
    onClosed?: () => void;
  } = {},
): Database {
  const database = new Dexie(options.name ?? DATABASE_NAME, {
    chromeTransactionDurability: "strict",
    autoOpen: true,
    indexedDB: leaveNewer(indexedDB),
    IDBKeyRange,
  }) as Database;
  // They serve live queries, which nobody here makes, and would tell every thread of each key that is written.
  for (const name of ["Observability", "Cache"]) database.unuse({ stack: "dbcore", name });
  database.version(1).stores({
    projects: "id",
    dashboards: "id, projectId",
    settings: "key",
    refusals: "[projectId+origin+reason]",
    arrivals: "++id, projectId",
    admissions: "arrivalId",
    batches: "sequence, [projectId+sequence], [projectId+maxTime+minTime]",
    dictionaries: "[projectId+kind+first]",
    logHeads: "projectId",
    singletons: "key",
    tombstones: "[projectId+hash]",
    checkpoints: "[consumer+projectId+set]",
    hourlyStats: "[projectId+set+start]",
    dailyStats: "[projectId+set+start]",
    identities: "[projectId+set+shard]",
    cutSessions: "[projectId+set+shard]",
    realtimeCounters: "[projectId+counter]",
    imports: "id, projectId",
  });
  // Arrivals became text.
  database.version(2).upgrade((transaction) =>
    transaction
      .table<ArrivalRow & { events?: unknown[] }>("arrivals")
      .toCollection()
      .modify((row) => {
        const { events = [] } = row;
        row.count = events.length;
        row.packed = JSON.stringify(events);
        delete row.events;
      }),
  );
  // Dictionaries became bytes, and arrivals of many events columns; what is there is read as it is.
  // Entries without the range of their ids are in no index of it. Rollups got dimensions.
  database.version(3).stores({
    batches: "sequence, [projectId+sequence], [projectId+maxTime+minTime], [projectId+sequence+idFrom+idTo]",
    dimensions: "[projectId+set+part+start]",
  });
  // What pages showed last is kept.
  database.version(4).stores({ paints: "projectId" });
  // Projects got times that stay out: code that does not know them would let them in.
  database.version(5).stores({});
  // Projects got old keys that are taken for a while: code that does not know them would drop them.
  database.version(6).stores({});
  // Imports got claims. What earlier ones shared with others nobody wrote down.
  database
    .version(7)
    .stores({ claims: "[projectId+chunk+claimant]" })
    .upgrade((transaction) =>
      transaction.table<ImportRow>("imports").toCollection().modify({ beforeClaims: true }),
    );
  // People whom other devices erased stay out: code that does not know their secrets would let them in. Of the
  // contents of an id the least stands: what came after the first before now nobody wrote down. What other products
  // counted by day has a table.
  database.version(SCHEMA_VERSION).stores({
    variants: "++id, [projectId+chunk]",
    dailyTotals: "[projectId+table+day+importId], [projectId+day], importId",
  });
  let isOver = false;
  database.on("versionchange", (event) => {
    isOver = true;
    database.close();
    options.onVersionChange?.(event.newVersion === null);
    // Dexie's own answer would be to close for now and open again at the next call.
    return false;
  });
  // Dexie opens what a newer schema wrote as if it were its own.
  database.on("ready", () => {
    const found = schemaOf(database.backendDB().version);
    if (found > SCHEMA_VERSION) throw new Dexie.VersionError(`Schema ${found} is newer than this code's.`);
  });
  database.on("close", () => {
    if (!isOver) options.onClosed?.();
  });
  database.on("blocked", () => options.onBlocked?.());
  return database;
}

/** The connection or the transaction ended under a call: nothing of the transaction was stored. */
const GONE: ReadonlySet<string> = new Set([
  "DatabaseClosedError",
  "InvalidStateError",
  "MissingAPIError",
  "OpenFailedError",
  "TimeoutError",
  "TransactionInactiveError",
  "UnknownError",
]);

/**
 * Opens again what was closed under us, but never what was deleted: that would be another, empty
 * one. False where it is gone.
 */
export async function reopenDatabase(database: Database): Promise<boolean> {
  // Until it is known, no call may open it: Dexie would.
  database.close();
  const found = await indexedDB.databases();
  if (!found.some(({ name }) => name === database.name)) return false;
  await database.open();
  return true;
}

/** Names what IndexedDB or Dexie threw; undefined when it is a bug rather than a condition. */
export function databaseErrorToFailure(error: unknown): Failure | undefined {
  if (!(error instanceof Error)) return undefined;
  const { inner, failures = [] } = error as { inner?: Error; failures?: Error[] };
  const nested = [inner, ...failures].map((each) => each?.name);
  const names = [error.name, ...nested];
  if (names.includes("QuotaExceededError"))
    return {
      kind: "quota-exceeded",
      message: "This browser has no space left for Lochan. Nothing of this write was stored.",
    };
  if (names.includes("VersionError"))
    return {
      kind: "newer-schema",
      message: "These data were written by a newer Lochan. Reload to get it. Nothing was changed.",
      found: 0,
      known: SCHEMA_VERSION,
    };
  // One of a signal is not of the database.
  const isAborted = error instanceof Dexie.AbortError || nested.includes("AbortError");
  if (names.some((name) => name !== undefined && GONE.has(name)) || isAborted)
    return {
      kind: "storage-unavailable",
      message: `The browser's storage cannot be used: ${error.message}`,
    };
  return undefined;
}

import type { DailyTotals } from "../model/daily-totals.ts";
import type { ImportHistoryEntry } from "../model/import.ts";
import type { Batch, DictionaryKind, LocalEvents } from "../model/batch.ts";
import type { ProjectId, Sequence } from "../model/identifier.ts";
import type { TimeSpan } from "../model/time-span.ts";
import type { AnyAnswer } from "../model/question.ts";

/**
 * A record batch as it arrived, durable but not yet admitted. Its commit is the ack.
 * Events of one project: at most 1,000 as text, a block full as columns.
 */
export interface ArrivalRow {
  id?: number;
  projectId: ProjectId;
  /** Events in `packed`. */
  count: number;
  /** A JSON array of a few events, one string costing far less to clone than an object for each; or many. */
  packed: string | LocalEvents;
  /** The appender waits for an {@link AdmissionRow}. */
  reply?: boolean;
  /** Of the log when what it is part of began: where everything was erased since, it is not admitted. */
  generation?: number;
}

/** What admission made of an arrival whose appender waits. Deleted by whoever read it. */
export interface AdmissionRow {
  arrivalId: number;
  accepted: number;
  duplicate: number;
  /** Kept out: their user, time or project was erased, or they are older than the project keeps. */
  erased: number;
  at: number;
}

/** A log entry: as it was admitted, or sealed with its neighbours into a block under the last one's sequence. */
export type BatchRow = (Batch | BlockRow) & Partial<IdRange>;

/** Least and greatest time in the ids of an entry, as version 7 UUIDs begin with; no bounds for other ids. */
export interface IdRange {
  idFrom: number;
  idTo: number;
}

export interface BlockRow extends Omit<Batch, "columns" | "parts"> {
  count: number;
  /** Columns and parts as bytes with a checksum. */
  packed: Uint8Array<ArrayBuffer>;
}

/** Entries `first .. first + values.length - 1` of one dictionary. An erased entry is null. */
export interface DictionaryRow {
  projectId: ProjectId;
  kind: DictionaryKind;
  first: number;
  count: number;
  /** Packed and checked. */
  packed: Uint8Array<ArrayBuffer>;
}

/** The log of one project. `sequence` is its last batch's, 0 for none. */
export interface LogHeadRow {
  projectId: ProjectId;
  /** Raised by erasure; every consumer then starts over. */
  generation: number;
  sequence: Sequence;
  nextRow: number;
  events: number;
  /** The last block's sequence, absent for none: every entry up to it is a block. */
  sealed?: Sequence;
  /** The generation that began with nothing, as everything was erased. */
  emptied?: number;
  /** What retention last removed events before, epoch milliseconds: such events are not let in again. */
  keepsFrom?: number;
  /** Counts how often {@link TombstoneRow}s came of another device: who has them in memory reads them again. */
  keptOut?: number;
  /** Of an id with several contents one that is less came after the one in the log, which has yet to take its place. */
  contested?: true;
  /** Counts how often other contents with other times came to stand: who reads events by time asks for it. */
  moved?: number;
  /** Next ordinal of each dictionary. */
  ordinals: Record<DictionaryKind, number>;
}

export interface LeadershipRow {
  key: "leadership";
  epoch: number;
  /** When the first leader of this database, or the first to write it down, began, epoch milliseconds: tells it from one before it. */
  born?: number;
}

export interface LogStateRow {
  key: "log";
  nextSequence: Sequence;
}

/** The secret of the hashes in {@link TombstoneRow}. Leaves the device only inside a backup. */
export interface TombstoneKeyRow {
  key: "tombstone-key";
  secret: Uint8Array<ArrayBuffer>;
}

/** Which rows of a project's log an erasure takes, in ordinals, so that the log may lose the strings first. */
export type ErasureRule =
  | { kind: "user"; user: number | null; distincts: Uint32Array }
  | { kind: "before"; before: number; from?: number }
  | ImportRule
  | MergedRule
  /** Takes nothing: of the contents of an id the least comes to stand in the log. */
  | { kind: "variants" }
  | { kind: "all" }
  | { kind: "project" };

/** Of what another device erased: of each person, by ordinal, what they did before a time; and times. */
export interface MergedRule {
  kind: "merged";
  people: Uint32Array;
  before: Float64Array;
  spans: TimeSpan[];
}

/** Of the undoing of an import: what nobody else claims goes, the rest is handed to who does. */
export interface ImportRule {
  kind: "import";
  importId: string;
  /** `importId` in the log's columns, null where no event has it. */
  mark: number | null;
  /** Who else brought events of the project, in the order in which they are handed them. */
  heirs: Heir[];
  /** When it was asked for, epoch milliseconds. */
  at: number;
}

/** `mark` is what an event has as its `importId` in the columns once it is theirs. */
export interface Heir {
  claimant: string;
  mark: number;
}

/** An erasure under way: whoever leads next finishes it before admitting anything to the project. */
export interface ErasureRow {
  key: `erasure:${string}`;
  projectId: ProjectId;
  rule: ErasureRule;
  /** Everyone who brought events that came again, in the order of {@link ImportRule}; where an id has several contents. */
  heirs?: Heir[];
  /** Batches up to here are done. */
  sequence: Sequence;
  events: number;
  /** Events of an undone import that stay, for others claim them. */
  handed?: number;
  arrivals: number;
}

export type SingletonRow = LeadershipRow | LogStateRow | TombstoneKeyRow | ErasureRow;

export interface TombstoneRow {
  projectId: ProjectId;
  /** Keyed hash of an erased person as `people` has it: `u` + user id or `d` + distinct id. */
  hash: string;
  /** Events of that person from before this time stay out, epoch milliseconds. */
  before: number;
  /** The secret of another device that erased them, in hex, under which they are hashed; absent for this device's. */
  secret?: string;
  /** It keeps out, but what was here of the person has not been erased for it. */
  keepsOnly?: true;
}

/**
 * Events that came again: which of the rows `chunk * 65,536` and after, of an import, `claimant` brought
 * too. The claimant is an import's id, or empty for whatever came without one. Rows whose event is gone may be among them.
 */
export interface ClaimRow {
  projectId: ProjectId;
  chunk: number;
  claimant: string;
  /** Packed and checked. */
  packed: Uint8Array<ArrayBuffer>;
}

/**
 * Events of an id that the log has with another content: who brought them is their `importId`, none for whatever came
 * without one. Of the contents of an id, all whom anybody brought, the least is in the log and the others are here.
 */
export interface VariantRow {
  id?: number;
  projectId: ProjectId;
  chunk: number;
  /** Of each, the row of the log with its id is `chunk * 65,536 + place`. */
  places: Uint32Array<ArrayBuffer>;
  /** As a {@link BlockRow}'s. */
  packed: Uint8Array<ArrayBuffer>;
}

export type Consumer = "rollup" | "counters";

/** Committed in one transaction with the rows it covers. */
export interface CheckpointRow {
  consumer: Consumer;
  projectId: ProjectId;
  /** Which set of rows it is about, for rollups: layout, time zone, idle timeout and marked properties. */
  set: string;
  generation: number;
  sequence: Sequence;
  /** The rows are being built beside or in place of others: not to be read yet. */
  building?: boolean;
  /** Which building of the rows this is: another one at the same sequence has other rows. */
  build?: number;
  /** What the last folds changed, oldest first, so that a reader drops only that. */
  changes?: RollupChange[];
  /** The ordinal the next cut session gets. */
  nextCutSession?: number;
  /** Hours of {@link DimensionRow} are kept from here on, epoch milliseconds. */
  dimensionHoursFrom?: number;
}

/** Rows a fold wrote: everything where `hours` is absent. */
export interface RollupChange {
  /** The checkpoint before and after it. */
  after: Sequence;
  sequence: Sequence;
  hours?: number[];
  days?: number[];
  /** Shards of {@link IdentityRow}. */
  identities?: number[];
}

/**
 * One bucket of HourlyStats or DailyStats: all its series side by side. `series[i]` is 0 for the
 * overall total, `2 * typeOrdinal + 1` for the total of a type, `2 * nameOrdinal + 2` for one
 * (type, name). Names that begin with `$` have their own row and are in no total.
 * `users[i]` and `sessions[i]` are portable Roaring bitmaps of unmerged ordinals.
 */
export interface StatsRow {
  projectId: ProjectId;
  set: string;
  /** Start of the bucket, an instant in epoch milliseconds. */
  start: number;
  /** Label in the project's zone, `2026-11-24`. */
  date: string;
  /** Label in the project's zone, 0-23; absent in DailyStats. */
  hour?: number;
  series: Uint32Array;
  events: Float64Array;
  users: Uint8Array[];
  sessions: Uint8Array[];
  /** Log sequence whose fold last changed the row. */
  sequence: Sequence;
}

/**
 * What one small bucket says of the tracked properties, or a part of what a larger one says, so that a
 * question reads only the parts it needs. `part` is `day` or `hour`, with `+` for the second tier, and
 * `:whole`, `:counts`, `:stays`, or the place of a property.
 */
export interface DimensionRow {
  projectId: ProjectId;
  set: string;
  part: string;
  /** Start of the bucket, an instant in epoch milliseconds. */
  start: number;
  packed: Uint8Array<ArrayBuffer>;
  /** CRC-32 of `packed`. */
  checksum: number;
}

/** Derived rows kept by shard of a `people` ordinal (ordinal >> 8). */
export interface IdentityRow {
  projectId: ProjectId;
  set: string;
  shard: number;
  distinct: Uint32Array;
  user: Uint32Array;
  at: Float64Array;
  ids: string[];
}

/** Sessions cut by idle time, of the distinct ids of one shard, ascending by (distinct, start). */
export interface CutSessionsRow {
  projectId: ProjectId;
  set: string;
  shard: number;
  distinct: Uint32Array;
  start: Float64Array;
  end: Float64Array;
  /** Session ordinals, from {@link CUT_SESSION_BASE} upward. */
  session: Uint32Array;
}

/** Ordinals of cut sessions live above those of given ones. */
export const CUT_SESSION_BASE = 0x8000_0000;

export interface RealtimeCounterRow {
  projectId: ProjectId;
  counter: "events_5m" | "active_users_5m";
  value: number;
  windowStart: number;
  windowEnd: number;
  updatedAt: number;
}

/** What a project's pages were answered last, for a reload to show before anything else is there. */
export interface PaintRow {
  projectId: ProjectId;
  /** Every answer is of this one; an erasure deletes the row in the transaction that raises it. */
  generation: number;
  /** The project these were asked of, as it was configured then. */
  configuredAt: number;
  /** By question as JSON, the newest first. */
  answers: [question: string, answer: AnyAnswer][];
}

/** What was refused, counted by origin and reason, shown under Sources. */
export interface RefusalRow {
  /** As the snippet claimed; may name no project of ours. */
  projectId: string;
  origin: string;
  reason: string;
  count: number;
  sample: string;
  lastAt: number;
}

export interface DailyTotalsRow extends DailyTotals {
  projectId: ProjectId;
}

export interface ImportRow extends ImportHistoryEntry {
  projectId: ProjectId;
}

export interface SettingRow {
  key: string;
  value: unknown;
}

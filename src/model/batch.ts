import type { ProjectId, Sequence } from "./identifier.ts";

/**
 * Dictionaries of a project. Each maps strings to dense ordinals, from 0, in order of first sight:
 * - `people`: actors, tagged by role: `d` + distinct id, `u` + user id.
 * - `sessions`: session ids that came with events.
 * - `names`: `type` + NUL + `name`, one entry for each kind of event.
 * - `types`: event types.
 * - `keys`: property keys.
 * - `values`: property values and sources: `s` + text, or `j` + canonical JSON of what is neither
 *   text nor a number (booleans, null, objects, arrays). Numbers are never interned.
 */
export const DICTIONARY_KINDS = ["people", "sessions", "names", "types", "keys", "values"] as const;
export type DictionaryKind = (typeof DICTIONARY_KINDS)[number];

/**
 * Property `key` over the rows of a batch. A row is in at most one of the two parts; a row in
 * neither lacks the property. `rows` absent means every row, in order; else ascending row indexes.
 */
export interface PropertyColumn {
  key: number;
  text?: { rows?: Uint32Array; ordinals: Uint32Array };
  numbers?: { rows?: Uint32Array; values: Float64Array };
}

/** Columns of `count` admitted events of one project, in log order. */
export interface BatchColumns {
  count: number;
  /** 16 bytes an event where the id is a lower-case UUID, else zeros and an entry in `otherIds`. */
  uuids: Uint8Array;
  otherIds: [row: number, id: string][];
  timestamp: Float64Array;
  receivedAt: Float64Array;
  /** NaN where unknown; absent where unknown for all. */
  sentAt?: Float64Array;
  /** `names` ordinals. */
  name: Uint32Array;
  /** `people` ordinals of the distinct ids. */
  distinct: Uint32Array;
  /** `people` ordinal of the user id + 1, 0 where there is none. */
  user: Uint32Array;
  /** `sessions` ordinal + 1, 0 where there is none. */
  session: Uint32Array;
  /** `values` ordinals. */
  source: Uint32Array;
  /** `values` ordinal + 1, 0 where there is none; absent where none for all. */
  importId?: Uint32Array;
  properties: PropertyColumn[];
}

/** Who did what when. */
export type ActionColumns = Pick<BatchColumns, "count" | "timestamp" | "name" | "distinct" | "user">;

/**
 * Events as columns whose ordinals are of their own `entries`, before the log gives their strings its
 * numbers. Every entry is used.
 */
export interface LocalEvents {
  columns: BatchColumns;
  entries: Record<DictionaryKind, string[]>;
}

/** Events of a full block. */
export const BLOCK_EVENTS = 65_536;

/** A log entry as it was admitted, before it was sealed with its neighbours. */
export interface BatchPart {
  sequence: Sequence;
  /** Of its events, which follow those of the part before. */
  count: number;
  firstRow: number;
}

/** One entry of the log. Sequences are unique and ascending over all projects of the database. */
export interface Batch {
  sequence: Sequence;
  projectId: ProjectId;
  /** Number of the first event among the project's admitted events; erasure may leave gaps. */
  firstRow: number;
  /** Least and greatest timestamp. */
  minTime: number;
  maxTime: number;
  columns: BatchColumns;
  /** Of a sealed entry: what it was made of, ascending. */
  parts?: BatchPart[];
  /** It cannot be read: it had so many events, and `columns` has none. */
  damaged?: number;
}

/** How far a consumer has applied the log of one project. A raised generation means: start over. */
export interface Checkpoint {
  generation: number;
  sequence: Sequence;
}

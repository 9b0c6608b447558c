import { Dexie } from "dexie";
import type { Database } from "../database/database.ts";
import type { DictionaryRow } from "../database/rows.ts";
import { DICTIONARY_KINDS, type DictionaryKind } from "../model/batch.ts";
import type { ProjectId } from "../model/identifier.ts";
import { DamagedBlockError } from "./damaged-block.ts";
import { tellDamagedRecord } from "./damaged-records.ts";
import { finishChecked, openChecked } from "./checked-bytes.ts";
import type { IdHash } from "./event-id.ts";
import { FingerprintIndex } from "./fingerprint-index.ts";
import { type ByteReader, ByteWriter } from "./pack-numbers.ts";
import { packTexts } from "./pack-texts.ts";
import { PackedTexts, type TextList } from "./packed-texts.ts";
import { TextPages } from "./text-pages.ts";

/** Entries of a stored chunk; chunk `c` starts at ordinal `c * CHUNK_ENTRIES`. */
export const CHUNK_ENTRIES = 1024;

export type DictionaryEntry = string | null;

/** Where {@link decodeBatch} finds strings. Null or undefined for an entry that was erased. */
export interface EntryLookup {
  entry(kind: DictionaryKind, ordinal: number): DictionaryEntry | undefined;
}

/**
 * One dictionary in memory, both ways, in bytes: millions of strings are no objects. Grows only;
 * {@link rollback} takes back what was added last.
 */
export class Dictionary {
  readonly kind: DictionaryKind;
  readonly #texts = new TextPages();
  readonly #index = new FingerprintIndex();
  readonly #hash: IdHash = { shard: 0, fingerprint: 0 };

  constructor(kind: DictionaryKind) {
    this.kind = kind;
  }

  get size(): number {
    return this.#texts.size;
  }

  intern(tag: string, text: string): number {
    return this.internEntry(tag + text);
  }

  internEntry(entry: string): number {
    const known = this.#find(entry);
    if (known !== undefined) return known;
    const ordinal = this.#texts.size;
    this.#texts.push(entry);
    this.#index.add(this.#hash, ordinal);
    return ordinal;
  }

  lookup(tag: string, text: string): number | undefined {
    return this.#find(tag + text);
  }

  entry(ordinal: number): DictionaryEntry | undefined {
    return this.#texts.at(ordinal);
  }

  /** Takes a stored entry as the next ordinal; null keeps the number of an erased one. */
  load(entry: DictionaryEntry): void {
    if (entry !== null) {
      this.#texts.hash(entry, this.#hash);
      this.#index.add(this.#hash, this.#texts.size);
    }
    this.#texts.push(entry);
  }

  /** Takes the entries of a stored chunk as the next ordinals, without making strings of UUIDs. */
  loadChunk(db: object, row: DictionaryRow | EarlyRow): void {
    const texts = this.#texts;
    const packed = "packed" in row ? openChunk(row) : undefined;
    if (packed === undefined) for (const entry of eachEntry(readChunk(db, row))) this.load(entry);
    else
      new PackedTexts(packed).each({
        erased: () => texts.push(null),
        text: (text) => this.load(text),
        uuid: (bytes, offset, tag) => {
          texts.hashUuid(bytes, offset, tag, this.#hash);
          this.#index.add(this.#hash, texts.size);
          texts.pushUuid(bytes, offset, tag);
        },
      });
  }

  /** Forgets every entry from ordinal `size` on; the index may go on pointing at their numbers. */
  rollback(size: number): void {
    this.#texts.truncate(size);
  }

  /** The chunks to store when everything below `size` is stored already. */
  rowsFrom(projectId: ProjectId, size: number): DictionaryRow[] {
    const rows: DictionaryRow[] = [];
    if (size === this.size) return rows;
    for (let first = size - (size % CHUNK_ENTRIES); first < this.size; first += CHUNK_ENTRIES) {
      const entries: DictionaryEntry[] = [];
      const end = Math.min(first + CHUNK_ENTRIES, this.size);
      for (let ordinal = first; ordinal < end; ordinal++) entries.push(this.entry(ordinal) ?? null);
      rows.push(chunkRow(projectId, this.kind, first, entries));
    }
    return rows;
  }

  /** Leaves the entry's hash in `#hash`. */
  #find(entry: string): number | undefined {
    const texts = this.#texts;
    texts.hash(entry, this.#hash);
    return this.#index.find(this.#hash, (ordinal) => ordinal < texts.size && texts.is(ordinal, entry));
  }
}

export function chunkRow(
  projectId: ProjectId,
  kind: DictionaryKind,
  first: number,
  entries: readonly DictionaryEntry[],
): DictionaryRow {
  const into = new ByteWriter();
  packTexts(entries, into);
  return { projectId, kind, first, count: entries.length, packed: finishChecked(into) };
}

/** A chunk as it was stored before version 3 of the schema; it stays so until it grows. */
type EarlyRow = Pick<DictionaryRow, "first"> & { values: DictionaryEntry[] };

/** What cannot be read any more is told, and as erased. */
function readChunk(db: object, row: DictionaryRow | EarlyRow): TextList {
  if ("values" in row) return row.values;
  const packed = openChunk(row);
  if (packed !== undefined) return new PackedTexts(packed);
  const { projectId, kind, first, count } = row;
  tellDamagedRecord(db, projectId, { table: "dictionaries", kind, first, count });
  return Array.from({ length: row.count }, () => null);
}

function* eachEntry(list: TextList): Generator<DictionaryEntry> {
  for (let at = 0; at < list.length; at++) yield list.at(at) ?? null;
}

/** Undefined where the bytes are not what was written. */
function openChunk({ packed }: DictionaryRow): ByteReader | undefined {
  try {
    return openChecked(packed);
  } catch (error) {
    if (!(error instanceof DamagedBlockError)) throw error;
    return undefined;
  }
}

/** All dictionaries of one project. */
export interface Dictionaries extends EntryLookup {
  readonly byKind: Readonly<Record<DictionaryKind, Dictionary>>;
}

export function makeDictionaries(): Dictionaries {
  const byKind = {
    people: new Dictionary("people"),
    sessions: new Dictionary("sessions"),
    names: new Dictionary("names"),
    types: new Dictionary("types"),
    keys: new Dictionary("keys"),
    values: new Dictionary("values"),
  };
  return { byKind, entry: (kind, ordinal) => byKind[kind].entry(ordinal) };
}

/** Everything stored, padded with erased entries up to the ordinals the log head has given out. */
export async function loadDictionaries(
  db: Database,
  projectId: ProjectId,
  ordinals: Record<DictionaryKind, number>,
): Promise<Dictionaries> {
  const dictionaries = makeDictionaries();
  for (const kind of DICTIONARY_KINDS) {
    const dictionary = dictionaries.byKind[kind];
    await eachChunk(db, projectId, kind, 0, (row) => {
      while (dictionary.size < row.first) dictionary.load(null);
      dictionary.loadChunk(db, row);
    });
    while (dictionary.size < ordinals[kind]) dictionary.load(null);
  }
  return dictionaries;
}

/**
 * Entries of a dictionary from ordinal `from` (default 0) to the last one stored: result `i` is
 * ordinal `from + i`, null where it was erased.
 */
export async function readDictionary(
  db: Database,
  projectId: ProjectId,
  kind: DictionaryKind,
  from = 0,
): Promise<DictionaryEntry[]> {
  const entries: DictionaryEntry[] = [];
  await eachChunk(db, projectId, kind, from, (row) => {
    while (from + entries.length < row.first) entries.push(null);
    const chunk = readChunk(db, row);
    for (let index = Math.max(0, from - row.first); index < chunk.length; index++)
      entries.push(chunk.at(index) ?? null);
  });
  return entries;
}

/** The entries of a few ordinals, chunk by chunk; null where one was erased or is not there. */
export async function readEntries(
  db: Database,
  projectId: ProjectId,
  kind: DictionaryKind,
  ordinals: readonly number[],
): Promise<Map<number, DictionaryEntry>> {
  const chunks = new Map<number, TextList>();
  await eachStoredChunk(db, projectId, kind, [...new Set(ordinals.map(chunkOf))], (first, entries) => {
    chunks.set(chunkOf(first), entries);
  });
  const entryAt = (ordinal: number) => chunks.get(chunkOf(ordinal))?.at(ordinal % CHUNK_ENTRIES) ?? null;
  return new Map(ordinals.map((ordinal) => [ordinal, entryAt(ordinal)]));
}

export const chunkOf = (ordinal: number): number => Math.floor(ordinal / CHUNK_ENTRIES);

/** The entries of the wanted chunks that are stored, each with its first ordinal; chunk `c` begins at `c * CHUNK_ENTRIES`. */
export async function eachStoredChunk(
  db: Database,
  projectId: ProjectId,
  kind: DictionaryKind,
  chunks: readonly number[],
  take: (first: number, entries: TextList) => void,
): Promise<void> {
  const ascending = chunks.toSorted((a, b) => a - b);
  for (let at = 0; at < ascending.length; at += CHUNKS_A_READ) {
    const keys = ascending
      .slice(at, at + CHUNKS_A_READ)
      .map((chunk): [string, string, number] => [projectId, kind, chunk * CHUNK_ENTRIES]);
    for (const row of await db.dictionaries.bulkGet(keys))
      if (row !== undefined) take(row.first, readChunk(db, row));
  }
}

const CHUNKS_A_READ = 64;

const lengthOf = (row: DictionaryRow | EarlyRow): number => ("values" in row ? row.values.length : row.count);

async function eachChunk(
  db: Database,
  projectId: ProjectId,
  kind: DictionaryKind,
  from: number,
  take: (row: DictionaryRow) => void,
): Promise<void> {
  let next = from - (from % CHUNK_ENTRIES);
  for (;;) {
    const rows = await db.dictionaries
      .where("[projectId+kind+first]")
      .between([projectId, kind, next], [projectId, kind, Dexie.maxKey], true, true)
      .limit(CHUNKS_A_READ)
      .toArray();
    for (const row of rows) take(row);
    const last = rows.at(-1);
    // What is added meanwhile begins in a last chunk that was not full: it is for who reads next.
    if (last === undefined || rows.length < CHUNKS_A_READ || lengthOf(last) < CHUNK_ENTRIES) return;
    next = last.first + CHUNK_ENTRIES;
  }
}

import type { Database } from "../database/database.ts";
import { DICTIONARY_KINDS, type Batch, type DictionaryKind } from "../model/batch.ts";
import type { ProjectId } from "../model/identifier.ts";
import {
  CHUNK_ENTRIES,
  chunkOf,
  eachStoredChunk,
  type DictionaryEntry,
  type EntryLookup,
} from "./dictionary.ts";
import { eachOrdinal } from "./each-ordinal.ts";
import { PackedTexts, type TextList } from "./packed-texts.ts";

/** Chunks of dictionaries that were read, the latest used last. */
export interface ReadChunks {
  /** These chunks as far as they are stored, each read again unless it is known up to the entry `least` says. */
  read(kind: DictionaryKind, least: ReadonlyMap<number, number>): Promise<Map<number, TextList>>;
  /** Call when the generation of the project was raised. */
  forget(): void;
}

const MAX_CHUNKS = 1_024;
/** Of all texts that are kept, UUIDs aside. */
const MAX_CHARACTERS = 32_000_000;

const charactersOf = (entries: TextList): number =>
  entries instanceof PackedTexts ? entries.joined.length : 0;

/** Of one generation of a project's log. */
export function makeReadChunks(
  db: Database,
  projectId: ProjectId,
  {
    maxChunks = MAX_CHUNKS,
    maxCharacters = MAX_CHARACTERS,
  }: { maxChunks?: number; maxCharacters?: number } = {},
): ReadChunks {
  let kept = new Map<string, TextList>();

  function letGo(cache: Map<string, TextList>): void {
    let characters = 0;
    for (const entries of cache.values()) characters += charactersOf(entries);
    for (const [oldest, entries] of cache) {
      if (cache.size <= maxChunks && characters <= maxCharacters) break;
      cache.delete(oldest);
      characters -= charactersOf(entries);
    }
  }

  return {
    async read(kind, least) {
      const cache = kept;
      const found = new Map<number, TextList>();
      const unread: number[] = [];
      for (const [chunk, count] of least) {
        const key = `${kind}${chunk}`;
        const entries = cache.get(key);
        if (entries === undefined || entries.length < count) {
          unread.push(chunk);
          continue;
        }
        cache.delete(key);
        cache.set(key, entries);
        found.set(chunk, entries);
      }
      if (unread.length === 0) return found;
      await eachStoredChunk(db, projectId, kind, unread, (first, entries) => {
        const chunk = chunkOf(first);
        cache.delete(`${kind}${chunk}`);
        cache.set(`${kind}${chunk}`, entries);
        found.set(chunk, entries);
      });
      letGo(cache);
      return found;
    },
    forget: () => void (kept = new Map()),
  };
}

/** Looks up a few strings without holding whole dictionaries: for tabs that do not lead. */
export interface EntryReader {
  read(kind: DictionaryKind, ordinal: number): Promise<DictionaryEntry>;
  /** Reads what decoding these rows (default: all) of the batches needs of these dictionaries (default: all). */
  lookupFor(
    batches: readonly Pick<Batch, "columns">[],
    rows?: readonly number[],
    kinds?: readonly DictionaryKind[],
  ): Promise<EntryLookup>;
  /** Call when the generation of the project was raised. */
  forget(): void;
}

export function makeEntryReader(
  db: Database,
  projectId: ProjectId,
  { chunks = makeReadChunks(db, projectId) }: { chunks?: ReadChunks } = {},
): EntryReader {
  return {
    async read(kind, ordinal) {
      const chunk = chunkOf(ordinal);
      const found = await chunks.read(kind, new Map([[chunk, (ordinal % CHUNK_ENTRIES) + 1]]));
      return found.get(chunk)?.at(ordinal % CHUNK_ENTRIES) ?? null;
    },
    async lookupFor(batches, rows, kinds = DICTIONARY_KINDS) {
      const held: Partial<Record<DictionaryKind, Map<number, TextList>>> = {};
      for (const kind of kinds) {
        const least = new Map<number, number>();
        for (const { columns } of batches)
          eachOrdinal(columns, kind, rows, (ordinal) => {
            const chunk = chunkOf(ordinal);
            const count = (ordinal % CHUNK_ENTRIES) + 1;
            if (count > (least.get(chunk) ?? 0)) least.set(chunk, count);
          });
        held[kind] = await chunks.read(kind, least);
      }
      return { entry: (kind, ordinal) => held[kind]?.get(chunkOf(ordinal))?.at(ordinal % CHUNK_ENTRIES) };
    },
    forget: () => chunks.forget(),
  };
}

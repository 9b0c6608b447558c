import type { Database } from "../database/database.ts";
import type { DictionaryRow } from "../database/rows.ts";
import { DICTIONARY_KINDS, type BatchColumns, type DictionaryKind } from "../model/batch.ts";
import { toSequence, type ProjectId } from "../model/identifier.ts";
import { CHUNK_ENTRIES, chunkRow, readDictionary } from "./dictionary.ts";
import { eachOrdinal } from "./each-ordinal.ts";
import { readBatches, readHead } from "./reader.ts";
import { splitKind } from "./split-kind.ts";
import { breathe } from "./breathe.ts";
import { readVariants } from "./variants.ts";

const PAGE_EVENTS = 20_000;

/** Dictionary chunks to rewrite, and keys of those to delete. */
export interface UnusedEntries {
  rows: DictionaryRow[];
  empty: [ProjectId, DictionaryKind, number][];
}

/** What to do so that no string stays that no event of the log, nor another content of one, uses. */
export async function unusedEntries(db: Database, projectId: ProjectId): Promise<UnusedEntries> {
  const { ordinals } = await readHead(db, projectId);
  const used = {} as Record<DictionaryKind, Uint8Array>;
  for (const kind of DICTIONARY_KINDS) used[kind] = new Uint8Array(ordinals[kind]);
  const use = (columns: BatchColumns): void => {
    for (const kind of DICTIONARY_KINDS)
      eachOrdinal(columns, kind, undefined, (ordinal) => {
        used[kind][ordinal] = 1;
      });
  };
  for await (const { columns } of readVariants(db, projectId)) {
    use(columns);
    await breathe();
  }
  for (let after = toSequence(0); ;) {
    const batches = await readBatches(db, projectId, after, { maxEvents: PAGE_EVENTS });
    const last = batches.at(-1);
    if (last === undefined) break;
    for (const { columns } of batches) use(columns);
    after = last.sequence;
    await breathe();
  }
  const usedTypes = new Set<string>();
  for (const [ordinal, entry] of (await readDictionary(db, projectId, "names")).entries())
    if (entry !== null && used.names[ordinal] === 1) usedTypes.add(splitKind(entry)[0]);
  const chunks: UnusedEntries = { rows: [], empty: [] };
  for (const kind of DICTIONARY_KINDS) {
    const entries = await readDictionary(db, projectId, kind);
    const isUsed = (entry: string, ordinal: number) =>
      kind === "types" ? usedTypes.has(entry) : used[kind][ordinal] === 1;
    for (let first = 0; first < entries.length; first += CHUNK_ENTRIES) {
      const stored = entries.slice(first, first + CHUNK_ENTRIES);
      const values = stored.map((entry, at) => (entry !== null && isUsed(entry, first + at) ? entry : null));
      if (values.every((value) => value === null)) chunks.empty.push([projectId, kind, first]);
      else if (values.some((value, at) => value !== stored[at]))
        chunks.rows.push(chunkRow(projectId, kind, first, values));
    }
  }
  return chunks;
}

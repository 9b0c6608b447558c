import type { Database } from "../database/database.ts";
import type { DictionaryRow, Heir, LogHeadRow } from "../database/rows.ts";
import type { ProjectId } from "../model/identifier.ts";
import { readClaimants } from "./claims.ts";
import { CHUNK_ENTRIES, chunkRow, readDictionary } from "./dictionary.ts";
import { NO_IMPORT } from "./draft-claims.ts";
import { readHead } from "./reader.ts";
import { readVariantMarks } from "./variants.ts";

export interface HeirsPlan {
  /** Everyone who brought events that came again: first whoever needed no import, then by id. */
  heirs: Heir[];
  /** Names of imports that may come to be the first to have brought an event, and whose ids no event has yet. */
  entries: DictionaryRow[];
  head: LogHeadRow;
  /** What events of an import have in the columns, null where none has. */
  markOf(importId: string): number | null;
}

export async function planHeirs(db: Database, projectId: ProjectId): Promise<HeirsPlan> {
  const head = await readHead(db, projectId);
  const values = await readDictionary(db, projectId, "values");
  while (values.length < head.ordinals.values) values.push(null);
  const before = values.length;
  const markOf = (id: string): number => values.indexOf(`s${id}`) + 1;
  const claimants = await readClaimants(db, projectId);
  const marks = new Set<number>();
  for await (const some of readVariantMarks(db, projectId)) for (const mark of some.marks) marks.add(mark);
  for (const mark of marks) claimants.add(mark === 0 ? NO_IMPORT : (values[mark - 1] ?? "s").slice(1));
  const heirs: Heir[] = [];
  for (const claimant of [...claimants].toSorted()) {
    let mark = claimant === NO_IMPORT ? 0 : markOf(claimant);
    if (claimant !== NO_IMPORT && mark === 0) mark = values.push(`s${claimant}`);
    heirs.push({ claimant, mark });
  }
  const entries: DictionaryRow[] = [];
  const grown = values.length > before;
  for (let first = before - (before % CHUNK_ENTRIES); grown && first < values.length; first += CHUNK_ENTRIES)
    entries.push(chunkRow(projectId, "values", first, values.slice(first, first + CHUNK_ENTRIES)));
  return {
    heirs,
    entries,
    head: { ...head, ordinals: { ...head.ordinals, values: values.length } },
    markOf: (importId) => {
      const mark = markOf(importId);
      return mark === 0 ? null : mark;
    },
  };
}

import { Dexie } from "dexie";
import type { Database } from "../database/database.ts";
import { toSequence, type ProjectId, type Sequence } from "../model/identifier.ts";
import type { UndoCount } from "../model/import.ts";
import { makeBreather } from "./breathe.ts";
import { openClaimSheet } from "./claim-sheet.ts";
import { CLAIM_ROWS, chunkOf, hasBit, noClaims, setBit, type ClaimBits } from "./claims.ts";
import { readEntryIds } from "./damage.ts";
import { heirOf } from "./erase-rows.ts";
import { planUndo } from "./plan-undo.ts";
import { readHead } from "./reader.ts";
import { readVariantMarks } from "./variants.ts";

const ENTRIES_A_READ = 16;

/** What undoing an import would come to now, of admitted events. Reads all of the log. Throws the signal's reason when aborted. */
export async function countUndone(
  db: Database,
  projectId: ProjectId,
  importId: string,
  signal: AbortSignal,
): Promise<UndoCount> {
  for (;;) {
    const { generation, sequence } = await readHead(db, projectId);
    const counted = await countThrough(db, projectId, importId, sequence, signal);
    // What was erased meanwhile has left other rows.
    if ((await readHead(db, projectId)).generation === generation) return counted;
  }
}

async function countThrough(
  db: Database,
  projectId: ProjectId,
  importId: string,
  through: Sequence,
  signal: AbortSignal,
): Promise<UndoCount> {
  const { rule } = await planUndo(db, projectId, importId, 0);
  const claims = openClaimSheet(db, projectId);
  const others = await readOtherwiseBrought(db, projectId, rule.mark);
  const isLeft = (rowInLog: number): boolean =>
    heirOf(rule, rowInLog, claims) !== undefined || others(rowInLog);
  const counted = { events: 0, kept: 0 };
  const breathe = makeBreather();
  for (let after = toSequence(0); rule.mark !== null && after < through;) {
    signal.throwIfAborted();
    const rows = await db.batches
      .where("[projectId+sequence]")
      .between([projectId, after], [projectId, Dexie.maxKey], false, true)
      .limit(ENTRIES_A_READ)
      .toArray();
    if (rows.length === 0) break;
    for (const entry of rows) {
      const { importId: marks, parts = [] } = readEntryIds(db, entry) ?? {};
      if (marks?.includes(rule.mark) === true) {
        await claims.load(parts);
        let row = 0;
        for (const { sequence, firstRow, count } of parts) {
          // Of a block that was sealed meanwhile, what was before it was counted already.
          const isNew = sequence > after;
          for (let place = 0; place < count; place++, row++) {
            if (!isNew || marks[row] !== rule.mark) continue;
            if (isLeft(firstRow + place)) counted.kept++;
            else counted.events++;
          }
        }
      }
      after = entry.sequence;
      await breathe();
    }
  }
  signal.throwIfAborted();
  return counted;
}

/** Which rows of the log came with another content by somebody else than an import. */
async function readOtherwiseBrought(
  db: Database,
  projectId: ProjectId,
  by: number | null,
): Promise<(rowInLog: number) => boolean> {
  const bitsByChunk = new Map<number, ClaimBits>();
  for await (const { targets, marks } of readVariantMarks(db, projectId))
    for (const [at, target] of targets.entries()) {
      if (marks[at] === by) continue;
      let bits = bitsByChunk.get(chunkOf(target));
      if (bits === undefined) bitsByChunk.set(chunkOf(target), (bits = noClaims()));
      setBit(bits, target % CLAIM_ROWS, true);
    }
  return (rowInLog) => {
    const bits = bitsByChunk.get(chunkOf(rowInLog));
    return bits !== undefined && hasBit(bits, rowInLog % CLAIM_ROWS);
  };
}

import type { Database } from "../database/database.ts";
import type { ErasureRule, ImportRule } from "../database/rows.ts";
import type { Batch, BatchColumns, BatchPart } from "../model/batch.ts";
import type { Choices } from "./choose-contents.ts";
import type { ClaimSheet } from "./claim-sheet.ts";
import { timesOf } from "./column-times.ts";
import { packBlock } from "./pack-block.ts";
import { rowTest, takesDamaged } from "./row-test.ts";
import { selectRows } from "./select-rows.ts";
import { partsOf } from "./stored-batch.ts";

interface Gone {
  erased: number;
  /** Of an import that is undone: they stay, as someone else's. */
  handed: number;
  /** Of an id another content came to stand, at another time. */
  moved: boolean;
}

/**
 * Takes out of a log entry what a rule takes, with the claims on it. Where ids have several contents, the least of
 * those that are left comes to stand in it. Within a transaction.
 */
export async function eraseRows(
  db: Database,
  batch: Batch,
  rule: ErasureRule,
  claims: ClaimSheet,
  choices?: Choices,
): Promise<Gone> {
  if (batch.damaged !== undefined) {
    if (!takesDamaged(rule, batch)) return { erased: 0, handed: 0, moved: false };
    // Nobody can tell whose events it holds: it goes wherever one of them might have to.
    await db.batches.delete(batch.sequence);
    return { erased: batch.damaged, handed: 0, moved: false };
  }
  const parts = partsOf(batch);
  const chosen = choices?.choose(batch);
  const stands = chosen?.columns ?? batch.columns;
  const given = rule.kind === "import" ? handOver(rule, stands, parts, claims) : undefined;
  const columns = given?.columns ?? stands;
  const handed = (chosen?.handed ?? 0) + (given?.handed ?? 0);
  const isErased = rowTest(rule, columns);
  const kept: number[] = [];
  const left: BatchPart[] = [];
  let row = 0;
  for (const part of parts) {
    const before = kept.length;
    const stays = new Uint8Array(part.count);
    for (let place = 0; place < part.count; place++, row++) {
      if (isErased(row)) continue;
      kept.push(row);
      stays[place] = 1;
    }
    const count = kept.length - before;
    if (count < part.count) {
      claims.renumber(part.firstRow, stays);
      choices?.edits.renumber(part.firstRow, stays);
    }
    left.push({ ...part, count });
  }
  const erased = columns.count - kept.length;
  if (kept.length === 0) await db.batches.delete(batch.sequence);
  else if (erased > 0 || handed > 0 || chosen?.isChanged === true)
    await rewrite(db, batch, erased > 0 ? selectRows(columns, kept) : columns, left);
  return { erased, handed, moved: chosen?.moved === true };
}

async function rewrite(db: Database, batch: Batch, columns: BatchColumns, parts: BatchPart[]): Promise<void> {
  const { columns: _, parts: sealed, ...rest } = { ...batch, ...timesOf(columns) };
  await db.batches.put(
    sealed === undefined
      ? { ...rest, columns }
      : { ...rest, count: columns.count, packed: packBlock({ parts, columns }) },
  );
}

/** Who gets an event of an import that is undone: the first who claims it; undefined where nobody does. */
export function heirOf({ heirs }: ImportRule, rowInLog: number, claims: ClaimSheet): number | undefined {
  return heirs.find(({ claimant }) => claims.isClaimed(rowInLog, claimant))?.mark;
}

/** Gives what others claim to them: what has the import's mark after that is its own alone. */
function handOver(
  rule: ImportRule,
  columns: BatchColumns,
  parts: readonly BatchPart[],
  claims: ClaimSheet,
): { columns: BatchColumns; handed: number } {
  const { importId } = columns;
  if (importId === undefined || !importId.includes(rule.mark ?? 0)) return { columns, handed: 0 };
  const marks = importId.slice();
  let handed = 0;
  let row = 0;
  for (const { firstRow, count } of parts)
    for (let place = 0; place < count; place++, row++) {
      if (marks[row] !== rule.mark) continue;
      const heir = heirOf(rule, firstRow + place, claims);
      if (heir === undefined) continue;
      marks[row] = heir;
      handed++;
    }
  return { columns: handed > 0 ? { ...columns, importId: marks } : columns, handed };
}

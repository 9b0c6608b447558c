import type { Database } from "../database/database.ts";
import type { ErasureRule, Heir } from "../database/rows.ts";
import type { Batch, BatchColumns } from "../model/batch.ts";
import { compareText } from "../model/compare-text.ts";
import type { ProjectId } from "../model/identifier.ts";
import type { ClaimSheet } from "./claim-sheet.ts";
import { chunkOf } from "./claims.ts";
import type { EntryLookup } from "./dictionary.ts";
import { NO_IMPORT } from "./draft-claims.ts";
import { listRows } from "./gather-rows.ts";
import { findLeast, type Content } from "./least-contents.ts";
import { spanOf, type RowSpan } from "./row-spans.ts";
import { rowTest } from "./row-test.ts";
import { partsOf } from "./stored-batch.ts";
import { editVariants, type VariantEdits } from "./variant-edits.ts";
import { openVariants, storedVariants, targetsOf } from "./variants.ts";

/** What a rewriting needs where an id has several contents. */
export interface Contents {
  entries: EntryLookup;
  /** Everyone who claims events. */
  heirs: readonly Heir[];
}

export interface Chosen {
  columns: BatchColumns;
  isChanged: boolean;
  /** Events of an import that is undone, which stay as someone else's. */
  handed: number;
  /** Something came to stand that happened at another time. */
  moved: boolean;
}

/** What comes to stand in some entries of the log where ids have several contents. */
export interface Choices {
  /** Puts it into one of them. What stood there becomes another content, unless a rule takes it. */
  choose(batch: Batch): Chosen;
  edits: VariantEdits;
}

const NOBODY = 0;

/**
 * Chooses of each id of some entries the least content that a rule leaves, as the event of the first who brought it.
 * Of those that lost what a rule takes is gone already. Holds what is stored of them as one at a time, and one content
 * of each id. Writes nothing; not within a transaction.
 */
export async function chooseContents(
  db: Database,
  projectId: ProjectId,
  batches: readonly Batch[],
  rule: ErasureRule,
  { entries, heirs }: Contents,
  claims: ClaimSheet,
): Promise<Choices> {
  const undone = rule.kind === "import" ? rule.mark : null;
  const nameOf = (mark: number): string =>
    mark === NOBODY ? NO_IMPORT : (entries.entry("values", mark - 1)?.slice(1) ?? "");
  const places = placesIn(batches);
  const isTaken = contentTest(rule);

  function standing(target: number): Content | undefined {
    const { batch, row } = places.find(target)!;
    const { columns } = batch;
    if (isTaken(columns, row)) return undefined;
    const owner = columns.importId?.[row] ?? NOBODY;
    const claimed =
      owner === NOBODY ? [] : heirs.filter(({ claimant }) => claims.isClaimed(target, claimant));
    const marks = new Set([owner, ...claimed.map(({ mark }) => mark)]);
    if (undone !== null) marks.delete(undone);
    return marks.size > 0 ? { columns, row, marks } : undefined;
  }

  const least = findLeast(entries, standing);
  for await (const stored of storedVariants(db, projectId, places.chunks)) {
    const targets = targetsOf(stored);
    const rows: number[] = [];
    for (const [row, target] of targets.entries()) if (places.find(target) !== undefined) rows.push(row);
    const columns = rows.length > 0 ? openVariants(db, stored) : undefined;
    if (columns !== undefined) await least.take(stored.id, { columns, targets }, rows);
  }

  const targetsByBatch = new Map<Batch, [row: number, target: number][]>();
  for (const target of least.byTarget.keys()) {
    const { batch, row } = places.find(target)!;
    const others = targetsByBatch.get(batch);
    if (others === undefined) targetsByBatch.set(batch, [[row, target]]);
    else others.push([row, target]);
  }
  const edits = editVariants(db, projectId, (key) => least.joined(key), places.chunks);

  return {
    edits,
    choose(batch) {
      const { columns } = batch;
      const marks = columns.importId?.slice() ?? new Uint32Array(columns.count);
      const swaps = new Map<number, Content>();
      const contested = targetsByBatch.get(batch) ?? [];
      let handed = 0;
      let moved = false;
      for (const [row, target] of contested) {
        const { content, stands } = least.byTarget.get(target)!;
        const owner = marks[row]!;
        const sorted = [...content!.marks].sort((a, b) => compareText(nameOf(a), nameOf(b)));
        const first = stands && content!.marks.has(owner) ? owner : sorted[0]!;
        const before = stands ? undefined : standing(target);
        if (before !== undefined) edits.add({ target, columns, row, marks: bringersOf(before) });
        marks[row] = first;
        claims.put(target, first === NOBODY ? [] : sorted.filter((mark) => mark !== first).map(nameOf));
        if (!stands) swaps.set(row, content!);
        moved ||= content!.columns.timestamp[content!.row] !== columns.timestamp[row];
        if (owner === undone) handed++;
      }
      const swapped = swaps.size === 0 ? columns : swapRows(columns, swaps);
      const { importId: _, ...others } = swapped;
      const imports = marks.some((mark) => mark !== NOBODY) ? { importId: marks } : {};
      return { columns: { ...others, ...imports }, isChanged: contested.length > 0, handed, moved };
    },
  };
}

/** Which entry a row of the log is in, of some that follow each other. */
function placesIn(batches: readonly Batch[]): {
  find(target: number): { batch: Batch; row: number } | undefined;
  chunks: [first: number, last: number];
} {
  const spans: (RowSpan & { batch: Batch; offset: number })[] = [];
  for (const batch of batches) {
    if (batch.damaged !== undefined) continue;
    let offset = 0;
    for (const { firstRow, count } of partsOf(batch)) {
      if (count > 0) spans.push({ first: firstRow, end: firstRow + count, batch, offset });
      offset += count;
    }
  }
  const last = spans.at(-1);
  return {
    chunks: last === undefined ? [0, -1] : [chunkOf(spans[0]!.first), chunkOf(last.end - 1)],
    find(target) {
      const span = spanOf(spans, target);
      return span && { batch: span.batch, row: span.offset + target - span.first };
    },
  };
}

/** An import takes what nobody else brought, every other rule by what a content says. */
function contentTest(rule: ErasureRule): (columns: BatchColumns, row: number) => boolean {
  if (rule.kind === "import") return () => false;
  const tests = new Map<BatchColumns, (row: number) => boolean>();
  return (columns, row) => {
    let test = tests.get(columns);
    if (test === undefined) tests.set(columns, (test = rowTest(rule, columns)));
    return test(row);
  };
}

/** What came without an import stays whatever is undone: who else brought it does not matter. */
const bringersOf = ({ marks }: Content): number[] => (marks.has(NOBODY) ? [NOBODY] : [...marks]);

function swapRows(columns: BatchColumns, swaps: ReadonlyMap<number, Content>): BatchColumns {
  const list = listRows();
  for (let row = 0; row < columns.count; row++) {
    const by = swaps.get(row);
    if (by === undefined) list.push(columns, row);
    else list.push(by.columns, by.row);
  }
  return list.gather();
}

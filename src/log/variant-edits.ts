import type { Database } from "../database/database.ts";
import type { VariantRow } from "../database/rows.ts";
import type { BatchColumns } from "../model/batch.ts";
import type { ProjectId } from "../model/identifier.ts";
import { CLAIM_ROWS, chunkOf } from "./claims.ts";
import { listRows } from "./gather-rows.ts";
import { spanOf, type RowSpan } from "./row-spans.ts";
import { selectRows } from "./select-rows.ts";
import { openVariants, targetsOf, variantKeys, variantRows } from "./variants.ts";

/** A content that stood in the log until another took its place, with who brought it, as the log's columns mark imports. */
export interface LostContent {
  target: number;
  columns: BatchColumns;
  row: number;
  marks: readonly number[];
}

/** What a rewriting of entries changes of the other contents of their ids, until it is written. */
export interface VariantEdits {
  add(lost: LostContent): void;
  /** Forgets those on rows of the log that are gone, from one to before another. */
  drop(firstRow: number, endRow: number): void;
  /** As of a claim sheet. */
  renumber(firstRow: number, kept: Uint8Array): void;
  /** Writes what was changed, holding what is stored as one at a time. Within a transaction. */
  save(): Promise<void>;
}

/** Of some rows the places they come to stand at, less than zero for those that go. */
interface Move extends RowSpan {
  to?: Int32Array;
}

/** `joined` tells, of what is stored under a key, which rows came to stand in the log, if any did. */
export function editVariants(
  db: Database,
  projectId: ProjectId,
  joined: (key: number) => ((row: number, target: number) => boolean) | undefined,
  chunks: readonly [first: number, last: number],
): VariantEdits {
  const lost: LostContent[] = [];
  const moves: Move[] = [];
  let [firstChunk, lastChunk] = chunks;

  /** Undefined where it is gone. */
  function moved(target: number): number | undefined {
    const move = spanOf(moves, target);
    if (move === undefined) return target;
    const place = move.to?.[target - move.first] ?? -1;
    return place < 0 ? undefined : move.first + place;
  }

  async function saveStored(stored: VariantRow & { id: number }): Promise<void> {
    const isJoined = joined(stored.id);
    const before = targetsOf(stored);
    const kept: number[] = [];
    const targets: number[] = [];
    for (const [row, target] of before.entries()) {
      const to = isJoined?.(row, target) === true ? undefined : moved(target);
      if (to === undefined) continue;
      kept.push(row);
      targets.push(to);
    }
    if (targets.length === before.length && targets.every((target, at) => target === before[at])) return;
    if (targets.length === 0) return db.variants.delete(stored.id);
    const isWhole = kept.length === before.length;
    if (isWhole && targets.every((target) => chunkOf(target) === stored.chunk)) {
      await db.variants.put({ ...stored, places: Uint32Array.from(targets, (each) => each % CLAIM_ROWS) });
      return;
    }
    const columns = openVariants(db, stored);
    await db.variants.delete(stored.id);
    if (columns === undefined) return;
    const left = isWhole ? columns : selectRows(columns, kept);
    await db.variants.bulkAdd(variantRows(projectId, { targets, columns: left }));
  }

  return {
    add: (content) => void lost.push(content),
    drop(first, end) {
      if (end <= first) return;
      moves.push({ first, end });
      firstChunk = Math.min(firstChunk, chunkOf(first));
      lastChunk = Math.max(lastChunk, chunkOf(end - 1));
    },
    renumber(first, kept) {
      const to = new Int32Array(kept.length);
      let next = 0;
      for (let place = 0; place < kept.length; place++) to[place] = kept[place] === 1 ? next++ : -1;
      moves.push({ first, end: first + kept.length, to });
    },
    async save() {
      moves.sort((a, b) => a.first - b.first);
      for (const key of await variantKeys(db, projectId, [firstChunk, lastChunk])) {
        if (moves.length === 0 && joined(key) === undefined) continue;
        const stored = await db.variants.get(key);
        if (stored !== undefined) await saveStored({ ...stored, id: key });
      }
      if (lost.length === 0) return;
      const stand = lost.map((each) => ({ ...each, target: moved(each.target)! }));
      await db.variants.bulkAdd(variantRows(projectId, gather(stand)));
    },
  };
}

/** What several brought is there for each of them. */
function gather(lost: readonly LostContent[]): { targets: number[]; columns: BatchColumns } {
  const list = listRows();
  const targets: number[] = [];
  const importId: number[] = [];
  for (let again = 0; ; again++) {
    const brought = lost.filter(({ marks }) => again < marks.length);
    if (brought.length === 0) break;
    // A row is gathered once from the same columns.
    const others = new Map<BatchColumns, BatchColumns>();
    for (const { target, columns, row, marks } of brought) {
      let other = others.get(columns);
      if (other === undefined) others.set(columns, (other = { ...columns }));
      list.push(other, row);
      targets.push(target);
      importId.push(marks[again]!);
    }
  }
  return { targets, columns: { ...list.gather(), importId: Uint32Array.from(importId) } };
}

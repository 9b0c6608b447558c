import type { BatchColumns } from "../model/batch.ts";
import { canonicalEvent } from "../model/canonical-event.ts";
import { breathe } from "./breathe.ts";
import { hasBit, setBit } from "./claims.ts";
import { decodeBatch } from "./decode-batch.ts";
import type { EntryLookup } from "./dictionary.ts";
import { listRows } from "./gather-rows.ts";

/** Where a content of an id stands, and who brought it, as the log's columns mark imports. */
export interface Content {
  columns: BatchColumns;
  row: number;
  marks: Set<number>;
}

/** The least content of a row of the log, of those that were taken so far. */
export interface Least {
  /** Undefined where nothing was left of what the log has, and no other was taken yet. */
  content: Content | undefined;
  /** It is the one that stands in the log. */
  stands: boolean;
}

interface KnownLeast extends Least {
  /** Forgotten where texts take too much memory, and made again. */
  text: string | undefined;
  /** The number of the first that is this content. */
  since: number;
}

/** What is stored under one key: the number of its first row, and a bit for each row that was the least when it was taken. */
interface Met {
  first: number;
  bits: Uint8Array;
}

export interface LeastContents {
  readonly byTarget: ReadonlyMap<number, Least>;
  /** Some rows of what is stored under a key; each `targets[row]` is the row of the log with the id of a row. */
  take(
    key: number,
    stored: { columns: BatchColumns; targets: readonly number[] },
    rows: readonly number[],
  ): Promise<void>;
  /** Which rows of what is stored under a key are the content that is the least of all; undefined for none. */
  joined(key: number): ((row: number, target: number) => boolean) | undefined;
}

const SLICE_ROWS = 512;
const MOST_TEXT = 16_000_000;
const SPARE_ROWS = 8_192;

/**
 * Finds the least content of rows of the log among ever so many, in memory that depends on how many rows there are, and
 * not on how many contents they have: it holds one content of each. `standing` gives what stands in the log, undefined
 * where that goes.
 */
export function findLeast(
  entries: EntryLookup,
  standing: (target: number) => Content | undefined,
  { mostText = MOST_TEXT }: { mostText?: number } = {},
): LeastContents {
  const byTarget = new Map<number, KnownLeast>();
  const met = new Map<number, Met>();
  let taken = 0;
  let heldText = 0;
  let heldRows = 0;

  function leastOf(target: number): KnownLeast {
    let least = byTarget.get(target);
    if (least === undefined) {
      const content = standing(target);
      least = { content, stands: content !== undefined, text: undefined, since: -1 };
      byTarget.set(target, least);
    }
    return least;
  }

  const textsOf = (columns: BatchColumns, rows: readonly number[]): string[] =>
    decodeBatch({ columns }, entries, rows).map(canonicalEvent);

  function setText(least: KnownLeast, text: string | undefined): void {
    heldText += (text?.length ?? 0) - (least.text?.length ?? 0);
    least.text = text;
  }

  function readTexts(leasts: ReadonlySet<KnownLeast>): void {
    const byColumns = new Map<BatchColumns, KnownLeast[]>();
    for (const least of leasts) {
      if (least.content === undefined || least.text !== undefined) continue;
      const others = byColumns.get(least.content.columns);
      if (others === undefined) byColumns.set(least.content.columns, [least]);
      else others.push(least);
    }
    for (const [columns, wanted] of byColumns)
      for (const [at, text] of textsOf(
        columns,
        wanted.map(({ content }) => content!.row),
      ).entries())
        setText(wanted[at]!, text);
  }

  /** So that what is stored as one can be let go. */
  function setApart(leasts: readonly KnownLeast[]): void {
    const list = listRows();
    for (const { content } of leasts) list.push(content!.columns, content!.row);
    const columns = list.gather();
    for (const [row, least] of leasts.entries()) least.content = { ...least.content!, columns, row };
    heldRows += leasts.length;
  }

  return {
    byTarget,
    async take(key, { columns, targets }, rows) {
      const first = taken;
      taken += columns.count;
      const bits = new Uint8Array(Math.ceil(columns.count / 8));
      const replaced = new Set<KnownLeast>();
      for (let start = 0; start < rows.length; start += SLICE_ROWS) {
        const slice = rows.slice(start, start + SLICE_ROWS);
        const leasts = slice.map((row) => leastOf(targets[row]!));
        readTexts(new Set(leasts));
        const texts = textsOf(columns, slice);
        for (const [at, row] of slice.entries()) {
          const [least, text] = [leasts[at]!, texts[at]!];
          if (least.content !== undefined && text > least.text!) continue;
          const mark = columns.importId?.[row] ?? 0;
          setBit(bits, row, true);
          met.set(key, { first, bits });
          if (least.content !== undefined && text === least.text) {
            least.content.marks.add(mark);
            continue;
          }
          least.content = { columns, row, marks: new Set([mark]) };
          least.stands = false;
          least.since = first + row;
          setText(least, text);
          replaced.add(least);
        }
        if (heldText > mostText) for (const least of byTarget.values()) setText(least, undefined);
        await breathe();
      }
      if (replaced.size > 0) setApart([...replaced]);
      if (heldRows <= 2 * byTarget.size + SPARE_ROWS) return;
      heldRows = 0;
      setApart([...byTarget.values()].filter(({ content, stands }) => content !== undefined && !stands));
    },
    joined(key) {
      const known = met.get(key);
      if (known === undefined) return undefined;
      const { first, bits } = known;
      return (row, target) => hasBit(bits, row) && first + row >= byTarget.get(target)!.since;
    },
  };
}

import { EVENT_LIMITS } from "../model/event.ts";
import type { EventTimes, RefusedEvent } from "../model/import.ts";
import { refusedText } from "./refused-text.ts";

export const REFUSED_ROWS_KEPT = 1_000;

/** What a history says of an import whose tab goes away is about so old. */
export const HISTORY_MS = 1_000;

export interface TallyCounts {
  /** Rows whose fate is known: the sum of the other three, by construction. */
  read: number;
  accepted: number;
  duplicate: number;
  refused: number;
}

export interface ImportTally {
  readonly refusedRows: RefusedEvent[];
  counts(): TallyCounts;
  admitted(accepted: number, duplicate: number, times: EventTimes): void;
  /** What was admitted and is gone again: its rows are to be refused. */
  withdrawn(accepted: number, duplicate: number): void;
  /** Of what was admitted; undefined where nothing was. */
  times(): EventTimes | undefined;
  /** All are counted, the first 1,000 kept, with the beginning of their text. `of` has the text of the row, which may be long in the making. */
  refuse(row: RefusedEvent, rows?: number, of?: RefusedRow): void;
}

interface RefusedRow {
  readonly text?: string;
}

export function makeImportTally(): ImportTally {
  let accepted = 0;
  let duplicate = 0;
  let refused = 0;
  let times: EventTimes | undefined;
  const refusedRows: RefusedEvent[] = [];
  // A row of many events may be refused as often.
  let before: { of: RefusedRow; text: string | undefined } | undefined;
  const beginningOf = (of: RefusedRow): string | undefined => {
    if (before?.of !== of) {
      const { text } = of;
      before = { of, text: text === undefined ? undefined : refusedText(text) };
    }
    return before.text;
  };
  return {
    refusedRows,
    counts: () => ({ read: accepted + duplicate + refused, accepted, duplicate, refused }),
    admitted(fresh, known, { first, last }) {
      accepted += fresh;
      duplicate += known;
      if (fresh + known === 0) return;
      times = { first: Math.min(first, times?.first ?? first), last: Math.max(last, times?.last ?? last) };
    },
    withdrawn(fresh, known) {
      accepted -= fresh;
      duplicate -= known;
    },
    times: () => times,
    refuse(row, rows = 1, of) {
      refused += rows;
      if (refusedRows.length >= REFUSED_ROWS_KEPT) return;
      const text = of && beginningOf(of);
      refusedRows.push({ ...row, ...(rows > 1 && { rows }), ...(text !== undefined && { text }) });
    },
  };
}

/** What a row says its id is, where that is text. */
export function claimedId(row: unknown): { id?: string } {
  if (typeof row !== "object" || row === null || !("id" in row)) return {};
  return typeof row.id === "string" ? { id: row.id.slice(0, EVENT_LIMITS.idLength) } : {};
}

/** `1,200 rows read: 1,150 new, 40 already here, 10 refused` */
export function countsInWords(counts: TallyCounts): string {
  const [read, accepted, duplicate, refused] = [
    counts.read,
    counts.accepted,
    counts.duplicate,
    counts.refused,
  ].map((value) => value.toLocaleString("en"));
  return `${read} ${counts.read === 1 ? "row" : "rows"} read: ${accepted} new, ${duplicate} already here, ${refused} refused`;
}

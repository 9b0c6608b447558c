import type { BatchColumns, LocalEvents } from "../model/batch.ts";
import { canonicalEvent } from "../model/canonical-event.ts";
import { breathe } from "./breathe.ts";
import { decodeBatch } from "./decode-batch.ts";
import type { Dictionaries, EntryLookup } from "./dictionary.ts";
import type { DraftClaims, Place } from "./draft-claims.ts";
import { FATE } from "./fate.ts";
import { sameContents } from "./same-contents.ts";

const SLICE_ROWS = 2_000;

export interface Piece {
  local: LocalEvents;
  fates: Uint8Array;
}

/** A duplicate of a stored row: where both stand. */
export interface Found extends Place {
  /** Within its entry, and among all of the project. */
  storedRow: number;
  rowInLog: number;
  /** The import the stored row came by, undefined where that cannot be read. */
  owner: string | undefined;
}

const localLookup = ({ entries }: LocalEvents): EntryLookup => ({
  entry: (kind, ordinal) => entries[kind][ordinal],
});

function contentsOf(columns: BatchColumns, lookup: EntryLookup, rows: readonly number[]): string[] {
  return decodeBatch({ columns }, lookup, rows).map(canonicalEvent);
}

/** Tells what duplicates of one stored entry are: the same content again, or another of the same id. */
export async function judgeStored(
  pieces: readonly Piece[],
  found: readonly Found[],
  stored: BatchColumns,
  dictionaries: Dictionaries,
  claims: DraftClaims,
): Promise<void> {
  for (const [number, { local }] of pieces.entries()) {
    const isWhole = found.every(({ piece }) => piece === number);
    const pairs = isWhole ? found : found.filter(({ piece }) => piece === number);
    if (pairs.length === 0) continue;
    // By number, not by iterator: most imports that come again are all duplicates.
    const rows = new Uint32Array(pairs.length);
    const storedRows = new Uint32Array(pairs.length);
    for (let at = 0; at < pairs.length; at++) {
      rows[at] = pairs[at]!.row;
      storedRows[at] = pairs[at]!.storedRow;
    }
    const same = sameContents(local, stored, dictionaries, rows, storedRows);
    const others: Found[] = [];
    for (let at = 0; at < pairs.length; at++) {
      const pair = pairs[at]!;
      if (same[at] === 1) claims.stored(pair, pair.rowInLog, pair.owner);
      else others.push(pair);
    }
    for (let start = 0; start < others.length; start += SLICE_ROWS) {
      const slice = others.slice(start, start + SLICE_ROWS);
      const rowsOf = (key: "row" | "storedRow") => slice.map((pair) => pair[key]);
      const here = contentsOf(local.columns, localLookup(local), rowsOf("row"));
      const there = contentsOf(stored, dictionaries, rowsOf("storedRow"));
      for (const [at, pair] of slice.entries())
        if (here[at] === there[at]) claims.stored(pair, pair.rowInLog, pair.owner);
        else claims.differs(pair, pair.rowInLog, here[at]! < there[at]!);
      await breathe();
    }
    await breathe();
  }
}

/** Of rows with one id that come at once the first with the least content comes to be in the log. */
export async function judgeRepeats(
  pieces: readonly Piece[],
  groups: readonly (readonly Place[])[],
  claims: DraftClaims,
): Promise<void> {
  const contents = pieces.map(() => new Map<number, string>());
  for (const { piece, row } of groups.flat()) contents[piece]!.set(row, "");
  for (const [piece, contentByRow] of contents.entries()) {
    if (contentByRow.size === 0) continue;
    const { local } = pieces[piece]!;
    const rows = [...contentByRow.keys()];
    for (const [at, content] of contentsOf(local.columns, localLookup(local), rows).entries())
      contentByRow.set(rows[at]!, content);
    await breathe();
  }
  const contentOf = ({ piece, row }: Place): string => contents[piece]!.get(row)!;
  for (const group of groups) {
    const least = group.reduce((best, each) => (contentOf(each) < contentOf(best) ? each : best));
    for (const { piece, row } of group) pieces[piece]!.fates[row] = FATE.duplicate;
    pieces[least.piece]!.fates[least.row] = FATE.accepted;
    const others = group.filter((place) => place !== least);
    claims.admitted(
      least,
      others.map((place) => ({ ...place, isSame: contentOf(place) === contentOf(least) })),
    );
  }
}

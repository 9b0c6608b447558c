import type { StatsRow } from "../database/rows.ts";
import { readBitmap, type Bitmap } from "./bitmap.ts";
import { findSeries } from "./series.ts";

/** A stored row with its sets opened as they are asked for. Users are canonical actors. */
export interface CachedRow {
  readonly start: number;
  readonly row: StatsRow;
  /** The rows' clock when it was read. */
  readonly stamp: number;
  events(series: number): number;
  /** Undefined where the series is not in the row. Owned by the row. */
  bitmap(measure: "users" | "sessions", series: number): Bitmap | undefined;
  /** User sets opened so far. */
  openedUsers(): Iterable<Bitmap>;
  forgetUsers(): void;
  dispose(): void;
}

export function makeCachedRow(
  row: StatsRow,
  stamp: number,
  canonicalise: (users: Bitmap) => void,
): CachedRow {
  const opened = { users: new Map<number, Bitmap>(), sessions: new Map<number, Bitmap>() };
  const close = (bitmaps: Map<number, Bitmap>): void => {
    for (const bitmap of bitmaps.values()) bitmap.dispose();
    bitmaps.clear();
  };
  return {
    start: row.start,
    row,
    stamp,
    events(series) {
      const at = findSeries(row.series, series);
      return at < 0 ? 0 : (row.events[at] as number);
    },
    bitmap(measure, series) {
      const known = opened[measure].get(series);
      if (known !== undefined) return known;
      const at = findSeries(row.series, series);
      if (at < 0) return undefined;
      const bitmap = readBitmap(row[measure][at] as Uint8Array);
      if (measure === "users") canonicalise(bitmap);
      opened[measure].set(series, bitmap);
      return bitmap;
    },
    openedUsers: () => opened.users.values(),
    forgetUsers: () => close(opened.users),
    dispose() {
      close(opened.users);
      close(opened.sessions);
    },
  };
}

/** Rows of one table held in memory: every stored row that starts in `[from, to)`. */
export interface CachedRows {
  /** Rises with every change. */
  readonly stamp: number;
  holds(from: number, to: number): boolean;
  /** Ranges to read so that `[from, to)` is held; forgets the rest where they lie far apart. */
  missing(from: number, to: number): [from: number, to: number][];
  extend(from: number, to: number, rows: readonly StatsRow[]): void;
  /** Those of `starts` that are held. */
  held(starts: readonly number[]): number[];
  replace(rows: readonly StatsRow[]): void;
  /** Ascending. */
  between(from: number, to: number): CachedRow[];
  all(): readonly CachedRow[];
  /** Something the rows depend on changed. */
  touch(): void;
  clear(): void;
}

const WIDEST_MS = 800 * 86_400_000;

export function makeCachedRows(canonicalise: (users: Bitmap) => void): CachedRows {
  let rows: CachedRow[] = [];
  let from = 0;
  let to = 0;
  let stamp = 1;

  const indexOf = (start: number): number => {
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((rows[middle] as CachedRow).start < start) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const put = (row: StatsRow): void => {
    const at = indexOf(row.start);
    const old = rows[at]?.start === row.start ? rows[at] : undefined;
    old?.dispose();
    rows.splice(at, old === undefined ? 0 : 1, makeCachedRow(row, stamp, canonicalise));
  };
  const clear = (): void => {
    for (const row of rows) row.dispose();
    rows = [];
    from = to = 0;
    stamp++;
  };
  return {
    get stamp() {
      return stamp;
    },
    holds: (first, past) => from <= first && past <= to,
    missing(first, past) {
      if (from === to || Math.max(to, past) - Math.min(from, first) > WIDEST_MS) {
        clear();
        return [[first, past]];
      }
      const ranges: [number, number][] = [];
      if (first < from) ranges.push([first, from]);
      if (past > to) ranges.push([to, past]);
      return ranges;
    },
    extend(first, past, added) {
      stamp++;
      if (from === to) [from, to] = [first, past];
      from = Math.min(from, first);
      to = Math.max(to, past);
      const made = added.map((row) => makeCachedRow(row, stamp, canonicalise));
      rows = [...rows, ...made].sort((a, b) => a.start - b.start);
    },
    held: (starts) => starts.filter((start) => start >= from && start < to),
    replace(changed) {
      stamp++;
      for (const row of changed) put(row);
    },
    between: (first, past) => rows.slice(indexOf(first), indexOf(past)),
    all: () => rows,
    touch: () => {
      stamp++;
    },
    clear,
  };
}

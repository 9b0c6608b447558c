import type { BatchColumns } from "../model/batch.ts";
import { compareText } from "../model/compare-text.ts";
import { readUuid } from "./event-id.ts";
import { gatherRows } from "./gather-rows.ts";
import { UUID_BYTES } from "./pack-uuids.ts";

/** A place in the order of events: by time, then by id in code unit order. */
export interface Place {
  time: number;
  id: string;
}

interface Part {
  columns: BatchColumns;
  otherIds: ReadonlyMap<number, string>;
  /** Rows that are neither taken nor put off. */
  left: number;
}

/** A row is `part * SPAN + row`. */
const SPAN = 2 ** 32;

/** Rows are sorted when this share of what is asked for, and of what is there, are new. */
const ASKED_SHARE = 1 / 8;
const SORTED_SHARE = 1 / 4;

/**
 * Puts the rows of batches in order. Given batches by their least time, it hands over what nothing later can come before, and
 * holds the rest: at most about `mostRows`. Past that, the later half is {@link putOff} and must be given again.
 */
export class TimeOrder {
  readonly #from: number;
  readonly #to: number;
  readonly #after: Place | undefined;
  readonly #mostRows: number;
  #parts: (Part | undefined)[] = [];
  #sorted: number[] = [];
  #added: number[] = [];
  #held = 0;
  #before: Place | undefined;

  /** Of rows in `[from, to)`, and of those only what comes after `after`. */
  constructor(options: { from: number; to: number; after: Place | undefined; mostRows: number }) {
    this.#from = options.from;
    this.#to = options.to;
    this.#after = options.after;
    this.#mostRows = options.mostRows;
  }

  /** Where the first of the rows is that were put off. */
  get putOff(): Place | undefined {
    return this.#before;
  }

  /** Whether nothing from that time on is wanted now. */
  hasPutOff(time = Infinity): boolean {
    return time > (this.#before?.time ?? Infinity);
  }

  get waiting(): number {
    return this.#sorted.length + this.#added.length;
  }

  add(columns: BatchColumns): void {
    const part: Part = { columns, otherIds: new Map(columns.otherIds), left: 0 };
    const first = this.#parts.length * SPAN;
    this.#parts.push(part);
    const { timestamp, count } = columns;
    for (let row = 0; row < count; row++) {
      const time = timestamp[row]!;
      if (time < this.#from || time >= this.#to || !this.#isWanted(part, row, time)) continue;
      this.#added.push(first + row);
      part.left++;
    }
    if (part.left === 0) this.#parts[this.#parts.length - 1] = undefined;
    else this.#held += count;
    if (this.#held > this.#mostRows) this.#shrink();
  }

  /**
   * The next `count` rows, in order, if so many are before `time`, when nothing comes before it any more. With Infinity, where nothing
   * was put off, what is left if it is fewer.
   */
  take(count: number, time: number): { columns: BatchColumns; last: Place } | undefined {
    const isLast = time === Infinity;
    const isDue = this.#added.length >= Math.max(count * ASKED_SHARE, this.#sorted.length * SORTED_SHARE);
    if (isLast || isDue) this.#sort();
    const { length } = this.#sorted;
    if (length < count)
      return isLast && this.#before === undefined && length > 0 ? this.#takeFirst(length) : undefined;
    return this.#timeOf(this.#sorted[count - 1]!) < this.#ready(time) ? this.#takeFirst(count) : undefined;
  }

  /** What is not sorted yet may be the first. */
  #ready(time: number): number {
    let least = time;
    for (const ref of this.#added) least = Math.min(least, this.#timeOf(ref));
    return least;
  }

  #isWanted(part: Part, row: number, time: number): boolean {
    const [after, before] = [this.#after, this.#before];
    if (after !== undefined && time <= after.time)
      if (time < after.time || idOf(part, row) <= after.id) return false;
    if (before !== undefined && time >= before.time)
      if (time > before.time || idOf(part, row) >= before.id) return false;
    return true;
  }

  #takeFirst(count: number): { columns: BatchColumns; last: Place } {
    const taken = this.#sorted.slice(0, count);
    this.#sorted = this.#sorted.slice(count);
    const last = this.#placeOf(taken.at(-1)!);
    const columns = this.#gather(taken);
    for (const ref of taken) {
      const place = Math.floor(ref / SPAN);
      const part = this.#parts[place]!;
      if (--part.left > 0) continue;
      this.#held -= part.columns.count;
      this.#parts[place] = undefined;
    }
    return { columns, last };
  }

  #gather(refs: readonly number[]): BatchColumns {
    const places = new Map<number, number>();
    const batches: BatchColumns[] = [];
    const parts = new Uint32Array(refs.length);
    const rows = new Uint32Array(refs.length);
    for (let at = 0; at < refs.length; at++) {
      const part = Math.floor(refs[at]! / SPAN);
      let place = places.get(part);
      if (place === undefined) {
        places.set(part, (place = batches.length));
        batches.push(this.#parts[part]!.columns);
      }
      parts[at] = place;
      rows[at] = refs[at]! - part * SPAN;
    }
    return gatherRows({ batches, parts, rows });
  }

  #sort(): void {
    if (this.#added.length === 0) return;
    let isInOrder = true;
    let last = this.#sorted.at(-1) ?? this.#added[0]!;
    for (const ref of this.#added) {
      // Most logs come in order.
      isInOrder &&= this.#compare(last, ref) <= 0;
      this.#sorted.push((last = ref));
    }
    this.#added = [];
    if (!isInOrder) this.#sorted.sort(this.#compare);
  }

  readonly #compare = (a: number, b: number): number => {
    const [partA, partB] = [Math.floor(a / SPAN), Math.floor(b / SPAN)];
    const [ofA, ofB] = [this.#parts[partA]!, this.#parts[partB]!];
    const [rowA, rowB] = [a - partA * SPAN, b - partB * SPAN];
    const later = ofA.columns.timestamp[rowA]! - ofB.columns.timestamp[rowB]!;
    return later !== 0 ? later : compareIds(ofA, rowA, ofB, rowB);
  };

  #timeOf(ref: number): number {
    const part = Math.floor(ref / SPAN);
    return this.#parts[part]!.columns.timestamp[ref - part * SPAN]!;
  }

  #placeOf(ref: number): Place {
    const part = Math.floor(ref / SPAN);
    return { time: this.#timeOf(ref), id: idOf(this.#parts[part]!, ref - part * SPAN) };
  }

  /** Keeps the earlier half of the rows at most, as one batch of nothing else. */
  #shrink(): void {
    this.#sort();
    const most = Math.floor(this.#mostRows / 2);
    if (this.#sorted.length > most) {
      this.#before = this.#placeOf(this.#sorted[most]!);
      this.#sorted.length = most;
    }
    const columns = this.#gather(this.#sorted);
    this.#parts = [{ columns, otherIds: new Map(columns.otherIds), left: columns.count }];
    this.#held = columns.count;
    this.#sorted = Array.from({ length: columns.count }, (_, row) => row);
  }
}

const idOf = ({ columns, otherIds }: Part, row: number): string =>
  otherIds.get(row) ?? readUuid(columns.uuids, row * UUID_BYTES);

/** UUIDs are in the order of their bytes, as lower case hexadecimal is. */
function compareIds(a: Part, rowA: number, b: Part, rowB: number): number {
  if (a.otherIds.size > 0 || b.otherIds.size > 0) return compareText(idOf(a, rowA), idOf(b, rowB));
  const [bytesA, bytesB] = [a.columns.uuids, b.columns.uuids];
  for (let at = 0; at < UUID_BYTES; at++) {
    const greater = bytesA[rowA * UUID_BYTES + at]! - bytesB[rowB * UUID_BYTES + at]!;
    if (greater !== 0) return greater;
  }
  return 0;
}

import type { BatchColumns, PropertyColumn } from "../model/batch.ts";

/** Rows out of several batches of one project, in the order wanted: row `rows[at]` of `batches[parts[at]]`. */
export interface RowsOf {
  batches: readonly BatchColumns[];
  parts: Uint32Array;
  rows: Uint32Array;
}

/** Rows as they are met, each of them once. */
export interface RowList {
  push(columns: BatchColumns, row: number): void;
  /** Their columns, in this order. */
  gather(): BatchColumns;
}

export function listRows(): RowList {
  const batches: BatchColumns[] = [];
  const places = new Map<BatchColumns, number>();
  const parts: number[] = [];
  const rows: number[] = [];
  return {
    push(columns, row) {
      let part = places.get(columns);
      if (part === undefined) places.set(columns, (part = batches.push(columns) - 1));
      parts.push(part);
      rows.push(row);
    },
    gather: () => gatherRows({ batches, parts: Uint32Array.from(parts), rows: Uint32Array.from(rows) }),
  };
}

/** The columns of these rows, each given once, in their order. */
export function gatherRows({ batches, parts, rows }: RowsOf): BatchColumns {
  const count = rows.length;
  const times = (read: (batch: BatchColumns) => Float64Array | undefined, missing = 0): Float64Array => {
    const columns = batches.map(read);
    const gathered = new Float64Array(count);
    for (let at = 0; at < count; at++) gathered[at] = columns[parts[at]!]?.[rows[at]!] ?? missing;
    return gathered;
  };
  const ordinals = (read: (batch: BatchColumns) => Uint32Array | undefined): Uint32Array => {
    const columns = batches.map(read);
    const gathered = new Uint32Array(count);
    for (let at = 0; at < count; at++) gathered[at] = columns[parts[at]!]?.[rows[at]!] ?? 0;
    return gathered;
  };
  const places = placesIn({ batches, parts, rows });
  return {
    count,
    uuids: gatherUuids({ batches, parts, rows }),
    otherIds: batches
      .flatMap(({ otherIds }, part) =>
        otherIds.map(([row, id]): [number, string] => [places[part]![row]!, id]),
      )
      .filter(([place]) => place >= 0)
      .sort(([a], [b]) => a - b),
    timestamp: times(({ timestamp }) => timestamp),
    receivedAt: times(({ receivedAt }) => receivedAt),
    ...(batches.some(({ sentAt }) => sentAt !== undefined) && {
      sentAt: times(({ sentAt }) => sentAt, Number.NaN),
    }),
    name: ordinals(({ name }) => name),
    distinct: ordinals(({ distinct }) => distinct),
    user: ordinals(({ user }) => user),
    session: ordinals(({ session }) => session),
    source: ordinals(({ source }) => source),
    ...(batches.some(({ importId }) => importId !== undefined) && {
      importId: ordinals(({ importId }) => importId),
    }),
    properties: gatherProperties(batches, places, count),
  };
}

/** Where each row of each batch goes, -1 for nowhere. */
function placesIn({ batches, parts, rows }: RowsOf): Int32Array[] {
  const places = batches.map(({ count }) => new Int32Array(count).fill(-1));
  for (let at = 0; at < rows.length; at++) places[parts[at]!]![rows[at]!] = at;
  return places;
}

const WORDS = 4;

function gatherUuids({ batches, parts, rows }: RowsOf): Uint8Array {
  const words = batches.map(({ uuids }) => {
    const { buffer, byteOffset, length } = uuids.byteOffset % 4 === 0 ? uuids : uuids.slice();
    return new Uint32Array(buffer, byteOffset, length / 4);
  });
  const gathered = new Uint32Array(rows.length * WORDS);
  for (let at = 0; at < rows.length; at++) {
    const from = words[parts[at]!]!;
    const first = rows[at]! * WORDS;
    for (let word = 0; word < WORDS; word++) gathered[at * WORDS + word] = from[first + word]!;
  }
  return new Uint8Array(gathered.buffer);
}

/** One part of a property, as it is in each batch that has it. */
interface Piece<Values> {
  places: Int32Array;
  rows: Uint32Array | undefined;
  values: Values;
}

interface Pieces {
  text: Piece<Uint32Array>[];
  numbers: Piece<Float64Array>[];
}

function gatherProperties(
  batches: readonly BatchColumns[],
  places: readonly Int32Array[],
  count: number,
): PropertyColumn[] {
  const byKey = new Map<number, Pieces>();
  for (const [part, { properties }] of batches.entries())
    for (const { key, text, numbers } of properties) {
      let pieces = byKey.get(key);
      if (pieces === undefined) byKey.set(key, (pieces = { text: [], numbers: [] }));
      const of = places[part]!;
      if (text !== undefined) pieces.text.push({ places: of, rows: text.rows, values: text.ordinals });
      if (numbers !== undefined)
        pieces.numbers.push({ places: of, rows: numbers.rows, values: numbers.values });
    }
  return [...byKey].flatMap(([key, { text, numbers }]) => {
    const texts = gatherPieces(text, count, (length) => new Uint32Array(length));
    const figures = gatherPieces(numbers, count, (length) => new Float64Array(length));
    if (texts === undefined && figures === undefined) return [];
    const property: PropertyColumn = { key };
    if (texts !== undefined) property.text = { ...texts.part, ordinals: texts.values };
    if (figures !== undefined) property.numbers = { ...figures.part, values: figures.values };
    return [property];
  });
}

/** Undefined where none of the rows has a value. Rows are left out where all have one. */
function gatherPieces<Values extends Uint32Array | Float64Array>(
  pieces: readonly Piece<Values>[],
  count: number,
  make: (length: number) => Values,
): { part: { rows?: Uint32Array }; values: Values } | undefined {
  if (pieces.length === 0) return undefined;
  const all = make(count);
  const has = new Uint8Array(count);
  let length = 0;
  for (const { places, rows, values } of pieces)
    for (let at = 0; at < values.length; at++) {
      const place = places[rows === undefined ? at : rows[at]!]!;
      if (place < 0) continue;
      all[place] = values[at]!;
      has[place] = 1;
      length++;
    }
  if (length === 0) return undefined;
  if (length === count) return { part: {}, values: all };
  const kept = new Uint32Array(length);
  const found = make(length);
  for (let place = 0, next = 0; place < count; place++) {
    if (has[place] === 0) continue;
    kept[next] = place;
    found[next++] = all[place]!;
  }
  return { part: { rows: kept }, values: found };
}

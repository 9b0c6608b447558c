import type { ActionColumns, BatchColumns, PropertyColumn } from "../model/batch.ts";

/** The columns of some of the rows, given ascending. */
export function selectRows(columns: BatchColumns, rows: readonly number[]): BatchColumns {
  const places = new Int32Array(columns.count).fill(-1);
  for (const [place, row] of rows.entries()) places[row] = place;
  const uuids = new Uint8Array(rows.length * 16);
  for (const [place, row] of rows.entries())
    uuids.set(columns.uuids.subarray(row * 16, row * 16 + 16), place * 16);
  const ordinals = (column: Uint32Array) => Uint32Array.from(rows, (row) => column[row]!);
  const times = (column: Float64Array) => Float64Array.from(rows, (row) => column[row]!);
  const { sentAt, importId } = columns;
  return {
    count: rows.length,
    uuids,
    otherIds: columns.otherIds
      .map(([row, id]): [number, string] => [places[row]!, id])
      .filter(([place]) => place >= 0),
    timestamp: times(columns.timestamp),
    receivedAt: times(columns.receivedAt),
    ...(sentAt === undefined ? {} : { sentAt: times(sentAt) }),
    name: ordinals(columns.name),
    distinct: ordinals(columns.distinct),
    user: ordinals(columns.user),
    session: ordinals(columns.session),
    source: ordinals(columns.source),
    ...(importId === undefined ? {} : { importId: ordinals(importId) }),
    properties: columns.properties
      .map((property) => selectProperty(property, places, rows.length))
      .filter(({ text, numbers }) => text !== undefined || numbers !== undefined),
  };
}

function selectProperty(
  { key, text, numbers }: PropertyColumn,
  places: Int32Array,
  count: number,
): PropertyColumn {
  const property: PropertyColumn = { key };
  if (text !== undefined) {
    const kept = keptPlaces(text.rows, places);
    const ordinals = Uint32Array.from(kept, (at) => text.ordinals[at]!);
    if (kept.length > 0) property.text = { ...partRows(text.rows, kept, places, count), ordinals };
  }
  if (numbers !== undefined) {
    const kept = keptPlaces(numbers.rows, places);
    const values = Float64Array.from(kept, (at) => numbers.values[at]!);
    if (kept.length > 0) property.numbers = { ...partRows(numbers.rows, kept, places, count), values };
  }
  return property;
}

function keptPlaces(partRows: Uint32Array | undefined, places: Int32Array): number[] {
  const kept: number[] = [];
  const length = partRows?.length ?? places.length;
  for (let at = 0; at < length; at++) if (places[partRows?.[at] ?? at]! >= 0) kept.push(at);
  return kept;
}

function partRows(
  rows: Uint32Array | undefined,
  kept: readonly number[],
  places: Int32Array,
  count: number,
): { rows?: Uint32Array } {
  if (kept.length === count) return {};
  return { rows: Uint32Array.from(kept, (at) => places[rows?.[at] ?? at]!) };
}

/** Who did what when, of all rows or of those that have `kept` (default 0) in `marks`. */
export function selectActions(columns: ActionColumns, marks?: Uint8Array, kept: 0 | 1 = 0): ActionColumns {
  const { count, timestamp, name, distinct, user } = columns;
  if (marks === undefined) return { count, timestamp, name, distinct, user };
  const isKept = (_: number, row: number): boolean => marks[row] === kept;
  const times = timestamp.filter(isKept);
  return {
    count: times.length,
    timestamp: times,
    name: name.filter(isKept),
    distinct: distinct.filter(isKept),
    user: user.filter(isKept),
  };
}

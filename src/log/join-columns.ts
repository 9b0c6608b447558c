import type { BatchColumns, PropertyColumn } from "../model/batch.ts";
import { breathe } from "./breathe.ts";

interface Joined<Values> {
  rows: Uint32Array[];
  values: Values[];
}

interface JoinedProperty {
  text: Joined<Uint32Array>;
  numbers: Joined<Float64Array>;
}

const BREATHE_EVENTS = 20_000;

/** The rows of several batches, one after the other. */
export async function joinColumns(batches: readonly BatchColumns[]): Promise<BatchColumns> {
  const count = batches.reduce((sum, batch) => sum + batch.count, 0);
  const numbers = (read: (batch: BatchColumns) => Float64Array) => {
    const joined = new Float64Array(count);
    fill(joined, batches.map(read));
    return joined;
  };
  const ordinals = (read: (batch: BatchColumns) => Uint32Array) => {
    const joined = new Uint32Array(count);
    fill(joined, batches.map(read));
    return joined;
  };
  const uuids = new Uint8Array(count * 16);
  fill(
    uuids,
    batches.map((batch) => batch.uuids),
  );
  const otherIds: BatchColumns["otherIds"] = [];
  const properties = new Map<number, JoinedProperty>();
  let first = 0;
  let worked = 0;
  for (const batch of batches) {
    for (const [row, id] of batch.otherIds) otherIds.push([first + row, id]);
    for (const property of batch.properties) addProperty(property, batch.count, first, properties);
    first += batch.count;
    worked += batch.count;
    if (worked < BREATHE_EVENTS) continue;
    worked = 0;
    await breathe();
  }
  const unknown = (batch: BatchColumns) => new Float64Array(batch.count).fill(Number.NaN);
  const none = (batch: BatchColumns) => new Uint32Array(batch.count);
  return {
    count,
    uuids,
    otherIds,
    timestamp: numbers((batch) => batch.timestamp),
    receivedAt: numbers((batch) => batch.receivedAt),
    ...(batches.some(({ sentAt }) => sentAt !== undefined)
      ? { sentAt: numbers((batch) => batch.sentAt ?? unknown(batch)) }
      : {}),
    name: ordinals((batch) => batch.name),
    distinct: ordinals((batch) => batch.distinct),
    user: ordinals((batch) => batch.user),
    session: ordinals((batch) => batch.session),
    source: ordinals((batch) => batch.source),
    ...(batches.some(({ importId }) => importId !== undefined)
      ? { importId: ordinals((batch) => batch.importId ?? none(batch)) }
      : {}),
    properties: [...properties].map(([key, { text, numbers: figures }]) => {
      const property: PropertyColumn = { key };
      if (text.values.length > 0) {
        const whole = new Uint32Array(lengthOf(text.values));
        fill(whole, text.values);
        property.text = { ...joinRows(text.rows, count), ordinals: whole };
      }
      if (figures.values.length > 0) {
        const whole = new Float64Array(lengthOf(figures.values));
        fill(whole, figures.values);
        property.numbers = { ...joinRows(figures.rows, count), values: whole };
      }
      return property;
    }),
  };
}

function addProperty(
  { key, text, numbers }: PropertyColumn,
  count: number,
  first: number,
  into: Map<number, JoinedProperty>,
): void {
  let joined = into.get(key);
  if (joined === undefined)
    into.set(key, (joined = { text: { rows: [], values: [] }, numbers: { rows: [], values: [] } }));
  const rowsOf = (rows: Uint32Array | undefined) =>
    rows === undefined
      ? Uint32Array.from({ length: count }, (_, row) => first + row)
      : rows.map((row) => first + row);
  if (text !== undefined) {
    joined.text.rows.push(rowsOf(text.rows));
    joined.text.values.push(text.ordinals);
  }
  if (numbers !== undefined) {
    joined.numbers.rows.push(rowsOf(numbers.rows));
    joined.numbers.values.push(numbers.values);
  }
}

/** Absent where every row is there, as in `PropertyColumn`. */
function joinRows(lists: readonly Uint32Array[], count: number): { rows?: Uint32Array } {
  const length = lengthOf(lists);
  if (length === count) return {};
  const rows = new Uint32Array(length);
  fill(rows, lists);
  return { rows };
}

const lengthOf = (lists: readonly ArrayLike<number>[]) => lists.reduce((sum, list) => sum + list.length, 0);

function fill(
  into: { set(list: ArrayLike<number>, at: number): void },
  lists: readonly ArrayLike<number>[],
): void {
  let at = 0;
  for (const list of lists) {
    into.set(list, at);
    at += list.length;
  }
}

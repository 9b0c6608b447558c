/** More tables than any schema has fields: those of a damaged one can contain themselves. */
const MOST_TABLES = 1_000_000;

/** Of each table, by the place of a member: a vector with the size of its elements, or what to look at inside. */
type Layout = ReadonlyMap<number, number | Layout | { each: () => Layout }>;

const MOST_DICTIONARY = 2 ** 25;

const KEY_VALUES = 4;
const FIELD: Layout = new Map<number, number | Layout | { each: () => Layout }>([
  // Of all types only a union's has a vector, of numbers, as its second member.
  [3, new Map([[1, 4]])],
  [5, { each: () => FIELD }],
  [6, KEY_VALUES],
]);
const SCHEMA: Layout = new Map<number, number | { each: () => Layout }>([
  [1, { each: () => FIELD }],
  [2, KEY_VALUES],
]);
const NODE_BYTES = 16;
const RECORDS: Layout = new Map([
  [1, NODE_BYTES],
  [2, 16],
  [4, 8],
]);
const LAYOUTS = { schema: SCHEMA, records: RECORDS, dictionary: new Map([[1, RECORDS]]) } as const;
const UNION = 14;

/** Where each field of a flatbuffer's table stands in it; 0 where it is not there. */
export function fieldsOf(view: DataView, table: number): (index: number) => number {
  const vtable = table - view.getInt32(table, true);
  const fields = (view.getUint16(vtable, true) - 4) / 2;
  return (index) => (index < fields ? view.getUint16(vtable + 4 + index * 2, true) : 0);
}

/**
 * Throws unless what a message of Arrow says it holds fits into it: the library makes an element for each that a
 * damaged length counts, until there is no memory. How many values a dictionary has. `at`: of the table that is the message's header. Source:
 * github.com/apache/arrow/tree/main/format (Schema.fbs, Message.fbs).
 */
export function checkArrowMetadata(
  view: DataView,
  at: number,
  { kind, bodyBytes }: { kind: keyof typeof LAYOUTS; bodyBytes: number },
): number {
  let left = MOST_TABLES;
  let values = 0;

  /** All of a dictionary is made at once. Nothing but nulls has less than a bit, unless it is compressed. */
  function checkLengths(nodes: number, count: number, isPacked: boolean): void {
    let length = 0;
    for (let node = 0; node < count; node++)
      length += Number(view.getBigInt64(nodes + node * NODE_BYTES, true));
    if (length > (isPacked ? MOST_DICTIONARY : bodyBytes * 8))
      throw new Error("A dictionary of the Arrow file says that it holds more than it does.");
    values += length;
  }

  function checkTable(table: number, layout: Layout): void {
    left -= 1;
    if (left < 0) throw new Error("A message of the Arrow file has more parts than any.");
    const placeOf = fieldsOf(view, table);
    for (const [member, inside] of layout) {
      const offset = placeOf(member);
      if (offset === 0) continue;
      // The member before a type says which it is.
      if (layout === FIELD && member === 3 && view.getUint8(table + placeOf(2)) !== UNION) continue;
      const target = table + offset + view.getUint32(table + offset, true);
      if (inside instanceof Map) {
        checkTable(target, inside);
        continue;
      }
      const stride = typeof inside === "number" ? inside : 4;
      const count = view.getInt32(target, true);
      if (count < 0 || target + 4 + count * stride > view.byteLength)
        throw new Error("A message of the Arrow file says that it holds more than it does.");
      if (layout === RECORDS && member === 1 && kind === "dictionary")
        checkLengths(target + 4, count, placeOf(3) !== 0);
      if (typeof inside === "number") continue;
      for (let index = 0; index < count; index++) {
        const place = target + 4 + index * 4;
        checkTable(place + view.getUint32(place, true), (inside as { each: () => Layout }).each());
      }
    }
  }

  checkTable(at, LAYOUTS[kind]);
  return values;
}

import type { BatchColumns, DictionaryKind, PropertyColumn } from "../model/batch.ts";
import { canonicalJson } from "../model/canonical-json.ts";
import type { JsonValue, LochanEvent } from "../model/event.ts";
import { wider } from "../model/wider.ts";
import { writeUuid } from "./event-id.ts";
import { inOneBuffer } from "./one-buffer.ts";
import { UUID_BYTES } from "./pack-uuids.ts";

/** Gives each string of a kind its number, a new one the next. */
export interface Interner {
  readonly byKind: Readonly<Record<DictionaryKind, { intern(tag: string, text: string): number }>>;
}

/** One event but for its id and properties, its strings by their ordinals. */
export interface InternedHead {
  timestamp: number;
  receivedAt: number;
  name: number;
  distinct: number;
  /** The ordinal + 1, 0 where there is none. */
  user: number;
  session: number;
  source: number;
  importId: number;
}

export interface BatchEncoder {
  readonly count: number;
  add(event: LochanEvent): void;
  /** As `add`, for who knows the ordinals; its id is the UUID that four words from `idAt` on are, the highest byte first. */
  addHead(head: InternedHead, ids: Int32Array, idAt: number): void;
  /** A property of the event added last. Columns stand in the order they are first asked for. */
  property(key: string): PropertyBuilder;
  addNumber(property: PropertyBuilder, value: number): void;
  addText(property: PropertyBuilder, ordinal: number): void;
  /** The columns of what was added; ends the encoder. */
  finish(): BatchColumns;
}

interface Part<Values extends Uint32Array | Float64Array> {
  rows: Uint32Array;
  values: Values;
  used: number;
}

/** What came last, and its ordinal: it often comes again. */
interface Last {
  text: string | undefined;
  ordinal: number;
}

export interface PropertyBuilder {
  key: number;
  text?: Part<Uint32Array>;
  numbers?: Part<Float64Array>;
  last: Last;
}

const MOST_FIRST_ROWS = 1024;

/** Columns of the events, in order. Strings not yet known get the next ordinals. */
export function encodeBatch(events: readonly LochanEvent[], interner: Interner): BatchColumns {
  const encoder = makeBatchEncoder(interner, events.length);
  for (const event of events) encoder.add(event);
  return encoder.finish();
}

/** As {@link encodeBatch} for events that come one by one; `expected` of them are room made at once. */
export function makeBatchEncoder({ byKind }: Interner, expected = 1024): BatchEncoder {
  const { people, sessions, names, types, keys, values } = byKind;
  let capacity = Math.max(1, expected);
  const firstRows = Math.min(capacity, MOST_FIRST_ROWS);
  let row = 0;
  let uuids = new Uint8Array(capacity * UUID_BYTES);
  const otherIds: [row: number, id: string][] = [];
  const times = { timestamp: new Float64Array(capacity), receivedAt: new Float64Array(capacity) };
  let sentAt: Float64Array | undefined;
  const ordinals = {
    name: new Uint32Array(capacity),
    distinct: new Uint32Array(capacity),
    user: new Uint32Array(capacity),
    session: new Uint32Array(capacity),
    source: new Uint32Array(capacity),
  };
  let importId: Uint32Array | undefined;
  const properties = new Map<string, PropertyBuilder>();
  const lastSource: Last = { text: undefined, ordinal: 0 };
  const lastImport: Last = { text: undefined, ordinal: 0 };
  let lastType: string | undefined;
  let nameTag = "";

  function grow(): void {
    capacity *= 2;
    uuids = wider(uuids, capacity * UUID_BYTES);
    for (const key of ["timestamp", "receivedAt"] as const) times[key] = wider(times[key], capacity);
    for (const key of ["name", "distinct", "user", "session", "source"] as const)
      ordinals[key] = wider(ordinals[key], capacity);
    if (sentAt !== undefined) sentAt = wider(sentAt, capacity).fill(Number.NaN, row);
    if (importId !== undefined) importId = wider(importId, capacity);
  }

  function valueOf(last: Last, text: string): number {
    if (text !== last.text) {
      last.ordinal = values.intern("s", text);
      last.text = text;
    }
    return last.ordinal;
  }

  function propertyOf(key: string): PropertyBuilder {
    let property = properties.get(key);
    if (property === undefined) {
      property = { key: keys.intern("", key), last: { text: undefined, ordinal: 0 } };
      properties.set(key, property);
    }
    return property;
  }

  function addNumber(property: PropertyBuilder, value: number): void {
    property.numbers ??= { rows: new Uint32Array(firstRows), values: new Float64Array(firstRows), used: 0 };
    push(property.numbers, row - 1, value);
  }

  function addText(property: PropertyBuilder, ordinal: number): void {
    property.text ??= { rows: new Uint32Array(firstRows), values: new Uint32Array(firstRows), used: 0 };
    push(property.text, row - 1, ordinal);
  }

  function addProperty(key: string, value: JsonValue): void {
    const property = propertyOf(key);
    if (typeof value === "number") addNumber(property, value);
    else
      addText(
        property,
        typeof value === "string" ? valueOf(property.last, value) : values.intern("j", canonicalJson(value)),
      );
  }

  function addHead(head: InternedHead, ids: Int32Array, idAt: number): void {
    if (row === capacity) grow();
    for (let word = 0; word < 4; word++) {
      const bits = ids[idAt + word]!;
      const at = row * UUID_BYTES + 4 * word;
      uuids[at] = bits >>> 24;
      uuids[at + 1] = bits >>> 16;
      uuids[at + 2] = bits >>> 8;
      uuids[at + 3] = bits;
    }
    times.timestamp[row] = head.timestamp;
    times.receivedAt[row] = head.receivedAt;
    ordinals.name[row] = head.name;
    ordinals.distinct[row] = head.distinct;
    ordinals.user[row] = head.user;
    ordinals.session[row] = head.session;
    ordinals.source[row] = head.source;
    if (head.importId !== 0) {
      importId ??= new Uint32Array(capacity);
      importId[row] = head.importId;
    }
    row++;
  }

  function add(event: LochanEvent): void {
    if (row === capacity) grow();
    if (!writeUuid(event.id, uuids, row * UUID_BYTES)) otherIds.push([row, event.id]);
    times.timestamp[row] = event.timestamp;
    times.receivedAt[row] = event.receivedAt;
    if (event.sentAt !== undefined) {
      sentAt ??= new Float64Array(capacity).fill(Number.NaN);
      sentAt[row] = event.sentAt;
    }
    if (event.type !== lastType) {
      lastType = event.type;
      nameTag = `${event.type}\0`;
      types.intern("", event.type);
    }
    ordinals.name[row] = names.intern(nameTag, event.name);
    ordinals.distinct[row] = people.intern("d", event.distinctId);
    if (event.userId !== undefined) ordinals.user[row] = people.intern("u", event.userId) + 1;
    if (event.sessionId !== undefined) ordinals.session[row] = sessions.intern("", event.sessionId) + 1;
    ordinals.source[row] = valueOf(lastSource, event.source);
    if (event.importId !== undefined) {
      importId ??= new Uint32Array(capacity);
      importId[row] = valueOf(lastImport, event.importId) + 1;
    }
    row++;
    for (const key of Object.keys(event.properties)) {
      const value = event.properties[key];
      if (value !== undefined) addProperty(key, value);
    }
  }

  return {
    get count() {
      return row;
    },
    add,
    addHead,
    property: propertyOf,
    addNumber,
    addText,
    finish: () =>
      inOneBuffer({
        count: row,
        uuids: uuids.subarray(0, row * UUID_BYTES),
        otherIds,
        timestamp: times.timestamp.subarray(0, row),
        receivedAt: times.receivedAt.subarray(0, row),
        ...(sentAt === undefined ? {} : { sentAt: sentAt.subarray(0, row) }),
        name: ordinals.name.subarray(0, row),
        distinct: ordinals.distinct.subarray(0, row),
        user: ordinals.user.subarray(0, row),
        session: ordinals.session.subarray(0, row),
        source: ordinals.source.subarray(0, row),
        ...(importId === undefined ? {} : { importId: importId.subarray(0, row) }),
        properties: Array.from(properties.values(), (property) => finishProperty(property, row)),
      }),
  };
}

/** Rows are left out where every event has the property. */
function finishProperty({ key, text, numbers }: PropertyBuilder, count: number): PropertyColumn {
  const rowsOf = ({ rows, used }: Part<Uint32Array> | Part<Float64Array>) =>
    used === count ? {} : { rows: rows.subarray(0, used) };
  return {
    key,
    ...(text === undefined
      ? {}
      : { text: { ...rowsOf(text), ordinals: text.values.subarray(0, text.used) } }),
    ...(numbers === undefined
      ? {}
      : { numbers: { ...rowsOf(numbers), values: numbers.values.subarray(0, numbers.used) } }),
  };
}

function push(part: Part<Uint32Array> | Part<Float64Array>, row: number, value: number): void {
  if (part.used === part.rows.length) {
    part.rows = wider(part.rows, part.used * 4);
    part.values = wider(part.values, part.used * 4);
  }
  part.rows[part.used] = row;
  part.values[part.used++] = value;
}

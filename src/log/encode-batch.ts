import type { BatchColumns, PropertyColumn } from "../model/batch.ts";
import type { JsonValue, LochanEvent } from "../model/event.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { Dictionaries } from "./dictionary.ts";
import { writeUuid } from "./event-id.ts";

interface PartBuilder<Values extends Uint32Array | Float64Array> {
  rows: Uint32Array;
  values: Values;
  used: number;
}

interface PropertyBuilder {
  key: number;
  text?: PartBuilder<Uint32Array>;
  numbers?: PartBuilder<Float64Array>;
}

/** Columns of the events, in order. Strings not yet known get the next ordinals. */
export function encodeBatch(events: readonly LochanEvent[], dictionaries: Dictionaries): BatchColumns {
  const encoder = makeBatchEncoder(events.length, dictionaries);
  encoder.add(events);
  return encoder.finish();
}

/** As {@link encodeBatch} for exactly `count` events that come in slices. */
export function makeBatchEncoder(
  count: number,
  { byKind }: Dictionaries,
): { add(events: readonly LochanEvent[]): void; finish(): BatchColumns } {
  const { people, sessions, names, types, keys, values } = byKind;
  const columns: BatchColumns = {
    count,
    uuids: new Uint8Array(count * 16),
    otherIds: [],
    timestamp: new Float64Array(count),
    receivedAt: new Float64Array(count),
    name: new Uint32Array(count),
    distinct: new Uint32Array(count),
    user: new Uint32Array(count),
    session: new Uint32Array(count),
    source: new Uint32Array(count),
    properties: [],
  };
  const properties = new Map<string, PropertyBuilder>();
  let row = 0;
  let lastType: string | undefined;
  let nameTag = "";

  function addProperty(key: string, value: JsonValue): void {
    let property = properties.get(key);
    if (property === undefined) {
      property = { key: keys.intern("", key) };
      properties.set(key, property);
    }
    if (typeof value === "number") {
      property.numbers ??= { rows: new Uint32Array(16), values: new Float64Array(16), used: 0 };
      push(property.numbers, row, value, count);
      return;
    }
    property.text ??= { rows: new Uint32Array(16), values: new Uint32Array(16), used: 0 };
    const ordinal =
      typeof value === "string" ? values.intern("s", value) : values.intern("j", canonicalJson(value));
    push(property.text, row, ordinal, count);
  }

  function add(events: readonly LochanEvent[]): void {
    for (const event of events) {
      if (!writeUuid(event.id, columns.uuids, row * 16)) columns.otherIds.push([row, event.id]);
      columns.timestamp[row] = event.timestamp;
      columns.receivedAt[row] = event.receivedAt;
      if (event.sentAt !== undefined) {
        columns.sentAt ??= new Float64Array(count).fill(Number.NaN);
        columns.sentAt[row] = event.sentAt;
      }
      if (event.type !== lastType) {
        lastType = event.type;
        nameTag = `${event.type}\0`;
        types.intern("", event.type);
      }
      columns.name[row] = names.intern(nameTag, event.name);
      columns.distinct[row] = people.intern("d", event.distinctId);
      if (event.userId !== undefined) columns.user[row] = people.intern("u", event.userId) + 1;
      if (event.sessionId !== undefined) columns.session[row] = sessions.intern("", event.sessionId) + 1;
      columns.source[row] = values.intern("s", event.source);
      if (event.importId !== undefined) {
        columns.importId ??= new Uint32Array(count);
        columns.importId[row] = values.intern("s", event.importId) + 1;
      }
      for (const key of Object.keys(event.properties)) {
        const value = event.properties[key];
        if (value !== undefined) addProperty(key, value);
      }
      row++;
    }
  }

  function finish(): BatchColumns {
    for (const { key, text, numbers } of properties.values()) {
      const property: PropertyColumn = { key };
      if (text !== undefined) {
        const ordinals = text.values.slice(0, text.used);
        property.text =
          text.used === count ? { ordinals } : { rows: text.rows.slice(0, text.used), ordinals };
      }
      if (numbers !== undefined) {
        const part = numbers.values.slice(0, numbers.used);
        property.numbers =
          numbers.used === count
            ? { values: part }
            : { rows: numbers.rows.slice(0, numbers.used), values: part };
      }
      columns.properties.push(property);
    }
    return columns;
  }

  return { add, finish };
}

function push(
  part: PartBuilder<Uint32Array> | PartBuilder<Float64Array>,
  row: number,
  value: number,
  most: number,
): void {
  if (part.used === part.rows.length) {
    const length = Math.min(most, part.used * 4);
    const rows = new Uint32Array(length);
    rows.set(part.rows);
    part.rows = rows;
    const values = part.values instanceof Float64Array ? new Float64Array(length) : new Uint32Array(length);
    values.set(part.values);
    part.values = values;
  }
  part.rows[part.used] = row;
  part.values[part.used++] = value;
}

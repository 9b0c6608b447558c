import type { EntryLookup } from "../../log/dictionary.ts";
import type { PropertyColumn } from "../../model/batch.ts";
import { compareText } from "../../model/compare-text.ts";
import { ColumnCursor } from "./column-cursor.ts";
import { GrowingBytes } from "./growing-bytes.ts";
import { entryJson, numberText } from "./open-slices.ts";
import { Places } from "./places.ts";

const [COMMA, OPEN, CLOSE, ZERO] = [44, 123, 125, 48];

interface Member {
  name: string;
  /** `"key":` */
  prefix: Uint8Array;
  text: { cursor: ColumnCursor; ordinals: Uint32Array } | undefined;
  numbers: { cursor: ColumnCursor; values: Float64Array } | undefined;
}

/**
 * Writes the properties of rows as JSON in UTF-8, keys in code unit order, straight from columns. Rows are asked for
 * ascending; the JSON of a value is made once.
 */
export function makeMemberWriter(properties: readonly PropertyColumn[], entries: EntryLookup) {
  const encoder = new TextEncoder();
  const members = properties
    .map(({ key, text, numbers }): Member => {
      const name = entries.entry("keys", key) ?? "";
      return {
        name,
        prefix: encoder.encode(`${JSON.stringify(name)}:`),
        text: text && { cursor: new ColumnCursor(text.rows), ordinals: text.ordinals },
        numbers: numbers && { cursor: new ColumnCursor(numbers.rows), values: numbers.values },
      };
    })
    .sort((a, b) => compareText(a.name, b.name));
  const places = new Places();
  const written = new GrowingBytes(16 * 1024);
  /** Where the JSON at a place ends, which begins where the one before ends. */
  const ends = [0];

  function writeEntry(ordinal: number, into: GrowingBytes): void {
    let place = places.at(ordinal);
    if (place === 0) {
      written.pushText(entryJson(entries.entry("values", ordinal) ?? "s"));
      place = ends.push(written.length) - 1;
      places.put(ordinal, place);
    }
    into.pushShort(written.bytes, ends[place - 1]!, ends[place]!);
  }

  return (row: number, into: GrowingBytes): void => {
    into.pushByte(OPEN);
    const first = into.length;
    for (const { prefix, text, numbers } of members) {
      const atText = text === undefined ? -1 : text.cursor.placeOf(row);
      const atNumber = numbers === undefined || atText >= 0 ? -1 : numbers.cursor.placeOf(row);
      if (atText < 0 && atNumber < 0) continue;
      if (into.length > first) into.pushByte(COMMA);
      into.pushShort(prefix, 0, prefix.length);
      if (atText >= 0) writeEntry(text!.ordinals[atText]!, into);
      else writeNumber(numbers!.values[atNumber]!, into);
    }
    into.pushByte(CLOSE);
  };
}

function writeNumber(value: number, into: GrowingBytes): void {
  if (!(value > 0 && value < 1e9 && Number.isInteger(value))) return into.pushAscii(numberText(value));
  let digits = 1;
  for (let most = 10; value >= most; most *= 10) digits++;
  into.room(digits);
  const { bytes, length } = into;
  let rest = value;
  for (let at = length + digits - 1; at >= length; at--) {
    const tens = (rest / 10) | 0;
    bytes[at] = ZERO + rest - tens * 10;
    rest = tens;
  }
  into.length = length + digits;
}

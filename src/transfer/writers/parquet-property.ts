import type { EntryLookup } from "../../log/dictionary.ts";
import type { PropertyColumn } from "../../model/batch.ts";
import { ColumnCursor } from "./column-cursor.ts";
import { numberText } from "./open-slices.ts";
import { type ColumnBuilder, Numbers, RepeatedTexts } from "./parquet-chunks.ts";
import { propertyElement } from "./parquet-schema.ts";
import { Places } from "./places.ts";
import type { TypedColumn } from "./typed-columns.ts";

/** The column of one property: empty for what its type does not hold, as lists, objects and null. */
export interface PropertyBuilder {
  readonly builder: ColumnBuilder;
  /** Rows without the property. */
  addNone(count: number): void;
  /** Takes rows of an entry that has the property, ascending. */
  openEntry(column: PropertyColumn, entries: EntryLookup): (rows: Uint32Array) => void;
}

export function openPropertyBuilder(column: TypedColumn): PropertyBuilder {
  return column.type === "text" ? textBuilder(column) : numberBuilder(column);
}

/** What stands for an entry that the column does not hold. */
const NONE = 0x7fff_ffff;

function textBuilder(column: TypedColumn): PropertyBuilder {
  const builder = new RepeatedTexts(propertyElement(column));
  return {
    builder,
    addNone: (count) => void builder.addRows(count),
    openEntry({ text, numbers }, entries) {
      const inText = new ColumnCursor(text?.rows);
      const inNumbers = new ColumnCursor(numbers?.rows);
      const places = new Places();
      const placeOf = (ordinal: number): number => {
        const scalar = scalarText(entries.entry("values", ordinal) ?? "s");
        const place = scalar === undefined ? NONE : builder.place(scalar);
        places.put(ordinal, place);
        return place;
      };
      return (rows) => {
        const added = builder.addRows(rows.length);
        for (let at = 0; at < rows.length; at++) {
          const inTextAt = text === undefined ? -1 : inText.placeOf(rows[at]!);
          if (inTextAt >= 0) {
            const ordinal = text!.ordinals[inTextAt]!;
            const place = places.at(ordinal) || placeOf(ordinal);
            added[at] = place === NONE ? 0 : place;
            continue;
          }
          const inNumbersAt = numbers === undefined ? -1 : inNumbers.placeOf(rows[at]!);
          if (inNumbersAt >= 0) added[at] = builder.place(numberText(numbers!.values[inNumbersAt]!));
        }
      };
    },
  };
}

const scalarText = (entry: string): string | undefined =>
  entry.startsWith("s") || entry === "jtrue" || entry === "jfalse" ? entry.slice(1) : undefined;

function numberBuilder(column: TypedColumn): PropertyBuilder {
  const builder = new Numbers(propertyElement(column));
  const isTruth = column.type === "boolean";
  return {
    builder,
    addNone: (count) => void builder.addRows(count),
    openEntry({ text, numbers }, entries) {
      const part = isTruth ? text : numbers;
      const cursor = new ColumnCursor(part?.rows);
      const truth = new Map<number, number>();
      const truthOf = (ordinal: number): number => {
        let value = truth.get(ordinal);
        if (value === undefined) {
          const entry = entries.entry("values", ordinal);
          truth.set(ordinal, (value = entry === "jtrue" ? 1 : entry === "jfalse" ? 0 : Number.NaN));
        }
        return value;
      };
      return (rows) => {
        const added = builder.addRows(rows.length);
        if (part === undefined) return;
        for (let at = 0; at < rows.length; at++) {
          const place = cursor.placeOf(rows[at]!);
          if (place < 0) continue;
          added[at] = isTruth ? truthOf(text!.ordinals[place]!) : numbers!.values[place]!;
        }
      };
    },
  };
}

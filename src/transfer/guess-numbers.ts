import { filled } from "./guess-columns.ts";
import { commaNumberOf } from "./row-time.ts";

/** Fields that hold nothing but numbers that are written as text, by what stands before their fractions. */
export interface NumberReading {
  point: string[];
  comma: string[];
  /** What speaks for the comma: a field and a value of it that can be nothing else. */
  proof: { field: string; text: string; number: number } | undefined;
}

/** Spreadsheets part fields by semicolons where a comma is in use already. */
export const mayHaveDecimalCommas = (delimiter: string | undefined): boolean => delimiter === ";";

// As a number would be written: not 007, which is a code.
const POINT = /^-?(0|[1-9]\d{0,14})(\.\d{1,15})?$/;
const COMMA = /^ *-?(0|[1-9]\d{0,14})(,\d{1,15})? *$/;
const THOUSANDS = /^-?[1-9]\d{0,2}[.,]\d{3}$/;

/**
 * How numbers are written in these fields. In a file parted by semicolons a field whose values all have a decimal
 * comma or no fraction is of numbers, unless each comma may part thousands: 1,234 alone says neither. Then whole
 * numbers beside it are read the same way, as a comma may come yet, and where each point of a field may part
 * thousands, it is text: 1.234 says neither. In any other file a comma makes text of it.
 */
export function guessNumbers(
  fields: readonly string[],
  valuesOf: (field: string) => readonly unknown[],
  delimiter: string | undefined,
): NumberReading {
  const areAll = (field: string, pattern: RegExp): boolean => {
    const written = filled(valuesOf(field));
    return written.length > 0 && written.every((value) => typeof value === "string" && pattern.test(value));
  };
  const point = fields.filter((field) => areAll(field, POINT));
  const commas = mayHaveDecimalCommas(delimiter) ? fields.filter((field) => areAll(field, COMMA)) : [];
  const proofOf = (field: string, mark: "," | "." = ","): string | undefined =>
    (filled(valuesOf(field)) as string[]).find((text) => text.includes(mark) && !THOUSANDS.test(text.trim()));
  const proven = commas.filter((field) => proofOf(field) !== undefined);
  const [field] = proven;
  if (field === undefined) return { point, comma: [], proof: undefined };
  const text = proofOf(field)!.trim();
  const comma = commas.filter((each) => proven.includes(each) || point.includes(each));
  return {
    point: point.filter((each) => !comma.includes(each) && proofOf(each, ".") !== undefined),
    comma,
    proof: { field, text, number: commaNumberOf(text)! },
  };
}

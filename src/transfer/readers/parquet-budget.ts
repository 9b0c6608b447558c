import { sizeWords } from "../../model/size-words.ts";

export const MOST_OPEN_BYTES = 2 * 1024 * 1024 * 1024;
/** The engine makes no plain array of more. */
const MOST_PAGE_VALUES = 2 ** 25;
/** Of an array, and of a text or its bytes, beside what they say. */
const VALUE_BYTES = 8;
const TEXT_BYTES = 24;

/** What is wrong with the file is its layout: nothing of it is damaged. */
export class ParquetTooLarge extends Error {}

/** What a row group has open at once: a dictionary and a page of each leaf. */
export interface ParquetBudget {
  /**
   * Takes room for what a page unpacks to, in place of what its leaf held as that before. Throws
   * {@link ParquetTooLarge} where all of them together are more than `mostBytes`, or the page has too many values; an
   * error where its sizes are none.
   */
  hold(place: { heldBytes: number }, page: { bytes: number; values: number; isText: boolean }): void;
}

export function makeParquetBudget(mostBytes: number): ParquetBudget {
  let held = 0;
  return {
    hold(place, { bytes, values, isText }) {
      if (!(bytes >= 0 && values >= 0)) throw new Error("A page says that it holds less than nothing.");
      if (values > MOST_PAGE_VALUES)
        throw new ParquetTooLarge(
          `A page of the Parquet file has more than ${MOST_PAGE_VALUES.toLocaleString("en")} values, and would have to be held whole. Write it in smaller pages or row groups.`,
        );
      held -= place.heldBytes;
      place.heldBytes = bytes + values * (isText ? TEXT_BYTES : VALUE_BYTES);
      held += place.heldBytes;
      if (held > mostBytes)
        throw new ParquetTooLarge(
          `What the columns of one row group of the Parquet file unpack to takes more than ${sizeWords(mostBytes)} at once. Write it in smaller row groups, or with fewer columns.`,
        );
    },
  };
}

import type { FileRow } from "../row-group.ts";

/** A class, since making a getter for each row takes as long as parsing one. */
class LazyRow {
  readonly value: unknown;
  readonly #toText: () => string;
  constructor(value: unknown, toText: () => string) {
    this.value = value;
    this.#toText = toText;
  }
  get text(): string {
    return this.#toText();
  }
}

/** A row whose text is made only when it is asked for. */
export const makeRow = (value: unknown, toText: () => string): FileRow => new LazyRow(value, toText);

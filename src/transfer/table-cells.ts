import type { LocalEncoder } from "../log/local-events.ts";
import type { PropertyBuilder } from "../log/encode-batch.ts";
import { EVENT_LIMITS } from "../model/event.ts";
import { wider } from "../model/wider.ts";
import { parseTimestamp } from "../intake/parse-timestamp.ts";
import { filledText, type ReadNumber } from "./map-row.ts";
import { type RowDigester, wordsOf } from "./row-digest.ts";
import type { TableColumn } from "./row-group.ts";
import { isBlank } from "./row-time.ts";

/** What is known of a cell, by its place: nothing, that it holds nothing, or that only the row as a whole tells. */
const [UNKNOWN, NOTHING, OTHER] = [0, 1, 2];

/** Words are kept of cells up to so many, and of so many of them. */
const MOST_KEPT_WORDS = 64;
const MOST_WORDS = 2 ** 22;

/** A column of the group that is read now. Cells that are the same value of a dictionary are at one place. */
export class CellColumn {
  /** Raised when places mean other values than before. */
  version = 0;
  places = 0;
  /** Of the row it was moved to. */
  place = 0;
  /** Where all are numbers; by place. */
  numbers: Float64Array | undefined;
  #values: ArrayLike<unknown> = [];
  #rows: Uint32Array | undefined;
  #from = 0;
  /** Of each place: where its words are among these, behind how many they are; 0 where they were not made. */
  #wordsAt = new Uint32Array(0);
  #words = new Int32Array(1024);
  #used = 1;

  open({ values, places, from }: TableColumn, count: number): void {
    this.#rows = places;
    this.#from = from;
    if (places !== undefined && values === this.#values && this.places === values.length + 1) return;
    this.#values = values;
    this.version += 1;
    if (places === undefined) {
      this.places = count;
      this.numbers = numbersOf(values, from, from + count);
      return;
    }
    this.places = values.length + 1;
    this.numbers = numbersOf(values, 0, values.length);
    this.#wordsAt = new Uint32Array(this.places);
    this.#used = 1;
  }

  moveTo(index: number): void {
    this.place = this.#rows === undefined ? index : this.#rows[this.#from + index]!;
  }

  valueAt(place: number): unknown {
    return this.#values[this.#rows === undefined ? this.#from + place : place];
  }

  /** The words of its values are made before a row is begun. */
  learn(): void {
    if (this.#rows === undefined || this.#wordsAt[this.place] !== 0 || this.#used > MOST_WORDS) return;
    const words = wordsOf(this.valueAt(this.place));
    if (words.length > MOST_KEPT_WORDS) return;
    if (this.#used + words.length >= this.#words.length) {
      this.#words = wider(this.#words, this.#words.length * 2);
    }
    this.#wordsAt[this.place] = this.#used;
    this.#words[this.#used] = words.length;
    this.#words.set(words, this.#used + 1);
    this.#used += words.length + 1;
  }

  pushTo(digester: RowDigester): void {
    const at = this.#rows === undefined ? 0 : this.#wordsAt[this.place]!;
    if (at !== 0) digester.pushWords(this.#words, at + 1, this.#words[at]!);
    else digester.push(this.valueAt(this.place));
  }
}

function numbersOf(values: ArrayLike<unknown>, from: number, to: number): Float64Array | undefined {
  if (values instanceof Float64Array) return values.subarray(from, to);
  if (values instanceof Int32Array || values instanceof Uint32Array || values instanceof Float32Array)
    return new Float64Array(values.subarray(from, to));
  return undefined;
}

/** What a role keeps of the places of its column, for as long as they mean the same. */
abstract class Cells {
  readonly column: CellColumn;
  #version = -1;

  constructor(column: CellColumn) {
    this.column = column;
  }

  /** After the column was opened. */
  open(): void {
    if (this.#version === this.column.version) return;
    this.#version = this.column.version;
    this.forget(this.column.places);
  }

  protected abstract forget(places: number): void;
}

/** A time, by whatever reads one. */
export class TimeCells extends Cells {
  readonly #read: (value: unknown) => number | string;
  #known = new Uint8Array(0);
  #times = new Float64Array(0);

  constructor(column: CellColumn, read: (value: unknown) => number | string) {
    super(column);
    this.#read = read;
  }

  protected forget(places: number): void {
    this.#known = new Uint8Array(places);
    this.#times = new Float64Array(places);
  }

  get fits(): boolean {
    const { place } = this.column;
    let known = this.#known[place]!;
    if (known === UNKNOWN) {
      const read = this.#read(this.column.valueAt(place));
      const time = typeof read === "number" ? parseTimestamp(read) : read;
      known = typeof time === "number" ? NOTHING : OTHER;
      this.#known[place] = known;
      if (typeof time === "number") this.#times[place] = time;
    }
    return known !== OTHER;
  }

  get time(): number {
    return this.#times[this.column.place]!;
  }
}

/** A name or an id, as `filledText` reads it. */
export class TextCells extends Cells {
  readonly #mostLength: number;
  /** A text's length comes above what else is known. */
  #known = new Uint16Array(0);
  #ordinals = new Uint32Array(0);
  #encoder: LocalEncoder | undefined;

  constructor(column: CellColumn, mostLength: number) {
    super(column);
    this.#mostLength = mostLength;
  }

  protected forget(places: number): void {
    this.#known = new Uint16Array(places);
    this.#encoder = undefined;
  }

  /** How many characters it has, 0 where there is nothing; undefined where it is no text that fits. */
  get length(): number | undefined {
    const { place } = this.column;
    let known = this.#known[place]!;
    if (known === UNKNOWN) {
      const text = filledText(this.column.valueAt(place));
      known = NOTHING;
      if (text !== undefined)
        known =
          typeof text === "string" && text.length <= this.#mostLength && text.isWellFormed()
            ? OTHER + text.length
            : OTHER;
      this.#known[place] = known;
    }
    return known === OTHER ? undefined : Math.max(0, known - OTHER);
  }

  get text(): string {
    return filledText(this.column.valueAt(this.column.place)) as string;
  }

  /** What `intern` gave for its text, asked once for each encoder. */
  ordinal(encoder: LocalEncoder, intern: (text: string) => number): number {
    if (encoder !== this.#encoder) {
      this.#encoder = encoder;
      this.#ordinals = new Uint32Array(this.column.places);
    }
    const { place } = this.column;
    let next = this.#ordinals[place]!;
    if (next === 0) {
      next = intern(this.text) + 1;
      this.#ordinals[place] = next;
    }
    return next - 1;
  }
}

const [NUMBER, TEXT, BOOLEAN] = [3, 4, 5];
/** As many bytes as a character or a number takes of JSON at most; a member has three more around it. */
export const CHARACTER_BYTES = 6;
const NUMBER_BYTES = 36;
const BOOLEAN_CHARACTERS = 5;

/** A property, as `makePropertiesReader` and `checkProperties` read it. */
export class PropertyCells extends Cells {
  readonly key: string;
  readonly #numberOf: ReadNumber | undefined;
  #kinds = new Uint8Array(0);
  #ordinals = new Uint32Array(0);
  #encoder: LocalEncoder | undefined;
  #builder: PropertyBuilder | undefined;

  /** `numberOf`: where its text may be one. */
  constructor(column: CellColumn, key: string, numberOf: ReadNumber | undefined) {
    super(column);
    this.key = key;
    this.#numberOf = numberOf;
  }

  protected forget(places: number): void {
    this.#kinds = new Uint8Array(places);
    this.#ordinals = new Uint32Array(places);
  }

  /** An upper bound of what it takes of the event's JSON; undefined where it is nothing that fits for sure. */
  get mostBytes(): number | undefined {
    const { place, numbers } = this.column;
    let kind = this.#kinds[place]!;
    if (kind === UNKNOWN) this.#kinds[place] = kind = this.#kindOf(this.column.valueAt(place));
    if (kind === NOTHING) return 0;
    if (kind === OTHER) return undefined;
    const own = CHARACTER_BYTES * (this.key.length + 3);
    if (numbers !== undefined || kind === NUMBER) return own + NUMBER_BYTES;
    const length = kind === TEXT ? (this.column.valueAt(place) as string).length + 3 : BOOLEAN_CHARACTERS;
    return own + CHARACTER_BYTES * length;
  }

  #kindOf(value: unknown): number {
    if (isBlank(value)) return NOTHING;
    if (typeof value === "boolean") return BOOLEAN;
    if (typeof value === "number") return Number.isFinite(value) ? NUMBER : OTHER;
    if (typeof value !== "string" || value.length > EVENT_LIMITS.eventBytes || !value.isWellFormed())
      return OTHER;
    return this.#numberOf?.(value) === undefined ? TEXT : NUMBER;
  }

  /** To the event that was added last. */
  addTo(encoder: LocalEncoder): void {
    const { place, numbers } = this.column;
    const kind = this.#kinds[place];
    if (kind === NOTHING) return;
    if (encoder !== this.#encoder) {
      this.#encoder = encoder;
      this.#builder = undefined;
      this.#ordinals = new Uint32Array(this.column.places);
    }
    const builder = (this.#builder ??= encoder.property(this.key));
    if (numbers !== undefined) encoder.addNumber(builder, numbers[place]!);
    else if (kind === NUMBER) encoder.addNumber(builder, this.#numberAt(place));
    else encoder.addText(builder, this.#ordinalAt(place, encoder));
  }

  #numberAt(place: number): number {
    const value = this.column.valueAt(place);
    return typeof value === "number" ? value : this.#numberOf!(value as string)!;
  }

  #ordinalAt(place: number, encoder: LocalEncoder): number {
    let next = this.#ordinals[place]!;
    if (next === 0) {
      const value = this.column.valueAt(place);
      const { values } = encoder.byKind;
      next = (typeof value === "string" ? values.intern("s", value) : values.intern("j", String(value))) + 1;
      this.#ordinals[place] = next;
    }
    return next - 1;
  }
}

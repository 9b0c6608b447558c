import { ByteWriter } from "hyparquet-writer";
import { writePageHeader } from "hyparquet-writer/src/datapage.js";
import { wider } from "../../model/wider.ts";
import { GrowingBytes } from "./growing-bytes.ts";
import type { ColumnChunk, ColumnMetaData, SchemaElement } from "./parquet-schema.ts";
import { snappyInto } from "./snappy.ts";
import { writeHybrid } from "./write-hybrid.ts";

type Encoding = ColumnMetaData["encodings"][number];

/** A page of texts is closed when it is so long. */
const PAGE_BYTES = 1024 * 1024;
/** Numbers of so many different values, and texts that hardly repeat, have no dictionary. */
const MOST_NUMBERS = 4_096;
const DICTIONARY_BYTES = 64 * 1024;

/** The values of one column in one row group, as they come. */
export interface ColumnBuilder {
  /** Bytes of the chunk's pages, and what the file says of them: places count from `start`. */
  finish(start: number): { bytes: Uint8Array<ArrayBuffer>; chunk: ColumnChunk };
}

/** Of the page that is closed now: it grows to the largest. */
const packed = new GrowingBytes(64 * 1024);

/** Pages of one chunk, compressed as they are closed. */
class Pages {
  readonly #element: SchemaElement;
  readonly #bytes = new GrowingBytes(64 * 1024);
  #unpackedBytes = 0;
  #dictionaryBytes = 0;
  #rows = 0;

  constructor(element: SchemaElement) {
    this.#element = element;
  }

  addDictionary(count: number, plain: Uint8Array): void {
    this.#add(plain, new Uint8Array(0), {
      type: "DICTIONARY_PAGE",
      dictionary_page_header: { num_values: count, encoding: "PLAIN" },
    });
    this.#dictionaryBytes = this.#bytes.length;
  }

  /** `defined`: 1 for each of the rows that has a value; undefined where all must have one. */
  add(encoding: Encoding, rows: number, values: Uint8Array, defined?: Uint32Array): void {
    const levels = new GrowingBytes();
    let present = rows;
    if (defined !== undefined) {
      writeHybrid(defined, 1, levels);
      present = 0;
      for (let row = 0; row < rows; row++) present += defined[row]!;
    }
    this.#rows += rows;
    this.#add(values, levels.view(), {
      type: "DATA_PAGE_V2",
      data_page_header_v2: {
        num_values: rows,
        num_nulls: rows - present,
        num_rows: rows,
        encoding,
        definition_levels_byte_length: levels.length,
        repetition_levels_byte_length: 0,
        is_compressed: true,
      },
    });
  }

  #add(
    plain: Uint8Array,
    levels: Uint8Array,
    header: Omit<Parameters<typeof writePageHeader>[1], "uncompressed_page_size" | "compressed_page_size">,
  ): void {
    packed.length = 0;
    snappyInto(plain, packed);
    const head = new ByteWriter();
    writePageHeader(head, {
      ...header,
      uncompressed_page_size: levels.length + plain.length,
      compressed_page_size: levels.length + packed.length,
    });
    for (const part of [head.getBytes(), levels, packed.view()]) this.#bytes.push(part);
    this.#unpackedBytes += head.offset + levels.length + plain.length;
  }

  finish(start: number, encodings: Encoding[], statistics?: ColumnMetaData["statistics"]) {
    const { name, type } = this.#element;
    const chunk: ColumnChunk = {
      file_offset: BigInt(start),
      meta_data: {
        type: type!,
        encodings,
        path_in_schema: [name],
        codec: "SNAPPY",
        num_values: BigInt(this.#rows),
        total_uncompressed_size: BigInt(this.#unpackedBytes),
        total_compressed_size: BigInt(this.#bytes.length),
        data_page_offset: BigInt(start + this.#dictionaryBytes),
        ...(this.#dictionaryBytes > 0 ? { dictionary_page_offset: BigInt(start) } : {}),
        ...(statistics === undefined ? {} : { statistics }),
      },
    };
    return { bytes: this.#bytes.view(), chunk };
  }
}

/** Texts of which hardly one is like another, in every row: they are written as they come. */
export class PlainTexts implements ColumnBuilder {
  readonly #pages: Pages;
  readonly #page = new GrowingBytes(PAGE_BYTES + 64 * 1024);
  #from = 0;
  #rows = 0;

  constructor(element: SchemaElement) {
    this.#pages = new Pages(element);
  }

  /** What is appended until {@link end} is the next row's text in UTF-8. */
  begin(): GrowingBytes {
    this.#from = this.#page.length;
    this.#page.pushUint32(0);
    return this.#page;
  }

  /** How many bytes it is long. */
  end(): number {
    const page = this.#page;
    const length = page.length - this.#from - 4;
    page.putUint32(this.#from, length);
    this.#rows++;
    if (page.length >= PAGE_BYTES) this.#close();
    return length;
  }

  #close(): void {
    this.#pages.add("PLAIN", this.#rows, this.#page.view());
    this.#page.length = 0;
    this.#rows = 0;
  }

  finish(start: number) {
    if (this.#rows > 0) this.#close();
    return this.#pages.finish(start, ["PLAIN"]);
  }
}

/** Texts by their places in a list of the different ones. */
export class RepeatedTexts implements ColumnBuilder {
  readonly #element: SchemaElement;
  readonly #places = new Map<string, number>();
  readonly #texts = new GrowingBytes();
  #starts = new Uint32Array(1024);
  /** By row, see {@link place}. */
  #rows = new Uint32Array(1024);
  #count = 0;

  constructor(element: SchemaElement) {
    this.#element = element;
  }

  /** More rows, to be given their texts' places before others are added: 0 where there is none. */
  addRows(count: number): Uint32Array {
    const before = this.#count;
    this.#count += count;
    if (this.#count > this.#rows.length) this.#rows = wider(this.#rows, this.#count * 2);
    return this.#rows.subarray(before, this.#count);
  }

  /** What stands for a text: from 1. */
  place(text: string): number {
    const known = this.#places.get(text);
    if (known !== undefined) return known;
    const place = this.#places.size + 1;
    this.#places.set(text, place);
    if (place > this.#starts.length) this.#starts = wider(this.#starts, place * 2);
    this.#starts[place - 1] = this.#texts.length;
    const at = this.#texts.length;
    this.#texts.pushUint32(0);
    const length = this.#texts.pushText(text);
    this.#texts.putUint32(at, length);
    return place;
  }

  finish(start: number) {
    const pages = new Pages(this.#element);
    const rows = this.#rows.subarray(0, this.#count);
    const places = new Uint32Array(rows.length);
    let present = 0;
    for (let row = 0; row < rows.length; row++) if (rows[row]! > 0) places[present++] = rows[row]! - 1;
    const different = this.#places.size;
    if (different === 0 || (different * 2 > present && this.#texts.length > DICTIONARY_BYTES)) {
      this.#addPlain(pages, rows);
      return pages.finish(start, ["PLAIN"]);
    }
    pages.addDictionary(different, this.#texts.view());
    const values = hybridOf(places.subarray(0, present), different);
    pages.add("RLE_DICTIONARY", rows.length, values, this.#defined(rows));
    return pages.finish(start, ["PLAIN", "RLE_DICTIONARY"]);
  }

  #addPlain(pages: Pages, rows: Uint32Array): void {
    const page = new GrowingBytes(PAGE_BYTES + 64 * 1024);
    const { bytes, length } = this.#texts;
    let from = 0;
    for (const [at, place] of rows.entries()) {
      if (place > 0) {
        const end = place === this.#places.size ? length : this.#starts[place]!;
        page.push(bytes.subarray(this.#starts[place - 1], end));
      }
      if (page.length < PAGE_BYTES && at < rows.length - 1) continue;
      pages.add("PLAIN", at + 1 - from, page.view(), this.#defined(rows.subarray(from, at + 1)));
      page.length = 0;
      from = at + 1;
    }
  }

  #defined(rows: Uint32Array): Uint32Array | undefined {
    if (isRequired(this.#element)) return undefined;
    const defined = new Uint32Array(rows.length);
    for (let row = 0; row < rows.length; row++) defined[row] = rows[row]! > 0 ? 1 : 0;
    return defined;
  }
}

/** Numbers, of an INT64 or a DOUBLE column, and truth values as 0 and 1; a row without one is NaN, which no event holds. */
export class Numbers implements ColumnBuilder {
  readonly #element: SchemaElement;
  #values = new Float64Array(1024);
  #count = 0;

  constructor(element: SchemaElement) {
    this.#element = element;
  }

  /** More rows, to be given their numbers before others are added. */
  addRows(count: number): Float64Array {
    const before = this.#count;
    this.#count += count;
    if (this.#count > this.#values.length) this.#values = wider(this.#values, this.#count * 2);
    return this.#values.subarray(before, this.#count).fill(Number.NaN);
  }

  finish(start: number) {
    const rows = this.#values.subarray(0, this.#count);
    const values = new Float64Array(rows.length);
    const levels = new Uint32Array(rows.length);
    let present = 0;
    for (let row = 0; row < rows.length; row++) {
      const value = rows[row]!;
      if (Number.isNaN(value)) continue;
      values[present++] = value;
      levels[row] = 1;
    }
    const given = values.subarray(0, present);
    const defined = isRequired(this.#element) ? undefined : levels;
    const pages = new Pages(this.#element);
    const statistics = this.#statistics(given, rows.length);
    if (this.#element.type === "BOOLEAN") {
      pages.add("PLAIN", rows.length, bitsOf(given), defined);
      return pages.finish(start, ["PLAIN"], statistics);
    }
    const different = differentOf(given);
    if (different === undefined) {
      pages.add("PLAIN", rows.length, this.#plain(given), defined);
      return pages.finish(start, ["PLAIN"], statistics);
    }
    pages.addDictionary(different.size, this.#plain(Float64Array.from(different.keys())));
    const places = new Uint32Array(given.length);
    for (let at = 0; at < given.length; at++) places[at] = different.get(given[at]!)!;
    pages.add("RLE_DICTIONARY", rows.length, hybridOf(places, different.size), defined);
    return pages.finish(start, ["PLAIN", "RLE_DICTIONARY"], statistics);
  }

  #plain(values: Float64Array): Uint8Array {
    if (this.#element.type === "DOUBLE")
      return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const halves = new Int32Array(values.length * 2);
    for (let at = 0; at < values.length; at++) {
      const value = values[at]!;
      halves[at * 2] = value;
      halves[at * 2 + 1] = Math.floor(value / 0x1_0000_0000);
    }
    return new Uint8Array(halves.buffer);
  }

  #statistics(given: Float64Array, rows: number): ColumnMetaData["statistics"] {
    const null_count = BigInt(rows - given.length);
    if (given.length === 0) return { null_count };
    let [min, max] = [Infinity, -Infinity];
    for (let at = 0; at < given.length; at++) {
      const value = given[at]!;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    const { type } = this.#element;
    if (type === "BOOLEAN") return { null_count, min_value: min === 1, max_value: max === 1 };
    if (type === "INT64") return { null_count, min_value: BigInt(min), max_value: BigInt(max) };
    // By the format's rule: a reader that knows one zero must find both.
    return { null_count, min_value: min === 0 ? -0 : min, max_value: max === 0 ? 0 : max };
  }
}

/** The lowest bit of a byte first. */
function bitsOf(values: Float64Array): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(values.length / 8));
  for (let at = 0; at < values.length; at++) bytes[at >>> 3]! |= values[at]! << (at & 7);
  return bytes;
}

const isRequired = ({ repetition_type }: SchemaElement): boolean => repetition_type === "REQUIRED";

/** The values with their places; undefined where there are many, or a minus zero, which a map takes for zero. */
function differentOf(values: Float64Array): Map<number, number> | undefined {
  const places = new Map<number, number>();
  const most = Math.min(MOST_NUMBERS, values.length / 2);
  if (values.length === 0) return undefined;
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (Object.is(value, -0)) return undefined;
    if (places.has(value)) continue;
    if (places.size >= most) return undefined;
    places.set(value, places.size);
  }
  return places;
}

/** With their width in front, as pages of places have them. */
function hybridOf(places: Uint32Array, different: number): Uint8Array {
  const width = 32 - Math.clz32(Math.max(0, different - 1));
  const into = new GrowingBytes();
  into.pushByte(width);
  writeHybrid(places, width, into);
  return into.view();
}

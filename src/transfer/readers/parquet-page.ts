import type { Compressors, DecodedArray, PageHeader, SchemaTree } from "hyparquet";
import { alpDecode } from "hyparquet/src/alp.js";
import { decompressPage } from "hyparquet/src/datapage.js";
import { deltaBinaryUnpack, deltaByteArray, deltaLengthByteArray } from "hyparquet/src/delta.js";
import { byteStreamSplit } from "hyparquet/src/encoding.js";
import { readPlain } from "hyparquet/src/plain.js";
import { getMaxDefinitionLevel, getMaxRepetitionLevel } from "hyparquet/src/schema.js";
import { sizeWords } from "../../model/size-words.ts";
import { ParquetTooLarge } from "./parquet-budget.ts";
import { readHybrid } from "./read-hybrid.ts";

type ColumnMeta = Parameters<typeof decompressPage>[2];

export interface LeafFormat {
  path: SchemaTree[];
  type: Parameters<typeof readPlain>[1];
  codec: ColumnMeta;
  compressors: Compressors;
}

export interface ParquetPage {
  /** Those that are there: as they are written, or where they stand in the dictionary. */
  values: DecodedArray;
  isInDictionary: boolean;
  /** How much of its path each value has; empty where each has all of it. */
  defined: Uint32Array;
  repeated: Uint32Array;
  /** Values and gaps. */
  count: number;
}

interface PageParts {
  about: { num_values: number; encoding: string };
  /** Levels and values, one after the other. */
  bytes: Uint8Array;
  /** Of the levels; undefined where each part begins with its own length. */
  lengths?: { repeated: number; defined: number };
}

const MOST_PREFIXED_BYTES = 512 * 1024 * 1024;
const NO_LEVELS = new Uint32Array(0);

/**
 * One page of a leaf. The library's own reader of levels goes on past a damaged length until the engine
 * ends: here nothing is larger than `mostValues`, and damage is thrown.
 */
export function decodePage(
  header: PageHeader,
  packed: Uint8Array,
  leaf: LeafFormat,
  mostValues: number,
): ParquetPage {
  const { about, bytes, lengths } = partsOf(header, packed, leaf);
  const count = about.num_values;
  if (!(count >= 0 && count <= mostValues)) throw new Error("A page has more values than its rows.");
  let offset = 0;
  const levels = (most: number, length: number | undefined): Uint32Array => {
    if (most === 0) {
      offset += length ?? 0;
      return NO_LEVELS;
    }
    const size = length ?? lengthAt(bytes, offset);
    if (length === undefined) offset += 4;
    const part = bytes.subarray(offset, offset + size);
    offset += size;
    return readHybrid(part, 32 - Math.clz32(most), count);
  };
  const repeated = levels(getMaxRepetitionLevel(leaf.path), lengths?.repeated);
  const mostDefined = getMaxDefinitionLevel(leaf.path);
  let defined = levels(mostDefined, lengths?.defined);
  let present = count;
  for (let at = 0; at < defined.length; at++) if (defined[at] !== mostDefined) present -= 1;
  if (present === count) defined = NO_LEVELS;
  const isInDictionary = about.encoding.endsWith("_DICTIONARY");
  const values = isInDictionary
    ? readPlaces(bytes.subarray(offset), present)
    : readValues(bytes.subarray(offset), about.encoding, present, leaf);
  return { values, isInDictionary, defined, repeated, count };
}

function partsOf(header: PageHeader, packed: Uint8Array, { codec, compressors }: LeafFormat): PageParts {
  const { data_page_header: v1, data_page_header_v2: v2 } = header;
  const size = header.uncompressed_page_size;
  if (v2 !== undefined) {
    const lengths = {
      repeated: v2.repetition_levels_byte_length,
      defined: v2.definition_levels_byte_length,
    };
    const levels = lengths.repeated + lengths.defined;
    if (v2.is_compressed === false || size === levels) return { about: v2, bytes: packed, lengths };
    const values = decompressPage(packed.subarray(levels), size - levels, codec, compressors);
    const bytes = new Uint8Array(size);
    bytes.set(packed.subarray(0, levels));
    bytes.set(values, levels);
    return { about: v2, bytes, lengths };
  }
  if (v1 === undefined) throw new Error("A page does not say what it holds.");
  if (v1.definition_level_encoding === "BIT_PACKED" || v1.repetition_level_encoding === "BIT_PACKED")
    throw new Error("A page has levels as no writer has had them for years.");
  return { about: v1, bytes: decompressPage(packed, size, codec, compressors) };
}

const lengthAt = (bytes: Uint8Array, offset: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(offset, true);

/** One byte says how many bits each place has. */
function readPlaces(bytes: Uint8Array, count: number): Uint32Array {
  if (count === 0) return NO_LEVELS;
  const [width] = bytes;
  if (width === undefined || width > 32) throw new Error("A page is cut short.");
  return width === 0 ? new Uint32Array(count) : readHybrid(bytes.subarray(1), width, count);
}

function readValues(
  bytes: Uint8Array,
  encoding: string,
  count: number,
  { path, type }: LeafFormat,
): DecodedArray {
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: 0 };
  const width = path.at(-1)?.element.type_length;
  switch (encoding) {
    case "PLAIN":
      return readPlain(reader, type, count, width);
    case "RLE":
      return Array.from(readHybrid(bytes.subarray(4), 1, count), (bit) => bit === 1);
    case "BYTE_STREAM_SPLIT":
      return byteStreamSplit(reader, count, type, width);
    case "ALP":
      return alpDecode(reader, count, type);
    case "DELTA_BINARY_PACKED": {
      // DuckDB writes differences of more than 32 bits, of which the library drops some.
      const values = new BigInt64Array(count);
      if (count > 0) deltaBinaryUnpack(reader, count, values);
      return type === "INT32" ? lowHalves(values) : values;
    }
    case "DELTA_LENGTH_BYTE_ARRAY": {
      const values = new Array<unknown>(count);
      if (count > 0) deltaLengthByteArray(reader, count, values as Uint8Array[]);
      return values;
    }
    case "DELTA_BYTE_ARRAY": {
      checkPrefixes({ ...reader }, count);
      const values = new Array<unknown>(count);
      if (count > 0) deltaByteArray(reader, count, values as Uint8Array[]);
      return values;
    }
    default:
      throw new Error(`A page is written as ${encoding}.`);
  }
}

/** Each value may begin with all of the one before: a few bytes would be as many as there are values, and longer. */
function checkPrefixes(reader: Parameters<typeof deltaBinaryUnpack>[0], count: number): void {
  if (count === 0) return;
  let sizeBytes = 0;
  for (let part = 0; part < 2; part++) {
    const lengths = new Int32Array(count);
    deltaBinaryUnpack(reader, count, lengths);
    for (const length of lengths) sizeBytes += Math.max(0, length);
  }
  if (sizeBytes > MOST_PREFIXED_BYTES)
    throw new ParquetTooLarge(
      `The texts of a page of the Parquet file are longer than ${sizeWords(MOST_PREFIXED_BYTES)} together, and would have to be held whole. Write it in smaller pages.`,
    );
}

function lowHalves(values: BigInt64Array): Int32Array {
  const halves = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
  const low = new Int32Array(values.length);
  for (let at = 0; at < low.length; at++) low[at] = halves[at * 2] as number;
  return low;
}

import type { ColumnChunk, DecodedArray, PageHeader, SchemaTree } from "hyparquet";
import { compressors as known } from "hyparquet-compressors";
import { assembleLists, assembleNested } from "hyparquet/src/assemble.js";
import { parquetHeader } from "hyparquet/src/column.js";
import { DEFAULT_PARSERS } from "hyparquet/src/convert.js";
import { decompressPage } from "hyparquet/src/datapage.js";
import { readPlain } from "hyparquet/src/plain.js";
import { getMaxRepetitionLevel, getTreePath, isFlatColumn } from "hyparquet/src/schema.js";
import type { ParquetBudget } from "./parquet-budget.ts";
import { decodePage, type ParquetPage } from "./parquet-page.ts";
import { type ConvertValues, makeConverter } from "./parquet-values.ts";
import { unpackZstd } from "./unpack-zstd.ts";
import type { TableColumn } from "../row-group.ts";
import { anyValue } from "./table-values.ts";

const compressors: typeof known = { ...known, ZSTD: unpackZstd };

const WINDOW_BYTES = 1024 * 1024;
/** Of all leaves of a row group together: there may be thousands. */
const WINDOWS_BYTES = 256 * 1024 * 1024;
const LEAST_WINDOW_BYTES = 16 * 1024;
/** No writer makes such pages: a damaged file must not ask for all memory there is. */
const MOST_PAGE_BYTES = 1024 * 1024 * 1024;
/** In a page of lists, and in a dictionary, whatever there is room for. */
const MOST_VALUES = 50_000_000;

/** A column of one row group, read page by page. What the library throws at damage passes through. */
export interface ParquetColumn {
  /** Reads on until a row can be taken; how many can. 0: the column has ended. */
  fill(): Promise<number>;
  /** The next rows, at most as many as `fill` said. */
  take(rows: number): TableColumn;
}

interface OpenGroup {
  rows: number;
  /** Of all its columns. */
  leaves: number;
  budget: ParquetBudget;
}

/** `chunks`: of each leaf of the column, in the order of the schema. */
export function openParquetColumn(
  file: Blob,
  root: SchemaTree,
  column: SchemaTree,
  { chunks, ...group }: { chunks: readonly ColumnChunk[] } & OpenGroup,
  onBytes: (bytes: number) => void,
): ParquetColumn {
  const [only] = chunks;
  const leaves = chunks.map((chunk) => openLeaf(file, root, chunk, group, onBytes));
  const [first] = leaves;
  if (only !== undefined && first !== undefined && isFlatColumn([root, column])) return openFlat(first);
  return openNested(column, leaves);
}

function openFlat(leaf: Leaf): ParquetColumn {
  let column: Omit<TableColumn, "from"> = { values: [] };
  let count = 0;
  let from = 0;
  return {
    async fill() {
      while (from >= count) {
        const page = await leaf.next();
        if (page === undefined) return 0;
        column = withNulls(page);
        count = page.count;
        from = 0;
      }
      return count - from;
    },
    take(rows) {
      const taken = { ...column, from };
      from += rows;
      return taken;
    },
  };
}

/** Nothing stands behind a dictionary's end: that is the place of what is not there. */
function withNulls({ values, places, defined, count }: Page): Omit<TableColumn, "from"> {
  if (places !== undefined) {
    if (places.length === count) return { values, places };
    const all = new Uint32Array(count).fill(values.length);
    for (let at = 0, next = 0; at < count; at++) if (defined[at] === 1) all[at] = places[next++] as number;
    return { values, places: all };
  }
  if (values.length === count) return { values };
  const all = new Array<unknown>(count);
  for (let at = 0, next = 0; at < count; at++) all[at] = defined[at] === 1 ? values[next++] : null;
  return { values: all };
}

/** Lists, structs and maps, put together from the leaves whose rows they are. */
function openNested(column: SchemaTree, leaves: readonly Leaf[]): ParquetColumn {
  const open = leaves.map(() => ({ rows: [] as unknown[], isOver: false }));
  const isVariant = holdsVariant(column);
  /** The last row of a page may go on in the next one. */
  const whole = (at: number): number => {
    const { rows, isOver } = open[at]!;
    return isOver || !leaves[at]!.repeats ? rows.length : Math.max(0, rows.length - 1);
  };
  return {
    async fill() {
      for (const [at, leaf] of leaves.entries())
        while (whole(at) === 0 && !open[at]!.isOver) {
          const page = await leaf.next();
          if (page === undefined) open[at]!.isOver = true;
          else addRows(open[at]!.rows, lookedUp(page), leaf);
        }
      return Math.min(...leaves.map((_, at) => whole(at)));
    },
    take(rows) {
      const parts = new Map<string, DecodedArray>();
      for (const [at, leaf] of leaves.entries())
        parts.set(leaf.path.at(-1)!.path.join("."), open[at]!.rows.splice(0, rows));
      assembleNested(parts, column, DEFAULT_PARSERS);
      const values: ArrayLike<unknown> = parts.get(column.path.join(".")) ?? [];
      return { values: isVariant ? Array.from(values, anyValue) : values, from: 0 };
    },
  };
}

function addRows(rows: unknown[], { values, defined, repeated }: Page, leaf: Leaf): void {
  const levels = Array.from(defined);
  const assembled = assembleLists(rows, levels, Array.from(repeated), values as DecodedArray, leaf.path);
  if (assembled !== rows) for (const value of assembled as ArrayLike<unknown> & unknown[]) rows.push(value);
}

const isVariantItself = ({ element }: SchemaTree): boolean => element.logical_type?.type === "VARIANT";

const holdsVariant = (column: SchemaTree): boolean =>
  isVariantItself(column) || column.children.some(holdsVariant);

interface Page extends Pick<ParquetPage, "defined" | "repeated" | "count"> {
  /** Those that are there, or the dictionary. */
  values: ArrayLike<unknown>;
  /** Where they stand in the dictionary: none beyond its end. */
  places?: Uint32Array;
}

interface Leaf {
  path: SchemaTree[];
  repeats: boolean;
  next(): Promise<Page | undefined>;
}

function openLeaf(
  file: Blob,
  root: SchemaTree,
  { meta_data: meta }: ColumnChunk,
  { rows, leaves, budget }: OpenGroup,
  onBytes: (bytes: number) => void,
): Leaf {
  if (meta === undefined) throw new Error("A column of the Parquet file does not say where it is.");
  const path = getTreePath(root, meta.path_in_schema);
  const element = path.at(-1)!.element;
  const start = Number(meta.dictionary_page_offset || meta.data_page_offset);
  const bytes = openBytes(
    file,
    { start, end: start + Number(meta.total_compressed_size) },
    Math.max(LEAST_WINDOW_BYTES, Math.min(WINDOW_BYTES, WINDOWS_BYTES / leaves)),
  );
  // Its parts are read by the type it says in itself.
  const isRaw = path.some(isVariantItself);
  const convert: ConvertValues = isRaw ? (values) => values : makeConverter(element);
  const { codec, type } = meta;
  const format = { path, type, codec, compressors };
  const repeats = getMaxRepetitionLevel(path) > 0;
  const mostValues = repeats ? MOST_VALUES : rows;
  let dictionary: ArrayLike<unknown> = [];
  const dictionaryRoom = { heldBytes: 0 };
  const pageRoom = { heldBytes: 0 };
  const isBytes = type === "BYTE_ARRAY" || type === "FIXED_LEN_BYTE_ARRAY";
  const takeRoom = (header: PageHeader): void => {
    const bytes = header.uncompressed_page_size;
    const { dictionary_page_header: words, data_page_header: v1, data_page_header_v2: v2 } = header;
    if (words !== undefined)
      budget.hold(dictionaryRoom, { bytes, values: words.num_values, isText: isBytes });
    const page = v2 ?? v1;
    if (page !== undefined)
      budget.hold(pageRoom, {
        ...{ bytes, values: page.num_values },
        isText: repeats || (isBytes && !page.encoding.endsWith("_DICTIONARY")),
      });
  };

  return {
    path,
    repeats,
    async next() {
      for (;;) {
        const header = await bytes.header();
        if (header === undefined) return undefined;
        if (Math.max(header.compressed_page_size, header.uncompressed_page_size) > MOST_PAGE_BYTES)
          throw new Error("A page of the Parquet file is larger than 1 GB.");
        takeRoom(header);
        const packed = await bytes.take(header.compressed_page_size);
        onBytes(packed.length);
        if (header.type === "DICTIONARY_PAGE") {
          const page = decompressPage(packed, header.uncompressed_page_size, codec, compressors);
          const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
          const count = header.dictionary_page_header?.num_values ?? 0;
          if (!(count >= 0 && count <= MOST_VALUES)) throw new Error("A dictionary is too large.");
          dictionary = convert(readPlain({ view, offset: 0 }, type, count, element.type_length));
        } else if (header.type === "DATA_PAGE" || header.type === "DATA_PAGE_V2") {
          const page = decodePage(header, packed, format, mostValues);
          if (!page.isInDictionary) return { ...page, values: convert(page.values) };
          const places = page.values as Uint32Array;
          checkPlaces(places, dictionary.length);
          return { ...page, values: dictionary, places };
        }
      }
    },
  };
}

function checkPlaces(places: Uint32Array, end: number): void {
  for (let at = 0; at < places.length; at++)
    if ((places[at] as number) >= end) throw new Error("A page names a value its dictionary does not have.");
}

function lookedUp({ values: dictionary, places, ...page }: Page): Page {
  if (places === undefined) return { ...page, values: dictionary };
  const values = new Array<unknown>(places.length);
  for (let at = 0; at < values.length; at++) values[at] = dictionary[places[at] as number];
  return { ...page, values };
}

/** Goes through a part of a file, of which it holds a window. */
function openBytes(file: Blob, { start, end }: { start: number; end: number }, windowBytes: number) {
  let window = new Uint8Array(0);
  let windowFrom = start;
  let at = start;

  /** So many bytes from where it is, or fewer at the end. */
  const need = async (count: number): Promise<Uint8Array> => {
    const to = Math.min(end, at + count);
    if (at < windowFrom || to > windowFrom + window.length) {
      const upTo = Math.min(end, Math.max(to, at + windowBytes));
      window = new Uint8Array(await file.slice(at, upTo).arrayBuffer());
      windowFrom = at;
    }
    return window.subarray(at - windowFrom, to - windowFrom);
  };

  return {
    async header(): Promise<PageHeader | undefined> {
      if (at >= end) return undefined;
      for (let most = 4_096; ; most *= 16) {
        const bytes = await need(most);
        const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: 0 };
        try {
          const header = parquetHeader(reader);
          at += reader.offset;
          return header;
        } catch (error) {
          // It holds statistics of any length, and may end beyond these bytes.
          if (bytes.length < most || most > MOST_PAGE_BYTES) throw error;
        }
      }
    },
    async take(count: number): Promise<Uint8Array> {
      if (!(count >= 0 && at + count <= end)) throw new Error("A page goes on beyond its column.");
      const bytes = await need(count);
      if (bytes.length < count) throw new Error("A page is cut short.");
      at += count;
      return bytes;
    },
  };
}

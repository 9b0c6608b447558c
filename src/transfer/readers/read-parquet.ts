import {
  type ColumnChunk,
  type FileMetaData,
  parquetMetadataAsync,
  parquetSchema,
  type SchemaTree,
} from "hyparquet";
import { makeBreather } from "../../log/breathe.ts";
import { fail, type Result, success } from "../../model/failure.ts";
import type { RowGroup } from "../row-group.ts";
import { columnNames } from "./column-names.ts";
import { makeParquetBudget, MOST_OPEN_BYTES, ParquetTooLarge } from "./parquet-budget.ts";
import { openParquetColumn, type ParquetColumn } from "./parquet-column.ts";
import { failureAt, readingFailure, type ReadOptions } from "./read-bytes.ts";
import { makeTableRows } from "./table-row.ts";

/** Given out together. */
const GROUP_ROWS = 65_536;
const MOST_GROUP_ROWS = 100_000_000n;
const CODECS: ReadonlySet<string> = new Set([
  ...["UNCOMPRESSED", "SNAPPY", "GZIP", "BROTLI", "LZ4", "LZ4_RAW", "ZSTD"],
]);

/**
 * The rows of a Parquet file as plain JSON objects, page by page, so that memory is bounded by the pages that are
 * open, one of each column. A column's values are what `makeConverter` says. The first and only item is
 * `unsupported-format` where a column cannot be read at all, `unreadable-file` where the file's end, which says
 * what it holds, is missing or damaged, or there are no rows. Damage in between, or pages that unpack to more than 2 GB together, is a failure after the rows before it.
 */
export async function* readParquet(
  file: Blob,
  options: ReadOptions = {},
  mostBytes = MOST_OPEN_BYTES,
): AsyncGenerator<Result<RowGroup>, void, undefined> {
  const about = await readAbout(file, options.signal);
  if (about.ok) yield* readGroups(file, about.value, options, mostBytes);
  else yield about;
}

interface About extends FileMetaData {
  root: SchemaTree;
}

async function readAbout(file: Blob, signal: AbortSignal | undefined): Promise<Result<About>> {
  let about: About;
  let unreadable: string | undefined;
  try {
    const footer = await readFooter(file);
    unreadable = unreadableColumn(footer);
    about = { ...footer, root: parquetSchema(footer) };
  } catch (error) {
    // Whatever a library throws at content that it cannot read is damage.
    const message =
      "The Parquet file is cut short or damaged: its end, which says what it holds, cannot be read.";
    return fail(readingFailure(error, signal, { kind: "unreadable-file", message }));
  }
  if (unreadable !== undefined)
    return fail({ kind: "unsupported-format", format: "parquet", message: unreadable });
  return about.num_rows > 0n
    ? success(about)
    : fail({
        kind: "unreadable-file",
        message: "The Parquet file has no rows: there is nothing to import.",
      });
}

const readFooter = (file: Blob): Promise<FileMetaData> =>
  parquetMetadataAsync(
    { byteLength: file.size, slice: (from, to) => file.slice(from, to).arrayBuffer() },
    { geoparquet: false },
  );

async function* readGroups(
  file: Blob,
  about: About,
  { signal, onBytes }: ReadOptions,
  mostBytes: number,
): AsyncGenerator<Result<RowGroup>, void, undefined> {
  const breathe = makeBreather();
  const { root } = about;
  const toRows = makeTableRows(columnNames(root.children.map(({ element }) => element.name)));
  let row = 1;
  let bytesRead = 0;
  const onPage = (bytes: number): void => onBytes?.(Math.min(file.size, (bytesRead += bytes)));
  try {
    for (const group of about.row_groups) {
      if (!(group.num_rows >= 0n && group.num_rows <= MOST_GROUP_ROWS))
        throw new Error("A row group says it has more rows than any writer makes.");
      const budget = makeParquetBudget(mostBytes);
      const chunksOf = chunkFinder(root, group.columns);
      const columns = root.children.map((column) => {
        const chunks = chunksOf(column);
        // Alone under the root, for another column may have its name.
        return openParquetColumn(
          file,
          { ...root, children: [column] },
          column,
          { chunks, rows: Number(group.num_rows), leaves: group.columns.length, budget },
          onPage,
        );
      });
      for (let left = Number(group.num_rows); left > 0;) {
        const count = Math.min(left, GROUP_ROWS, ...(await fillAll(columns, signal, breathe)));
        if (count === 0) throw new Error("A column has fewer rows than the others.");
        const taken = columns.map((column) => column.take(count));
        yield success(toRows(taken, count, row));
        row += count;
        left -= count;
      }
    }
    onBytes?.(file.size);
  } catch (error) {
    const message =
      error instanceof ParquetTooLarge
        ? error.message
        : `The Parquet file is damaged from row ${row.toLocaleString("en")} on, or cut short.`;
    yield fail(failureAt(readingFailure(error, signal, { kind: "unreadable-file", message }), { row }));
  }
}

/** The leaves of a column: in the order of the schema, as every writer has them, else by its name. */
function chunkFinder(
  root: SchemaTree,
  chunks: readonly ColumnChunk[],
): (column: SchemaTree) => readonly ColumnChunk[] {
  const inOrder = new Map<SchemaTree, ColumnChunk[]>();
  const byName = new Map<string | undefined, ColumnChunk[]>();
  for (const chunk of chunks) {
    const name = chunk.meta_data?.path_in_schema[0];
    const known = byName.get(name);
    if (known === undefined) byName.set(name, [chunk]);
    else known.push(chunk);
  }
  let from = 0;
  for (const column of root.children) {
    const leaves = countLeaves(column);
    inOrder.set(column, chunks.slice(from, from + leaves));
    from += leaves;
  }
  const isInOrder =
    from === chunks.length &&
    [...inOrder].every(([{ element }, own]) =>
      own.every(({ meta_data }) => meta_data?.path_in_schema[0] === element.name),
    );
  return (column) => (isInOrder ? inOrder.get(column) : byName.get(column.element.name)) ?? [];
}

const countLeaves = ({ children }: SchemaTree): number =>
  children.length === 0 ? 1 : children.reduce((sum, child) => sum + countLeaves(child), 0);

async function fillAll(
  columns: readonly ParquetColumn[],
  signal: AbortSignal | undefined,
  breathe: () => Promise<void> | undefined,
): Promise<number[]> {
  const counts: number[] = [];
  for (const column of columns) {
    counts.push(await column.fill());
    await breathe();
    signal?.throwIfAborted();
  }
  return counts;
}

function unreadableColumn({ row_groups, schema }: FileMetaData): string | undefined {
  if (schema.length < 2) return "The Parquet file has no columns.";
  for (const { columns } of row_groups)
    for (const { meta_data: meta, file_path, crypto_metadata } of columns) {
      if (file_path !== undefined)
        return "This Parquet file only names other files that hold its data, which Lochan cannot look for.";
      if (meta === undefined || crypto_metadata !== undefined)
        return "This Parquet file is encrypted, which Lochan cannot read.";
      const name = meta.path_in_schema.join(".");
      if (!CODECS.has(meta.codec))
        return `The column ${name} of this Parquet file is compressed with ${meta.codec ?? "something unknown"}, which Lochan cannot read.`;
      if (meta.encodings.some((encoding) => encoding === undefined))
        return `The column ${name} of this Parquet file is written in an encoding that Lochan cannot read.`;
    }
  return undefined;
}

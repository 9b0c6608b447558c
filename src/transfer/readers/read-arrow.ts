import {
  type Column,
  type DataType,
  setCompressionCodec,
  type Table,
  tableFromIPC,
  CompressionType,
} from "@uwdata/flechette";
import { makeBreather } from "../../log/breathe.ts";
import { fail, type Result, success } from "../../model/failure.ts";
import { sizeWords } from "../../model/size-words.ts";
import type { RowGroup } from "../row-group.ts";
import { arrowValues } from "./arrow-values.ts";
import { checkArrowBatch } from "./check-arrow-batch.ts";
import { columnNames } from "./column-names.ts";
import { type ArrowMessage, ArrowTooLarge, cutArrow } from "./cut-arrow.ts";
import { unpackLz4Frame } from "./lz4-frame.ts";
import { groupArrow } from "./group-arrow.ts";
import { failureAt, readingFailure, type ReadOptions } from "./read-bytes.ts";
import { makeTableRows } from "./table-row.ts";
import { unpackZstd } from "./unpack-zstd.ts";

const noEncoder = (): never => {
  throw new Error("Arrow is only read.");
};

/** What the buffers of one table, its dictionaries among them, may unpack to. */
const MOST_UNPACKED_BYTES = 1024 * 1024 * 1024;
/** Of the table that is read now: the library unpacks one after another, and asks with their sizes alone. */
let unpackedLeft = 0;

const within =
  (unpack: (bytes: Uint8Array, size: number) => Uint8Array) =>
  (bytes: Uint8Array, size: number | bigint): Uint8Array => {
    const sizeBytes = Number(size);
    if (!(sizeBytes >= 0 && sizeBytes <= unpackedLeft))
      throw new ArrowTooLarge(
        `One record batch of the Arrow file unpacks to more than ${sizeWords(MOST_UNPACKED_BYTES)} with its dictionaries, and would have to be held whole. Write it in smaller batches, or as Parquet.`,
      );
    unpackedLeft -= sizeBytes;
    const unpacked = unpack(bytes, sizeBytes);
    if (unpacked.length !== sizeBytes) throw new RangeError("A buffer has another size than it says.");
    return unpacked;
  };
setCompressionCodec(CompressionType.LZ4_FRAME, { encode: noEncoder, decode: within(unpackLz4Frame) });
setCompressionCodec(CompressionType.ZSTD, {
  encode: noEncoder,
  decode: within(unpackZstd),
});

/** Whole values, where the library would round or throw. */
const EXTRACTION = { useBigInt: true, useBigIntTimestamp: true, useDecimalInt: true };

/**
 * The rows of Arrow IPC, as a file or a stream, as plain JSON objects: record batch by record batch, of which
 * one is held whole, or as many as its dictionaries are large, and the dictionaries that hold. Values are as `readParquet` has them. The first item is
 * `unreadable-file` where the schema cannot be read or there are no rows; damage later, or a record batch larger than
 * 512 MB, 1 GB unpacked or of more than 64 million values, is a failure after the rows before it.
 */
export async function* readArrow(
  file: Blob,
  { signal, onBytes }: ReadOptions = {},
): AsyncGenerator<Result<RowGroup>, void, undefined> {
  const breathe = makeBreather();
  let row = 1;
  try {
    for await (const { known, records } of groupArrow(cutArrow(file))) {
      signal?.throwIfAborted();
      onBytes?.(Math.min(file.size, records.at(-1)?.end ?? 0));
      for (const rows of rowsOf(known, records, row)) {
        if (rows.count > 0) yield success(rows);
        row += rows.count;
        await breathe();
        signal?.throwIfAborted();
      }
    }
    onBytes?.(file.size);
    if (row === 1)
      yield fail({
        kind: "unreadable-file",
        message: "The Arrow file has no rows: there is nothing to import.",
      });
  } catch (error) {
    // Whatever the library throws at content that it cannot read is damage.
    const message =
      error instanceof ArrowTooLarge
        ? error.message
        : `The Arrow file is damaged from row ${row.toLocaleString("en")} on, or cut short.`;
    yield fail(failureAt(readingFailure(error, signal, { kind: "unreadable-file", message }), { row }));
  }
}

/** Those of all record batches together, or batch by batch where one is damaged or they are too large together. */
function* rowsOf(
  known: readonly Uint8Array[],
  records: readonly ArrowMessage[],
  firstRow: number,
): Generator<RowGroup> {
  const read = (some: readonly ArrowMessage[], from: number): RowGroup => {
    unpackedLeft = MOST_UNPACKED_BYTES;
    return toRows(tableFromIPC([...known, ...some.map(({ bytes }) => bytes)], EXTRACTION), from);
  };
  let whole: RowGroup | undefined;
  try {
    whole = read(records, firstRow);
  } catch (error) {
    if (records.length === 1) throw error;
  }
  if (whole !== undefined) {
    yield whole;
    return;
  }
  let row = firstRow;
  for (const message of records) {
    const rows = read([message], row);
    yield rows;
    row += rows.count;
  }
}

function toRows(table: Table, firstRow: number): RowGroup {
  checkArrowBatch(table);
  const groupOf = makeTableRows(columnNames(table.schema.fields.map(({ name }) => name)));
  const columns = table.schema.fields.map(({ type }, at) => ({
    values: arrowValues(table.getChildAt(at) as Column<unknown>, type as DataType),
    from: 0,
  }));
  return groupOf(columns, table.numRows, firstRow);
}

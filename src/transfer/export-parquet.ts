import { ByteWriter } from "hyparquet-writer";
import { writeMetadata } from "hyparquet-writer/src/metadata.js";
import { makeBreather } from "../log/breathe.ts";
import type { WalkedEntry } from "../log/walk-range.ts";
import { joinBytes } from "./readers/pieces.ts";
import type { Chunks } from "./writers/chunks.ts";
import { keptRows, type Selection, type Slice } from "./writers/open-slices.ts";
import { openParquetGroup, type ParquetGroup } from "./writers/parquet-group.ts";
import { parquetSchema, type RowGroup } from "./writers/parquet-schema.ts";
import type { TypedColumn } from "./writers/typed-columns.ts";

/** A group is closed at the stretch that fills it. */
const GROUP_ROWS = 100_000;
/** Where properties are long: bytes of JSON. */
const GROUP_LENGTH = 64 * 1024 * 1024;
/** Rows of a log entry that are taken together. */
const STRETCH_ROWS = 8_192;

const MAGIC = 0x3152_4150;

/**
 * Events of a log as Parquet: `id, type, name, properties` (JSON text), `distinctId, userId, sessionId, timestamp,
 * receivedAt, source, sentAt` (times in UTC with milliseconds), and `property_KEY` for each of the columns, which
 * `properties` repeats. Snappy; a group of about 100,000 rows is written at a time, and no more is held. Lone
 * surrogates become U+FFFD, but in `properties`.
 */
export async function* parquetChunks(
  walk: AsyncIterable<WalkedEntry>,
  columns: readonly TypedColumn[],
  options: Selection & { signal?: AbortSignal | undefined; onRows?: (rows: number, share: number) => void },
): Chunks {
  const file = openFile(columns);
  const breathe = makeBreather();
  for await (const entry of walk) {
    const kept = keptRows(entry.batch, entry.entries, options);
    for (let first = 0; first < kept.length;) {
      const take = file.group().openEntry(entry);
      // A group that is closed in the middle of an entry leaves the rest to the next.
      for (let isFull = false; first < kept.length && !isFull; first += STRETCH_ROWS) {
        const rows = kept.subarray(first, first + STRETCH_ROWS);
        take(rows);
        const behind = Math.min(1, (first + rows.length) / kept.length);
        options.onRows?.(rows.length, (entry.at + behind) / entry.of);
        isFull = file.isFull();
        await breathe();
        options.signal?.throwIfAborted();
      }
      if (file.isFull()) yield file.writeGroup();
    }
  }
  yield* file.finish();
}

/** The same of events that are no entries of a log. */
async function* parquetOfSlices(slices: AsyncIterable<Slice>): Chunks {
  const file = openFile([]);
  for await (const slice of slices) {
    file.group().takeSlice(slice);
    if (file.isFull()) yield file.writeGroup();
  }
  yield* file.finish();
}

/** The same as one file in memory. */
export async function parquetBytes(slices: AsyncIterable<Slice>): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of parquetOfSlices(slices)) chunks.push(chunk);
  return joinBytes(chunks);
}

function openFile(columns: readonly TypedColumn[]) {
  const groups: RowGroup[] = [];
  let group: ParquetGroup | undefined;
  let offset = 0;
  const magic = (): Uint8Array<ArrayBuffer> => new Uint8Array(Uint32Array.of(MAGIC).buffer);

  const joined = (parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> => {
    const chunk = joinBytes(parts);
    offset += chunk.length;
    return chunk;
  };
  const writeGroup = (): Uint8Array<ArrayBuffer> => {
    const { rows = 0 } = group ?? {};
    const head = offset === 0 ? [magic()] : [];
    const { pages, columns: chunks } = group!.finish(offset + 4 * head.length);
    group = undefined;
    const total = (key: "total_uncompressed_size" | "total_compressed_size"): bigint =>
      chunks.reduce((sum, { meta_data }) => sum + (meta_data?.[key] ?? 0n), 0n);
    groups.push({
      columns: chunks,
      num_rows: BigInt(rows),
      total_byte_size: total("total_uncompressed_size"),
      total_compressed_size: total("total_compressed_size"),
    });
    return joined([...head, ...pages]);
  };
  return {
    group: () => (group ??= openParquetGroup(columns)),
    isFull: () => group !== undefined && (group.rows >= GROUP_ROWS || group.length >= GROUP_LENGTH),
    writeGroup,
    *finish() {
      if (group !== undefined) yield writeGroup();
      const bytes = new ByteWriter();
      if (offset === 0) bytes.appendUint32(MAGIC);
      writeMetadata(bytes, {
        version: 2,
        created_by: "Lochan",
        schema: parquetSchema(columns),
        num_rows: groups.reduce((sum, { num_rows }) => sum + num_rows, 0n),
        row_groups: groups,
        metadata_length: 0,
        key_value_metadata: [{ key: "lochan", value: '{"version":1}' }],
      });
      bytes.appendUint32(MAGIC);
      yield joined([bytes.getBytes()]);
    },
  };
}

import * as arrow from "@uwdata/flechette";
import fc from "fast-check";
import { parquetWriteBuffer } from "hyparquet-writer";
import { readdir, readFile } from "node:fs/promises";
import { eventLine, eventLines, gzip, importOptions, toBlob } from "./import-fixtures.ts";
import { makeProject, openTestDatabase, valueOf } from "./open-catalog.ts";
import { backUp } from "./backup-file.ts";
import { utf8 } from "./read-rows.ts";
import { openRealLog } from "./real-log.ts";
import { importFile } from "../../src/transfer/import-file.ts";
import { joinBytes } from "../../src/transfer/readers/pieces.ts";
import { zipOf } from "./zip-files.ts";

const IMPORTS = new URL("../fixtures/imports/", import.meta.url);
const ROWS = 40;
const numbers = Array.from({ length: ROWS }, (_, index) => index);

/** One change of a file. Places and lengths are parts of its size, so that a smaller case stays one. */
export type Change =
  | { kind: "flip"; at: number; bit: number }
  | { kind: "set" | "most" | "none"; at: number; value: number }
  | { kind: "cut" | "drop" | "double"; at: number; length: number }
  | { kind: "splice" | "head"; at: number; length: number; from: number };

const part = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const short = part.map((length) => length ** 3);

export const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("flip" as const), at: part, bit: fc.nat(7) }) },
  fc.record({ kind: fc.constantFrom("set", "most", "none"), at: part, value: fc.nat(255) }),
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom("cut", "drop", "double"), at: part, length: short }),
  },
  fc.record({ kind: fc.constantFrom("splice", "head"), at: part, length: short, from: part }),
);

/** The file with the change; `others` are where a splice takes from. */
export function mutate(bytes: Uint8Array, how: Change, others: readonly Uint8Array[]): Uint8Array {
  const at = Math.floor(how.at * bytes.length);
  const changed = bytes.slice();
  switch (how.kind) {
    case "flip":
      if (at < changed.length) changed[at] = (changed[at] as number) ^ (1 << how.bit);
      return changed;
    case "set":
      return changed.fill(how.value, at, at + 1);
    case "most":
      // What says how long something is: all of its bits, or all but its sign.
      changed.fill(0xff, at, at + 4 + (how.value % 2) * 4);
      if (how.value % 4 < 2 && at + 3 < changed.length) changed[at + 3 + (how.value % 2) * 4] = 0x7f;
      return changed.subarray(0, bytes.length);
    case "none":
      return changed.fill(0, at, at + 1 + (how.value % 16));
    case "cut":
      return bytes.slice(0, at);
    case "drop":
      return joinBytes([
        bytes.subarray(0, at),
        bytes.subarray(at + 1 + Math.floor(how.length * bytes.length)),
      ]);
    case "double": {
      const end = at + 1 + Math.floor(how.length * bytes.length);
      return joinBytes([bytes.subarray(0, end), bytes.subarray(at)]);
    }
    case "splice":
    case "head": {
      const other = others[Math.floor(how.from * others.length)] ?? bytes;
      const from = how.kind === "head" ? 0 : Math.floor(how.from * other.length);
      const piece = other.subarray(from, from + 1 + Math.floor(how.length * other.length));
      return how.kind === "head"
        ? joinBytes([piece, bytes.subarray(piece.length)])
        : joinBytes([bytes.subarray(0, at), piece, bytes.subarray(at)]);
    }
  }
}

/** Where a change begins: what stands before it is as it was. */
export const changesFrom = (bytes: Uint8Array, how: Change): number =>
  how.kind === "head" ? 0 : Math.floor(how.at * bytes.length);

const CSV = `id,name,distinctId,timestamp,plan\n${numbers
  .map((n) => `c-${n},"a ""${n}""",d${n % 3},2026-01-01T10:00:00Z,"one\nor, two"\n`)
  .join("")}`;
const TABLE = `when;who;total\n${numbers.map((n) => `${10 + (n % 15)}/01/2026 10:0${n % 10};u${n % 4};${n}\n`).join("")}`;

function utf16(text: string): Uint8Array {
  const units = Uint16Array.from(`\ufeff${text}`, (_, index) => `\ufeff${text}`.charCodeAt(index));
  return new Uint8Array(units.buffer);
}

function parquet(codec: "SNAPPY" | "UNCOMPRESSED"): Uint8Array {
  const columnData = [
    { name: "id", data: numbers.map((n) => `p-${n}`), type: "STRING" as const },
    { name: "name", data: numbers.map((n) => (n % 2 === 0 ? "look" : "order")), type: "STRING" as const },
    { name: "distinctId", data: numbers.map((n) => `d${n % 3}`), type: "STRING" as const },
    {
      name: "timestamp",
      data: numbers.map((n) => new Date(1_700_000_000_000 + n)),
      type: "TIMESTAMP" as const,
    },
    { name: "total", data: numbers.map((n) => (n % 5 === 0 ? null : n / 3)), type: "DOUBLE" as const },
    {
      name: "big",
      data: numbers.map((n) => BigInt(n) * 2n ** 55n),
      type: "INT64" as const,
      encoding: "DELTA_BINARY_PACKED" as const,
    },
    {
      name: "word",
      data: numbers.map((n) => `prefix ${n}`),
      type: "STRING" as const,
      encoding: "DELTA_BYTE_ARRAY" as const,
    },
  ];
  return new Uint8Array(parquetWriteBuffer({ columnData, codec, rowGroupSize: 16 }));
}

function arrowOf(format: "file" | "stream"): Uint8Array {
  const column = (values: unknown[], type: arrow.DataType) =>
    arrow.columnFromArray(values, type, { maxBatchRows: 16 }) as arrow.Column<unknown>;
  const table = arrow.tableFromColumns([
    [
      "id",
      column(
        numbers.map((n) => `a-${n}`),
        arrow.utf8(),
      ),
    ],
    [
      "name",
      column(
        numbers.map((n) => (n % 2 === 0 ? "look" : "order")),
        arrow.dictionary(arrow.utf8()),
      ),
    ],
    [
      "distinctId",
      column(
        numbers.map((n) => `d${n % 3}`),
        arrow.utf8(),
      ),
    ],
    [
      "timestamp",
      column(
        numbers.map((n) => BigInt(1_700_000_000_000 + n)),
        arrow.int64(),
      ),
    ],
    [
      "tags",
      column(
        numbers.map((n) => (n % 4 === 0 ? null : ["x", `${n}`])),
        arrow.list(arrow.utf8()),
      ),
    ],
    [
      "size",
      column(
        numbers.map((n) => ({ w: n, h: n / 2 })),
        arrow.struct({ w: arrow.int32(), h: arrow.float64() }),
      ),
    ],
  ]);
  const bytes = arrow.tableToIPC(table, { format });
  if (bytes === null) throw new Error("Nothing was written.");
  return bytes;
}

async function backup(): Promise<Uint8Array> {
  const db = openTestDatabase();
  const { id } = await makeProject(db);
  const log = await openRealLog(db, id);
  valueOf(await importFile(importOptions(db, id, toBlob(eventLines(ROWS)), log.append)));
  return new Uint8Array(await (await backUp(db)).arrayBuffer());
}

export interface Sample {
  name: string;
  bytes: Uint8Array;
  /** Of text that is cut into rows: where each ends, so that what is whole before a change must go in. */
  rowEnds?: number[];
}

/** A sample of every format, and of every product's export. */
export async function readSamples(): Promise<Sample[]> {
  const json = `[${numbers.map((n) => eventLine(n)).join(",\n")}]`;
  const nested = `{"api_key":"k","batch":[${numbers.map((n) => eventLine(n)).join(",")}]}`;
  const made: [string, Uint8Array | Promise<Uint8Array>][] = [
    ["csv", utf8(CSV)],
    ["table.csv", utf8(TABLE)],
    ["utf16.csv", utf16(CSV)],
    ["latin1.csv", Uint8Array.from(CSV.replaceAll("one", "\xfcn\xe9"), (letter) => letter.charCodeAt(0))],
    ["json", utf8(json)],
    ["batch.json", utf8(nested)],
    ["utf16.json", utf16(json)],
    ["snappy.parquet", parquet("SNAPPY")],
    ["plain.parquet", parquet("UNCOMPRESSED")],
    ["file.arrow", arrowOf("file")],
    ["stream.arrow", arrowOf("stream")],
    ["ndjson.gz", gzip(eventLines(ROWS))],
    ["parquet.gz", gzip(parquet("SNAPPY"))],
    [
      "zip",
      (async () =>
        zipOf(
          ["a.csv", CSV],
          ["b.json.gz", await gzip(json)],
          ["c.parquet", parquet("SNAPPY"), { level: 0 }],
          ["d.zip", await zipOf(["e.ndjson", eventLines(5, 900)])],
        ))(),
    ],
    ["lochan", backup()],
  ];
  const samples: Sample[] = [];
  for (const name of await readdir(IMPORTS, { recursive: true }))
    if (/\.\w+$/.test(name))
      samples.push({ name, bytes: new Uint8Array(await readFile(new URL(name, IMPORTS))) });
  for (const [name, bytes] of made) samples.push({ name, bytes: await bytes });
  for (const sample of samples)
    if (/\.(ndjson|log)$/.test(sample.name))
      sample.rowEnds = [...sample.bytes].flatMap((byte, at) => (byte === 0x0a ? [at + 1] : []));
  return samples;
}

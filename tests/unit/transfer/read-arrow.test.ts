import * as arrow from "@uwdata/flechette";
import { openAsBlob } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { type ArrowMessage, cutArrow } from "../../../src/transfer/readers/cut-arrow.ts";
import { groupArrow } from "../../../src/transfer/readers/group-arrow.ts";
import { unpackLz4Frame } from "../../../src/transfer/readers/lz4-frame.ts";
import { joinBytes } from "../../../src/transfer/readers/pieces.ts";
import { readArrow } from "../../../src/transfer/readers/read-arrow.ts";
import { gzip, toBlob } from "../../support/import-fixtures.ts";
import { rowsOf } from "../../support/rows-of.ts";

const FLIGHTS = "node_modules/vega-datasets/data/flights-200k";

function write(columns: [string, arrow.Column<unknown>][], format: "file" | "stream" = "stream"): Uint8Array {
  const bytes = arrow.tableToIPC(arrow.tableFromColumns(columns), { format });
  if (bytes === null) throw new Error("Nothing was written.");
  return bytes;
}
const columnOf = (values: unknown[], type?: arrow.DataType) =>
  arrow.columnFromArray(values, type) as arrow.Column<unknown>;

describe("values of each type", () => {
  test.each<[string, arrow.DataType, unknown[], unknown[]]>([
    ["int64", arrow.int64(), [7n, 9_007_199_254_740_993n, null], [7, "9007199254740993", null]],
    ["uint64", arrow.uint64(), [18_446_744_073_709_551_615n], ["18446744073709551615"]],
    ["float64", arrow.float64(), [0.1, Number.NaN], [0.1, null]],
    ["text", arrow.utf8(), ["naïve ☕", "", null], ["naïve ☕", "", null]],
    ["bool", arrow.bool(), [true, null, false], [true, null, false]],
    ["day", arrow.dateDay(), [new Date(Date.UTC(1969, 6, 20))], ["1969-07-20"]],
    [
      "microseconds",
      arrow.timestamp(arrow.TimeUnit.MICROSECOND),
      [1_700_000_000_123.5],
      ["2023-11-14T22:13:20.123500Z"],
    ],
    [
      "seconds",
      arrow.timestamp(arrow.TimeUnit.SECOND, "UTC"),
      [1_700_000_000_000],
      ["2023-11-14T22:13:20.000Z"],
    ],
    ["decimal", arrow.decimal(20, 2), [12.34, -0.05], [12.34, -0.05]],
    ["binary", arrow.binary(), [Uint8Array.of(97), Uint8Array.of(255, 0)], ["a", "/wA="]],
    ["list", arrow.list(arrow.int64()), [[1n, 2n], null, []], [[1, 2], null, []]],
    ["struct", arrow.struct({ a: arrow.int64(), b: arrow.utf8() }), [{ a: 1n, b: "x" }], [{ a: 1, b: "x" }]],
    ["map", arrow.map(arrow.utf8(), arrow.int32()), [[["x", 1]]], [{ x: 1 }]],
    ["dictionary", arrow.dictionary(arrow.utf8()), ["a", "b", "a", null], ["a", "b", "a", null]],
  ])("%s", async (_name, type, values, expected) => {
    for (const format of ["file", "stream"] as const) {
      const { rows, container, failure } = await rowsOf(
        toBlob(write([["v", columnOf(values, type)]], format)),
      );
      expect(failure).toBeUndefined();
      expect(container).toBe("arrow");
      expect(rows).toEqual(expected.map((v) => ({ v })));
    }
  });
});

test("a file of 200,000 flights is what the same flights in JSON are", async () => {
  const file = await openAsBlob(`${FLIGHTS}.arrow`);
  const bytes: number[] = [];
  const { rows, numbers } = await rowsOf(file, (read) => bytes.push(read));
  const json = JSON.parse(await (await openAsBlob(`${FLIGHTS}.json`)).text()) as Record<string, number>[];
  expect(rows).toHaveLength(json.length);
  expect(numbers.at(-1)).toBe(json.length);
  expect(bytes.at(-1)).toBe(file.size);
  for (let at = 0; at < rows.length; at += 997) {
    expect(rows[at]).toMatchObject({ delay: json[at]?.["delay"], distance: json[at]?.["distance"] });
    expect(rows[at]?.["time"]).toBeCloseTo(Number(json[at]?.["time"]), 4);
  }
  expect((await rowsOf(toBlob(await gzip(new Uint8Array(await file.arrayBuffer()))))).rows[5]).toEqual(
    rows[5],
  );
}, 60_000);

test("batches before the damage stay, and a file cut short says so", async () => {
  const batch = (from: number) => [from, from + 1, from + 2];
  const whole = write([
    ["n", arrow.columnFromArray(batch(0).concat(batch(3)), arrow.int32(), { maxBatchRows: 3 })],
  ]);
  const { rows, failure } = await rowsOf(toBlob(whole.subarray(0, whole.length - 20)));
  expect(rows).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }]);
  expect(failure).toMatchObject({ kind: "unreadable-file", row: 4 });
  expect(failure?.message).toMatch(/damaged from row 4 on, or cut short/);
  expect((await rowsOf(toBlob(whole.subarray(0, 100)))).failure?.kind).toBe("unreadable-file");
});

test("a stream without rows says so", async () => {
  const { failure } = await rowsOf(toBlob(write([["n", columnOf([], arrow.int32())]])));
  expect(failure?.message).toMatch(/no rows/);
});

test("200 bytes that say they hold four thousand million nulls are refused at once", async () => {
  const bytes = write([
    [
      "v",
      columnOf(
        Array.from({ length: 7_777 }, () => null),
        arrow.nullType(),
      ),
    ],
  ]);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + 8 <= bytes.length; at++)
    if (view.getBigInt64(at, true) === 7_777n) view.setBigInt64(at, 4_000_000_000n, true);
  const { rows, failure } = await rowsOf(toBlob(bytes));
  expect(rows).toEqual([]);
  expect(failure).toMatchObject({
    kind: "unreadable-file",
    message: expect.stringMatching(/67,108,864 values/),
  });
});

test("no byte of a file, whatever it becomes, is more than a failure", async () => {
  const bytes = write([
    ["n", columnOf([1n, 2n, null], arrow.int64())],
    ["d", columnOf(["x", "y", "x"], arrow.dictionary(arrow.utf8()))],
    ["l", columnOf([["a"], null, []], arrow.list(arrow.utf8()))],
    ["f", columnOf([[1, 2], null, [3, 4]], arrow.fixedSizeList(arrow.int32(), 2))],
    ["s", columnOf([{ a: 1n }, null, { a: 2n }], arrow.struct({ a: arrow.int64() }))],
  ]);
  for (let at = 0; at < bytes.length; at++)
    for (const value of [0x05, 0x7f]) {
      const damaged = bytes.slice();
      damaged[at] = value;
      let rows = 0;
      for await (const group of readArrow(toBlob(damaged))) if (group.ok) rows += group.value.count;
      expect(rows).toBeLessThan(2 ** 26);
    }
}, 60_000);

describe("dictionaries", () => {
  const words = Array.from({ length: 40_000 }, (_, n) => `word ${n % 4_000} ${"x".repeat(80)}`);
  const batches = write([
    ["w", arrow.columnFromArray(words, arrow.dictionary(arrow.utf8()), { maxBatchRows: 100 })],
  ]);

  test("that are larger than the record batches are read a few times, not once for each", async () => {
    const read = vi.spyOn(TextDecoder.prototype, "decode");
    const { rows, failure } = await rowsOf(toBlob(batches));
    const texts = read.mock.calls.length;
    read.mockRestore();
    expect(failure).toBeUndefined();
    expect(rows.map(({ w }) => w)).toEqual(words);
    expect(texts).toBeLessThan(4_000 * 8);
  });

  test("of damaged batches lose no row of those before", async () => {
    const cut = batches.slice(0, batches.length - 3_000);
    const { rows, failure } = await rowsOf(toBlob(cut));
    expect(failure?.message).toMatch(/damaged from row [\d,]+ on, or cut short/);
    expect(rows.length).toBeGreaterThan(39_000);
    expect(rows.map(({ w }) => w)).toEqual(words.slice(0, rows.length));
  });

  test("that replace others are let go, and those that go on with others kept", async () => {
    const dictionary = (values: string[], isDelta: boolean, count: number) => {
      const bytes = write([["w", columnOf(values, arrow.dictionary(arrow.utf8()))]]);
      return { bytes, isDelta, count };
    };
    const parts = [dictionary(["a", "b"], false, 2), dictionary(["c", "d"], false, 2)];
    const messages: ArrowMessage[] = [];
    for (const { bytes } of parts)
      for await (const message of cutArrow(toBlob(bytes)))
        if (message.kind !== "schema" || messages.length === 0) messages.push(message);
    const stream = joinBytes(messages.map(({ bytes }) => bytes));
    expect((await rowsOf(toBlob(stream))).rows).toEqual(["a", "b", "c", "d"].map((w) => ({ w })));
    const held: number[] = [];
    for await (const { known } of groupArrow(cutArrow(toBlob(stream)))) held.push(known.length);
    expect(held).toEqual([2, 2]);
  });
});

describe("packed buffers", () => {
  /** One column of zeros, its buffer packed: `size` is what it says it unpacks to, `packed` what it holds. */
  function packed(codec: arrow.CompressionType_, size: bigint, content: Uint8Array): Uint8Array {
    const own = arrow.getCompressionCodec(codec)!;
    arrow.setCompressionCodec(codec, { ...own, encode: () => content });
    const values = Int32Array.from({ length: 5_000 }, () => 0);
    const bytes = arrow.tableToIPC(arrow.tableFromArrays({ n: values }), { format: "stream", codec });
    arrow.setCompressionCodec(codec, own);
    const view = new DataView(bytes!.buffer, bytes!.byteOffset, bytes!.byteLength);
    for (let at = 0; at + 8 <= bytes!.length; at += 8)
      if (view.getBigInt64(at, true) === 20_000n) view.setBigInt64(at, size, true);
    return bytes!;
  }
  /** A Zstandard frame of one block that repeats a byte, of a window of 8 MB, without a size. */
  const zeros = (blocks: number) =>
    Uint8Array.of(
      ...[0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x68],
      ...Array.from({ length: blocks }, (_, at) => [
        (at === blocks - 1 ? 1 : 0) | 2 | ((131_072 & 0x1f) << 3),
        131_072 >> 5,
        131_072 >> 13,
        0,
      ]).flat(),
    );

  test("are read to where they say they end", async () => {
    const { rows, failure } = await rowsOf(toBlob(packed(arrow.CompressionType.ZSTD, 20_000n, zeros(40))));
    expect(failure).toBeUndefined();
    expect(rows).toEqual(Array.from({ length: 5_000 }, () => ({ n: 0 })));
  });

  test("are refused where there is no room for them, before any is unpacked", async () => {
    for (const codec of [arrow.CompressionType.ZSTD, arrow.CompressionType.LZ4_FRAME]) {
      const { rows, failure } = await rowsOf(toBlob(packed(codec, 3_000_000_000n, zeros(1))));
      expect(rows).toEqual([]);
      expect(failure?.message).toMatch(/unpacks to more than 1 GB with its dictionaries/);
    }
  });
});

describe("an LZ4 frame", () => {
  // Three letters that are copied seven times from three back, and five more; then a block that copies eight from the first.
  const block = [0x3f, 0x61, 0x62, 0x63, 0x03, 0x00, 0x02, 0x50, 0x2d, 0x74, 0x61, 0x69, 0x6c];
  const second = [0x04, 0x1d, 0x00, 0x10, 0x21];
  const frame = (length: number) =>
    Uint8Array.of(
      ...[0x04, 0x22, 0x4d, 0x18, 0x40, 0x40, 0xc0],
      ...[length, 0, 0, 0, ...block],
      ...[second.length, 0, 0, 0, ...second],
      ...[0, 0, 0, 0],
    );
  const text = "abcabcabcabcabcabcabcabc-tailabcabcab!";

  test("is unpacked, matches that overlap themselves among it", () => {
    expect(new TextDecoder().decode(unpackLz4Frame(frame(block.length), text.length))).toBe(text);
  });

  test("that is damaged or of another size is refused", () => {
    expect(() => unpackLz4Frame(frame(block.length), text.length - 1)).toThrow(RangeError);
    expect(() => unpackLz4Frame(frame(block.length), text.length + 1)).toThrow(RangeError);
    expect(() => unpackLz4Frame(frame(200), text.length)).toThrow(RangeError);
    expect(() => unpackLz4Frame(Uint8Array.of(1, 2, 3, 4, 5, 6, 7), 3)).toThrow(/no LZ4/);
  });
});

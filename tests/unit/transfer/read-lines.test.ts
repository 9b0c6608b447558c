import { describe, expect, test } from "vitest";
import type { Failure } from "../../../src/model/failure.ts";
import { readBytes } from "../../../src/transfer/readers/read-bytes.ts";
import { readLines } from "../../../src/transfer/readers/read-lines.ts";
import { gzip, toBlob } from "../../support/import-fixtures.ts";

interface Read {
  lines: string[];
  faults: [line: number, reason: string][];
  failure?: Failure;
}

async function read(file: Blob, maxLineBytes?: number, signal?: AbortSignal): Promise<Read> {
  const got: Read = { lines: [], faults: [] };
  const pieces = readBytes(file, signal === undefined ? {} : { signal });
  for await (const group of readLines(pieces, maxLineBytes)) {
    if (!group.ok) {
      got.failure = group.failure;
      continue;
    }
    expect(group.value.firstLine).toBe(got.lines.length + 1);
    got.lines.push(...group.value.lines);
    got.faults.push(...group.value.faults.map(({ line, reason }): [number, string] => [line, reason]));
  }
  return got;
}

describe("lines", () => {
  test.each([
    ["", []],
    ["\n", [""]],
    ["a", ["a"]],
    ["a\n", ["a"]],
    ["a\n\nb", ["a", "", "b"]],
    ["a\r\nb\r\n", ["a\r", "b\r"]],
    ["é\u2028ü\n😀", ["é\u2028ü", "😀"]],
  ])("of %j", async (text, lines) => {
    expect((await read(toBlob(text))).lines).toEqual(lines);
    expect((await read(toBlob(await gzip(text)))).lines).toEqual(lines);
  });

  test("survive being cut anywhere between two reads, inside a character too", async () => {
    const line = "zażółć gęślą jaźń 😀 ".repeat(60_000);
    const text = `${line}\n${line}a\n${line}`;
    expect((await read(toBlob(text))).lines).toEqual(text.split("\n"));
  });

  test("that are too long are faults of themselves alone, however they are cut", async () => {
    const long = "x".repeat(3_000_000);
    const { lines, faults } = await read(toBlob(`a\n${long}\nb\n${long}`), 1_000_000);
    expect(lines).toEqual(["a", "", "b", ""]);
    expect(faults.map(([line]) => line)).toEqual([2, 4]);
    expect(faults[0]?.[1]).toBe("The line is longer than 1 MB.");
    const exact = await read(toBlob(`${"x".repeat(100)}\n${"x".repeat(101)}`), 100);
    expect(exact.faults.map(([line]) => line)).toEqual([2]);
  });

  test("that are not UTF-8 are faults of themselves alone", async () => {
    const file = toBlob("good\n", Uint8Array.of(0x63, 0x61, 0x66, 0xe9), "\né\n", Uint8Array.of(0xf0, 0x9f));
    const { lines, faults } = await read(file);
    expect(lines).toEqual(["good", "", "é", ""]);
    expect(faults.map(([line]) => line)).toEqual([2, 4]);
    expect(faults[0]?.[1]).toMatch(/UTF-8/);
  });
});

describe("gzip", () => {
  const text = Array.from({ length: 40_000 }, (_, index) => `line ${index} ${Math.sin(index)}\n`).join("");

  test("cut short: the whole lines before the cut, then the failure with its line", async () => {
    const packed = await gzip(text);
    const { lines, failure } = await read(toBlob(packed.subarray(0, packed.length >> 1)));
    expect(lines.length).toBeGreaterThan(10_000);
    expect(`${lines.join("\n")}\n`).toBe(text.slice(0, lines.join("\n").length + 1));
    expect(failure).toMatchObject({ kind: "unreadable-file", line: lines.length + 1 });
  });

  test("without its last byte: every line, then the failure", async () => {
    const packed = await gzip(text);
    const { lines, failure } = await read(toBlob(packed.subarray(0, packed.length - 1)));
    expect(lines).toHaveLength(40_000);
    expect(failure?.kind).toBe("unreadable-file");
  });

  test("damaged inside: what came before the damage, then the failure", async () => {
    const packed = await gzip(text);
    packed.fill(0xff, packed.length >> 1, (packed.length >> 1) + 64);
    const { lines, failure } = await read(toBlob(packed));
    expect(lines.slice(0, 10_000)).toEqual(text.split("\n").slice(0, 10_000));
    expect(failure?.kind).toBe("unreadable-file");
  });

  test.each([
    ["two bytes", Uint8Array.of(0x1f, 0x8b), /cut short/],
    [
      "a header and nonsense",
      Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 255, 255, 255),
      /cut short|damaged/,
    ],
  ])("of %s fails in words", async (_words, bytes, words) => {
    const { lines, failure } = await read(toBlob(bytes));
    expect(lines).toEqual([]);
    expect(failure?.message).toMatch(words);
  });
});

test("an abort ends with cancelled", async () => {
  const controller = new AbortController();
  controller.abort();
  expect((await read(toBlob("a\n"), undefined, controller.signal)).failure?.kind).toBe("cancelled");
  const packed = toBlob(await gzip("a\n"));
  expect((await read(packed, undefined, controller.signal)).failure?.kind).toBe("cancelled");
});

test("bytes read are counted on the compressed side and end at the file's size", async () => {
  const packed = toBlob(await gzip("a line of text\n".repeat(500_000)));
  const seen: number[] = [];
  let plainBytes = 0;
  for await (const piece of readBytes(packed, { onBytes: (bytes) => seen.push(bytes) }))
    plainBytes += piece.ok ? piece.value.length : 0;
  expect(plainBytes).toBe(7_500_000);
  expect(seen.at(-1)).toBe(packed.size);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
});

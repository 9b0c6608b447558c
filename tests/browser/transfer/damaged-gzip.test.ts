import { expect, test } from "vitest";
import { readBytes } from "../../../src/transfer/readers/read-bytes.ts";
import { readLines } from "../../../src/transfer/readers/read-lines.ts";
import { gzip, toBlob } from "../../support/import-fixtures.ts";

const text = Array.from({ length: 60_000 }, (_, index) => `line ${index} ${Math.sin(index)}\n`).join("");

async function read(file: Blob) {
  const lines: string[] = [];
  for await (const group of readLines(readBytes(file))) {
    if (!group.ok) return { lines, failure: group.failure };
    lines.push(...group.value.lines);
  }
  return { lines };
}

test("a gzip cut short by a few bytes still gives every line, then says so", async () => {
  const packed = await gzip(text);
  const { lines, failure } = await read(toBlob(packed.subarray(0, packed.length - 3)));
  expect(lines).toHaveLength(60_000);
  expect(failure).toMatchObject({ kind: "unreadable-file", line: 60_001 });
  expect(failure?.message).toMatch(/cut short/);
});

test("a gzip cut in half gives the lines before the cut", async () => {
  const packed = await gzip(text);
  const { lines, failure } = await read(toBlob(packed.subarray(0, packed.length >> 1)));
  expect(lines.length).toBeGreaterThan(20_000);
  expect(text.startsWith(`${lines.join("\n")}\n`)).toBe(true);
  expect(failure).toMatchObject({ kind: "unreadable-file", line: lines.length + 1 });
});

test("a damaged gzip gives what came well before the damage", async () => {
  const packed = await gzip(text);
  packed.fill(0xff, packed.length - 2_000, packed.length - 1_900);
  const { lines, failure } = await read(toBlob(packed));
  expect(failure?.message).toMatch(/damaged/);
  expect(lines.slice(0, 20_000)).toEqual(text.split("\n").slice(0, 20_000));
});

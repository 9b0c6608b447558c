import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { makeLineIds } from "../../../src/transfer/line-id.ts";
import { makeRowDigest } from "../../../src/transfer/row-digest.ts";
import { sha256 } from "../../../src/transfer/sha256.ts";

test("sha256 is SHA-256, at every length about a block", () => {
  const hex = (text: string) =>
    Array.from(sha256(text), (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  const expected = (text: string) => createHash("sha256").update(text).digest("hex");
  for (let length = 0; length < 200; length++)
    expect(hex("a".repeat(length))).toBe(expected("a".repeat(length)));
  expect(hex("ż".repeat(50_000))).toBe(expected("ż".repeat(50_000)));
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (text) => hex(text) === expected(text)),
  );
});

test("ids are UUIDs, the same for the same file, and one for each of identical lines", () => {
  const lines = ["a", "b", "a", " a\r", "c", "a"];
  const ids = lines.map(makeLineIds());
  expect(lines.map(makeLineIds())).toEqual(ids);
  expect(new Set(ids).size).toBe(6);
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("the order of other lines does not matter", () => {
  const forward = ["a", "b", "a"].map(makeLineIds());
  const back = ["b", "a", "a"].map(makeLineIds());
  expect(new Set(back)).toEqual(new Set(forward));
});

test("ids stay apart, and stay the same, as the table grows", () => {
  const idOf = makeLineIds();
  const ids = Array.from({ length: 20_000 }, (_, index) => idOf(`line ${index}`));
  expect(new Set(ids).size).toBe(20_000);
  const again = makeLineIds();
  expect(again("line 19999")).toBe(ids[19_999]);
  const second = idOf("line 0");
  again("line 0");
  expect(again("line 0")).toBe(second);
});

const cell = fc.oneof(
  fc.string({ unit: "binary", maxLength: 6 }),
  fc.constantFrom("", "a", "ab", "\0", "1", "null", "true"),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(null, true, false, [1], ["1"], { a: 1 }),
);

test("rows of a table are told apart by their values and types, and by where these stand", () => {
  const names = ["one", "two", "three"];
  const digestOf = makeRowDigest(names);
  const textOf = (row: readonly unknown[]) => digestOf((column) => row[column]).join(" ");
  const rows = fc.array(fc.tuple(cell, cell, cell), { maxLength: 60 });
  fc.assert(
    fc.property(rows, (drawn) => {
      const [json, digests] = [drawn.map((row) => JSON.stringify(row)), drawn.map(textOf)];
      expect(new Set(digests).size).toBe(new Set(json).size);
      expect(drawn.map(textOf)).toEqual(digests);
    }),
  );
  const row = [1, null, "x"];
  expect(makeRowDigest(["one", "two", "3"])((column) => row[column]).join(" ")).not.toBe(textOf(row));
});

test("where a text ends, and minus zero, which JSON has not, are told as JSON tells them", () => {
  const digestOf = makeRowDigest(["one", "two"]);
  const textOf = (row: readonly unknown[]) => digestOf((column) => row[column]).join(" ");
  expect(textOf(["a", "b"])).not.toBe(textOf(["a\0", "b"]));
  expect(textOf(["", "\u0004\0"])).not.toBe(textOf(["\u0004\0", ""]));
  expect(textOf([-0, "b"])).toBe(textOf([0, "b"]));
});

test("digests of a million rows that hardly differ are all different, in any 64 of their bits", () => {
  const digestOf = makeRowDigest(["at", "name"]);
  const [ends, middles] = [new Set<bigint>(), new Set<bigint>()];
  for (let index = 0; index < 1_000_000; index++) {
    const [a, b, c, d] = digestOf((column) => (column === 0 ? index : "click"));
    ends.add((BigInt(a! >>> 0) << 32n) | BigInt(d! >>> 0));
    middles.add((BigInt(b! >>> 0) << 32n) | BigInt(c! >>> 0));
  }
  expect([ends.size, middles.size]).toEqual([1_000_000, 1_000_000]);
});

test("rows are named as lines are: the same ones each, and the same again", () => {
  const digestOf = makeRowDigest(["a"]);
  const ids = () => {
    const idOf = makeLineIds();
    return [1, 2, 1, 1].map((value) => idOf(digestOf(() => value)));
  };
  expect(new Set(ids()).size).toBe(4);
  expect(ids()).toEqual(ids());
});

import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { makeLineIds } from "../../../src/transfer/line-id.ts";
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

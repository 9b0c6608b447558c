import { expect, test } from "vitest";
import { makeLineCutter } from "../../../src/sources/feed-lines.ts";

test("a line that is too long is null, and the next one is as it is", () => {
  const cut = makeLineCutter(4);
  expect(cut("abcd\nabcde\nab")).toEqual(["abcd", null]);
  expect(cut("cd\nabc")).toEqual(["abcd"]);
  expect([...cut("de"), ...cut("f".repeat(1_000)), ...cut("\nx\n")]).toEqual([null, "x"]);
});

test("a CR LF that is cut in two ends one line, not two", () => {
  const cut = makeLineCutter(10);
  expect([...cut("a\r"), ...cut("\nb\r"), ...cut("c\n")]).toEqual(["a", "b", "c"]);
});

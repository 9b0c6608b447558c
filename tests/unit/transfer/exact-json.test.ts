import { expect, test } from "vitest";
import { parseExactJson } from "../../../src/transfer/readers/exact-json.ts";

const LONG = "1234567890123456789";

test("a whole number that would lose digits is its text, and no text is changed", () => {
  const text = `{"a":${LONG},"b":"\\"\\\\ ${LONG}","c":[-${LONG},1234567890123456]}`;
  expect(parseExactJson(text)).toEqual({
    value: { a: LONG, b: `"\\ ${LONG}`, c: [`-${LONG}`, 1_234_567_890_123_456] },
  });
});

test("a row with a string of quotes that is never closed is none, and costs no more than its length", () => {
  for (const end of ["", "\\", "\n"])
    expect(parseExactJson(`[${LONG},"${'\\"'.repeat(150_000)}${end}`)).toEqual({
      fault: "is not valid JSON",
    });
});

test("what is nested deeper than it could be written again is none, brackets in texts aside", () => {
  const nest = (levels: number, [open, close]: readonly [string, string]): string =>
    `${open.repeat(levels)}1${close.repeat(levels)}`;
  for (const brackets of [
    ["[", "]"],
    ['{"a":', "}"],
    ['[{"\\\\":', "}]"],
  ] as const) {
    const each = brackets[0].split(/[[{]/).length - 1;
    expect(parseExactJson(nest(1_000 / each, brackets))).toHaveProperty("value");
    expect(parseExactJson(nest(1_000 / each + 1, brackets))).toEqual({
      fault: "is nested deeper than 1,000 levels",
    });
  }
  const text = '\\"[{'.repeat(2_000);
  expect(parseExactJson(`["${text}",${nest(900, ["[", "]"])},[],[]]`)).toHaveProperty("value");
});

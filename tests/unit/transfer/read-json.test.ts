import { describe, expect, test } from "vitest";
import { readJson } from "../../../src/transfer/readers/read-json.ts";
import { inPieces, readRows, utf8 } from "../../support/read-rows.ts";

const read = (content: string | Uint8Array, limit = 1_000) =>
  readRows(readJson(inPieces(typeof content === "string" ? utf8(content) : content), limit));

const valuesOf = async (text: string) => {
  const { rows, failure } = await read(text);
  expect(failure).toBeUndefined();
  return rows.map(([, value]) => value);
};

describe("elements", () => {
  const elements = [{ a: 1 }, { a: ']}"\\', b: [{ c: [] }] }, { a: "é😀" }];
  const packed = JSON.stringify(elements);
  const pretty = JSON.stringify(elements, null, 2);

  test.each([
    ["of a list", packed],
    ["of a list over several lines", pretty],
    ["of a list with a byte order mark", `\ufeff\r\n ${packed} \n`],
    ["of PostHog's batch", `{"api_key":"k","historical_migration":false,"batch":${packed},"sent":[{"x":1}]}`],
    ["of events", `{\n"events" : ${pretty}\n}`],
    ["of data after another object", `{"meta":{"batch":[{"not":1}]},"data":${packed}}`],
    ["one after another", elements.map((element) => JSON.stringify(element)).join("")],
    ["one after another over several lines", elements.map((row) => JSON.stringify(row, null, 1)).join("\n")],
    ["separated by commas", elements.map((element) => JSON.stringify(element)).join(",\n")],
    ["of several batches", elements.map((element) => `{"batch":[${JSON.stringify(element)}]}`).join("\n")],
  ])("%s", async (_words, text) => {
    expect(await valuesOf(text)).toEqual(elements);
  });

  test("of one object over several lines", async () => {
    expect(await valuesOf('{\n "name": "x",\n "batch": [1, 2],\n "data": []\n}')).toEqual([
      { name: "x", batch: [1, 2], data: [] },
    ]);
  });

  test("that are no objects are rows all the same", async () => {
    expect(await valuesOf('[1, "two", true ,null,[{}],-1.5e3]')).toEqual([1, "two", true, null, [{}], -1500]);
  });

  test("are numbered from 1, and have the same text however they are laid out", async () => {
    const one = await read(packed);
    const other = await read(pretty);
    expect(one.rows.map(([number]) => number)).toEqual([1, 2, 3]);
    expect(other.texts).toEqual(one.texts);
    expect(one.texts[0]).toBe('{"a":1}');
  });
});

describe("damage", () => {
  const BAD = "The row is not valid JSON.";

  test("an element that is no JSON is a fault of it alone", async () => {
    const { rows, failure } = await read('[{"a":1},{"a":},nonsense,{"a":3]},{"a":4}]');
    expect(failure).toBeUndefined();
    expect(rows).toEqual([
      [1, { a: 1 }],
      [2, undefined, BAD],
      [3, undefined, BAD],
      [4, undefined, BAD],
      [5, undefined, BAD],
      [6, { a: 4 }],
    ]);
  });

  test("a quote that is missing costs its element, one a line or over several", async () => {
    const packed = await read('[{"a":1},\n{"a":{"b":"x}},\n{"a":2},\n{"a":"y}\n]\n');
    expect(packed.failure).toBeUndefined();
    expect(packed.rows).toEqual([
      [1, { a: 1 }],
      [2, undefined, BAD],
      [3, { a: 2 }],
      [4, undefined, BAD],
    ]);
    const pretty = await read('[\n {\n  "a": "x,\n  "b": [1]\n },\n {\n  "a": 2\n }\n]');
    expect(pretty.failure).toBeUndefined();
    expect(pretty.rows).toEqual([
      [1, undefined, BAD],
      [2, { a: 2 }],
    ]);
  });

  test("an element past the limit is a fault of it alone, and so is one that is not UTF-8", async () => {
    const bytes = utf8(`[{"a":1},{"b":"${"x".repeat(5_000)}"},{"a":"#"},{"a":2}]`);
    bytes[bytes.indexOf(0x23)] = 0xff;
    const { rows } = await read(bytes);
    expect(rows).toEqual([
      [1, { a: 1 }],
      [2, undefined, "The row is longer than 1,000 characters."],
      [3, undefined, "The row is not valid UTF-8 text."],
      [4, { a: 2 }],
    ]);
  });

  test("a file cut short gives what came before, then says so", async () => {
    const { rows, failure } = await read('{"batch":[{"a":1},{"a":2},{"a"');
    expect(rows).toEqual([
      [1, { a: 1 }],
      [2, { a: 2 }],
    ]);
    expect(failure).toMatchObject({ kind: "unreadable-file", row: 3 });
    expect(failure?.message).toMatch(/cut short/);
  });

  test("brackets nested without end do no harm", async () => {
    const { rows } = await read(`[${"[".repeat(400)}${"]".repeat(400)},{"a":1}]`);
    expect(rows[1]).toEqual([2, { a: 1 }]);
    const { failure } = await read(`[${'{"a":'.repeat(200_000)}`);
    expect(failure?.message).toMatch(/cut short/);
  });
});

import { expect, test } from "vitest";
import { success } from "../../../src/model/failure.ts";
import { readCsv } from "../../../src/transfer/readers/read-csv.ts";
import { readJson } from "../../../src/transfer/readers/read-json.ts";
import { readJsonLines } from "../../../src/transfer/readers/read-json-lines.ts";
import { readLog } from "../../../src/transfer/readers/read-log.ts";
import { readXml } from "../../../src/transfer/readers/read-xml.ts";
import type { Pieces } from "../../../src/transfer/readers/pieces.ts";
import { readRows, utf8 } from "../../support/read-rows.ts";

/** More than any row may have, made as it is read: no file and no text of this size is ever there. */
const PIECES = 24;

async function* endless(head: string, filler: string, tail: string): Pieces {
  yield success(utf8(head));
  const piece = utf8(filler.repeat(2 ** 20 / filler.length));
  for (let count = 0; count < PIECES; count++) yield success(piece);
  yield success(utf8(tail));
}

const nothing = (): void => undefined;
const LONG = "The row is longer than 4 million characters.";

test.each([
  ["a string of JSON", () => readJson(endless('[{"a":"', "x", '"},{"a":1}]')), LONG, 2],
  ["an element of JSON", () => readJson(endless('[{"a":[', "1,", "1]},2]")), LONG, 2],
  [
    "a line of NDJSON",
    () => readJsonLines(endless('{"a":"', "x", '"}\n2\n')),
    "The line is longer than 1 MB.",
    2,
  ],
  ["a line of a log", () => readLog(endless("1.2.3.4 ", "x", "\n2\n")), "The line is longer than 1 MB.", 2],
  ["a cell of CSV", () => readCsv(endless('a,b\n1,"', "x", '"\n3,4\n'), nothing), LONG, 2],
  ["a line of CSV", () => readCsv(endless("a,b\n1,", "x,", "\n3,4\n"), nothing), LONG, 2],
  [
    "a row of XML",
    () => readXml(endless("<r><row>", "<a>b</a>", "</row><row>2</row></r>"), nothing),
    LONG,
    2,
  ],
])("%s without end is refused, and the next row is read", async (_what, read, fault, count) => {
  const { rows, failure } = await readRows(read());
  expect(failure).toBeUndefined();
  expect(rows).toHaveLength(count);
  expect(rows[0]?.[2]).toBe(fault);
  expect(rows[1]?.[2]).toBeUndefined();
});

test.each([
  ["brackets of JSON", () => readJson(endless("[", "[", "")), /bracket of its JSON is never closed/],
  ["a text of XML", () => readXml(endless("<r><row><a>", "x", "</a></row></r>"), nothing), /never ends/],
])("%s without end end the file", async (_what, read, message) => {
  const { rows, failure } = await readRows(read());
  expect(rows).toEqual([]);
  expect(failure?.message).toMatch(message);
});

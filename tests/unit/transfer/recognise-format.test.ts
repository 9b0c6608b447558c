import { expect, test } from "vitest";
import { recogniseFormat } from "../../../src/transfer/recognise-format.ts";
import { failureOf, valueOf } from "../../support/open-catalog.ts";

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

test.each(['{"name":"x"}', "\xef\xbb\xbf{}", "\r\n\t {", '{"name":"na\xc3\xafve"}', '{ "a": 1 }\n'])(
  "%j is NDJSON",
  (head) => {
    expect(valueOf(recogniseFormat(bytes(head)))).toBe("ndjson");
  },
);

test.each([
  ["PK\x03\x04\x14\0", "zip", /zip/],
  ["PAR1\x15", "parquet", /Parquet/],
  ["ARROW1\0\0", "arrow", /Arrow/],
  ["SQLite format 3\0", "sqlite", /SQLite/],
  ["\x1f\x8b\x08\0", "gzip", /inside a gzip/],
  ["\xff\xfe{\0", "utf-16", /UTF-16/],
  ['{\0"\0', "utf-16", /UTF-16/],
  ['\0{\0"', "utf-16", /UTF-16/],
  ["\x7fELF\x02\x01\x01\0", "binary", /not a text file/],
  ['{"a":"\0"}', "binary", /not a text file/],
  ['[{"name":1}]', "json", /JSON array/],
  ['{\n  "name": 1\n}', "json", /several lines/],
  ["<!doctype html>", "xml", /HTML/],
  ["id,name,time\n1,2,3", "text", /CSV/],
  ["hello", "text", /plain text/],
])("%j is refused as what it seems to be", (head, format, words) => {
  const failure = failureOf(recogniseFormat(bytes(head)));
  expect(failure).toMatchObject({ kind: "unsupported-format", format });
  expect(failure.message).toMatch(words);
  expect(failure.message).toMatch(/Nothing was imported/);
});

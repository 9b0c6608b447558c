import { tableFromArrays, tableToIPC } from "@uwdata/flechette";
import { expect, test } from "vitest";
import { recogniseContainer } from "../../../src/transfer/readers/recognise-container.ts";
import { failureOf, valueOf } from "../../support/open-catalog.ts";

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

test.each(['{"name":"x"}', "\xef\xbb\xbf{}", "\r\n\t {", '{"name":"na\xc3\xafve"}', '{ "a": 1 }\n'])(
  "%j is NDJSON",
  (head) => {
    expect(valueOf(recogniseContainer(bytes(head)))).toBe("ndjson");
  },
);

test("a control character among text is damage of its row, not another kind of file", () => {
  const lines = '{"name":"open","distinctId":"d","timestamp":1}\n'.repeat(4);
  expect(valueOf(recogniseContainer(bytes(`${lines.slice(0, 90)}\x08${lines.slice(90)}`)))).toBe("ndjson");
  expect(failureOf(recogniseContainer(bytes(`${lines}${"\0\x01".repeat(20)}`)))).toMatchObject({
    format: "binary",
  });
});

test("Parquet and Arrow are told by their first bytes", () => {
  expect(valueOf(recogniseContainer(bytes("PAR1\x15\x04")))).toBe("parquet");
  expect(valueOf(recogniseContainer(bytes("ARROW1\0\0")))).toBe("arrow");
  const stream = tableToIPC(tableFromArrays({ a: [1] }), { format: "stream" });
  expect(valueOf(recogniseContainer(stream ?? new Uint8Array()))).toBe("arrow");
  expect(failureOf(recogniseContainer(new Uint8Array(64).fill(0xff))).kind).toBe("unsupported-format");
});

test.each([
  ["PK\x03\x04\x14\0", "zip"],
  ['[{"name":1}]', "json"],
  ["\xef\xbb\xbf[", "json"],
  ['{\n  "name": 1\n}', "json"],
  ['{"name": 1,\n"x": 2}', "json"],
  ['{"a":1}{"a":2}\n', "json"],
  ['{"api_key":"k","batch":[{"event":"x"}]}', "json"],
  [`{"api_key":"k","batch": [ {"event":"${"x".repeat(70_000)}`, "json"],
  ["id,name,time\n1,2,3", "csv"],
  ["\xef\xbb\xbfid,name,time,user\n\0,\x01\x02,\0,\x01", "csv"],
  ["id;name\n1;2\n", "csv"],
  ["id\tname", "csv"],
  ['"a,b"|"c\nd"\n1|2', "csv"],
  ["id,name\r1,2\r", "csv"],
  ['<?xml version="1.0"?><result/>', "xml"],
  ["<result><row/></result>", "xml"],
  ['1.2.3.4 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 2326\n', "log"],
  ['example.org:80 ::1 - a b [10/Oct/2000:13:55:36 +0000] "GET / HTTP/1.1" 200 1 "-" "x,y"', "log"],
])("%j is recognised as %s", (head, container) => {
  expect(valueOf(recogniseContainer(bytes(head)))).toBe(container);
});

test.each(['{"name":', '{"a":1}\n{"a":2}', '{"data":[1,2]}', '{"data":[]}', '{"a":1} x\n{}'])(
  "%j is still NDJSON",
  (head) => {
    expect(valueOf(recogniseContainer(bytes(head)))).toBe("ndjson");
  },
);

test.each([
  ["SQLite format 3\0", "sqlite", /SQLite/],
  ["\x1f\x8b\x08\0", "gzip", /inside a gzip/],
  ["\x7fELF\x02\x01\x01\0", "binary", /not a text file/],
  ['{"a":"\0"}', "binary", /not a text file/],
  ["a,b,c\x01,d\n\0\0\0\0", "binary", /not a text file/],
  ["\x28\xb5\x2f\xfd..", "zstd", /Zstandard/],
  ["Rar!\x1a", "rar", /RAR/],
  ["<!doctype html>", "html", /HTML/],
  ["<svg xmlns='x'>", "svg", /picture/],
  ["hello", "text", /plain text/],
  ["Dear all,\nthis is a letter.\nIt has few commas.\n", "text", /plain text/],
  ["[section]\nkey = 1\n", "text", /plain text/],
])("%j is refused as what it seems to be", (head, format, words) => {
  const failure = failureOf(recogniseContainer(bytes(head)));
  expect(failure).toMatchObject({ kind: "unsupported-format", format });
  expect(failure.message).toMatch(words);
  expect(failure.message).toMatch(/Lochan reads NDJSON, JSON, CSV/);
});

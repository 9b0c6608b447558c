import { expect, test } from "vitest";
import { recogniseFormat, recogniseProduct } from "../../../src/transfer/recognise-format.ts";
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

test.each([
  ['{"$insert_id":"0-1","amplitude_id":1,"app":1,"device_id":"d","event_type":"open"}', "an Amplitude"],
  ['{"event":"Sign up","properties":{"time":1785110733,"distinct_id":"d","$insert_id":"i"}}', "a Mixpanel"],
  ['{"event":"$pageview","properties":{"distinct_id":"d"},"timestamp":"2026-01-01T00:00:00Z"}', "a PostHog"],
  ['{"uuid":"u","event":"$pageview","distinct_id":"d","properties":{}}', "a PostHog"],
  ['{"type":"track","event":"Buy","messageId":"m","anonymousId":"a","properties":{}}', "a Segment"],
  [
    '{"event_date":"20260101","event_timestamp":1,"event_name":"x","user_pseudo_id":"p"}',
    "a Google Analytics",
  ],
  ['{"name":"click","distinctId":"d"}', undefined],
  ["[1]", undefined],
  ["null", undefined],
])("%s comes from %s export", (line, product) => {
  expect(recogniseProduct(JSON.parse(line))).toBe(product);
});

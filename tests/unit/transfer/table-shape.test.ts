import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LochanEvent } from "../../../src/model/event.ts";
import { makeTableShape } from "../../../src/transfer/shapes/table-shape.ts";
import { guardText, quoteCell, textToCell } from "../../../src/model/csv-cells.ts";
import { openDuckdb } from "../../support/duckdb-files.ts";
import { importText } from "../../support/import-text.ts";
import { failureOf, valueOf } from "../../support/open-catalog.ts";

let duckdb: Awaited<ReturnType<typeof openDuckdb>>;
beforeAll(async () => {
  duckdb = await openDuckdb();
});
afterAll(() => duckdb.close());

const OPTIONS = { receivedAt: 5, source: "file:x", makeId: () => "made" };
const place = (row: unknown, isText = true) => {
  const placed = makeTableShape({ isText }).place(row, OPTIONS);
  if (!("ok" in placed)) throw new Error("A row is one event.");
  return placed;
};
const CELLS = {
  id: "a",
  type: "track",
  name: "buy",
  properties: "{}",
  distinctId: "d",
  userId: "",
  sessionId: "",
  timestamp: "2026-11-29T08:30:00.000Z",
  receivedAt: "2026-11-29T08:30:01.000Z",
  source: "snippet:https://shop.example",
  sentAt: "",
};

test("empty cells are nothing, and times are ISO 8601 or milliseconds", () => {
  const event: LochanEvent = valueOf(place(CELLS));
  expect(event).toEqual({
    id: "a",
    type: "track",
    name: "buy",
    properties: {},
    distinctId: "d",
    timestamp: Date.UTC(2026, 10, 29, 8, 30),
    receivedAt: Date.UTC(2026, 10, 29, 8, 30, 1),
    source: "file:x",
  });
  expect(
    valueOf(place({ ...CELLS, id: "", timestamp: "1700000000000", sentAt: "1700000000001" })),
  ).toMatchObject({
    id: "made",
    timestamp: 1_700_000_000_000,
    sentAt: 1_700_000_000_001,
  });
});

test("properties are one column of JSON, a column each, or both", () => {
  const columns = { "properties.plan": "pro", "properties.seats": "3", "properties.none": "" };
  expect(valueOf(place({ ...CELLS, ...columns, properties: '{"deep":{"a":[1]}}' })).properties).toEqual({
    deep: { a: [1] },
    plan: "pro",
    seats: 3,
  });
  const { properties: _, ...without } = CELLS;
  expect(valueOf(place({ ...without, ...columns })).properties).toEqual({ plan: "pro", seats: 3 });
  expect(valueOf(place({ ...without, "properties.__proto__": "x" })).properties).toEqual(
    JSON.parse('{"__proto__":"x"}'),
  );
  expect(failureOf(place({ ...CELLS, properties: "[1]" })).message).toMatch(/JSON object/);
  expect(failureOf(place({ ...CELLS, properties: "{" })).message).toMatch(/JSON object/);
});

test("typed columns repeat what properties has, and stand in for it", () => {
  const typed = { property_plan: "pro", property_seats: 3, property_trial: null };
  expect(valueOf(place({ ...CELLS, ...typed, properties: '{"plan":"free"}' }, false)).properties).toEqual({
    plan: "free",
  });
  const { properties: _, ...without } = CELLS;
  expect(valueOf(place({ ...without, ...typed }, false)).properties).toEqual({ plan: "pro", seats: 3 });
});

test("the guard against formulas is undone in text, and only there", () => {
  const row = { ...CELLS, name: "'=1+1", userId: "'@me", "properties.sum": "'-2+3" };
  expect(valueOf(place(row))).toMatchObject({ name: "=1+1", userId: "@me", properties: { sum: "-2+3" } });
  expect(valueOf(place(row, false))).toMatchObject({ name: "'=1+1", userId: "'@me" });
});

test("cells are quoted where they must be", () => {
  expect(['a"b', "a,b", "a\r\nb", "a\nb", "a\rb", "a b"].map(quoteCell)).toEqual([
    ...['"a""b"', '"a,b"', '"a\r\nb"', '"a\nb"', '"a\rb"', "a b"],
  ]);
});

test("any text and any value are read back as they were written", () => {
  const word = fc.string({ unit: "binary", minLength: 1, maxLength: 20 });
  const hostile = fc.constantFrom(
    "=1",
    "'=1",
    "''-x",
    "'x",
    "\t",
    "true",
    "null",
    "12",
    '"a"',
    "[1]",
    "{",
    " 5",
  );
  fc.assert(
    fc.property(fc.oneof(word, hostile), fc.jsonValue({ maxDepth: 2 }), (text, value) => {
      const cell = typeof value === "string" ? textToCell(value) : JSON.stringify(value);
      const row = {
        ...CELLS,
        name: guardText(text),
        "properties.text": textToCell(text),
        "properties.v": cell,
      };
      const event = valueOf(place(row));
      expect(event.name).toBe(text.toWellFormed());
      expect(JSON.stringify(event.properties)).toBe(
        JSON.stringify({ text, v: value }, (_, each: unknown) =>
          typeof each === "string" ? each.toWellFormed() : each,
        ),
      );
    }),
  );
});

test("a Parquet file of events is a Lochan export, its ids and times kept", async () => {
  const file = await duckdb.write(
    `SELECT 'id-' || i AS id, 'track' AS type, '=buy' AS name, '{"seats":' || i || '}' AS properties,
      'd' AS "distinctId", NULL::VARCHAR AS "userId", NULL::VARCHAR AS "sessionId",
      TIMESTAMPTZ '2026-11-29 08:30:00+00' + to_milliseconds(i) AS "timestamp",
      TIMESTAMPTZ '2026-11-29 09:00:00+00' AS "receivedAt", 'snippet' AS source,
      NULL::TIMESTAMPTZ AS "sentAt", i::DOUBLE AS property_seats FROM range(500) r(i)`,
    "FORMAT parquet",
  );
  const { events, summary } = await importText(new Uint8Array(await file.arrayBuffer()));
  expect(summary).toMatchObject({ format: "lochan", read: 500, accepted: 500, refused: 0 });
  expect(events[499]).toMatchObject({
    id: "id-499",
    name: "=buy",
    properties: { seats: 499 },
    timestamp: Date.UTC(2026, 10, 29, 8, 30) + 499,
    receivedAt: Date.UTC(2026, 10, 29, 9),
  });
  expect(events[499]).not.toHaveProperty("userId");
});

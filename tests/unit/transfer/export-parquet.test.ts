import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { expect, test } from "vitest";
import { toEventId } from "../../../src/model/identifier.ts";
import {
  exportBytes,
  exportedEvent,
  hostileEvents,
  openExportLog,
  START,
} from "../../support/export-fixtures.ts";
import { openNativeDuckdb } from "../../support/native-duckdb.ts";

const FIELDS = [
  ["id", "VARCHAR"],
  ["type", "VARCHAR"],
  ["name", "VARCHAR"],
  ["properties", "VARCHAR"],
  ["distinctId", "VARCHAR"],
  ["userId", "VARCHAR"],
  ["sessionId", "VARCHAR"],
  ["timestamp", "TIMESTAMP WITH TIME ZONE"],
  ["receivedAt", "TIMESTAMP WITH TIME ZONE"],
  ["source", "VARCHAR"],
  ["sentAt", "TIMESTAMP WITH TIME ZONE"],
];

test("native DuckDB reads the types, and every field as it was", async () => {
  const log = await openExportLog(hostileEvents);
  const { query } = await openNativeDuckdb({ "a.parquet": await exportBytes(log, "parquet") });
  const described = await query("DESCRIBE SELECT * FROM '{a.parquet}'");
  expect(described.slice(0, 11).map((row) => [row["column_name"], row["column_type"]])).toEqual(FIELDS);
  const rows = await query(
    `SELECT id, type, name, properties, "distinctId", "userId", "sessionId", epoch_ms(timestamp) AS timestamp,
      epoch_ms("receivedAt") AS "receivedAt", source, epoch_ms("sentAt") AS "sentAt" FROM '{a.parquet}'`,
  );
  const read = rows.map(({ properties, ...row }) => ({
    ...Object.fromEntries(
      Object.entries(row)
        .filter(([, value]) => value !== null)
        .map(([name, value]) => [name, /[tT]imestamp|At$/.test(name) ? Number(value) : value]),
    ),
    properties: JSON.parse(properties as string) as object,
  }));
  expect(read).toEqual(await log.read());
});

test("properties of one type have a column of it, of several one of text; lists and objects have none", async () => {
  const log = await openExportLog([
    exportedEvent(0, {
      properties: { plan: "team", total: 9_007_199_254_740_994, on: true, any: 1, deep: { a: 1 } },
    }),
    exportedEvent(1, {
      properties: { plan: "", total: -0.5, on: false, any: "1", "odd key": "x", Plan: "Other" },
    }),
    exportedEvent(2, { properties: { plan: null, any: true, deep: [1], "😀": "👩‍👩‍👧" } }),
    exportedEvent(3),
  ]);
  const { query } = await openNativeDuckdb({ "a.parquet": await exportBytes(log, "parquet") });
  const described = await query("DESCRIBE SELECT COLUMNS('^property_') FROM '{a.parquet}'");
  expect(Object.fromEntries(described.map((row) => [row["column_name"], row["column_type"]]))).toEqual({
    property_plan: "VARCHAR",
    property_total: "DOUBLE",
    property_on: "BOOLEAN",
    property_any: "VARCHAR",
    "property_odd key": "VARCHAR",
    "property_😀": "VARCHAR",
  });
  const rows = await query(
    "SELECT COLUMNS('^property_(plan|total|on|any|😀)$') FROM '{a.parquet}' ORDER BY timestamp",
  );
  expect(rows).toEqual([
    {
      property_plan: "team",
      property_total: 9_007_199_254_740_994,
      property_on: true,
      property_any: "1",
      "property_😀": null,
    },
    { property_plan: "", property_total: -0.5, property_on: false, property_any: "1", "property_😀": null },
    {
      property_plan: null,
      property_total: null,
      property_on: null,
      property_any: "true",
      "property_😀": "👩‍👩‍👧",
    },
    { property_plan: null, property_total: null, property_on: null, property_any: null, "property_😀": null },
  ]);
});

const many = Array.from({ length: 250_000 }, (_, index) =>
  exportedEvent(index, {
    id: toEventId(`0190163d-8694-739b-aea5-${index.toString(16).padStart(12, "0")}`),
    ...(index % 3 === 0 ? { userId: `user-${index % 1_000}` } : {}),
    properties: { path: `/p/${index % 50}`, price: index / 4 },
  }),
);

test(
  "many events are groups of about 100,000 rows, with the same counts and uniques",
  { timeout: 120_000 },
  async () => {
    const log = await openExportLog([]);
    for (let first = 0; first < many.length; first += 50_000)
      await log.append(many.slice(first, first + 50_000));
    const bytes = await exportBytes(log, "parquet");
    const metadata = parquetMetadata(bytes.buffer);
    const groups = metadata.row_groups.map(({ num_rows }) => Number(num_rows));
    expect(groups).toHaveLength(3);
    for (const rows of groups.slice(0, -1)) expect(Math.abs(rows - 105_000)).toBeLessThan(10_000);
    expect(
      metadata.row_groups.flatMap(({ columns }) => columns.map(({ meta_data }) => meta_data?.codec)),
    ).toEqual(Array.from({ length: 39 }, () => "SNAPPY"));
    const { query } = await openNativeDuckdb({ "a.parquet": bytes });
    expect(
      await query(
        `SELECT count(*)::INT AS events, count(DISTINCT id)::INT AS ids, count(DISTINCT "userId")::INT AS users,
        count(DISTINCT property_path)::INT AS paths, sum(property_price) AS price,
        epoch_ms(max(timestamp)) AS latest FROM '{a.parquet}'`,
      ),
    ).toEqual([
      {
        ...{ events: many.length, ids: many.length, users: 1_000, paths: 50 },
        price: many.reduce((sum, { properties }) => sum + Number(properties["price"]), 0),
        latest: String(START + (many.length - 1) * 1_000),
      },
    ]);
  },
);

test("zeros keep their signs where numbers repeat", async () => {
  const zeros = Array.from({ length: 12 }, (_, index) => (index % 3 === 0 ? -0 : 0));
  const log = await openExportLog(zeros.map((zero, index) => exportedEvent(index, { properties: { zero } })));
  const { query } = await openNativeDuckdb({ "a.parquet": await exportBytes(log, "parquet") });
  const rows = await query("SELECT property_zero::VARCHAR AS zero FROM '{a.parquet}' ORDER BY timestamp");
  expect(rows.map(({ zero }) => Number(zero))).toEqual(zeros);
});

test("hyparquet reads the same file", async () => {
  const log = await openExportLog(hostileEvents);
  const { buffer } = await exportBytes(log, "parquet");
  const rows = await parquetReadObjects({ file: buffer });
  expect(rows.map(({ id, name }) => [id, name])).toEqual(hostileEvents.map(({ id, name }) => [id, name]));
  expect(rows[0]?.["timestamp"]).toEqual(new Date(hostileEvents[0]!.timestamp));
});

test("an empty project's file has its columns and no rows", async () => {
  const log = await openExportLog([]);
  const { query } = await openNativeDuckdb({ "a.parquet": await exportBytes(log, "parquet") });
  expect(await query("SELECT count(*)::INT AS events FROM '{a.parquet}'")).toEqual([{ events: 0 }]);
});

test("native DuckDB reads the CSV too", async () => {
  const log = await openExportLog(hostileEvents);
  const { query } = await openNativeDuckdb({
    "a.csv": await exportBytes(log, "csv"),
    "each.csv": await exportBytes(log, "csv", { propertyColumns: true }),
  });
  const from = (name: string) =>
    `read_csv('{${name}}', all_varchar = true, header = true, quote = '"', escape = '"', strict_mode = false)`;
  const rows = await query(`SELECT id, properties, "sentAt" FROM ${from("a.csv")}`);
  expect(rows.map(({ properties }) => JSON.parse(properties as string) as object)).toEqual(
    hostileEvents.map(({ properties }) => properties),
  );
  expect(rows.map(({ sentAt }) => sentAt)).toEqual(
    hostileEvents.map(({ sentAt }) => (sentAt === undefined ? null : new Date(sentAt).toISOString())),
  );
  expect(
    await query(`SELECT "properties.f" AS f FROM ${from("each.csv")} WHERE "properties.f" IS NOT NULL`),
  ).toEqual([{ f: "true" }, { f: '"true"' }, { f: "false" }]);
});

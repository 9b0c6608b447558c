import { expect, test } from "vitest";
import { exportBytes, exportedEvent, openExportLog } from "../../support/export-fixtures.ts";
import { openNativeDuckdb } from "../../support/native-duckdb.ts";
import { unzip } from "../../support/zip-files.ts";

const at = (iso: string, index: number, more: object = {}) =>
  exportedEvent(index, { timestamp: Date.parse(iso), ...more });

test("a file for each local day that has events, which DuckDB reads as one", async () => {
  const log = await openExportLog(
    [
      at("2026-11-01T20:00:00Z", 0, { properties: { plan: "team" } }),
      at("2026-10-31T18:29:59Z", 1),
      // Half past six in the evening is midnight there.
      at("2026-10-31T18:30:00Z", 2),
      at("2026-11-20T00:00:00Z", 3, { properties: { price: 3 } }),
      at("1970-01-01T00:00:00Z", 4),
    ],
    "Asia/Kolkata",
  );
  // Late events of days that had some.
  await log.append([at("2026-11-01T18:29:59.999Z", 5), at("2026-11-20T12:00:00Z", 6)]);
  const files = await unzip(await exportBytes(log, "parquet.zip"));
  expect(Object.keys(files)).toEqual([
    "date=1970-01-01/events.parquet",
    "date=2026-10-31/events.parquet",
    "date=2026-11-01/events.parquet",
    "date=2026-11-02/events.parquet",
    "date=2026-11-20/events.parquet",
  ]);
  const { query } = await openNativeDuckdb(files);
  const rows = await query(
    `SELECT id, date::VARCHAR AS date, property_price FROM
      read_parquet('{./*/*.parquet}', hive_partitioning = true) ORDER BY date, id`,
  );
  expect(rows.map(({ id, date }) => [id, date])).toEqual([
    ["event-4", "1970-01-01"],
    ["event-1", "2026-10-31"],
    ["event-2", "2026-11-01"],
    ["event-5", "2026-11-01"],
    ["event-0", "2026-11-02"],
    ["event-3", "2026-11-20"],
    ["event-6", "2026-11-20"],
  ]);
  expect(rows.map((row) => row["property_price"])).toEqual([null, null, null, null, null, 3, null]);
});

test("days without an event that is asked for have no file", async () => {
  const log = await openExportLog([
    at("2026-11-01T10:00:00Z", 0),
    at("2026-11-02T10:00:00Z", 1, { name: "purchase" }),
    at("2026-11-03T10:00:00Z", 2, { name: "purchase" }),
  ]);
  const files = await unzip(
    await exportBytes(log, "parquet.zip", {
      to: Date.parse("2026-11-03T00:00:00Z"),
      filters: [{ property: "$name", op: "is", value: "purchase" }],
    }),
  );
  expect(Object.keys(files)).toEqual(["date=2026-11-02/events.parquet"]);
});

test("a range that begins and ends within days has of these what is in it", async () => {
  const log = await openExportLog([
    at("2026-11-01T09:59:59.999Z", 0),
    at("2026-11-01T10:00:00Z", 1),
    at("2026-11-02T09:59:59.999Z", 2),
    at("2026-11-02T10:00:00Z", 3),
  ]);
  const range = { from: Date.parse("2026-11-01T10:00:00Z"), to: Date.parse("2026-11-02T10:00:00Z") };
  const { query } = await openNativeDuckdb(await unzip(await exportBytes(log, "parquet.zip", range)));
  expect(await query("SELECT id FROM read_parquet('{./*/*.parquet}') ORDER BY id")).toEqual([
    { id: "event-1" },
    { id: "event-2" },
  ]);
});

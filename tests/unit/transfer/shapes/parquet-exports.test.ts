import { afterAll, beforeAll, expect, test } from "vitest";
import { openDuckdb } from "../../../support/duckdb-files.ts";
import { fixtureRows, importFixture, outline } from "../../../support/import-fixture.ts";
import { rowsOf } from "../../../support/rows-of.ts";
import { recogniseShape } from "../../../../src/transfer/shapes/shapes.ts";

let duckdb: Awaited<ReturnType<typeof openDuckdb>>;
beforeAll(async () => {
  duckdb = await openDuckdb();
});
afterAll(() => duckdb.close());

const parquetRows = async (select: string): Promise<unknown[]> =>
  (await rowsOf(await duckdb.write(select, "FORMAT parquet"))).rows;

const quoted = (value: unknown): string =>
  `'${(typeof value === "string" ? value : JSON.stringify(value)).replaceAll("'", "''")}'`;

test("PostHog's batch export as Parquet is the same events as its lines", async () => {
  const lines = (await fixtureRows("posthog.ndjson")) as Record<string, unknown>[];
  const selects = lines.map(
    (row) =>
      `SELECT ${[
        "uuid",
        "event",
        "properties",
        "distinct_id",
        "person_id",
        "person_properties",
        "elements_chain",
      ]
        .map((column) => `${quoted(row[column])} AS ${column}`)
        .join(", ")}, ${quoted(row["timestamp"])}::TIMESTAMP AS timestamp`,
  );
  const rows = await parquetRows(selects.join(" UNION ALL "));
  expect(recogniseShape(rows)).toBe("posthog");
  const fromLines = await importFixture("posthog", lines);
  const before = outline(fromLines.events);
  const alone = await importFixture("posthog", rows);
  expect(outline(alone.events)).toEqual(before);
  expect(alone.events.map(({ properties }) => properties)).toEqual(
    fromLines.events.map(({ properties }) => properties),
  );
  const again = await importFixture("posthog", rows, { log: fromLines.log });
  expect(again.counts).toMatchObject({ read: 5, duplicate: 5 });
});

test("GA4's nested columns as Parquet are the same event as its lines", async () => {
  const line = {
    event_name: "page_view",
    event_timestamp: "1696470452486466",
    user_pseudo_id: "1.2",
    event_params: [
      { key: "page_location", value: { string_value: "https://shop.example/a" } },
      { key: "ga_session_id", value: { int_value: "7" } },
    ],
    device: { category: "mobile", web_info: { browser: "Chrome" } },
    items: [{ item_id: "lamp-1", quantity: "2", price: 1.5 }],
  };
  const value = (text: string, int: string): string => `{'string_value': ${text}, 'int_value': ${int}}`;
  const rows =
    await parquetRows(`SELECT 'page_view' AS event_name, 1696470452486466::BIGINT AS event_timestamp,
    '1.2' AS user_pseudo_id,
    [{'key': 'page_location', 'value': ${value("'https://shop.example/a'", "NULL::BIGINT")}},
     {'key': 'ga_session_id', 'value': ${value("NULL", "7::BIGINT")}}] AS event_params,
    {'category': 'mobile', 'web_info': {'browser': 'Chrome', 'hostname': NULL::VARCHAR}} AS device,
    [{'item_id': 'lamp-1', 'quantity': 2::BIGINT, 'price': 1.5::DOUBLE, 'item_brand': NULL::VARCHAR}] AS items`);
  expect(recogniseShape(rows)).toBe("ga4");
  const fromLine = await importFixture("ga4", [line]);
  const fromParquet = await importFixture("ga4", rows);
  expect(fromParquet.events).toEqual(fromLine.events);
  expect(fromParquet.events[0]?.properties).toEqual({
    url: "https://shop.example/a",
    path: "/a",
    browser: "Chrome",
    device: "mobile",
    items: [{ item_id: "lamp-1", quantity: 2, price: 1.5 }],
  });
});

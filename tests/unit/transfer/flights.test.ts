import { openAsBlob } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LocalEvents } from "../../../src/model/batch.ts";
import type { RowMapping } from "../../../src/model/row-mapping.ts";
import { success } from "../../../src/model/failure.ts";
import { importRows } from "../../../src/transfer/import-rows.ts";
import { makeImportTally } from "../../../src/transfer/import-tally.ts";
import { firstPart, openRows } from "../../../src/transfer/open-rows.ts";
import { makeMappedShape } from "../../../src/transfer/shapes/mapped-shape.ts";
import { openDuckdb } from "../../support/duckdb-files.ts";
import { importText } from "../../support/import-text.ts";
import { valueOf } from "../../support/open-catalog.ts";

const folder = "node_modules/vega-datasets/data";

let duckdb: Awaited<ReturnType<typeof openDuckdb>>;
beforeAll(async () => {
  duckdb = await openDuckdb();
});
afterAll(() => duckdb.close());

/** Flights and minutes late by origin and day. */
type Totals = Map<string, { flights: number; delay: number; miles: number }>;

function addTotals({ columns, entries }: LocalEvents, totals: Totals): void {
  const numbersOf = (key: string): Float64Array =>
    columns.properties.find((property) => entries.keys[property.key] === key)!.numbers!.values;
  const [delays, distances] = [numbersOf("delay"), numbersOf("distance")];
  expect([delays.length, distances.length]).toEqual([columns.count, columns.count]);
  for (let row = 0; row < columns.count; row++) {
    const person = entries.people[columns.distinct[row]!]!;
    const key = `${person.slice(1)} ${Math.floor(columns.timestamp[row]! / 86_400_000)}`;
    let total = totals.get(key);
    if (total === undefined) totals.set(key, (total = { flights: 0, delay: 0, miles: 0 }));
    total.flights += 1;
    total.delay += delays[row]!;
    total.miles += distances[row]!;
  }
}

async function importTotals(file: Blob, mapping: RowMapping): Promise<Totals> {
  const totals: Totals = new Map();
  const tally = makeImportTally();
  const failure = await importRows({
    groups: valueOf(await firstPart(openRows(file))).groups,
    shape: makeMappedShape(mapping),
    source: "file:flights",
    importId: "import",
    receivedAt: 0,
    tally,
    signal: new AbortController().signal,
    onStep: () => undefined,
    append: async (group) => {
      addTotals(group, totals);
      return success({ accepted: group.columns.count, duplicate: 0 });
    },
  });
  expect(failure).toBeUndefined();
  expect(tally.counts().refused).toBe(0);
  return totals;
}

test("3 million flights of a Parquet file add up to what DuckDB counts, by airport and day", async () => {
  const path = join(folder, "flights-3m.parquet");
  const totals = await importTotals(await openAsBlob(path), {
    fixedName: "flight",
    timestampField: "date",
    timeFormat: "iso",
    distinctIdField: "origin",
  });
  const rows = await duckdb.ask(
    `SELECT origin || ' ' || (epoch_ms(date) // 86400000) AS key, count(*)::INTEGER AS flights, sum(delay)::DOUBLE AS delay,
      sum(distance)::DOUBLE AS miles FROM '${path}' GROUP BY 1`,
  );
  expect(totals.size).toBe(rows.length);
  for (const { key, ...expected } of rows)
    expect({ key, ...totals.get(key as string) }).toEqual({ key, ...expected });
}, 240_000);

test("200 thousand flights of a JSON array, alike or not, are as many events, by minute of the day as DuckDB counts", async () => {
  const path = join(folder, "flights-200k.json");
  const mapping: RowMapping = {
    ...{ fixedName: "flight", fixedDate: "2001-04-01", timeZone: "America/New_York" },
    ...{ timeOfDayField: "time", timeOfDayFormat: "hours" },
  };
  const { events, summary } = await importText(await readFile(path), { mapping, groupEvents: 20_000 });
  expect(summary).toMatchObject({ format: "mapped", read: 200_000, accepted: 200_000, refused: 0 });
  const minutes = new Map<number, { flights: number; delay: number; miles: number }>();
  for (const { timestamp, properties } of events) {
    const minute = Math.round((timestamp - Date.UTC(2001, 3, 1, 5)) / 60_000);
    const total = minutes.get(minute) ?? { flights: 0, delay: 0, miles: 0 };
    minutes.set(minute, total);
    total.flights += 1;
    total.delay += Number(properties["delay"]);
    total.miles += Number(properties["distance"]);
  }
  // Clocks went forward at two that morning: what says 2:30 is meant for 3:30, and later times are an hour nearer to midnight.
  const rows = await duckdb.ask(
    `SELECT round(time * 60)::INTEGER - CASE WHEN round(time * 60) >= 180 THEN 60 ELSE 0 END AS minute, count(*)::INTEGER AS flights,
      sum(delay)::DOUBLE AS delay, sum(distance)::DOUBLE AS miles FROM '${path}' GROUP BY 1 ORDER BY 1`,
  );
  expect(
    [...minutes].sort(([one], [other]) => one - other).map(([minute, total]) => ({ minute, ...total })),
  ).toEqual(rows);
}, 240_000);

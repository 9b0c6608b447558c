import { expect, it } from "vitest";
import { seriesReadout } from "../../../src/ui/charts/series-readout.ts";

const AT = Date.UTC(2026, 10, 29);
const options = {
  granularity: "day" as const,
  timeZone: "UTC",
  imported: false,
  valueOf: (value: number) => `${value} events`,
};
const valuesOf = (told: ReturnType<typeof seriesReadout>) =>
  told?.rows.map(({ words, value }) => [words, value]);

it("tells of the previous period that it had nothing, and nothing where it had no such bucket", () => {
  const columns = {
    times: [AT, AT, AT],
    complete: [4, 5, null],
    filling: [null, null, 6],
    previous: [0, null, 7],
  };
  expect(valuesOf(seriesReadout(columns, 0, options))).toEqual([
    ["This period", "4 events"],
    ["Previous", "0 events"],
  ]);
  expect(valuesOf(seriesReadout(columns, 1, options))).toEqual([["This period", "5 events"]]);
  expect(valuesOf(seriesReadout(columns, 2, options))).toEqual([
    ["So far", "6 events"],
    ["Previous", "7 events"],
  ]);
  expect(seriesReadout(columns, 3, options)).toBeUndefined();
});

it("says of a bucket whose number is withheld that it is not told", () => {
  const columns = { times: [AT], complete: [null], filling: [null], previous: [null] };
  expect(valuesOf(seriesReadout(columns, 0, { ...options, imported: true }))).toEqual([
    ["Imported", "not told"],
  ]);
});

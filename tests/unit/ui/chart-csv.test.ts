import { expect, test } from "vitest";
import { zoneOf } from "../../../src/model/time-zone.ts";
import { barsToCsv, seriesToCsv } from "../../../src/ui/charts/chart-csv.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2026, 10, 1);

test("a chart's points are plain numbers at ISO times, with the period before and what is still filling", () => {
  const series: [number, number][] = [
    [START, 12_345],
    [START + HOUR, 0],
  ];
  const previousSeries: [number, number][] = [
    [START - 2 * HOUR, 7],
    [START - HOUR, 8],
  ];
  const answer = { series, previousSeries, incompleteFrom: START + HOUR };
  expect(seriesToCsv(answer, "users", "hour", zoneOf("UTC"))).toBe(
    "time,users,previous,stillFilling\r\n" +
      "2026-11-01T00:00:00.000Z,12345,7,false\r\n" +
      "2026-11-01T01:00:00.000Z,0,8,true\r\n",
  );
  expect(seriesToCsv({ series }, "events", "hour", zoneOf("UTC"))).toBe(
    "time,events,stillFilling\r\n2026-11-01T00:00:00.000Z,12345,false\r\n2026-11-01T01:00:00.000Z,0,false\r\n",
  );
});

test("a list's labels are guarded and quoted, and the rest has a row", () => {
  const bars = [
    { label: '=HYPERLINK("x"),', value: 2 },
    { label: "/teas", value: 1 },
  ];
  expect(barsToCsv(bars, { property: "Page", measure: "events", other: 1_000 })).toBe(
    'Page,events\r\n"\'=HYPERLINK(""x""),",2\r\n/teas,1\r\nEverything else,1000\r\n',
  );
  expect(barsToCsv(bars.slice(1), { property: "Page", measure: "events", other: 0 })).toBe(
    "Page,events\r\n/teas,1\r\n",
  );
});

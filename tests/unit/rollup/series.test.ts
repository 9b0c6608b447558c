import { expect, it } from "vitest";
import { ALWAYS_TRACKED } from "../../../src/model/tracked-properties.ts";
import { rollupSet } from "../../../src/rollup/series.ts";

it("names the layout that these tracked properties, in this order, go with: raise it with them", () => {
  const set = rollupSet({ timeZone: "UTC", sessionIdleMs: 1 });
  expect([set, ...ALWAYS_TRACKED]).toEqual([
    "UTC|1|4",
    "path",
    "title",
    "referrer_host",
    "utm_source",
    "country",
    "device",
    "browser",
    "os",
  ]);
});

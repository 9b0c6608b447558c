import { describe, expect, it } from "vitest";
import type { ImportProgress } from "../../../src/engine/api.ts";
import { makeImportRate } from "../../../src/ui/data/import-rate.ts";

const BYTES = 10_000_000;
const ROWS = 50_000;

/** `share` of the file was read; rows lag behind bytes, as they do while groups are admitted. */
const report = (share: number, elapsedMs: number, lagRows = 5_000): ImportProgress => {
  const read = share === 1 ? ROWS : Math.max(0, Math.round(ROWS * share) - lagRows);
  return {
    importId: "i",
    fileName: "a",
    bytesRead: BYTES * share,
    bytesTotal: BYTES,
    read,
    accepted: read,
    duplicate: 0,
    refused: 0,
    elapsedMs,
  };
};
const shares = Array.from({ length: 49 }, (_, at) => 0.04 + at * 0.02);

describe("the rate of an import", () => {
  it("says what the file holds from the bytes read, though rows lag behind them", () => {
    const rate = makeImportRate();
    const rates = [...shares, 1].map((share) => rate(report(share, 20_000 * share)));
    const totals = rates.flatMap(({ estimatedRows }) => estimatedRows ?? []);
    expect(totals.length).toBeGreaterThan(30);
    expect(new Set(totals)).toEqual(new Set([ROWS]));
    expect(rates.at(-1)).toMatchObject({ fraction: 1, remainingMs: 0 });
  });

  it("counts down: fraction and time left go one way at an even pace", () => {
    const rate = makeImportRate();
    const rates = shares.map((share, at) => rate(report(share, 20_000 * share * (at % 2 === 0 ? 1 : 1.02))));
    const fractions = rates.map(({ fraction }) => fraction);
    const left = rates.flatMap(({ remainingMs }) => remainingMs ?? []);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(left).toEqual(left.toSorted((a, b) => b - a));
  });

  it("says so when the rest really takes much longer", () => {
    const rate = makeImportRate();
    rate(report(0.2, 2_000));
    const early = rate(report(0.4, 4_000)).remainingMs ?? 0;
    const stuck = rate(report(0.42, 60_000)).remainingMs ?? 0;
    expect(stuck).toBeGreaterThan(3 * early);
  });

  it("promises nothing before it has settled, nor for an empty file", () => {
    const rate = makeImportRate();
    expect(rate(report(0.2, 300))).not.toHaveProperty("remainingMs");
    expect(makeImportRate()({ ...report(0, 2_000), bytesTotal: 0 })).toEqual({
      fraction: 0,
      rowsPerSecond: 0,
    });
  });
});

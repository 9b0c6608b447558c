import { describe, expect, it } from "vitest";
import { parseDateRange } from "../../../src/ui/data/date-range.ts";

describe("a range of local days", () => {
  it("includes both days and follows the zone over a change of clocks", () => {
    expect(parseDateRange("2026-10-25", "2026-10-25", "Europe/Berlin")).toEqual({
      ok: true,
      value: { from: Date.UTC(2026, 9, 24, 22), to: Date.UTC(2026, 9, 25, 23) },
    });
  });

  it("is open where a day is left empty", () => {
    expect(parseDateRange("", "", "UTC")).toEqual({ ok: true, value: {} });
    expect(parseDateRange("2026-01-02", "", "UTC")).toEqual({
      ok: true,
      value: { from: Date.UTC(2026, 0, 2) },
    });
    expect(parseDateRange("", "2026-01-02", "UTC")).toEqual({
      ok: true,
      value: { to: Date.UTC(2026, 0, 3) },
    });
  });

  it("refuses a last day before the first, and what is not a date", () => {
    expect(parseDateRange("2026-01-02", "2026-01-01", "UTC")).toMatchObject({
      ok: false,
      failure: { kind: "invalid-input", path: "through" },
    });
    expect(parseDateRange("2026-13-40", "", "UTC")).toMatchObject({ ok: false, failure: { path: "from" } });
  });
});

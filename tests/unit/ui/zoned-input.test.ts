import { expect, test } from "vitest";
import { zoneOf } from "../../../src/model/time-zone.ts";
import { inputToInstant, instantToInput } from "../../../src/ui/state/zoned-input.ts";

test("a local time in the project's zone becomes its instant and comes back", () => {
  for (const [name, text, instant] of [
    ["UTC", "2026-11-24T06:30", "2026-11-24T06:30Z"],
    ["Asia/Kolkata", "2026-11-24T06:30", "2026-11-24T01:00Z"],
    ["Europe/Berlin", "2026-07-01T00:00", "2026-06-30T22:00Z"],
    ["Pacific/Apia", "2026-01-01T00:00", "2025-12-31T11:00Z"],
  ] as const) {
    const zone = zoneOf(name);
    expect(inputToInstant(text, zone)).toBe(Date.parse(instant));
    expect(instantToInput(Date.parse(instant), zone)).toBe(text);
  }
});

test("a time the clocks skip moves on by the gap", () => {
  expect(inputToInstant("2026-03-29T02:30", zoneOf("Europe/Berlin"))).toBe(
    Date.parse("2026-03-29T03:30+02:00"),
  );
});

test("of a repeated time the first is meant", () => {
  expect(inputToInstant("2026-10-25T02:30", zoneOf("Europe/Berlin"))).toBe(
    Date.parse("2026-10-25T02:30+02:00"),
  );
});

test("text that is no time is no instant", () => {
  for (const text of ["", "yesterday", "2026-13-01T00:00", "2026-01-01"])
    expect(inputToInstant(text, zoneOf("UTC"))).toBeUndefined();
});

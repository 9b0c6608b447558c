import { expect, it } from "vitest";
import { makeRestartDelay } from "../../../src/engine/restart-delay.ts";

it("waits twice as long after each short run, up to a minute, and begins again after a long one", () => {
  const delay = makeRestartDelay();
  const short = [0, 10, 59_000, 60_000, 0, 0].map((ranMs) => delay(ranMs));
  expect(short).toEqual([3_000, 6_000, 12_000, 24_000, 48_000, 60_000]);
  expect(delay(0)).toBe(60_000);
  expect([delay(60_001), delay(0)]).toEqual([3_000, 6_000]);
});

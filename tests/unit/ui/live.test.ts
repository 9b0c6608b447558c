import { expect, test } from "vitest";
import type { LochanEvent } from "../../../src/model/event.ts";
import { toEventId } from "../../../src/model/identifier.ts";
import { slideSeconds } from "../../../src/ui/live/sliding-seconds.ts";
import { mergeRecent, RECENT_LIMIT } from "../../../src/ui/state/live.ts";

const at = (timestamp: number, id = `e${timestamp}`): LochanEvent => ({
  id: toEventId(id),
  type: "track",
  name: "n",
  properties: {},
  distinctId: "d",
  timestamp,
  receivedAt: timestamp,
  source: "api",
});

test("recent events are newest first, each once, at most a hundred", () => {
  const old = Array.from({ length: RECENT_LIMIT }, (_, index) => at(1000 - index));
  const merged = mergeRecent([at(2000), at(1000), at(950.5)], old);
  expect(merged).toHaveLength(RECENT_LIMIT);
  expect(merged[0]?.timestamp).toBe(2000);
  expect(merged.filter((event) => event.id === "e1000")).toHaveLength(1);
  expect(merged.map((event) => event.timestamp)).toEqual(
    merged.map((event) => event.timestamp).toSorted((a, b) => b - a),
  );
});

test("seconds slide on by themselves when no counters arrive", () => {
  const counters = { perSecond: [1, 2, 3, 4], windowEnd: 10_000 };
  expect(slideSeconds(counters, 9_500, 4)).toEqual([1, 2, 3, 4]);
  expect(slideSeconds(counters, 10_000, 4)).toEqual([2, 3, 4, 0]);
  expect(slideSeconds(counters, 12_300, 4)).toEqual([4, 0, 0, 0]);
  expect(slideSeconds(counters, 99_000, 4)).toEqual([0, 0, 0, 0]);
});

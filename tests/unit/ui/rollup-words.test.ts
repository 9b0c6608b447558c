import { expect, it } from "vitest";
import { rollupWords } from "../../../src/ui/state/rollup-words.ts";

const status = (sequence: number, rolled?: number, arrivals = 0) => ({
  checkpoints: rolled === undefined ? [] : [{ consumer: "rollup", generation: 1, sequence: rolled }],
  head: { generation: 1, sequence },
  arrivals,
  eventsByProject: { p: 5 },
});

it("says counts are up to date only where nothing is left to count", () => {
  expect(rollupWords(status(4, 4), "p", true)).toBe("Counts up to date");
  expect(rollupWords(status(5, 4), "p", true)).toBe("Counting new events");
  expect(rollupWords(status(5), "p", true)).toBe("Counting all events");
  expect(rollupWords({ ...status(0), eventsByProject: {} }, "p", true)).toBe("Counts ready");
});

it("counts what waited when the page was loaded, and not what a stream always has waiting", () => {
  expect(rollupWords(status(4, 4, 2), "p", false)).toBe("Counting new events");
  expect(rollupWords(status(4, 4, 2), "p", true)).toBe("Counts up to date");
});

it("says nothing before the engine has opened the project", () => {
  expect(rollupWords(status(0), "p", false)).toBeUndefined();
});

import { expect, onTestFinished, test } from "vitest";
import { readSourceTotals } from "../../../src/query/source-totals.ts";
import { makeEvent, need, openMirroredProject } from "../../support/mirrored-project.ts";

const NOW = Date.UTC(2026, 5, 10, 12, 30);

test("each source's events, those of the last minute and its latest time, without hidden names", async () => {
  const one = await openMirroredProject({
    events: [
      makeEvent({ source: "api", timestamp: NOW - 61_000 }),
      makeEvent({ source: "api", timestamp: NOW - 59_000 }),
      makeEvent({ source: "api", timestamp: NOW }),
      makeEvent({ source: "api", timestamp: NOW + 5_000 }),
      makeEvent({ source: "folder:it's", timestamp: NOW - 3_600_000 }),
      makeEvent({ source: "folder:it's", name: "$page_leave", timestamp: NOW - 1_000 }),
    ],
  });
  onTestFinished(() => one.close());
  expect(need(await readSourceTotals(one.mirror, NOW))).toEqual([
    { source: "api", events: 4, lastMinute: 2, lastAt: NOW + 5_000 },
    { source: "folder:it's", events: 1, lastMinute: 0, lastAt: NOW - 1_000 },
  ]);
});

test("a project without events has no sources", async () => {
  const one = await openMirroredProject({});
  onTestFinished(() => one.close());
  expect(need(await readSourceTotals(one.mirror, NOW))).toEqual([]);
});

import { expect, test } from "vitest";
import type { AnyQuestion } from "../../../src/model/question.ts";
import { askQuestion } from "../../../src/query/ask.ts";
import { openStatsReader } from "../../../src/rollup/stats-reader.ts";
import { makeEvent, openRolledProject } from "../../support/rolled-project.ts";

const DAY_MS = 86_400_000;
const now = Date.UTC(2026, 5, 10, 12, 30);

test("whole days are compared with those of a year before from rollups, unless the window runs into it", async () => {
  const one = await openRolledProject();
  await one.append([0, 1, 2, 300, 365, 366].map((days) => makeEvent({ timestamp: now - days * DAY_MS })));
  await one.fold(await one.open());
  const stats = openStatsReader(one.db);
  const ask = (more: Partial<AnyQuestion>) =>
    askQuestion({
      project: one.project,
      question: { version: 1, measure: "events", window: { last: "7d" }, compare: "year", ...more },
      now,
      stats,
    });
  const answer = await ask({});
  expect(answer).toMatchObject({
    ok: true,
    value: { total: 3, previous: 2, receipt: { source: "daily" } },
  });
  expect(answer.ok && answer.value.previousSeries?.map(([, events]) => events)).toEqual([
    0, 0, 0, 0, 0, 1, 1,
  ]);
  expect(await ask({ window: { from: now - 800 * DAY_MS, to: now } })).toMatchObject({
    ok: false,
    failure: { kind: "invalid-question", path: "compare" },
  });
  stats.dispose();
  await one.close();
});

import { expect, onTestFinished, test } from "vitest";
import { makeSeenValues } from "../../../src/log/seen-values.ts";
import { fail } from "../../../src/model/failure.ts";
import type { Question } from "../../../src/model/question.ts";
import { activeRules } from "../../../src/model/traffic.ts";
import { askQuestion } from "../../../src/query/ask.ts";
import { openStatsReader, type StatsReader } from "../../../src/rollup/stats-reader.ts";
import { makeEvent, openRolledProject } from "../../support/rolled-project.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 5, 10, 12, 30);
const QUESTION: Question = {
  version: 1,
  measure: "events",
  window: { from: NOW - 2 * DAY - (NOW % DAY), to: NOW - (NOW % DAY) },
  compare: "previous",
  traffic: "real",
};

/** Rollups that are folded between any two parts of an answer. */
async function openBusyProject() {
  const one = await openRolledProject({}, () => NOW);
  const rollup = await one.open();
  const seen = makeSeenValues(one.db, one.project.id);
  const rules = activeRules(one.project);
  const real = openStatsReader(one.db);
  onTestFinished(async () => {
    real.dispose();
    await one.close();
  });
  let reads = 0;
  const stats: StatsReader = {
    ...real,
    async stats(project, request) {
      reads += 1;
      const isFirstPart = reads % 2 === 1;
      if (!isFirstPart) {
        const isBot = reads === 6;
        const properties = isBot ? { $bot: true } : {};
        await one.append([makeEvent({ timestamp: NOW - 3 * DAY, properties })]);
        await one.fold(rollup);
        real.doubt(project.id);
      }
      const answer = await real.stats(project, request);
      // What rules look for is known up to here, and to no later position.
      if (isFirstPart && answer.ok) await seen.mayMatch(rules, answer.value);
      return answer;
    },
  };
  await one.append([makeEvent({ timestamp: NOW - DAY })]);
  await one.fold(rollup);
  return { ...one, stats, seen, reads: () => reads };
}

test("an answer that stays torn is held to no rules of an older position: the mirror is asked", async () => {
  const { project, stats, seen, reads } = await openBusyProject();
  const asked = fail({ kind: "engine-unavailable", message: "The mirror was asked." } as const);
  const elsewhere = () => Promise.resolve(asked);
  const input = { project, question: QUESTION, now: NOW, stats, seen, elsewhere };
  expect(await askQuestion(input)).toEqual(asked);
  expect(reads()).toBe(6);
});

test("without rules to hold it to, what was read last is the answer", async () => {
  const { project, stats, seen } = await openBusyProject();
  const question = { ...QUESTION, traffic: "all" as const };
  const answer = await askQuestion({ project, question, now: NOW, stats, seen });
  expect(answer).toMatchObject({ ok: true, value: { total: 1, receipt: { source: "hourly" } } });
});

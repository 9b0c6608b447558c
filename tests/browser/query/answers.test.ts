import fc from "fast-check";
import { expect, test } from "vitest";
import { askQuestion } from "../../../src/query/ask.ts";
import { answerRaw, rawNeeds } from "../../../src/query/answer-raw.ts";
import { planQuestion } from "../../../src/model/plan.ts";
import type { Project } from "../../../src/model/project.ts";
import type { Question } from "../../../src/model/question.ts";
import { openStatsReader } from "../../../src/rollup/stats-reader.ts";
import {
  arbitraryEvents,
  arbitraryQuestion,
  panelQuestions,
  TRACKED,
} from "../../support/arbitrary-questions.ts";
import { makeEvent, need, openMirroredProject } from "../../support/mirrored-project.ts";
import { naiveAnswer } from "../../support/naive-answer.ts";

const zones: [string, number][] = [
  ["UTC", Date.UTC(2026, 5, 10, 12)],
  ["Europe/Berlin", Date.UTC(2026, 2, 29, 12)],
  ["Europe/Berlin", Date.UTC(2026, 9, 26, 12)],
  ["Australia/Lord_Howe", Date.UTC(2026, 3, 5, 3)],
];
const QUESTIONS = 40;

const LIMIT_MS = 300_000;

test.each(zones)(
  "every answer in %s equals a count by hand, whatever the events and the question",
  async (timeZone, now) => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryEvents(now),
        fc.array(arbitraryQuestion(now, timeZone), { minLength: QUESTIONS, maxLength: QUESTIONS }),
        async (events, questions) => {
          const half = Math.floor(events.length / 2);
          const one = await openMirroredProject({ timeZone, events: events.slice(0, half), now: () => now });
          await one.append(events.slice(half));
          await one.settle();
          const stats = openStatsReader(one.db);
          try {
            for (const [index, question] of questions.entries()) {
              // Weeks begin as the project says, which may change at any time.
              const project: Project = { ...one.project, weekStart: index % 2 === 0 ? "monday" : "sunday" };
              const expected = naiveAnswer(events, question, project, now);
              const plan = planQuestion(question, project, now);
              const raw = need(
                await one.mirror.read((reading) => answerRaw(plan, reading), { needs: rawNeeds(plan) }),
              );
              if (plan.source !== "counters")
                expect({ question, sql: raw.sql, ...raw.body }).toEqual({
                  question,
                  sql: raw.sql,
                  ...expected,
                });
              if (plan.source === "counters" || plan.source === "raw") continue;
              const asked = need(await askQuestion({ project, question, now, stats, mirror: one.mirror }));
              const { receipt, incompleteFrom, ...answer } = asked;
              // Hours of a tracked property are kept for some days only.
              if (question.breakdown !== "path" || receipt.source !== "raw")
                expect(receipt.source).toBe(plan.source);
              expect(incompleteFrom).toBe(plan.incompleteFrom);
              expect({ question, ...answer }).toEqual({ question, ...expected });
            }
          } finally {
            stats.dispose();
            await one.close();
          }
        },
      ),
      { numRuns: 2, endOnFailure: true },
    );
  },
  LIMIT_MS,
);

test.each(zones)(
  "top values of a tracked property in %s are those of the mirror, from rollups unless these cannot tell",
  async (timeZone, now) => {
    const told = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(arbitraryEvents(now), async (events) => {
        const half = Math.floor(events.length / 2);
        const one = await openMirroredProject({
          timeZone,
          events: events.slice(0, half),
          trackedProperties: TRACKED,
          now: () => now,
        });
        await one.append(events.slice(half));
        await one.settle();
        const stats = openStatsReader(one.db);
        try {
          for (const question of panelQuestions()) {
            const asked = need(
              await askQuestion({ project: one.project, question, now, stats, mirror: one.mirror }),
            );
            const { receipt, incompleteFrom, ...answer } = asked;
            const { source, limit, ...plan } = planQuestion(question, one.project, now);
            expect([source, "raw"]).toContain(receipt.source);
            expect(incompleteFrom).toBe(plan.incompleteFrom);
            if (receipt.source !== "raw")
              told.set(question.breakdown!, (told.get(question.breakdown!) ?? 0) + limit);
            const expected = naiveAnswer(events, question, one.project, now);
            expect({ question, source: receipt.source, ...answer }).toEqual({
              question,
              source: receipt.source,
              ...expected,
            });
          }
        } finally {
          stats.dispose();
          await one.close();
        }
      }),
      { numRuns: 1, endOnFailure: true },
    );
    expect([...told.keys()]).toEqual(expect.arrayContaining(["path", "flag", "os"]));
  },
  LIMIT_MS,
);

test.each([
  ["a place is shared by more than are sorted by hand", 1_200],
  ["there are more than are listed", 51_000],
])("groups are the same ones where %s, and DuckDB counts them", async (_, count) => {
  const now = Date.UTC(2026, 5, 10, 12);
  const events = Array.from({ length: count }, (_, n) =>
    makeEvent({ timestamp: now - n * 5_000, distinctId: `browser-${(n * 7) % count}` }),
  );
  const one = await openMirroredProject({ timeZone: "UTC", events, now: () => now });
  await one.settle();
  try {
    for (const limit of [10, 300]) {
      const question: Question = {
        version: 1,
        measure: "users",
        window: { last: "7d" },
        breakdown: "$distinctId",
        limit,
      };
      const plan = planQuestion(question, one.project, now);
      const { body, sql } = need(
        await one.mirror.read((reading) => answerRaw(plan, reading), { needs: rawNeeds(plan) }),
      );
      expect(body).toEqual(naiveAnswer(events, question, one.project, now));
      expect(body.groups).toHaveLength(limit);
      expect(sql.includes("count(DISTINCT")).toBe(count > limit + 1_000);
    }
  } finally {
    await one.close();
  }
});

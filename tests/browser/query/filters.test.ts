import fc from "fast-check";
import { expect, test } from "vitest";
import { planQuestion } from "../../../src/model/plan.ts";
import type { AnyQuestion } from "../../../src/model/question.ts";
import { answerRaw, rawNeeds } from "../../../src/query/answer-raw.ts";
import { arbitraryEvents, arbitraryFilter, arbitraryTerm } from "../../support/arbitrary-questions.ts";
import { need, openMirroredProject } from "../../support/mirrored-project.ts";
import { naiveAnswer } from "../../support/naive-answer.ts";

const NOW = Date.UTC(2026, 5, 10, 12);
const DAY_MS = 86_400_000;

test("filters and groups of them keep in SQL what they keep of events, hidden names too", async () => {
  await fc.assert(
    fc.asyncProperty(
      arbitraryEvents(NOW),
      fc.array(fc.array(fc.oneof(arbitraryFilter, arbitraryTerm), { minLength: 1, maxLength: 2 }), {
        minLength: 200,
        maxLength: 200,
      }),
      async (events, lists) => {
        const one = await openMirroredProject({ events, now: () => NOW });
        try {
          for (const filters of lists) {
            const question: AnyQuestion = {
              version: 1,
              measure: "events",
              window: { from: NOW - 100 * DAY_MS, to: NOW + 10 * DAY_MS },
              granularity: "month",
              filters,
            };
            const plan = planQuestion(question, one.project, NOW);
            const { body, sql } = need(
              await one.mirror.read((reading) => answerRaw(plan, reading), { needs: rawNeeds(plan) }),
            );
            const { total } = naiveAnswer(events, question, one.project, NOW);
            expect({ filters, sql, total: body.total }).toEqual({ filters, sql, total });
          }
        } finally {
          await one.close();
        }
      },
    ),
    { numRuns: 2, endOnFailure: true },
  );
}, 300_000);

import fc from "fast-check";
import { expect, test } from "vitest";
import { matchesWildcard } from "../../../src/model/wildcard.ts";
import { planQuestion } from "../../../src/model/plan.ts";
import type { AnyQuestion } from "../../../src/model/question.ts";
import { answerRaw, rawNeeds } from "../../../src/query/answer-raw.ts";
import { arbitraryEvents, arbitraryFilter, arbitraryTerm } from "../../support/arbitrary-questions.ts";
import { makeEvent, need, openMirroredProject } from "../../support/mirrored-project.ts";
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

const PATTERNS = [
  ...["a*b", "a?b", "*", "?", "a\\*b", "a\\?b", "\\\\"],
  ...["a.b", "a|b", "(a)", "[a]b", "^a$", "a{1}", "a+b"],
];
const TEXTS = [
  ...["a\nb", "ab", "a\u{1F600}b", "a*b", "a?b", "a.b", "axb", "aab", "\\", ""],
  ...["a|b", "(a)", "[a]b", "^a$", "a{1}", "a+b"],
];

test("a pattern means nothing but its wildcards, and none takes long", async () => {
  const paths = [...TEXTS, "a".repeat(400)];
  const events = paths.map((path) => makeEvent({ timestamp: NOW - 1, properties: { path } }));
  const one = await openMirroredProject({ events, now: () => NOW });
  const countMatching = async (value: string): Promise<unknown> => {
    const filters = [{ property: "path", op: "matches" as const, value }];
    const window = { from: NOW - DAY_MS, to: NOW };
    const plan = planQuestion({ version: 1, measure: "events", window, filters }, one.project, NOW);
    const reading = one.mirror.read((it) => answerRaw(plan, it), { needs: rawNeeds(plan) });
    return need(await reading).body.total;
  };
  try {
    for (const pattern of PATTERNS) {
      const matching = paths.filter((path) => matchesWildcard(path, pattern));
      expect([pattern, await countMatching(pattern)]).toEqual([pattern, matching.length]);
    }
    // Going back and forth, it would not end in this test's time.
    expect(await countMatching(`${"*a".repeat(8)}*b`)).toBe(0);
    expect(await countMatching("?".repeat(400))).toBe(1);
    expect(await countMatching("?".repeat(8_192))).toBe(0);
  } finally {
    await one.close();
  }
}, 60_000);

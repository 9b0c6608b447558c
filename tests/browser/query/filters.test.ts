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

const SIZES = [1e-323, 1e-7, 9.9e-7, 1e-6, 1.5e-6, 1e-5, 9.25e-5, 1e-4, 0.1, 0.30000000000000004, 1, 100];
const LARGE = [1e15, 1e15 + 0.5, 2 ** 53 + 2, 1e16, 123_456_789_012_345_680, 1.5e18, 1e21, 1.25e22, 1e308];
const PARTS = ["0000", "e", ".", "1e-", "e+", "-0", "1e-7", "680", "0.00001", "-9"];

test("a number is searched as the text that JSON writes it as, however large or small", async () => {
  const numbers = [...SIZES, ...LARGE].flatMap((size) => [size, -size]);
  // Beside other values numbers have a column of their own; alone they have no other.
  const events = numbers.flatMap((size) => [
    makeEvent({ timestamp: NOW - 1, properties: { size, mixed: size } }),
    makeEvent({ timestamp: NOW - 1, properties: { mixed: `size ${size}` } }),
  ]);
  const one = await openMirroredProject({ events, now: () => NOW });
  const window = { from: NOW - DAY_MS, to: NOW };
  const answer = async (question: Omit<AnyQuestion, "version" | "measure" | "window">) => {
    const plan = planQuestion({ version: 1, measure: "events", window, ...question }, one.project, NOW);
    return need(await one.mirror.read((it) => answerRaw(plan, it), { needs: rawNeeds(plan) })).body;
  };
  try {
    for (const property of ["size", "mixed"]) {
      for (const value of PARTS) {
        const filters = [{ property, op: "contains" as const, value }];
        const { total } = naiveAnswer(
          events,
          { version: 1, measure: "events", window, filters },
          one.project,
          NOW,
        );
        expect([property, value, (await answer({ filters })).total]).toEqual([property, value, total]);
      }
      for (const value of numbers.map(String))
        expect([value, (await answer({ filters: [{ property, op: "matches", value }] })).total]).toEqual([
          value,
          1,
        ]);
    }
    const question = { breakdown: "size", limit: 5 } as const;
    const { groups } = naiveAnswer(
      events,
      { version: 1, measure: "events", window, ...question },
      one.project,
      NOW,
    );
    expect((await answer(question)).groups).toEqual(groups);
  } finally {
    await one.close();
  }
}, 120_000);

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LochanEvent } from "../../../src/model/event.ts";
import { planQuestion } from "../../../src/model/plan.ts";
import type { AnyMeasure, AnyQuestion } from "../../../src/model/question.ts";
import { answerRaw, rawNeeds } from "../../../src/query/answer-raw.ts";
import { askQuestion } from "../../../src/query/ask.ts";
import { openStatsReader, type StatsReader } from "../../../src/rollup/stats-reader.ts";
import {
  arbitraryEvents,
  arbitraryMeasured,
  arbitraryPaired,
  withExactSums,
} from "../../support/arbitrary-questions.ts";
import {
  makeEvent,
  need,
  openMirroredProject,
  type MirroredProject,
} from "../../support/mirrored-project.ts";
import { naiveAnswer } from "../../support/naive-answer.ts";

const zones: [string, number][] = [
  ["UTC", Date.UTC(2026, 5, 10, 12)],
  ["Europe/Berlin", Date.UTC(2026, 2, 29, 12)],
  ["Asia/Kolkata", Date.UTC(2026, 9, 26, 12)],
];
const QUESTIONS = 60;
const LIMIT_MS = 300_000;

/** Numbers as near as their last digits may differ: sums of three thirds are added in another order. */
const near = (value: unknown): unknown => {
  if (typeof value === "number") return value === 0 ? 0 : Number(value.toPrecision(12));
  if (Array.isArray(value)) return value.map(near);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, near(each)]));
};

test.each(zones)(
  "rates, folds and pairs of properties in %s are what is worked out by hand, whatever the events and the question",
  async (timeZone, now) => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryEvents(now),
        fc.array(fc.oneof(arbitraryMeasured(now, timeZone), arbitraryPaired(now, timeZone)), {
          minLength: QUESTIONS,
          maxLength: QUESTIONS,
        }),
        async (found, questions) => {
          const events = withExactSums(found);
          const one = await openMirroredProject({ timeZone, events, now: () => now });
          try {
            for (const question of questions) {
              const plan = planQuestion(question, one.project, now);
              expect(plan.source).toBe("raw");
              const raw = need(
                await one.mirror.read((reading) => answerRaw(plan, reading), { needs: rawNeeds(plan) }),
              );
              const expected = naiveAnswer(events, question, one.project, now);
              expect({ question, sql: raw.sql, ...(near(raw.body) as object) }).toEqual({
                question,
                sql: raw.sql,
                ...(near(expected) as object),
              });
            }
          } finally {
            await one.close();
          }
        },
      ),
      { numRuns: 2, endOnFailure: true },
    );
  },
  LIMIT_MS,
);

describe("a measure of numbers", () => {
  const now = Date.UTC(2026, 5, 10, 12, 30);
  const HOUR = 3_600_000;
  let one: MirroredProject;
  let stats: StatsReader;
  const event = (amount: LochanEvent["properties"][string] | undefined, more: Partial<LochanEvent> = {}) =>
    makeEvent({ timestamp: now - HOUR, properties: amount === undefined ? {} : { amount }, ...more });
  beforeAll(async () => {
    one = await openMirroredProject({
      events: [
        event(1, { distinctId: "b1" }),
        event("2", { distinctId: "b1" }),
        event(4, { distinctId: "b2", userId: "ann" }),
        event(10, { distinctId: "b3", userId: "ann" }),
        ...["5.0", " 7", "1e3", "", "Infinity", true, null, [8]].map((amount) =>
          event(amount, { name: "no" }),
        ),
        event(undefined, { distinctId: "b4", name: "no" }),
        event(100, { timestamp: now - 30 * HOUR }),
        event(1.7e308, { name: "huge" }),
        event(1.7e308, { name: "huge" }),
      ],
    });
    stats = openStatsReader(one.db);
  });
  afterAll(async () => {
    stats.dispose();
    await one.close();
  });
  const ask = async (measure: AnyMeasure, more: Partial<AnyQuestion> = {}) =>
    need(
      await askQuestion({
        project: one.project,
        question: { version: 1, measure, window: { last: "today" }, name: "thing", ...more },
        now,
        stats,
        mirror: one.mirror,
      }),
    );

  test.each<[AnyMeasure, number]>([
    [{ property: "amount", fold: "sum" }, 17],
    [{ property: "amount", fold: "average" }, 4.25],
    [{ property: "amount", fold: "min" }, 1],
    [{ property: "amount", fold: "max" }, 10],
    [{ property: "amount", fold: "median" }, 3],
    [{ property: "amount", fold: "p90" }, 8.2],
    [{ property: "amount", fold: "p95" }, 9.1],
    [{ property: "amount", fold: "p99" }, 9.82],
    // b1 has 1 and 2, ann 4 and 10.
    [{ property: "amount", fold: "sum", per: "user" }, 8.5],
    [{ property: "amount", fold: "max", per: "user" }, 6],
    [{ property: "amount", fold: "median", per: "user" }, 4.25],
    // A session is of one distinct id.
    [{ property: "amount", fold: "sum", per: "session" }, 17 / 3],
    [{ count: "events", per: "user" }, 2],
    [{ count: "events", per: "session" }, 4 / 3],
    [{ count: "sessions", per: "user" }, 1.5],
    [{ count: "users", per: "session" }, 2 / 3],
  ])("%o is %d", async (measure, expected) => {
    const answer = await ask(measure);
    expect(answer.total).toBeCloseTo(expected, 12);
    expect(answer.receipt.source).toBe("raw");
    expect(answer.receipt.sql).toContain("WITH base");
    expect(answer.series?.filter(([, value]) => value !== null && value !== 0)).toHaveLength(1);
  });

  test("passes over what does not read exactly as a number is written", async () => {
    expect((await ask({ property: "amount", fold: "max" }, { name: "no" })).total).toBeNull();
    expect((await ask({ property: "amount", fold: "sum" }, { name: "no" })).total).toBe(0);
    const filters: AnyQuestion["filters"] = [{ property: "amount", op: "greater", value: -1e9 }];
    expect((await ask("events", { name: "no", filters })).total).toBe(0);
    // Those who have no number still divide a sum.
    expect((await ask({ property: "amount", fold: "sum", per: "user" }, { name: "no" })).total).toBe(0);
  });

  test("of nothing a sum is 0, all else null", async () => {
    const nobody = { name: "nobody", granularity: "day" } as const;
    const sum = await ask({ property: "amount", fold: "sum" }, nobody);
    expect([sum.total, sum.series?.[0]?.[1]]).toEqual([0, 0]);
    for (const measure of [
      { property: "amount", fold: "average" },
      { property: "amount", fold: "p95" },
      { property: "amount", fold: "sum", per: "user" },
      { count: "events", per: "session" },
    ] satisfies AnyMeasure[]) {
      const answer = await ask(measure, { ...nobody, breakdown: "amount", compare: "previous" });
      expect(answer).toMatchObject({ total: null, previous: null, groups: [], other: null });
      expect(answer.series?.map(([, value]) => value)).toEqual([null]);
    }
  });

  test("groups come greatest first and those without a number last; the rest is of their events", async () => {
    const answer = await ask({ property: "amount", fold: "average" }, { breakdown: "$distinctId", limit: 2 });
    expect(answer.groups).toEqual([
      { key: "b3", value: 10 },
      { key: "b2", value: 4 },
    ]);
    expect(answer.other).toBe(1.5);
    const none = await ask({ property: "amount", fold: "min" }, { name: "no", breakdown: "$distinctId" });
    expect(none.groups).toEqual([
      { key: "b1", value: null },
      { key: "b4", value: null },
    ]);
  });

  test("a number too large for a double is none", async () => {
    expect((await ask({ property: "amount", fold: "sum" }, { name: "huge" })).total).toBeNull();
    expect((await ask({ property: "amount", fold: "max" }, { name: "huge" })).total).toBe(1.7e308);
  });
});

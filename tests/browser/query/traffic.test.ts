import fc from "fast-check";
import { expect, test } from "vitest";
import { makeSeenValues } from "../../../src/log/seen-values.ts";
import { planQuestion } from "../../../src/model/plan.ts";
import type { Project } from "../../../src/model/project.ts";
import type { Question } from "../../../src/model/question.ts";
import { activeRules, type TrafficRules } from "../../../src/model/traffic.ts";
import { askQuestion } from "../../../src/query/ask.ts";
import { findMatches } from "../../../src/query/find-matches.ts";
import { openStatsReader } from "../../../src/rollup/stats-reader.ts";
import {
  arbitraryEvents,
  arbitraryQuestion,
  arbitraryTraffic,
  panelQuestions,
  withBots,
} from "../../support/arbitrary-questions.ts";
import { makeEvent, need, openMirroredProject } from "../../support/mirrored-project.ts";
import { naiveAnswer } from "../../support/naive-answer.ts";

const zones: [string, number][] = [
  ["UTC", Date.UTC(2026, 5, 10, 12)],
  ["Europe/Berlin", Date.UTC(2026, 9, 26, 12)],
];
const LIMIT_MS = 300_000;
const TRAFFIC = ["real", "left-out", "all"] as const;

/** Rules of a project that never had what they look for. */
const VAIN: TrafficRules = {
  bots: true,
  rules: [
    { name: "Me", on: true, conditions: [{ property: "$userId", op: "is", value: "nobody" }] },
    { name: "Tests", on: true, conditions: [{ property: "simulated", op: "is", value: true }] },
    {
      name: "Staff at home",
      on: true,
      conditions: [
        { property: "path", op: "is", value: "/nowhere" },
        { property: "$name", op: "is-not", value: "x" },
      ],
    },
  ],
};

/** Without a rule, and with a question that rollups answer. */
const PLAIN: [TrafficRules, Question] = [
  { bots: false, rules: [] },
  { version: 1, measure: "users", window: { last: "7d" } },
];

test.each(zones)(
  "whatever the rules, answers in %s equal a count by hand of what they keep, and of what they leave out",
  async (timeZone, now) => {
    const sources = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        arbitraryEvents(now),
        fc.array(fc.tuple(arbitraryTraffic, arbitraryQuestion(now, timeZone)), {
          minLength: 40,
          maxLength: 40,
        }),
        async (drawn, cases) => {
          const events = withBots(drawn);
          const one = await openMirroredProject({ timeZone, events, now: () => now });
          const stats = openStatsReader(one.db);
          const seen = makeSeenValues(one.db, one.project.id);
          try {
            for (const [index, [traffic, asked]] of [...cases, PLAIN].entries()) {
              const project: Project = { ...one.project, traffic };
              const rules = activeRules(project);
              // Half of the cases know when what they leave out was.
              if (index % 2 === 1) {
                const extent = await findMatches(one.mirror, rules, new AbortController().signal);
                seen.extentOf(rules).told(need(extent));
              }
              for (const which of TRAFFIC) {
                const question: Question = { ...asked, traffic: which };
                const plan = planQuestion(question, project, now);
                const { receipt, incompleteFrom, ...answer } = need(
                  await askQuestion({ project, question, now, stats, seen, mirror: one.mirror }),
                );
                sources.add(`${which} ${receipt.source === "raw" ? "raw" : "rollups"}`);
                expect(incompleteFrom).toBe(plan.incompleteFrom);
                // Without a ring the last five minutes are raw, and that has a body of the counters' shape.
                expect({ traffic, question, sql: receipt.sql, ...answer }).toEqual({
                  traffic,
                  question,
                  sql: receipt.sql,
                  ...(plan.source === "counters" ? answer : naiveAnswer(events, question, project, now)),
                });
                if (plan.source === "counters") continue;
                const { from, to } = plan.window;
                const within: Question = { version: 1, measure: "events", window: { from, to } };
                for (const key of ["name", "type", "filters"] as const)
                  if (question[key] !== undefined) Object.assign(within, { [key]: question[key] });
                expect(receipt.leftOut).toEqual(
                  which === "real"
                    ? {
                        rules: rules.map(({ name }) => name),
                        events: naiveAnswer(events, { ...within, traffic: "left-out" }, project, now).total,
                      }
                    : undefined,
                );
              }
            }
          } finally {
            stats.dispose();
            await one.close();
          }
        },
      ),
      { numRuns: 2, endOnFailure: true },
    );
    expect([...sources]).toEqual(
      expect.arrayContaining(["real raw", "real rollups", "left-out raw", "all rollups"]),
    );
  },
  LIMIT_MS,
);

test.each(zones)(
  "rules that can match no event leave the rollups' answers in %s as they are",
  async (timeZone, now) => {
    await fc.assert(
      fc.asyncProperty(arbitraryEvents(now), async (events) => {
        const one = await openMirroredProject({ timeZone, events, now: () => now });
        const project: Project = { ...one.project, traffic: VAIN };
        const stats = openStatsReader(one.db);
        const seen = makeSeenValues(one.db, project.id);
        try {
          for (const asked of panelQuestions())
            for (const which of TRAFFIC) {
              const question: Question = { ...asked, traffic: which };
              const { receipt, incompleteFrom, ...answer } = need(
                await askQuestion({ project, question, now, stats, seen, mirror: one.mirror }),
              );
              const { receipt: plain } = need(
                await askQuestion({ project, question: asked, now, stats, seen, mirror: one.mirror }),
              );
              expect({ question, source: receipt.source }).toEqual({ question, source: plain.source });
              expect(incompleteFrom).toBe(planQuestion(question, project, now).incompleteFrom);
              expect({ question, ...answer }).toEqual({
                question,
                ...naiveAnswer(events, question, project, now),
              });
              if (which === "real") expect(receipt.leftOut?.events).toBe(0);
            }
        } finally {
          stats.dispose();
          await one.close();
        }
      }),
      { numRuns: 1, endOnFailure: true },
    );
  },
  LIMIT_MS,
);

test("the first event that a rule matches turns answers of rollups into raw ones", async () => {
  const now = Date.UTC(2026, 5, 10, 12);
  const one = await openMirroredProject({ events: [makeEvent({ timestamp: now })], now: () => now });
  const stats = openStatsReader(one.db);
  const seen = makeSeenValues(one.db, one.project.id);
  const question: Question = { version: 1, measure: "users", window: { last: "7d" }, traffic: "real" };
  const ask = async () =>
    need(await askQuestion({ project: one.project, question, now, stats, seen, mirror: one.mirror }));
  try {
    expect(await ask()).toMatchObject({ total: 1, receipt: { source: "daily", leftOut: { events: 0 } } });
    await one.append([makeEvent({ timestamp: now, distinctId: "robot", properties: { $bot: true } })]);
    await one.settle();
    stats.doubt(one.project.id);
    expect(await ask()).toMatchObject({
      total: 1,
      receipt: { source: "raw", leftOut: { rules: ["Bots"], events: 1 } },
    });
  } finally {
    stats.dispose();
    await one.close();
  }
});

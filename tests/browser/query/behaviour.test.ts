import fc from "fast-check";
import { expect, test } from "vitest";
import { planQuestion } from "../../../src/model/plan.ts";
import type { Project } from "../../../src/model/project.ts";
import type { AnyQuestion } from "../../../src/model/question.ts";
import { answerRaw, rawNeeds } from "../../../src/query/answer-raw.ts";
import { arbitraryBehavioural } from "../../support/arbitrary-behaviour.ts";
import {
  arbitraryEvents,
  arbitraryTraffic,
  withBots,
  withExactSums,
} from "../../support/arbitrary-questions.ts";
import { need, openMirroredProject } from "../../support/mirrored-project.ts";
import { naiveAnswer } from "../../support/naive-answer.ts";

const zones: [string, number][] = [
  ["Asia/Kolkata", Date.UTC(2026, 5, 10, 12)],
  ["Europe/Berlin", Date.UTC(2026, 2, 29, 12)],
  ["Australia/Lord_Howe", Date.UTC(2026, 3, 5, 3)],
];
const LIMIT_MS = 300_000;

test.each(zones)(
  "what users and sessions did in %s is what a count by hand says, in groups and with late events",
  async (timeZone, now) => {
    let telling = 0;
    await fc.assert(
      fc.asyncProperty(
        arbitraryEvents(now),
        fc.array(
          fc.tuple(
            arbitraryBehavioural(now, timeZone),
            arbitraryTraffic,
            fc.constantFrom("all" as const, "real" as const, "left-out" as const),
          ),
          { minLength: 60, maxLength: 60 },
        ),
        async (drawn, cases) => {
          const events = withBots(withExactSums(drawn));
          const half = Math.floor(events.length / 2);
          const one = await openMirroredProject({ timeZone, events: events.slice(0, half), now: () => now });
          await one.append(events.slice(half));
          await one.settle();
          try {
            for (const [asked, rules, traffic] of cases) {
              const question: AnyQuestion = { ...asked, traffic };
              const project: Project = { ...one.project, traffic: rules };
              const plan = planQuestion(question, project, now);
              const { body, sql } = need(
                await one.mirror.read((reading) => answerRaw(plan, reading), { needs: rawNeeds(plan) }),
              );
              const expected = naiveAnswer(events, question, project, now);
              const { filters, ...unfiltered } = question;
              const whole = naiveAnswer(events, unfiltered, project, now).total;
              if (filters && expected.total && expected.total !== whole) telling++;
              expect({ question, rules, sql, ...body }).toEqual({ question, rules, sql, ...expected });
            }
          } finally {
            await one.close();
          }
        },
      ),
      { numRuns: 1, endOnFailure: true },
    );
    expect(telling).toBeGreaterThan(0);
  },
  LIMIT_MS,
);

import { expect, test } from "vitest";
import type { LochanEvent } from "../../../src/model/event.ts";
import { planQuestion } from "../../../src/model/plan.ts";
import type { AnyMeasure, AnyQuestion } from "../../../src/model/question.ts";
import { answerRaw, rawNeeds } from "../../../src/query/answer-raw.ts";
import { makeEvent, need, openMirroredProject } from "../../support/mirrored-project.ts";
import { naiveAnswer } from "../../support/naive-answer.ts";
import { withSessionFields } from "../../support/naive-sessions.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOON = Date.UTC(2026, 5, 10, 12);
const WINDOW = { from: NOON - 2 * DAY - 7 * MINUTE, to: NOON + 7 * MINUTE };
const LENGTH = WINDOW.to - WINDOW.from;
/** Of the window, the one before, days and hours. */
const EDGES = [WINDOW.from - LENGTH, WINDOW.from, WINDOW.to, NOON - DAY / 2, NOON - DAY, NOON - 5 * HOUR];

/** Sessions on both sides of each edge and over it; of some the actor changes, some have a bot's or a hidden event. */
function makeSessions(isGiven: (kind: string) => boolean): LochanEvent[] {
  const kinds = ["plain", "known", "bot", "hidden", "viewless"];
  return EDGES.flatMap((edge, at) =>
    kinds.flatMap((kind) =>
      [[-9], [9], [-9, 9], [-9, -8, 9]].flatMap((minutes, which) => {
        const id = `${kind}-${at}-${which}`;
        return minutes.map((minute, place) =>
          makeEvent({
            name: kind === "hidden" && place === 0 ? "$leave" : kind === "viewless" ? "sign up" : "page_view",
            distinctId: id,
            timestamp: edge + minute * MINUTE,
            ...(isGiven(kind) && { sessionId: `s-${id}` }),
            ...(kind === "known" && place > 0 && { userId: `u${at}` }),
            properties: {
              path: `/${(at + which + place) % 4}`,
              ...(kind === "bot" && place === 1 && { $bot: true }),
              ...(which === 1 && { utm_source: "google", utm_medium: "cpc" }),
            },
          }),
        );
      }),
    ),
  );
}

const MEASURES: AnyMeasure[] = ["users", "sessions", { session: "bounce-rate" }, { session: "duration" }];

const questions = (traffic: AnyQuestion["traffic"]): AnyQuestion[] =>
  MEASURES.flatMap((measure) =>
    [undefined, "$channel", "$entryPage"].flatMap((breakdown) =>
      (["hour", "day", "week", undefined] as const).flatMap((granularity) =>
        [undefined, "page_view"].map((name, at): AnyQuestion => ({
          version: 1,
          measure,
          window: WINDOW,
          ...(breakdown && { breakdown, limit: 3 }),
          ...(granularity && { granularity }),
          ...(name && { name }),
          ...(traffic && { traffic }),
          ...(at === 0 && { compare: "previous" as const }),
          ...(measure === "users" && {
            filters: [{ property: "$entryPage", op: "is-not" as const, value: "/3" }],
          }),
        })),
      ),
    ),
  );

const near = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, each: unknown) =>
      typeof each === "number" ? Number(each.toPrecision(12)) : each,
    ),
  );

test.each([
  ["given", () => true, undefined],
  ["given, without bots", () => true, "real"],
  ["cut or given", (kind: string) => kind.length < 6, undefined],
] as const)(
  "a row stands for a session just where all of it is counted alike: %s",
  async (_, isGiven, traffic) => {
    const events = makeSessions(isGiven);
    const one = await openMirroredProject({ events, now: () => NOON });
    try {
      for (const question of questions(traffic)) {
        const plan = planQuestion(question, one.project, NOON);
        const raw = need(
          await one.mirror.read((reading) => answerRaw(plan, reading), {
            needs: [...rawNeeds(plan), { allowedOrigins: [] }],
          }),
        );
        const isOfSessions = plan.sessionFacts !== undefined;
        expect({ question, isOfSessions: raw.sql.includes("WITH odd AS") }).toEqual({
          question,
          isOfSessions,
        });
        const expected = naiveAnswer(withSessionFields(events, one.project), question, one.project, NOON);
        expect({ question, body: near(raw.body) }).toEqual({ question, body: near(expected) });
      }
    } finally {
      await one.close();
    }
  },
  300_000,
);

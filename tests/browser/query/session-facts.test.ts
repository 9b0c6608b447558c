import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonValue, LochanEvent } from "../../../src/model/event.ts";
import { SESSION_FIELDS } from "../../../src/model/own-fields.ts";
import { planQuestion } from "../../../src/model/plan.ts";
import { WHOS, type AnyMeasure, type AnyQuestion, type Filter } from "../../../src/model/question.ts";
import { answerRaw, rawNeeds } from "../../../src/query/answer-raw.ts";
import { arbitraryQuestion } from "../../support/arbitrary-questions.ts";
import {
  makeEvent,
  need,
  openMirroredProject,
  type MirroredProject,
} from "../../support/mirrored-project.ts";
import { naiveAnswer } from "../../support/naive-answer.ts";
import { withSessionFields } from "../../support/naive-sessions.ts";

const HOUR = 3_600_000;
const LIMIT_MS = 300_000;
const QUESTIONS = 24;
const HOSTILE = "'); DROP TABLE m.main.facts; --";

const zones: [string, number][] = [
  ["Europe/Berlin", Date.UTC(2026, 2, 29, 12)],
  ["Asia/Kolkata", Date.UTC(2026, 9, 26, 12)],
];

const some = <T extends JsonValue>(...values: T[]) =>
  fc.option(fc.constantFrom(...values), { nil: undefined, freq: 3 });

/** Many at one instant, half of them with a session's id, most of them page views. */
const arbitraryVisits = (around: number): fc.Arbitrary<LochanEvent[]> =>
  fc.array(
    fc
      .record({
        minutes: fc.integer({ min: -40 * 60, max: 120 }),
        near: fc.constantFrom(0, 0, 1),
        name: fc.constantFrom("page_view", "page_view", "page_view", "sign up", "$leave"),
        distinctId: fc.constantFrom("b1", "b2", "b3"),
        userId: some("ann"),
        sessionId: some("s1", "s2", "s'3", "s4"),
        path: some<JsonValue>("/", "/a", "/b", HOSTILE, "ü😀", 7, true),
        referrer_host: some(
          "www.google.co.uk",
          "shop.example",
          "eu.shop.example",
          "blog.example:8080",
          "t.co",
        ),
        utm_source: some("Newsletter", "google", HOSTILE),
        utm_medium: some<JsonValue>("cpc", "email", null),
        utm_campaign: some("spring"),
        utm_term: some("tea"),
        time_zone: some("Europe/Berlin", "Asia/Calcutta", "UTC", HOSTILE),
        language: some("de-AT", "en", "zh-Hant-TW"),
      })
      .map(({ minutes, near, name, distinctId, userId, sessionId, ...properties }) =>
        makeEvent({
          name,
          distinctId,
          timestamp: Math.floor(around / HOUR) * HOUR + Math.floor(minutes / 20) * 20 * 60_000 + near,
          ...(userId !== undefined && { userId }),
          ...(sessionId !== undefined && { sessionId }),
          properties: Object.fromEntries(
            Object.entries(properties).filter(([, value]) => value !== undefined),
          ) as LochanEvent["properties"],
        }),
      ),
    { minLength: 40, maxLength: 120 },
  );

const sessionFilter: fc.Arbitrary<Filter> = fc
  .tuple(
    fc.constantFrom(...SESSION_FIELDS),
    fc.constantFrom<Omit<Filter, "property">>(
      { op: "is", value: ["/", "Direct", "DE", "Google", "cpc"] },
      { op: "is-not", value: [null, "/a", "Paid search"] },
      { op: "contains", value: "e" },
      { op: "not-matches", value: "*a*" },
      { op: "less", value: "b" },
      { op: "set" },
      { op: "not-set" },
    ),
  )
  .map(([property, rest]) => ({ property, ...rest }));

const arbitraryAsked = (around: number, timeZone: string): fc.Arbitrary<AnyQuestion> =>
  fc
    .tuple(
      arbitraryQuestion(around, timeZone),
      fc.option(fc.constantFrom<AnyMeasure>({ session: "bounce-rate" }, { session: "duration" }), {
        nil: undefined,
        freq: 2,
      }),
      fc.constantFrom(undefined, "path", ...SESSION_FIELDS),
      fc.array(sessionFilter, { maxLength: 2 }),
      fc.option(fc.tuple(fc.constantFrom(...WHOS), sessionFilter), { nil: undefined }),
    )
    .map(([question, measure, breakdown, filters, done]) => {
      const asked: AnyQuestion = { ...question, ...(measure && { measure }) };
      if (question.type !== undefined && question.name === undefined) asked.name = "page_view";
      delete asked.type;
      delete asked.breakdown;
      delete asked.filters;
      if (breakdown !== undefined) asked.breakdown = breakdown;
      if (filters.length > 0) asked.filters = [{ any: filters }];
      if (done) (asked.filters ??= []).push({ who: done[0], did: { filters: [done[1]] } });
      return asked;
    });

const near = (value: unknown): unknown => {
  if (typeof value === "number") return value === 0 ? 0 : Number(value.toPrecision(12));
  if (Array.isArray(value)) return value.map(near);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, near(each)]));
};

async function expectSame(
  one: MirroredProject,
  events: readonly LochanEvent[],
  question: AnyQuestion,
  now: number,
) {
  const plan = planQuestion(question, one.project, now);
  const raw = need(await one.mirror.read((reading) => answerRaw(plan, reading), { needs: rawNeeds(plan) }));
  const expected = naiveAnswer(withSessionFields(events, one.project), question, one.project, now);
  expect({ question, sql: raw.sql, ...(near(raw.body) as object) }).toEqual({
    question,
    sql: raw.sql,
    ...(near(expected) as object),
  });
}

/** As after a reload: what was known of sessions is in the file. */
async function reopenStored(one: MirroredProject): Promise<void> {
  need(await one.mirror.keep());
  await one.reopen();
  const known = need(
    await one.mirror.read(async ({ run }) =>
      (await run('SELECT "row" FROM m.main.session_state')).toArray().map((row) => row["row"] as number),
    ),
  );
  expect(known).toEqual([one.mirror.rows()]);
}

test.each(zones)(
  "what sessions are, in %s, is what is worked out by hand, also after late events and a reload",
  async (timeZone, now) => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryVisits(now),
        fc.array(arbitraryAsked(now, timeZone), { minLength: QUESTIONS, maxLength: QUESTIONS }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (events, questions, share) => {
          const first = Math.floor(events.length * share);
          const one = await openMirroredProject({ timeZone, events: events.slice(0, first), now: () => now });
          one.project.allowedOrigins = ["https://shop.example", "https://*.shop.example"];
          try {
            for (const question of questions.slice(0, QUESTIONS / 4))
              await expectSame(one, events.slice(0, first), question, now);
            for (const upTo of [Math.ceil((first + events.length) / 2), events.length]) {
              if (upTo === events.length) await reopenStored(one);
              await one.append(events.slice(first, upTo).concat(events.slice(0, 2)));
              await one.settle();
              for (const question of questions) await expectSame(one, events.slice(0, upTo), question, now);
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

test("who sees an event sees the session it is in, while events come in", async () => {
  const one = await openMirroredProject({ events: [makeEvent({ sessionId: "s" })] });
  try {
    const lost: Promise<unknown>[] = [];
    for (let burst = 0; burst < 12; burst++) {
      await one.append(
        Array.from({ length: 40 }, (_, n) => makeEvent({ sessionId: `s-${burst}-${n}`, timestamp: n })),
      );
      lost.push(
        one.mirror
          .read(
            async ({ run }) => {
              const found = await run(
                "SELECT count(*)::DOUBLE AS n, count(v.session)::DOUBLE AS known FROM m.main.facts AS f LEFT JOIN m.main.visits AS v ON v.session = f.session_",
              );
              return found.get(0) as { n: number; known: number };
            },
            { needs: [{ allowedOrigins: [] }] },
          )
          .then(need)
          .then(({ n, known }) => (n === 0 ? "nothing" : n - known)),
      );
      void one.mirror.catchUp();
    }
    expect(await Promise.all(lost)).toEqual(lost.map(() => 0));
    need(await one.mirror.catchUp());
  } finally {
    await one.close();
  }
});

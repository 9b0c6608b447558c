import "fake-indexeddb/auto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { claimEpoch } from "../../src/log/fence.ts";
import { PAGE_VIEW, type JsonValue, type LochanEvent } from "../../src/model/event.ts";
import type { Measure } from "../../src/model/question.ts";
import { bucketStarts } from "../../src/model/buckets.ts";
import { zoneOf } from "../../src/model/time-zone.ts";
import { previousWindow } from "../../src/model/windows.ts";
import { TIER_RULE } from "../../src/rollup/fold-dimensions.ts";
import { verifyRollups } from "../../src/rollup/recount.ts";
import { openStatsReader, type Series, type StatsReader } from "../../src/rollup/stats-reader.ts";
import { runs } from "../support/fast-check-setup.ts";
import { naiveAnswer } from "../support/naive-answer.ts";
import { naiveStats } from "../support/naive-stats.ts";
import { makeEvent, need, openRolledProject, type RolledProject } from "../support/rolled-project.ts";
import { toSequence } from "../../src/model/identifier.ts";
import { readBatches } from "../../src/log/reader.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MEASURES: Measure[] = ["events", "users", "sessions"];
const ZONES = ["UTC", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia"];
/** Clocks change in Berlin, Lord Howe; Apia skips a day. */
const EPOCHS = ["2026-10-24T12:00Z", "2026-04-04T02:00Z", "2011-12-29T12:00Z", "2026-03-28T20:00Z"].map(
  Date.parse,
);

const anEvent = fc.record({
  distinct: fc.integer({ min: 0, max: 3 }),
  user: fc.option(fc.constantFrom("u1", "u2", "b0", "b1"), { freq: 4 }),
  session: fc.option(fc.constantFrom("s1", "s2", "s3"), { freq: 4 }),
  kind: fc.constantFrom(
    ["track", "thing"],
    ["track", "other"],
    ["page", "page_view"],
    ["page", "thing"],
    ["track", "$drop"],
  ),
  minutes: fc.integer({ min: 0, max: 3 * 24 * 60 }),
  path: fc.option(fc.constantFrom<JsonValue>("/", "/a", "/b", "true", true, null, "[1]", [1]), {
    freq: 5,
    nil: undefined,
  }),
  plan: fc.oneof(
    { weight: 60, arbitrary: fc.constantFrom<JsonValue>("free", "team", false) },
    fc.constant(7),
  ),
});
/** Long runs of steps below the idle time reach the cap; what comes late shifts where it cuts. */
const aRun = fc
  .record({
    distinct: fc.integer({ min: 0, max: 1 }),
    from: fc.integer({ min: 0, max: 3 }),
    count: fc.integer({ min: 60, max: 150 }),
    stride: fc.constantFrom(19, 25, 30),
  })
  .map(({ distinct, from, count, stride }): AnEvent[] =>
    Array.from({ length: count }, (_, index) => ({
      distinct,
      user: null,
      session: null,
      kind: ["track", index % 5 === 0 ? "other" : "thing"],
      minutes: from * 300 + index * stride,
      path: index % 4 === 0 ? "/" : "/a",
      plan: index % 50 === 0 ? "team" : "free",
    })),
  );
const aLateOne = fc
  .record({
    distinct: fc.integer({ min: 0, max: 1 }),
    from: fc.integer({ min: 0, max: 3 }),
    by: fc.constantFrom(5, 15, 25),
  })
  .map(({ distinct, from, by }): AnEvent[] => [
    {
      distinct,
      user: null,
      session: null,
      kind: ["page", "page_view"],
      minutes: from * 300 - by,
      path: "/b",
      plan: "free",
    },
  ]);
type AnEvent = typeof anEvent extends fc.Arbitrary<infer T> ? T : never;

const aStep = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("append" as const),
      events: fc.array(anEvent, { minLength: 1, maxLength: 40 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("append" as const), events: aRun }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("append" as const), events: aLateOne }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("fold" as const), maxEvents: fc.integer({ min: 1, max: 60 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("crash", "take over", "ask", "delete rows") }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("zone" as const), zone: fc.constantFrom(...ZONES) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("idle" as const), minutes: fc.constantFrom(10, 30, 45) }),
  },
);

const toEvent = (epoch: number, index: number, drawn: AnEvent): LochanEvent =>
  makeEvent({
    id: index % 3 === 0 ? crypto.randomUUID() : `id-${(index * 7919) % 1000}-${index}`,
    type: drawn.kind[0] as string,
    name: drawn.kind[1] as string,
    distinctId: `b${drawn.distinct}`,
    timestamp: epoch + drawn.minutes * MINUTE,
    properties: { plan: drawn.plan, ...(drawn.path !== undefined && { path: drawn.path }) },
    ...(drawn.user !== null && { userId: drawn.user }),
    ...(drawn.session !== null && { sessionId: drawn.session }),
  });

const SERIES: Series[] = [
  "overall",
  { type: "track" },
  { type: "page", name: "thing" },
  { name: "thing" },
  { name: "$drop" },
  { type: "never" },
];

async function expectTrueAnswers(
  rolled: RolledProject,
  reader: StatsReader,
  folded: readonly LochanEvent[],
  epoch: number,
): Promise<void> {
  const { project } = rolled;
  const zone = zoneOf(project.timeZone);
  const naive = naiveStats(folded, project.sessionIdleMs);
  for (const source of ["hourly", "daily"] as const) {
    const unit = source === "hourly" ? "hour" : "day";
    for (const [before, after] of [
      [0, 3 * DAY],
      [5 * HOUR, 30 * HOUR],
      [-10 * DAY, 40 * DAY],
    ] as const) {
      const from = zone.bucketStart(unit, epoch + before);
      const to = zone.nextBucket(unit, epoch + after);
      for (const measure of MEASURES)
        for (const series of SERIES) {
          const granularity = source === "hourly" && before === 0 ? "hour" : before < 0 ? "week" : "day";
          const answer = need(
            await reader.stats(project, { source, from, to, measure, series, granularity }),
          );
          const kind = series === "overall" ? {} : series;
          const starts = bucketStarts(zone, granularity, from, to);
          expect({ source, measure, series, total: answer.total, points: answer.points }).toEqual({
            source,
            measure,
            series,
            total: naive.measure(measure, { from, to, ...kind }),
            points: starts.map((start, index) => [
              start,
              naive.measure(measure, {
                from: Math.max(start, from),
                to: starts[index + 1] ?? to,
                ...kind,
              }),
            ]),
          });
        }
    }
  }
  const from = zone.dayStart(epoch - DAY);
  const to = zone.nextBucket("day", epoch + 5 * DAY);
  for (const measure of MEASURES) {
    const named = need(await reader.byName(project, { from, to, measure, limit: 1 }));
    const names = new Set(folded.map((event) => event.name).filter((name) => !name.startsWith("$")));
    const values = [...names]
      .map((name) => ({ key: name, value: naive.measure(measure, { from, to, name }) }))
      .filter(({ value }) => value > 0)
      .sort((a, b) => b.value - a.value || (a.key < b.key ? -1 : 1));
    const rest = folded.filter((event) => event.name !== values[0]?.key);
    expect([named.groups, named.other, named.total]).toEqual([
      values.slice(0, 1),
      measure === "events"
        ? naive.measure("events", { from, to }) - (values[0]?.value ?? 0)
        : new Set(
            rest
              .filter((event) => !event.name.startsWith("$"))
              .map(measure === "users" ? naive.person : naive.stay),
          ).size,
      naive.measure(measure, { from, to }),
    ]);
  }
}

/** Where buckets tell the values, as a count by hand says; and they tell them but for numbers. */
async function expectTrueProperties(
  { project }: RolledProject,
  reader: StatsReader,
  folded: readonly LochanEvent[],
  epoch: number,
): Promise<void> {
  const zone = zoneOf(project.timeZone);
  for (const [source, days] of [
    ["daily", 9],
    ["daily", 1],
    ["hourly", 2],
  ] as const) {
    const unit = source === "hourly" ? "hour" : "day";
    const from = zone.bucketStart(unit, epoch + DAY);
    const to = zone.nextBucket(unit, epoch + DAY + days * DAY);
    const window = { from, to };
    const previous = previousWindow(window, window, zone);
    const within = folded.filter(
      ({ timestamp, name }) => timestamp >= previous.from && timestamp < to && !name.startsWith("$"),
    );
    for (const breakdown of ["path", "plan", "os"])
      for (const measure of MEASURES)
        for (const onlyPageViews of [false, true]) {
          const request = {
            source,
            ...window,
            previous,
            measure,
            property: breakdown,
            onlyPageViews,
            limit: 2,
          };
          const told = need(await reader.byProperty(project, request));
          const hasNumbers = within.some(({ timestamp, properties }) => {
            const inDay = timestamp >= zone.bucketStart(unit, previous.from);
            return inDay && typeof properties[breakdown] === "number";
          });
          expect(told === undefined).toBe(hasNumbers);
          if (told === undefined) continue;
          const expected = naiveAnswer(
            folded,
            {
              version: 1,
              measure,
              window,
              breakdown,
              limit: 2,
              compare: "previous",
              ...(onlyPageViews && { name: PAGE_VIEW }),
            },
            project,
            epoch,
          );
          expect({ request, groups: told.groups, other: told.other }).toEqual({
            request,
            groups: expected.groups,
            other: expected.other,
          });
        }
  }
}

/** All in one tier and one row, as buckets of so few events are; in two; in parts; and in one row until they grow. */
const TIER_RULES = [
  TIER_RULE,
  { ...TIER_RULE, wholeBytes: 2_400 },
  { largeBytes: 0, largestShare: 1, wholeBytes: 0 },
  { largeBytes: 0, largestShare: 4, wholeBytes: 2_400 },
];

test(
  "I3, I5: rollups equal a recount after any folds, crashes, late events and changes of zone",
  { timeout: 600_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...EPOCHS),
        fc.constantFrom(...ZONES),
        fc.constantFrom(...TIER_RULES),
        fc.array(aStep, { minLength: 1, maxLength: 14 }),
        async (epoch, timeZone, tierRule, steps) => {
          const rolled = await openRolledProject(
            { timeZone, trackedProperties: ["plan"] },
            () => epoch,
            tierRule,
          );
          const reader = openStatsReader(rolled.db);
          try {
            const appended: LochanEvent[] = [];
            let rollup = await rolled.open();
            for (const step of steps) {
              if (step.do === "append" && "events" in step) {
                const events = step.events.map((drawn, index) =>
                  toEvent(epoch, appended.length + index, drawn),
                );
                appended.push(...events);
                await rolled.append(events);
              } else if (step.do === "fold" && "maxEvents" in step) {
                await rolled.fold(rollup, step.maxEvents);
                reader.doubt(rolled.project.id);
              } else if (step.do === "crash") {
                rollup = await rolled.open();
              } else if (step.do === "take over") {
                const old = rollup;
                const oldEpoch = rolled.epoch;
                rolled.epoch = await claimEpoch(rolled.db);
                await rolled.append([]);
                rollup = await rolled.open();
                expect(rolled.epoch).toBeGreaterThan(oldEpoch);
                const { checkpoint } = rollup;
                const batches = await readBatches(rolled.db, rolled.project.id, toSequence(0), {
                  maxEvents: 1e9,
                });
                const fresh = batches.some(({ sequence }) => sequence > old.checkpoint.sequence);
                expect((await old.fold(batches)).ok).toBe(!fresh);
                expect((await rolled.open()).checkpoint).toEqual(checkpoint);
              } else if (step.do === "zone" && "zone" in step) {
                rolled.project = { ...rolled.project, timeZone: step.zone };
                rollup = await rolled.open();
              } else if (step.do === "idle" && "minutes" in step) {
                rolled.project = { ...rolled.project, sessionIdleMs: step.minutes * MINUTE };
                rollup = await rolled.open();
              } else if (step.do === "delete rows") {
                const { hourlyStats, dailyStats, dimensions, identities, cutSessions, checkpoints } =
                  rolled.db;
                await Promise.all(
                  [hourlyStats, dailyStats, dimensions, identities, cutSessions, checkpoints].map((table) =>
                    table.clear(),
                  ),
                );
                rollup = await rolled.open();
              } else if (step.do === "ask") {
                await rolled.fold(rollup);
                reader.doubt(rolled.project.id);
                await expectTrueAnswers(rolled, reader, appended, epoch);
                await expectTrueProperties(rolled, reader, appended, epoch);
              }
            }
            await rolled.fold(rollup, 25);
            reader.doubt(rolled.project.id);
            expect(await verifyRollups(rolled.db, rolled.project)).toMatchObject({
              drift: 0,
              differences: [],
            });
            await expectTrueAnswers(rolled, reader, appended, epoch);
            await expectTrueProperties(rolled, reader, appended, epoch);
          } finally {
            reader.dispose();
            await rolled.close();
          }
        },
      ),
      runs(40),
    );
  },
);

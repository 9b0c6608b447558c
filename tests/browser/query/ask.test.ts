import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { success } from "../../../src/model/failure.ts";
import type { AnyQuestion, Question } from "../../../src/model/question.ts";
import { askQuestion, type AskInput } from "../../../src/query/ask.ts";
import { parseQuestion } from "../../../src/query/parse-question.ts";
import { suggestProperties, suggestValues } from "../../../src/query/suggest.ts";
import { openStatsReader, type StatsReader } from "../../../src/rollup/stats-reader.ts";
import {
  makeEvent,
  need,
  openMirroredProject,
  type MirroredProject,
} from "../../support/mirrored-project.ts";

const HOUR = 3_600_000;
const now = Date.UTC(2026, 5, 10, 12, 30);
let one: MirroredProject;
let stats: StatsReader;
beforeAll(async () => {
  const at = (hoursAgo: number) => now - hoursAgo * HOUR;
  one = await openMirroredProject({
    events: [
      makeEvent({
        name: "page_view",
        type: "page",
        distinctId: "b1",
        timestamp: at(1),
        properties: { path: "/", plan: "Pro", seats: 3 },
      }),
      makeEvent({
        name: "page_view",
        type: "page",
        distinctId: "b2",
        timestamp: at(2),
        properties: { path: "/", plan: 5 },
      }),
      makeEvent({
        name: "page_view",
        type: "page",
        distinctId: "b1",
        timestamp: at(30),
        properties: { path: "/teas", plan: "5" },
      }),
      makeEvent({
        name: "signup",
        distinctId: "b1",
        userId: "ann",
        timestamp: at(1),
        properties: { plan: true, path: null },
      }),
      makeEvent({ name: "$leave", distinctId: "b9", timestamp: at(1), properties: { path: "/" } }),
    ],
  });
  stats = openStatsReader(one.db);
});
afterAll(async () => {
  stats.dispose();
  await one.close();
});

const ask = (question: Partial<AnyQuestion>, more: Partial<AskInput> = {}) =>
  askQuestion({
    project: one.project,
    question: { version: 1, measure: "events", window: { last: "7d" }, ...question },
    now,
    stats,
    mirror: one.mirror,
    ...more,
  });

describe("askQuestion", () => {
  test("gives a raw answer with its receipt", async () => {
    const filters: Question["filters"] = [{ property: "$name", op: "set" }];
    const answer = need(await ask({ breakdown: "path", limit: 1, measure: "users", filters }));
    expect(answer).toMatchObject({
      total: 2,
      groups: [{ key: "/", value: 2 }],
      other: 1,
      incompleteFrom: Date.UTC(2026, 5, 10),
      receipt: {
        source: "raw",
        generation: 1,
        sequence: one.mirror.checkpoint().sequence,
        scanned: 5,
        timeZone: "UTC",
      },
    });
    expect(answer.receipt.sql).toContain("SELECT");
    expect(answer.receipt.ms).toBeGreaterThan(0);
  });

  test('takes 5 and "5" for one value, and null for a property that is not there', async () => {
    const answer = need(await ask({ breakdown: "plan" }));
    expect(answer.groups).toEqual([
      { key: 5, value: 2 },
      { key: "Pro", value: 1 },
      { key: true, value: 1 },
    ]);
    for (const { key, value } of answer.groups ?? []) {
      const filters: Question["filters"] = [{ property: "plan", op: "is", value: key }];
      expect(need(await ask({ filters })).total).toBe(value);
    }
    expect(need(await ask({ filters: [{ property: "path", op: "is", value: null }] })).total).toBe(1);
    expect(need(await ask({ filters: [{ property: "seats", op: "is-not", value: 3 }] })).total).toBe(3);
  });

  test("filters on every key an event may have, the empty and the very long one too", async () => {
    const long = "k".repeat(4_000);
    const odd = await openMirroredProject({
      events: [
        makeEvent({ timestamp: now, properties: { "": "a", [long]: "b", "\ufffd": "c" } }),
        makeEvent({ timestamp: now, properties: {} }),
      ],
    });
    for (const [property, value] of [
      ["", "a"],
      [long, "b"],
      ["\ud800", "c"],
    ]) {
      const question = need(
        parseQuestion({
          version: 1,
          measure: "events",
          window: { last: "7d" },
          filters: [{ property, op: "is", value }],
          breakdown: property,
        }),
      );
      const answer = need(await ask(question, { project: odd.project, mirror: odd.mirror }));
      expect(answer).toMatchObject({ total: 1, groups: [{ key: value, value: 1 }] });
    }
    await odd.close();
  });

  test("a breakdown of nothing, by what nobody has, has no groups", async () => {
    const filters: Question["filters"] = [{ property: "path", op: "is", value: "/nowhere" }];
    expect(need(await ask({ breakdown: "nobody", filters }))).toMatchObject({ total: 0, groups: [] });
  });

  test("counts hidden names only when asked for by name", async () => {
    expect(need(await ask({})).total).toBe(4);
    expect(need(await ask({ name: "$leave" })).total).toBe(1);
    expect(need(await ask({ filters: [{ property: "path", op: "is", value: "/" }] })).total).toBe(2);
    expect(
      need(await ask({ name: "$leave", filters: [{ property: "path", op: "is", value: "/" }] })).total,
    ).toBe(1);
  });

  test("answers from the rollups without a mirror, and says what it cannot answer", async () => {
    const alone = { mirror: undefined };
    expect(need(await ask({ breakdown: "$name" }, alone))).toMatchObject({
      total: 4,
      groups: [
        { key: "page_view", value: 3 },
        { key: "signup", value: 1 },
      ],
      receipt: { source: "daily" },
    });
    expect(need(await ask({ breakdown: "path" }, alone))).toMatchObject({
      groups: [
        { key: "/", value: 2 },
        { key: "/teas", value: 1 },
        { key: null, value: 1 },
      ],
      receipt: { source: "daily" },
    });
    expect(await ask({ breakdown: "plan" }, alone)).toMatchObject({
      ok: false,
      failure: { kind: "engine-unavailable" },
    });
  });

  test("asks the mirror where rollups turn out not to tell, or whoever has one", async () => {
    const mixed = await openMirroredProject({
      events: [
        makeEvent({ timestamp: now, properties: { os: "Plan 9", path: "/" } }),
        makeEvent({ timestamp: now, properties: { os: 9, path: "/" } }),
      ],
    });
    const reader = openStatsReader(mixed.db);
    const here = { project: mixed.project, mirror: mixed.mirror, stats: reader };
    const raw = need(await ask({ breakdown: "os" }, here));
    expect(raw).toMatchObject({ total: 2, groups: [{ value: 1 }, { value: 1 }], receipt: { source: "raw" } });
    expect(need(await ask({ breakdown: "path" }, here)).receipt.source).toBe("daily");
    const there = { ...here, mirror: undefined, elsewhere: async () => success(raw) };
    expect(need(await ask({ breakdown: "os" }, there))).toBe(raw);
    reader.dispose();
    await mixed.close();
  });

  test("answers the last five minutes from the ring, or from the mirror without one", async () => {
    const counted = (value: number) => () => ({
      windowStart: 0,
      windowEnd: 0,
      events5m: { value, previous: 2 },
      activeUsers5m: { value: 1, previous: 0 },
    });
    const ring = { view: counted(7), real: counted(4) };
    const question: Partial<Question> = { window: { last: "5m" }, compare: "previous" };
    expect(need(await ask(question, { ring }))).toMatchObject({
      total: 7,
      previous: 2,
      receipt: { source: "counters", scanned: 300 },
    });
    expect(need(await ask({ ...question, traffic: "real" }, { ring }))).toMatchObject({
      total: 4,
      previous: 2,
      receipt: { source: "counters", leftOut: { rules: ["Bots"], events: 3 } },
    });
    expect(need(await ask(question))).toMatchObject({ total: 0, previous: 0, receipt: { source: "raw" } });
  });

  test("is cancelled by its signal", async () => {
    expect(await ask({ breakdown: "path" }, { signal: AbortSignal.abort() })).toMatchObject({
      ok: false,
      failure: { kind: "query-cancelled" },
    });
  });
});

describe("suggestions", () => {
  test("properties come the most frequent first", async () => {
    expect(need(await suggestProperties(one.mirror))).toEqual([
      { key: "path", count: 4 },
      { key: "plan", count: 4 },
      { key: "seats", count: 1 },
    ]);
  });

  test("values come with counts, and are searched in whatever case", async () => {
    expect(need(await suggestValues(one.mirror, "path", ""))).toEqual([
      { value: "/", count: 3 },
      { value: "/teas", count: 1 },
    ]);
    expect(need(await suggestValues(one.mirror, "plan", "PR"))).toEqual([{ value: "Pro", count: 1 }]);
    expect(need(await suggestValues(one.mirror, "plan", "5"))).toEqual([{ value: 5, count: 2 }]);
    expect(need(await suggestValues(one.mirror, "$name", "sign"))).toEqual([{ value: "signup", count: 1 }]);
    expect(need(await suggestValues(one.mirror, "nobody", ""))).toEqual([]);
  });
});

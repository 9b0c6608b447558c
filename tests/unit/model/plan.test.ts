import { describe, expect, test } from "vitest";
import { toProjectId } from "../../../src/model/identifier.ts";
import type { Project } from "../../../src/model/project.ts";
import type { Question } from "../../../src/model/question.ts";
import { planQuestion } from "../../../src/model/plan.ts";

const projectIn = (timeZone: string): Project => ({
  id: toProjectId("p"),
  name: "p",
  timeZone,
  writeKey: "k",
  allowedOrigins: [],
  sessionIdleMs: 1_800_000,
  createdAt: 0,
  updatedAt: 0,
});
const now = Date.UTC(2026, 10, 24, 6, 40, 12, 345);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const midnight = Date.UTC(2026, 10, 24);

const plan = (question: Partial<Question>, timeZone = "UTC") =>
  planQuestion(
    { version: 1, measure: "events", window: { last: "7d" }, ...question },
    projectIn(timeZone),
    now,
  );

describe("planQuestion", () => {
  const sources: [string, Partial<Question>, string][] = [
    ["the last five minutes", { window: { last: "5m" } }, "counters"],
    [
      "users of the last five minutes",
      { window: { last: "5m" }, measure: "users", compare: "previous" },
      "counters",
    ],
    ["sessions of the last five minutes", { window: { last: "5m" }, measure: "sessions" }, "raw"],
    ["the last five minutes of one name", { window: { last: "5m" }, name: "a" }, "raw"],
    ["the last five minutes by minute", { window: { last: "5m" }, granularity: "minute" }, "raw"],
    ["today", { window: { last: "today" } }, "hourly"],
    ["24 hours", { window: { last: "24h" } }, "hourly"],
    ["7 days", {}, "daily"],
    ["7 days by hour", { granularity: "hour" }, "hourly"],
    ["7 days by week", { granularity: "week" }, "daily"],
    ["12 months", { window: { last: "12mo" } }, "daily"],
    [
      "30 days of one name with the days before",
      { window: { last: "30d" }, name: "a", compare: "previous" },
      "daily",
    ],
    ["top names", { breakdown: "$name" }, "daily"],
    ["top types", { breakdown: "$type" }, "daily"],
    ["names of one type", { breakdown: "$name", type: "page" }, "daily"],
    ["one name by name", { breakdown: "$name", name: "a" }, "raw"],
    ["a tracked property", { breakdown: "path" }, "daily"],
    ["a tracked property of page views", { breakdown: "title", name: "page_view" }, "daily"],
    ["a tracked property of today", { breakdown: "path", window: { last: "today" } }, "daily"],
    ["a tracked property of 24 hours", { breakdown: "path", window: { last: "24h" } }, "hourly"],
    ["a tracked property of another name", { breakdown: "path", name: "a" }, "raw"],
    ["a tracked property of one type", { breakdown: "path", type: "page" }, "raw"],
    ["a tracked property by day", { breakdown: "path", granularity: "day" }, "raw"],
    ["a property nobody marked", { breakdown: "plan" }, "raw"],
    ["a filter", { filters: [{ property: "path", op: "set" }] }, "raw"],
    ["a filter on the name", { filters: [{ property: "$name", op: "is", value: "a" }] }, "daily"],
    ["a filter on two names", { filters: [{ property: "$name", op: "is", value: ["a", "b"] }] }, "raw"],
    ["whole days", { window: { from: midnight - 9 * DAY, to: midnight } }, "daily"],
    ["two whole days", { window: { from: midnight - 2 * DAY, to: midnight } }, "hourly"],
    ["whole hours", { window: { from: midnight - 9 * DAY + HOUR, to: midnight } }, "hourly"],
    [
      "whole hours by day",
      { window: { from: midnight - 9 * DAY + HOUR, to: midnight }, granularity: "day" },
      "hourly",
    ],
    ["an edge inside an hour", { window: { from: midnight - 9 * DAY + 1, to: midnight } }, "raw"],
    ["minutes", { window: { from: midnight, to: midnight + HOUR } }, "raw"],
  ];
  test.each(sources)("answers %s from the right source", (_, question, source) => {
    expect(plan(question).source).toBe(source);
  });

  test("answers a property the project marked from rollups, but no field of the event's own", () => {
    const project = { ...projectIn("UTC"), trackedProperties: ["$userId", "plan"] };
    const sourceOf = (breakdown: string) =>
      planQuestion({ version: 1, measure: "users", window: { last: "7d" }, breakdown }, project, now).source;
    expect(["plan", "path", "$userId", "other"].map(sourceOf)).toEqual(["daily", "daily", "raw", "raw"]);
  });

  test("carries the rules that are on where only real traffic counts, or only what they leave out", () => {
    const conditions = [{ property: "host", op: "is" as const, value: "localhost" }];
    const traffic = { bots: false, rules: [{ name: "Home", on: true, conditions }] };
    const project = { ...projectIn("UTC"), traffic };
    const planned = (question: Partial<Question>) =>
      planQuestion({ version: 1, measure: "events", window: { last: "5m" }, ...question }, project, now);
    const rules = [{ name: "Home", conditions }];
    expect(planned({ traffic: "real" })).toMatchObject({
      source: "counters",
      traffic: { count: "real", rules },
    });
    expect(planned({ traffic: "left-out" })).toMatchObject({
      source: "raw",
      traffic: { count: "left-out", rules },
    });
    expect(planned({ traffic: "left-out", window: { last: "7d" } }).source).toBe("daily");
    for (const all of [{}, { traffic: "all" as const }]) expect(planned(all)).not.toHaveProperty("traffic");
  });

  test("does not take UTC midnights for days of another zone", () => {
    const window = { from: midnight - 9 * DAY, to: midnight };
    expect(plan({ window }, "Europe/Berlin").source).toBe("hourly");
    expect(plan({ window }, "Asia/Kolkata").source).toBe("raw");
  });

  test("compares whole days with whole days over a change of clocks", () => {
    const to = Date.UTC(2026, 3, 1, 22);
    const window = { from: to - 5 * DAY + HOUR, to };
    expect(plan({ window, granularity: "day" }, "Europe/Berlin").source).toBe("daily");
    expect(plan({ window, granularity: "day", compare: "previous" }, "Europe/Berlin").source).toBe("daily");
  });

  test("moves a filter on one name or type to the question", () => {
    const { question } = plan({
      filters: [
        { property: "$name", op: "is", value: ["a"] },
        { property: "$type", op: "is", value: "page" },
        { property: "$name", op: "is", value: "b" },
        { property: "x", op: "set" },
      ],
    });
    expect(question).toMatchObject({
      name: "a",
      type: "page",
      filters: [
        { property: "$name", op: "is", value: "b" },
        { property: "x", op: "set" },
      ],
    });
  });

  test("marks the running bucket, and nothing of a window that is over", () => {
    expect(plan({}).incompleteFrom).toBe(midnight);
    expect(plan({ window: { last: "24h" } }).incompleteFrom).toBe(midnight + 6 * HOUR);
    expect(plan({ window: { last: "5m" } }).incompleteFrom).toBe(Math.floor(now / 1000) * 1000);
    expect(plan({ window: { from: midnight - DAY, to: midnight } }).incompleteFrom).toBeUndefined();
    expect(plan({ window: { from: midnight + DAY, to: midnight + 2 * DAY } }).incompleteFrom).toBe(
      midnight + DAY,
    );
  });

  test("has a series unless counted or broken down without a granularity", () => {
    expect(plan({ window: { last: "5m" } }).series).toBeUndefined();
    expect(plan({}).series).toBe("day");
    expect(plan({ breakdown: "path" }).series).toBeUndefined();
    expect(plan({ breakdown: "path", granularity: "day" })).toMatchObject({
      series: "day",
      groupSeries: true,
    });
  });
});

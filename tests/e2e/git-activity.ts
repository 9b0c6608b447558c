import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import type { Granularity, Measure, Point } from "../../src/model/question.ts";
import { expect } from "./app-test.ts";
import { ask } from "./call-app.ts";

type Counted = [label: string, events: number, users: number, sessions: number];

interface Truth {
  events: number;
  users: number;
  sessions: number;
  days: number;
  names: [string, number][];
  topExt: [string, number][];
  busiestDays: Counted[];
  usersByMonth: [string, number][];
  lastHours: Counted[];
}

export const SAMPLE = "git-activity.ndjson.gz";
const MEASURES: Measure[] = ["events", "users", "sessions"];
const ALL = { from: Date.UTC(2000, 0, 1), to: Date.UTC(2027, 0, 1) };
/** A millisecond off the bucket edge: no rollup can answer it, so the mirror does. */
const ALL_RAW = { from: ALL.from + 1, to: ALL.to };

async function seriesByTime(
  page: Page,
  projectId: string,
  measure: Measure,
  granularity: Granularity,
  window: object,
): Promise<Map<number, number>> {
  const answer = await ask(page, projectId, { measure, granularity, window });
  return new Map(answer.series as Point[]);
}

/** Asks the app for every figure of the independent recount and compares. The project is in UTC. */
export async function expectTruth(page: Page, projectId: string): Promise<void> {
  const truth = JSON.parse(await readFile("tests/fixtures/git-activity.truth.json", "utf8")) as Truth;

  for (const window of [ALL, ALL_RAW])
    for (const measure of MEASURES)
      expect((await ask(page, projectId, { measure, window })).total, measure).toBe(truth[measure]);

  const names = await ask(page, projectId, { measure: "events", window: ALL, breakdown: "$name" });
  expect(names.groups?.map(({ key, value }) => [key, value])).toEqual(truth.names);
  const extensions = await ask(page, projectId, {
    measure: "events",
    window: ALL,
    breakdown: "ext",
    filters: [{ property: "ext", op: "set" }],
    limit: truth.topExt.length,
  });
  expect(extensions.groups?.map(({ key, value }) => [key, value])).toEqual(truth.topExt);

  const lastHours = { from: Date.UTC(2026, 4, 29), to: Date.UTC(2026, 7, 20) };
  const [days, hours] = [new Map<Measure, Map<number, number>>(), new Map<Measure, Map<number, number>>()];
  for (const measure of MEASURES) {
    days.set(measure, await seriesByTime(page, projectId, measure, "day", ALL));
    hours.set(measure, await seriesByTime(page, projectId, measure, "hour", lastHours));
  }
  const at = (series: Map<Measure, Map<number, number>>, time: number): number[] =>
    MEASURES.map((measure) => series.get(measure)?.get(time) ?? -1);

  expect([...(days.get("events")?.values() ?? [])].filter((value) => value > 0)).toHaveLength(truth.days);
  for (const [day, ...figures] of truth.busiestDays)
    expect(at(days, Date.parse(`${day}T00:00:00Z`)), day).toEqual(figures);
  for (const [hour, ...figures] of truth.lastHours)
    expect(at(hours, Date.parse(`${hour.replace(" ", "T")}:00:00Z`)), hour).toEqual(figures);

  const months = await seriesByTime(page, projectId, "users", "month", ALL);
  for (const [month, users] of truth.usersByMonth)
    expect(months.get(Date.parse(`${month}-01T00:00:00Z`)), month).toBe(users);
}

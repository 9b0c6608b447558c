import * as Comlink from "comlink";
import { beforeEach, expect, test } from "vitest";
import type { LiveUpdate } from "../../../src/engine/api.ts";
import { draft, eventually, tabsOfEachTest, valueOf } from "./support.ts";

const PLAN = {
  version: 1,
  events: [
    { name: "page_view", properties: [{ key: "amount", type: "number", required: true }] },
    { name: "click", properties: [{ key: "amount", type: "text", required: true }] },
  ],
};

const tabs = tabsOfEachTest("plan");
let projectId: string;
beforeEach(async () => {
  const { engine } = tabs.open();
  projectId = valueOf(await engine.createProject({ name: "Shop", timeZone: "UTC" })).id;
  valueOf(
    await engine.append(
      projectId,
      Array.from({ length: 300 }, (_, n) => draft(n)),
    ),
  );
});

test("a plan saved in one tab is told to another, which counts by it the same", async () => {
  const [{ engine: one }, { engine: other }] = [tabs.first(), tabs.open()];
  const updates: LiveUpdate[] = [];
  valueOf(
    await other.watch(
      projectId,
      Comlink.proxy((update) => updates.push(update)),
    ),
  );
  expect(valueOf(await other.plan(projectId))).toEqual({ version: 1, events: [], updatedAt: 0 });
  const saved = valueOf(await one.savePlan(projectId, PLAN));
  await eventually(async () => (updates.some(({ kind }) => kind === "catalog") ? true : undefined));
  expect(valueOf(await other.plan(projectId))).toEqual(saved);

  valueOf(await other.append(projectId, [draft(1_000, { name: "sold", type: "track" })]));
  for (const engine of [one, other]) {
    const found = valueOf(await engine.planViolations(projectId));
    expect(found).toMatchObject({ events: 301, departing: 201 });
    expect(found.violations.map(({ event, violation, count }) => [event, violation.kind, count])).toEqual([
      ["click", "wrong-type", 200],
      ["sold", "unplanned-event", 1],
    ]);
    const { sample } = found.violations[1]!;
    expect(valueOf(await engine.event(projectId, sample))).toMatchObject({ id: "event-1000", name: "sold" });
  }
  const today = valueOf(await one.planViolations(projectId, { window: { last: "today" } }));
  expect(today.events).toBeLessThan(301);
  expect(valueOf(await one.event(projectId, { id: "nobody", timestamp: 5 }))).toBeNull();
  expect(await one.planViolations(projectId, { window: { from: 5, to: 5 } })).toMatchObject({
    failure: { kind: "invalid-input", path: "window" },
  });
});

test("inferring tells how far it has come, and both can be cancelled", async () => {
  const { engine } = tabs.first();
  const told: [number, number][] = [];
  const inferred = valueOf(
    await engine.inferPlan(
      projectId,
      {},
      Comlink.proxy((events: number, total: number) => void told.push([events, total])),
    ),
  );
  expect(inferred.events.map(({ name: event, events }) => [event, events])).toEqual([
    ["click", 200],
    ["page_view", 100],
  ]);
  expect(inferred.events[0]?.properties).toEqual([
    { key: "amount", type: "number", required: true, seen: 200, types: { number: 200 } },
  ]);
  await eventually(async () => (told.at(-1)?.join() === "300,300" ? true : undefined));

  valueOf(await engine.savePlan(projectId, PLAN));
  const cancelled = { ok: false, failure: { kind: "query-cancelled" } };
  const inferring = engine.inferPlan(projectId, { queryId: "infer" });
  const counting = engine.planViolations(projectId, { queryId: "count" });
  await engine.cancel("infer");
  await engine.cancel("count");
  expect(await inferring).toMatchObject(cancelled);
  expect(await counting).toMatchObject(cancelled);
  expect(valueOf(await engine.planViolations(projectId))).toMatchObject({ departing: 200 });
});

import { afterEach, expect, test } from "vitest";
import type { EngineApi } from "../../../src/engine/api.ts";
import type { Run } from "../../../src/model/run.ts";
import { makeProject, openEngine } from "../ui/support.ts";
import { draft, valueOf } from "./support.ts";

const ORIGIN = "https://shop.example";
const SOURCE = `snippet:${ORIGIN}`;

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function openShop() {
  const { api: engine, close } = openEngine();
  closing.push(close);
  const { id } = await makeProject(engine);
  return { engine, id };
}

async function send(engine: EngineApi, projectId: string, names: string[], source = SOURCE): Promise<void> {
  const drafts = names.map((name, n) =>
    draft(n, {
      ...{ id: crypto.randomUUID(), name, timestamp: Date.now(), userId: `user of ${name}` },
      distinctId: `browser of ${name}`,
      properties: { n },
    }),
  );
  valueOf(await engine.append(projectId, drafts, { source }));
}

async function record(engine: EngineApi, projectId: string, names: string[]): Promise<Run> {
  const run = valueOf(await engine.startRun(projectId, { name: "Run", origin: ORIGIN }));
  await send(engine, projectId, names);
  return valueOf(await engine.stopRun(projectId, run.id));
}

const namesOf = async (engine: EngineApi, projectId: string, runId: string): Promise<string[]> =>
  valueOf(await engine.runShape(projectId, runId)).events.map(({ name, count }) => `${name} ${count}`);

test("a run has what its site sent between its start and its end, and nothing else", async () => {
  const { engine, id } = await openShop();
  await send(engine, id, ["too early"]);
  const run = valueOf(await engine.startRun(id, { name: "Checkout", origin: ORIGIN }));
  expect(await engine.startRun(id, { name: "Another", origin: ORIGIN })).toMatchObject({ ok: false });
  await send(engine, id, ["viewed", "bought", "viewed"]);
  await send(engine, id, ["elsewhere"], "snippet:https://other.example");
  const stopped = valueOf(await engine.stopRun(id, run.id));
  await send(engine, id, ["too late"]);
  expect(stopped).toMatchObject({ name: "Checkout", counts: { events: 3, names: 2 } });
  expect(await namesOf(engine, id, run.id)).toEqual(["bought 1", "viewed 2"]);
  expect(valueOf(await engine.runs(id))).toEqual([stopped]);
});

test("what is erased is gone from the run, its fixture and the lists, and retyped names are kept", async () => {
  const { engine, id } = await openShop();
  const run = await record(engine, id, ["viewed", "bought"]);
  valueOf(await engine.erase(id, { userId: "user of bought" }));
  expect(await namesOf(engine, id, run.id)).toEqual(["viewed 1"]);
  const fixture = valueOf(await engine.runFixture(id, run.id, { times: "kept" }));
  expect(await fixture.text()).not.toContain("bought");
  const listed = valueOf(
    await engine.sourceEvents(id, { source: SOURCE, from: run.from - 1_000, to: Date.now() + 1, limit: 10 }),
  );
  expect(listed.map(({ name }) => name)).toEqual(["viewed"]);
  valueOf(await engine.saveRun(id, { ...run, name: "Renamed" }));
  expect(valueOf(await engine.runs(id)).map(({ name }) => name)).toEqual(["Renamed"]);
});

test("a fixture made of a run is read back in order, and a deleted run leaves its events", async () => {
  const { engine, id } = await openShop();
  const run = await record(engine, id, ["a", "b", "c"]);
  const fixture = valueOf(await engine.runFixture(id, run.id, { times: "relative" }));
  const { events, refused } = valueOf(await engine.readFixture(fixture));
  expect(refused).toBe(0);
  expect(events.map(({ name }) => name).toSorted()).toEqual(["a", "b", "c"]);
  expect(events[0]?.timestamp).toBe(0);
  expect(valueOf(await engine.deleteRun(id, run.id))).toEqual(run);
  expect(valueOf(await engine.runs(id))).toEqual([]);
  expect(await engine.runShape(id, run.id)).toMatchObject({ ok: false, failure: { kind: "invalid-input" } });
  expect(valueOf(await engine.recent(id, 10))).toHaveLength(3);
});

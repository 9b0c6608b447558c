import { createEffect, createRoot, createSignal } from "solid-js";
import { afterEach, expect, test, vi } from "vitest";
import type { EngineApi, LiveUpdate } from "../../../src/engine/api.ts";
import type { EngineClient } from "../../../src/engine/client.ts";
import { toEventId } from "../../../src/model/identifier.ts";
import { createLive } from "../../../src/ui/state/live.ts";
import { createPausable } from "../../../src/ui/state/pausable.ts";
import { draft, valueOf } from "../engine/support.ts";
import { makeProject, openEngine } from "./support.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function openStream() {
  const { api: engine, close }: EngineClient = openEngine();
  const project = await makeProject(engine);
  const [projectId, setProjectId] = createSignal<string | undefined>(project.id);
  const { feed, end } = createRoot((end) => {
    const live = createLive(engine, projectId);
    return { feed: createPausable(live.recent, () => `${projectId()} ${live.generation()}`), end };
  });
  closing.push(end, close);
  const add = async (...ids: string[]) =>
    valueOf(
      await engine.append(
        project.id,
        ids.map((id, n) => draft(n, { id, userId: `user of ${id}`, timestamp: Date.now() - n })),
      ),
    );
  const ids = (): string[] | undefined => feed.shown()?.map(({ id }) => id);
  const shows = (...expected: string[]) =>
    vi.waitFor(() => expect(ids()?.toSorted()).toEqual(expected), { timeout: 20_000 });
  const erase = async (id: string) => valueOf(await engine.erase(project.id, { userId: `user of ${id}` }));
  return { add, erase, feed, setProjectId, shows };
}

test("the stream is empty until something comes, and newest first then", async () => {
  const { add, feed, shows } = await openStream();
  await shows();
  await add("a", "b");
  await shows("a", "b");
  const times = feed.shown()?.map(({ timestamp }) => timestamp) ?? [];
  expect(times).toEqual(times.toSorted((a, b) => b - a));
});

test("what is erased leaves the stream, to the last event", async () => {
  const { add, erase, shows } = await openStream();
  await add("a", "b");
  await shows("a", "b");
  await erase("a");
  await shows("b");
  await erase("b");
  await shows();
});

test("a held stream counts what comes meanwhile, and an erasure lets it go", async () => {
  const { add, erase, feed, shows } = await openStream();
  await add("a", "b");
  await shows("a", "b");
  feed.toggle();
  await add("c");
  await vi.waitFor(() => expect(feed.waiting()).toBe(1), { timeout: 20_000 });
  await shows("a", "b");
  await erase("a");
  await shows("b", "c");
  expect(feed.paused()).toBe(false);
});

test("without a project there is no stream", async () => {
  const { add, feed, setProjectId, shows } = await openStream();
  await add("a");
  await shows("a");
  setProjectId(undefined);
  expect(feed.shown()).toBeUndefined();
});

test("who begins to watch is told how far the rollups are before it is told of events", async () => {
  const { api: engine, close }: EngineClient = openEngine();
  closing.push(close);
  const project = await makeProject(engine);
  const told = async () => {
    const updates: LiveUpdate[] = [];
    const id = valueOf(await engine.watch(project.id, (update) => updates.push(update)));
    await engine.unwatch(id);
    const folded = updates.findIndex((update) => update.kind === "folded");
    expect(folded).toBeLessThan(updates.findIndex((update) => update.kind === "events"));
    return updates[folded];
  };
  expect(await told()).toEqual({ kind: "folded", sequence: 0, opening: true });
  valueOf(await engine.append(project.id, [draft(1), draft(2)]));
  // Answered from rollups, so they are folded by then.
  const question = { version: 1, measure: "events", window: { last: "24h" }, granularity: "hour" };
  const { receipt } = valueOf(await engine.ask(project.id, question));
  expect(receipt.sequence).toBeGreaterThan(0);
  expect(await told()).toEqual({ kind: "folded", sequence: receipt.sequence, opening: true });
});

test("a page that opens on events of which none is folded is counting until they are", async () => {
  const { api: engine, close }: EngineClient = openEngine();
  closing.push(close);
  const project = await makeProject(engine);
  valueOf(await engine.append(project.id, [draft(1), draft(2)]));
  let tellFolded = (): void => undefined;
  // As if the fold had not begun: what is said of it is held back.
  const watch: EngineApi["watch"] = (id, listener) =>
    engine.watch(id, (update) => {
      if (update.kind !== "folded") return listener(update);
      if (update.opening) listener({ ...update, sequence: 0 });
      else tellFolded = () => listener(update);
    });
  const { live, end } = createRoot((end) => ({
    live: createLive({ ...engine, watch }, () => project.id),
    end,
  }));
  closing.push(end);
  await vi.waitFor(() => expect(live.recent()?.length).toBe(2), { timeout: 20_000 });
  expect(live.counting()).toBe(true);
  // Nothing new was folded: panels need not ask again.
  expect(live.folded()).toBe(0);
  valueOf(await engine.append(project.id, [draft(3)]));
  await vi.waitFor(
    () => {
      tellFolded();
      expect(live.counting()).toBe(false);
    },
    { timeout: 20_000 },
  );
  expect(live.folded()).toBeGreaterThan(0);
});

test("a stream in which nobody can read the rows is drawn five times a second at most", async () => {
  const { api: engine, close }: EngineClient = openEngine();
  closing.push(close);
  const project = await makeProject(engine);
  valueOf(await engine.append(project.id, [draft(1)]));
  let known: Extract<LiveUpdate, { kind: "events" }> | undefined;
  let push: (update: LiveUpdate) => void = () => undefined;
  const watch: EngineApi["watch"] = (id, listener) => {
    push = listener;
    return engine.watch(id, (update) => {
      if (update.kind === "events" && update.events.length > 0) known = update;
      listener(update);
    });
  };
  const drawn: number[] = [];
  const end = createRoot((end) => {
    const live = createLive({ ...engine, watch }, () => project.id);
    createEffect(() => live.recent()?.length && drawn.push(performance.now()));
    return end;
  });
  closing.push(end);
  await vi.waitFor(() => expect(known).toBeDefined(), { timeout: 20_000 });
  let pushed = 0;
  await vi.waitFor(
    () => {
      const [event] = known!.events;
      const events = Array.from({ length: 100 }, () => ({ ...event!, id: toEventId(`flood ${pushed++}`) }));
      push({ ...known!, events, sequence: pushed });
      expect(drawn.length).toBeGreaterThan(7);
    },
    { interval: 10, timeout: 20_000 },
  );
  const gaps = drawn.slice(3).map((at, index) => at - drawn[index + 2]!);
  expect(Math.min(...gaps)).toBeGreaterThan(180);
});

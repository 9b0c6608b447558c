import { createRoot, createSignal } from "solid-js";
import { afterEach, expect, test, vi } from "vitest";
import type { EngineApi } from "../../../src/engine/api.ts";
import type { LochanEvent } from "../../../src/model/event.ts";
import { toEventId } from "../../../src/model/identifier.ts";
import { LAB_CHANNEL, LAB_LOCK, type LabNote } from "../../../src/model/lab-note.ts";
import { makeLabTeller } from "../../../src/bridge/tell-labs.ts";
import { createLabTrail } from "../../../src/ui/lab/create-lab-trail.ts";
import { createRuns } from "../../../src/ui/lab/runs-state.ts";
import { createLive } from "../../../src/ui/state/live.ts";
import { draft, valueOf } from "../engine/support.ts";
import { makeProject, openEngine } from "./support.ts";

const ORIGIN = "https://shop.example";
const SOURCE = `snippet:${ORIGIN}`;
const WAIT = { timeout: 20_000 };

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function openLab(before?: (engine: EngineApi, projectId: string) => Promise<void>) {
  const { api: engine, close } = openEngine();
  const project = await makeProject(engine);
  await before?.(engine, project.id);
  const [origin, setOrigin] = createSignal<string | undefined>(ORIGIN);
  const { lab, end } = createRoot((end) => ({
    lab: createLabTrail(
      engine,
      createLive(engine, () => project.id),
      () => project.id,
      origin,
    ),
    end,
  }));
  const teller = new AbortController();
  const tell = makeLabTeller(teller.signal);
  closing.push(end, close, () => teller.abort());
  const names = (): string[] =>
    lab.rows().map((row) => (row.kind === "event" ? `${row.event.name} ${row.resends}` : row.reason));
  const shows = (...expected: string[]) => vi.waitFor(() => expect(names()).toEqual(expected), WAIT);
  const event = (name: string, receivedAt = Date.now()): LochanEvent => ({
    ...{ id: toEventId(name), type: "track", name, properties: {}, distinctId: "d" },
    ...{ timestamp: receivedAt - 5, receivedAt, source: SOURCE },
  });
  const note = (events: LochanEvent[], given: Partial<LabNote> = {}): LabNote => ({
    ...{ version: 1, via: "opener", origin: ORIGIN, projectId: project.id },
    ...{ receivedAt: Date.now(), storedAt: Date.now(), events, refused: [], ...given },
  });
  const isHeld = async () =>
    ((await navigator.locks.query()).held ?? []).some(({ name }) => name === LAB_LOCK);
  await vi.waitFor(async () => expect(await isHeld()).toBe(true), WAIT);
  return { engine, project, lab, end, tell, note, event, shows, setOrigin, isHeld };
}

test("what a receiver tells is shown, with its way and when it was on the screen", async () => {
  const { lab, tell, note, event, shows } = await openLab();
  tell(note([event("a")]));
  await shows("a 0");
  expect(lab.contact()).toMatchObject({ via: "opener" });
  await vi.waitFor(() => expect(lab.shownAt("a")).toBeGreaterThan(0), WAIT);
  tell(note([], { refused: [{ id: "x", reason: "too large", json: "{}" }], receivedAt: Date.now() + 9 }));
  await shows("too large", "a 0");
});

test("another site's events, another project's, and what is not understood are not shown", async () => {
  const { lab, tell, note, event, shows } = await openLab();
  const channel = new BroadcastChannel(LAB_CHANNEL);
  closing.push(() => channel.close());
  channel.postMessage({ version: 9 });
  tell(note([event("other site")], { origin: "https://www.shop.example" }));
  tell(note([event("other project")], { projectId: "elsewhere" }));
  await vi.waitFor(() => expect(lab.contact()?.projectId).toBe("elsewhere"), WAIT);
  tell(note([event("mine")]));
  await shows("mine 0");
});

test("a stranger that speaks to the opener is named until the site itself speaks", async () => {
  const { lab, tell, note, event } = await openLab();
  tell(note([event("a")], { origin: "https://www.shop.example" }));
  await vi.waitFor(() => expect(lab.stranger()).toBe("https://www.shop.example"), WAIT);
  tell(note([event("b")]));
  await vi.waitFor(() => expect(lab.stranger()).toBeUndefined(), WAIT);
});

test("what comes into the log by a way nobody told of is shown, and a resend of it is known", async () => {
  const { engine, project, tell, note, event, shows } = await openLab();
  valueOf(
    await engine.append(project.id, [draft(1, { id: "quiet", name: "quiet", timestamp: Date.now() })], {
      source: SOURCE,
    }),
  );
  await shows("quiet 0");
  tell(note([event("quiet", Date.now() + 50)]));
  await shows("quiet 1");
});

test("a resend of what was stored long ago, and is in no list, is told as one", async () => {
  const old = Date.now() - 3 * 3_600_000;
  const drafts = [
    draft(1, { id: "old", name: "old", timestamp: old, receivedAt: old + 5 }),
    ...Array.from({ length: 100 }, (_, n) => draft(n, { id: `x${n}`, timestamp: Date.now() })),
  ];
  const { lab, tell, note, event, shows } = await openLab(async (engine, projectId) => {
    valueOf(await engine.append(projectId, drafts.slice(0, 1), { source: SOURCE }));
    valueOf(await engine.append(projectId, drafts.slice(1)));
  });
  tell(note([{ ...event("old"), timestamp: old + 3 }]));
  await shows("old 1");
  expect(lab.totals()).toMatchObject({ events: 1, resends: 1 });
});

test("a pause holds the list and counts what comes; clearing empties it", async () => {
  const { lab, tell, note, event, shows } = await openLab();
  tell(note([event("a", 1_000)], { receivedAt: 1_000 }));
  await shows("a 0");
  lab.togglePause();
  tell(note([event("b", 2_000)]));
  await vi.waitFor(() => expect(lab.waiting()).toBe(1), WAIT);
  await shows("a 0");
  lab.togglePause();
  await shows("b 0", "a 0");
  lab.clear();
  await shows();
  tell(note([event("c", 3_000)]));
  await shows("c 0");
});

test("an erasure leaves nothing of what the lab saw", async () => {
  const { engine, project, lab, shows } = await openLab();
  valueOf(
    await engine.append(
      project.id,
      [
        draft(1, { id: "hers", name: "hers", timestamp: Date.now(), distinctId: "h", userId: "ann" }),
        draft(2, { id: "his", name: "his", timestamp: Date.now() - 1, distinctId: "i" }),
      ],
      { source: SOURCE },
    ),
  );
  await vi.waitFor(() => expect(lab.rows()).toHaveLength(2), WAIT);
  valueOf(await engine.erase(project.id, { userId: "ann" }));
  await shows("his 0");
});

test("a lab that is closed lets its lock go, and receivers copy nothing any more", async () => {
  const { end, tell, note, event, isHeld } = await openLab();
  end();
  await vi.waitFor(async () => expect(await isHeld()).toBe(false), WAIT);
  const heard: unknown[] = [];
  const channel = new BroadcastChannel(LAB_CHANNEL);
  closing.push(() => channel.close());
  channel.onmessage = (message) => heard.push(message.data);
  tell(note([event("a")]));
  // A second word, past the lock, is heard after the first would have been.
  await navigator.locks.request(LAB_LOCK, async () => {
    tell(note([event("b")]));
    await vi.waitFor(() => expect(heard.length).toBeGreaterThan(0), WAIT);
  });
  expect(heard).toMatchObject([{ events: [{ name: "b" }] }]);
});

test("a run that did not change stays the same row when runs are read again, in another tab's name", async () => {
  const { engine, project } = await openLab();
  const [tick, setTick] = createSignal(0);
  const { runs, end } = createRoot((end) => ({ runs: createRuns(engine, () => project.id, tick), end }));
  closing.push(end);
  await vi.waitFor(() => expect(runs.all()).toEqual([]), WAIT);
  await runs.start(ORIGIN);
  const first = await runs.stop();
  await runs.start(ORIGIN);
  const second = await runs.stop();
  const [shown] = runs.all()?.filter(({ id }) => id === first?.id) ?? [];
  valueOf(await engine.saveRun(project.id, { ...second, name: "Renamed" }));
  setTick(1);
  await vi.waitFor(() => expect(runs.all()?.map(({ name }) => name)).toEqual(["Renamed", "Run 1"]), WAIT);
  expect(runs.all()?.[1]).toBe(shown);
});

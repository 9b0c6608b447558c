import * as Comlink from "comlink";
import { afterEach, expect, test } from "vitest";
import type { LiveUpdate } from "../../../src/engine/api.ts";
import { draft, eventually, openTab, valueOf, type Tab } from "./support.ts";

const tabs: Tab[] = [];
const open = (name: string): Tab => {
  const tab = openTab(name);
  tabs.push(tab);
  return tab;
};
afterEach(() => {
  for (const tab of tabs.splice(0)) tab.kill();
});

async function watch(tab: Tab, projectId: string): Promise<LiveUpdate[]> {
  const updates: LiveUpdate[] = [];
  const listener = Comlink.proxy((update: LiveUpdate) => void updates.push(update));
  valueOf(await tab.engine.watch(projectId, listener));
  return updates;
}

test("what was on its way when everything was erased does not come after it", async () => {
  const tab = open(crypto.randomUUID());
  const { id } = valueOf(await tab.engine.createProject({ name: "Late", timeZone: "UTC" }));
  const generation = valueOf(await tab.engine.generation(id));
  valueOf(await tab.engine.append(id, drafts(0, 5), { generation }));
  valueOf(await tab.engine.erase(id, { all: true }));
  const late = await tab.engine.append(id, drafts(5, 9), { generation });
  expect(valueOf(late)).toMatchObject({ accepted: 0, erased: 4 });
  expect(valueOf(await tab.engine.append(id, drafts(9, 12)))).toMatchObject({ accepted: 3 });
});

const drafts = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => draft(from + n));

test("a deleted database ends the engine in words, and a tab opened then starts anew", async () => {
  const name = crypto.randomUUID();
  const first = open(name);
  const project = valueOf(await first.engine.createProject({ name: "Gone", timeZone: "UTC" }));
  valueOf(await first.engine.append(project.id, drafts(0, 10)));
  const updates = await watch(first, project.id);
  await new Promise((resolve, reject) => {
    const deletion = indexedDB.deleteDatabase(name);
    deletion.onsuccess = resolve;
    deletion.onerror = reject;
  });
  const notice = await eventually(async () => updates.find((update) => update.kind === "notice"));
  expect(notice.failure.message).toContain("deleted");
  expect(await first.engine.append(project.id, drafts(10, 12))).toMatchObject({ ok: false });

  const second = open(name);
  const fresh = valueOf(await second.engine.createProject({ name: "Anew", timeZone: "UTC" }));
  expect(valueOf(await second.engine.append(fresh.id, drafts(0, 3)))).toMatchObject({ accepted: 3 });
});

test("what is erased leaves the stream of every tab that watches", async () => {
  const name = crypto.randomUUID();
  const [first, second] = [open(name), open(name)];
  const project = valueOf(await first.engine.createProject({ name: "Erase", timeZone: "UTC" }));
  const secret = draft(0, { id: "secret", userId: "eve", timestamp: Date.now() });
  valueOf(await first.engine.append(project.id, [secret, draft(1), draft(2)]));
  const streams = [await watch(first, project.id), await watch(second, project.id)];
  expect(valueOf(await second.engine.erase(project.id, { userId: "eve" }))).toMatchObject({ events: 1 });
  for (const updates of streams)
    await eventually(async () => {
      const last = updates.findLast((update) => update.kind === "events");
      return last && !last.events.some(({ userId }) => userId === "eve") ? true : undefined;
    });
  expect(valueOf(await first.engine.append(project.id, [secret]))).toMatchObject({ accepted: 0 });
});

test("a time zone changed while events stream in leaves rollups of the new zone, without drift", async () => {
  const name = crypto.randomUUID();
  const tab = open(name);
  const project = valueOf(await tab.engine.createProject({ name: "Zone", timeZone: "UTC" }));
  const streaming = (async () => {
    for (let round = 0; round < 20; round++)
      valueOf(await tab.engine.append(project.id, drafts(round * 100, round * 100 + 100)));
  })();
  for (const timeZone of ["Asia/Tokyo", "Asia/Kathmandu", "America/New_York"])
    valueOf(await tab.engine.updateProject(project.id, { timeZone }));
  await streaming;
  const question = { version: 1, measure: "events", window: { last: "7d" }, granularity: "day" };
  const answer = valueOf(await tab.engine.ask(project.id, question));
  expect(answer.receipt.timeZone).toBe("America/New_York");
  expect(answer.total).toBe(2_000);
  expect(valueOf(await tab.engine.verify(project.id))).toMatchObject({ drift: 0 });
});

test("a project deleted while a tab watches it takes no more events and leaves nothing", async () => {
  const name = crypto.randomUUID();
  const [first, second] = [open(name), open(name)];
  const project = valueOf(await first.engine.createProject({ name: "Delete", timeZone: "UTC" }));
  valueOf(await first.engine.append(project.id, drafts(0, 50)));
  await watch(second, project.id);
  // Both have looked the project up a moment ago.
  for (const [n, { engine }] of [first, second].entries())
    valueOf(await engine.append(project.id, drafts(n, n + 1)));
  expect(valueOf(await first.engine.deleteProject(project.id))).toMatchObject({ events: 50 });
  const unknown = { ok: false, failure: { kind: "unknown-project" } };
  expect(await first.engine.append(project.id, drafts(50, 60))).toMatchObject(unknown);
  // The word of it may reach another tab a moment later: what that takes meanwhile is dropped, and it says so.
  const late = await second.engine.append(project.id, drafts(60, 70));
  expect(late).toMatchObject(late.ok ? { value: { accepted: 0, erased: 10 } } : unknown);
  expect(valueOf(await second.engine.status())).toMatchObject({ events: 0, arrivals: 0, batches: 0 });
});

test("SQL that runs long is answered although two other projects are asked meanwhile", async () => {
  const tab = open(crypto.randomUUID());
  const ids: string[] = [];
  for (const title of ["Long", "Other", "Third"]) {
    const { id } = valueOf(await tab.engine.createProject({ name: title, timeZone: "UTC" }));
    valueOf(await tab.engine.append(id, drafts(0, 10)));
    ids.push(id);
  }
  const [long = "", ...others] = ids;
  const count = "SELECT count(*) FROM events";
  expect(valueOf(await tab.engine.sql(long, count)).rows).toEqual([[10]]);
  const asked = tab.engine.sql(long, "SELECT count(*) FROM range(500000000) AS t(i) WHERE i % 7 = 3");
  for (const other of others) expect(valueOf(await tab.engine.sql(other, count)).rows).toEqual([[10]]);
  expect(valueOf(await asked).rows).toEqual([[71_428_571]]);
  expect(valueOf(await tab.engine.sql(long, count)).rows).toEqual([[10]]);
});

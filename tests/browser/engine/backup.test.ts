import * as Comlink from "comlink";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { LiveUpdate, SqlResult } from "../../../src/engine/api.ts";
import { isChangedSince } from "../../../src/model/backup-plan.ts";
import { draft, eventually, openTab, valueOf, type Tab } from "./support.ts";

/** Two devices: engines with databases of their own. */
let here: Tab;
let there: Tab;
beforeEach(() => {
  here = openTab(`backup-${crypto.randomUUID()}`);
  there = openTab(`backup-${crypto.randomUUID()}`);
});
afterEach(() => {
  here.kill();
  there.kill();
});

const NOW = Date.now();
const drafts = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) =>
    draft(from + n, { timestamp: NOW - ((from + n) % 500) * 600_000, receivedAt: NOW }),
  );

const backUp = async ({ engine }: Tab): Promise<Blob> => {
  const { blob } = valueOf(await engine.backUp({}));
  if (blob === undefined) throw new Error("There is no file.");
  return blob;
};
const restore = async ({ engine }: Tab, file: Blob) =>
  valueOf(await engine.restoreBackup(file, { fileName: "kept.lochan" }));

const ROWS = `SELECT type, name, distinct_id, session_id, timestamp, path, amount FROM events ORDER BY amount`;
const COUNTS = `SELECT name, count(*) AS n, count(DISTINCT distinct_id) AS u, count(DISTINCT session_id) AS v, sum(amount) AS s FROM events GROUP BY name ORDER BY name`;

/** All a device can say of a project. */
async function account({ engine }: Tab, projectId: string) {
  const sql = async (text: string): Promise<SqlResult["rows"]> =>
    valueOf(await engine.sql(projectId, text, { limit: 10_000 })).rows;
  const exported = valueOf(await engine.exportFile(projectId, "ndjson", {}));
  const lines = (await exported.blob!.text()).split("\n");
  const { drift } = valueOf(await engine.verify(projectId));
  const { total } = valueOf(
    await engine.ask(projectId, { version: 1, measure: "sessions", window: { last: "30d" } }),
  );
  return { rows: await sql(ROWS), counts: await sql(COUNTS), lines, drift, total };
}

test("a page that watches hears of a backup and an export, and a mark tells whether anything changed since", async () => {
  const { engine } = here;
  const { id } = valueOf(await engine.createProject({ name: "Tea shop", timeZone: "UTC" }));
  valueOf(await engine.append(id, drafts(0, 10)));
  let heard = 0;
  const listener = ({ kind }: LiveUpdate) => void (heard += kind === "catalog" ? 1 : 0);
  valueOf(await engine.watch(id, Comlink.proxy(listener)));
  const hears = async (work: () => Promise<unknown>): Promise<void> => {
    const before = heard;
    await work();
    await eventually(() => Promise.resolve(heard > before || undefined));
  };
  await hears(() => engine.exportFile(id, "ndjson", {}));
  await hears(() => backUp(here));
  const last = valueOf(await engine.backupPlan()).last!;
  const need = async () => ({
    events: valueOf(await engine.status()).events,
    mark: valueOf(await engine.backupMark()),
  });
  expect(isChangedSince(last, await need())).toBe(false);
  valueOf(await engine.updateProject(id, { name: "Coffee shop" }));
  expect(isChangedSince(last, await need())).toBe(true);
});

test("a backup restored on another device counts the same there, without drift", async () => {
  const { id } = valueOf(await here.engine.createProject({ name: "Tea shop", timeZone: "Asia/Kolkata" }));
  valueOf(await here.engine.append(id, drafts(0, 1_000)));
  const file = await backUp(here);
  expect(valueOf(await there.engine.readBackup(file))).toMatchObject({
    projects: [{ id, name: "Tea shop", events: 1_000, isHere: false }],
  });
  expect(await restore(there, file)).toMatchObject({
    damaged: [],
    projects: [{ id, isNew: true, read: 1_000, accepted: 1_000, refused: 0 }],
  });
  const [mine, theirs] = [await account(here, id), await account(there, id)];
  expect(mine.rows).toHaveLength(1_000);
  expect(theirs).toEqual(mine);
  expect(mine.drift).toBe(0);
  expect(valueOf(await there.engine.imports(id))).toMatchObject([{ state: "done", accepted: 1_000 }]);
});

test("two devices with overlapping events, merged both ways, tell and export the same", async () => {
  const { id } = valueOf(await here.engine.createProject({ name: "Tea shop" }));
  valueOf(await here.engine.append(id, drafts(0, 600)));
  await restore(there, await backUp(here));
  valueOf(await here.engine.append(id, drafts(600, 800)));
  valueOf(await there.engine.append(id, drafts(700, 1_000)));
  const [mine, theirs] = [await backUp(here), await backUp(there)];
  expect(await restore(here, theirs)).toMatchObject({ projects: [{ isNew: false, accepted: 200 }] });
  expect(await restore(there, mine)).toMatchObject({ projects: [{ isNew: false, accepted: 100 }] });
  const accounts = [await account(here, id), await account(there, id)];
  expect(accounts[0]?.rows).toHaveLength(1_000);
  expect(accounts[1]).toEqual(accounts[0]);
  // Once more changes nothing.
  expect(await restore(here, theirs)).toMatchObject({ projects: [{ accepted: 0, duplicate: 900 }] });
});

test("a restore is undone as an import, and what was there before stays", async () => {
  const { id } = valueOf(await here.engine.createProject({ name: "Tea shop" }));
  valueOf(await here.engine.append(id, drafts(0, 300)));
  await restore(there, await backUp(here));
  valueOf(await here.engine.append(id, drafts(300, 400)));
  await restore(there, await backUp(here));
  const [second] = valueOf(await there.engine.imports(id));
  expect(second).toMatchObject({ accepted: 100, duplicate: 300 });
  expect(valueOf(await there.engine.undoImport(id, second!.id))).toMatchObject({ events: 100 });
  expect(await account(there, id)).toMatchObject({ drift: 0, rows: { length: 300 } });
});

test("whom one device erased is erased on the other, told before and after, without drift", async () => {
  const { id } = valueOf(await here.engine.createProject({ name: "Tea shop" }));
  valueOf(await here.engine.append(id, drafts(0, 300)));
  await restore(there, await backUp(here));
  const { distinctId: userId } = drafts(7, 8)[0]!;
  const { events } = valueOf(await here.engine.erase(id, { userId }));
  expect(events).toBeGreaterThan(0);
  const file = await backUp(here);
  expect(valueOf(await there.engine.readBackup(file))).toMatchObject({
    projects: [{ isHere: true, erasures: { spans: 0, events } }],
  });
  const kept = valueOf(await there.engine.restoreBackup(file, { erasures: "keep-out" }));
  expect(kept.projects).toMatchObject([{ erased: 0, accepted: 0 }]);
  expect((await account(there, id)).rows).toHaveLength(300);
  expect(await restore(there, file)).toMatchObject({ projects: [{ erased: events, accepted: 0 }] });
  const accounts = [await account(here, id), await account(there, id)];
  expect(accounts[1]).toEqual(accounts[0]);
  expect(accounts[0]).toMatchObject({ drift: 0, rows: { length: 300 - events } });
});

test("an id with two contents is the same event on both once they were merged, without drift", async () => {
  const { id } = valueOf(await here.engine.createProject({ name: "Tea shop" }));
  await restore(there, await backUp(here));
  const lines = (from: number, to: number, name: string): Blob =>
    new Blob(drafts(from, to).map((each) => `${JSON.stringify({ ...each, name })}\n`));
  const bring = async ({ engine }: Tab, file: Blob) =>
    valueOf(await engine.importFile(id, file, { fileName: "events.ndjson" }));
  valueOf(await here.engine.append(id, drafts(0, 100)));
  await bring(there, lines(50, 150, "a page"));
  const second = await bring(here, lines(80, 120, "b page"));
  expect(second).toMatchObject({ accepted: 20, duplicate: 20 });
  // The least of both stands, whoever came first.
  const named = async (tab: Tab, name: string) =>
    (await account(tab, id)).rows.filter((row) => row.includes(name)).length;
  expect(await named(here, "b page")).toBe(40);
  for (const [to, from] of [
    [here, there],
    [there, here],
  ] as const)
    expect(await restore(to, await backUp(from))).toMatchObject({ projects: [{ refused: 0 }] });
  const accounts = [await account(here, id), await account(there, id)];
  expect(accounts[1]).toEqual(accounts[0]);
  expect(accounts[0]).toMatchObject({ drift: 0, rows: { length: 150 } });
  expect(await named(here, "a page")).toBe(100);
  // What an import had outdone comes back when it is undone.
  const [restored] = valueOf(await here.engine.imports(id));
  valueOf(await here.engine.undoImport(id, restored!.id));
  expect(await named(here, "b page")).toBe(40);
  expect(await account(here, id)).toMatchObject({ drift: 0, rows: { length: 120 } });
});

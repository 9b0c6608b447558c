import { afterEach, beforeAll, expect, test } from "vitest";
import type { EventDraft } from "../../../src/engine/api.ts";
import { draft, eventually, openTab, type Tab, valueOf } from "./support.ts";

const tabs: Tab[] = [];
const open = (name: string): Tab => {
  const tab = openTab(name);
  tabs.push(tab);
  return tab;
};
const killAll = (): void => {
  for (const tab of tabs.splice(0)) tab.kill();
};
afterEach(killAll);

/** Two groups of a restore, so that there is something between them. */
const EVENTS = 12_000;
const HERE = 500;
const NOW = Date.now();
const drafts = (count: number, more: Partial<EventDraft> = {}): EventDraft[] =>
  Array.from({ length: count }, (_, n) =>
    draft(n, { timestamp: NOW - (n % 5_000) * 60_000, receivedAt: NOW, ...more }),
  );

const ACCOUNT = `SELECT count(*)::INT, count(DISTINCT amount)::INT, count(*) FILTER (name = 'a page')::INT,
  count(*) FILTER (distinct_id = 'browser-3')::INT FROM events`;
const accountOf = async ({ engine }: Tab, projectId: string) =>
  valueOf(await engine.sql(projectId, ACCOUNT)).rows;
const storedIn = async ({ engine }: Tab, projectId: string): Promise<number> =>
  valueOf(await engine.status()).eventsByProject[projectId] ?? 0;

/** Of another device, which erased somebody, and whose contents outdo those here. */
let backup: { id: string; file: Blob; account: unknown[][] };
beforeAll(async () => {
  const tab = open(crypto.randomUUID());
  const { id } = valueOf(await tab.engine.createProject({ name: "Shop", timeZone: "UTC" }));
  const lines = drafts(EVENTS, { name: "a page" }).map((each) => `${JSON.stringify(each)}\n`);
  valueOf(await tab.engine.importFile(id, new Blob(lines), { fileName: "a.ndjson" }));
  valueOf(await tab.engine.erase(id, { userId: "browser-3" }));
  const { blob } = valueOf(await tab.engine.backUp({}));
  backup = { id, file: blob!, account: await accountOf(tab, id) };
  killAll();
});

/** Two tabs of a device that has the project, with some of its events. */
async function openDevice(): Promise<{ leader: Tab; other: Tab }> {
  const name = crypto.randomUUID();
  const both = [open(name), open(name)] as const;
  const leader = await eventually(async () => {
    const leads = await Promise.all(
      both.map(async ({ engine }) => valueOf(await engine.status()).leader.leads),
    );
    return leads[0] === leads[1] ? undefined : both[leads.indexOf(true)];
  });
  valueOf(await leader.engine.createProject({ id: backup.id, name: "Shop", timeZone: "UTC" }));
  valueOf(await leader.engine.append(backup.id, drafts(HERE)));
  return { leader, other: leader === both[0] ? both[1] : both[0] };
}

const restoreIn = ({ engine }: Tab) => engine.restoreBackup(backup.file, { fileName: "kept.lochan" });

test("a restore whose tab led and was killed is taken up by the same file in another, or undone, exactly", async () => {
  const { id } = backup;
  const { leader, other } = await openDevice();
  void restoreIn(leader);
  await eventually(async () => ((await storedIn(other, id)) > HERE ? true : undefined));
  leader.kill();
  // On a slow machine it may have come to its end before.
  await eventually(async () => {
    const [entry] = valueOf(await other.engine.imports(id));
    return entry?.state === "running" ? undefined : entry;
  });
  expect(valueOf(await other.engine.verify(id))).toMatchObject({ drift: 0, differences: [] });

  const [restored] = valueOf(await restoreIn(other)).projects;
  expect(restored).toMatchObject({ refused: 0, read: backup.account[0]![0] });
  expect(await accountOf(other, id)).toEqual(backup.account);
  expect(valueOf(await other.engine.verify(id))).toMatchObject({ drift: 0, differences: [] });
  for (const each of valueOf(await other.engine.imports(id)))
    valueOf(await other.engine.undoImport(id, each.id));
  // Whom the backup had erased stays erased.
  expect(await storedIn(other, id)).toBe(
    drafts(HERE).filter((each) => each.distinctId !== "browser-3").length,
  );
  expect(valueOf(await other.engine.verify(id))).toMatchObject({ drift: 0, differences: [] });
});

test("a restore goes on when the tab that leads is killed under it", async () => {
  const { id } = backup;
  const { leader, other } = await openDevice();
  const restoring = restoreIn(other);
  await eventually(async () => ((await storedIn(other, id)) > HERE ? true : undefined));
  leader.kill();
  const [restored] = valueOf(await restoring).projects;
  const total = backup.account[0]![0] as number;
  const known = drafts(HERE).filter((each) => each.distinctId !== "browser-3").length;
  expect(restored).toMatchObject({ read: total, accepted: total - known, duplicate: known, refused: 0 });
  expect(await accountOf(other, id)).toEqual(backup.account);
  expect(valueOf(await other.engine.verify(id))).toMatchObject({ drift: 0, differences: [] });
});

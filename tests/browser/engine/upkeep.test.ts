import * as Comlink from "comlink";
import { afterEach, beforeEach, expect, test } from "vitest";
import { recentKey } from "../../../src/catalog/recent-key.ts";
import { openDatabase, type Database } from "../../../src/database/database.ts";
import type { LiveUpdate } from "../../../src/engine/api.ts";
import { openAdmission } from "../../../src/log/admission.ts";
import { claimEpoch } from "../../../src/log/fence.ts";
import { readHead } from "../../../src/log/reader.ts";
import { toProjectId } from "../../../src/model/identifier.ts";
import { damageBlock } from "../../support/damage-rows.ts";
import { draft, eventually, openTab, valueOf, type Tab } from "./support.ts";

const FIXED = { version: 1, measure: "events", window: { last: "7d" } };

let name: string;
let tab: Tab;
let projectId: string;
let database: Database;
let updates: LiveUpdate[];
beforeEach(async () => {
  name = `upkeep-${crypto.randomUUID()}`;
  tab = openTab(name);
  projectId = valueOf(await tab.engine.createProject({ name: "Shop" })).id;
  valueOf(
    await tab.engine.append(
      projectId,
      Array.from({ length: 300 }, (_, n) => draft(n)),
    ),
  );
  database = openDatabase({ name });
  await watch();
});
afterEach(() => {
  database.close();
  tab.kill();
});

async function watch(): Promise<void> {
  updates = [];
  valueOf(
    await tab.engine.watch(
      projectId,
      Comlink.proxy((update) => updates.push(update)),
    ),
  );
}
const ask = async (freshness: "any" | "now" = "now") =>
  valueOf(await tab.engine.ask(projectId, FIXED, { freshness })).total;
const notices = () => updates.flatMap((update) => (update.kind === "notice" ? [update.failure] : []));

test("drift is named, repaired and recounted again", async () => {
  expect(await ask()).toBe(300);
  await database.dailyStats.toCollection().modify((row) => {
    row.events = row.events.map((events) => events + 1);
  });
  const report = valueOf(await tab.engine.verify(projectId));
  expect(report.drift).toBeGreaterThan(0);
  expect(report.differences[0]).toMatch(
    /^Day \d{4}-\d\d-\d\d: \d+ events where the log has \d+, in all events$/,
  );
  expect(report).toMatchObject({ lost: [], repaired: { drift: 0 } });
  const works = updates.flatMap((update) => (update.kind === "upkeep" ? [update.job?.work] : []));
  expect([...new Set(works)]).toEqual(["verify", undefined, "rebuild"]);
  expect(await ask()).toBe(300);
  expect(valueOf(await tab.engine.verify(projectId))).toMatchObject({ drift: 0, differences: [] });
});

test("a panel whose rows cannot be read is answered after they were built anew, and says so", async () => {
  expect(await ask()).toBe(300);
  tab.kill();
  await database.dailyStats.toCollection().modify((row) => {
    row.users = row.users.map((set) => set.slice(1));
  });
  tab = openTab(name);
  await watch();
  expect(await ask("any")).toBe(300);
  await eventually(async () =>
    notices().some(({ kind, message }) => kind === "damaged-record" && message.includes("counts of the day"))
      ? true
      : undefined,
  );
  expect(valueOf(await tab.engine.verify(projectId))).toMatchObject({ drift: 0 });
});

test("a rebuild makes rollups, counters and mirror anew, and can be cancelled", async () => {
  const count = async () => valueOf(await tab.engine.sql(projectId, "SELECT count(*) FROM events")).rows;
  expect(await count()).toEqual([[300]]);
  await database.hourlyStats.clear();
  await database.dailyStats.clear();
  await database.dimensions.clear();
  await database.realtimeCounters.clear();
  expect(valueOf(await tab.engine.rebuild(projectId))).toMatchObject({ events: 300 });
  expect(await ask("any")).toBe(300);
  expect(await database.realtimeCounters.where({ projectId }).count()).toBe(2);
  expect(await count()).toEqual([[300]]);
  expect(valueOf(await tab.engine.verify(projectId))).toMatchObject({ drift: 0 });

  const cancelled = tab.engine.rebuild(projectId, { queryId: "again" });
  await tab.engine.cancel("again");
  expect(await cancelled).toMatchObject({ ok: false, failure: { kind: "query-cancelled" } });
  expect(await ask()).toBe(300);
  expect(valueOf(await tab.engine.verify(projectId))).toMatchObject({ drift: 0 });
});

test("a damaged block leaves the rest usable and is named wherever it matters", async () => {
  tab.kill();
  const id = toProjectId(projectId);
  const admission = openAdmission(database, await claimEpoch(database));
  valueOf(await admission.seal(id, { minEvents: 1, blockEvents: 300 }));
  await damageBlock(database, (await readHead(database, id)).sealed!);
  tab = openTab(name);
  await watch();
  valueOf(await tab.engine.append(projectId, [draft(1_000), draft(1_001)]));
  const [block] = valueOf(await tab.engine.damage(projectId));
  expect(block).toMatchObject({ events: 300 });
  expect(valueOf(await tab.engine.sql(projectId, "SELECT count(*) FROM events")).rows).toEqual([[2]]);
  expect(valueOf(await tab.engine.verify(projectId))).toMatchObject({ lost: [block] });
  const exported = valueOf(await tab.engine.exportFile(projectId, "ndjson", {})).blob!;
  expect((await exported.text()).trim().split("\n")).toHaveLength(2);
  await eventually(async () =>
    notices().some(({ message }) => message.endsWith("They are not in the exported file."))
      ? true
      : undefined,
  );
  expect(notices()[0]?.message).toContain("cannot be read: 300 events");

  const again = valueOf(
    await tab.engine.append(
      projectId,
      Array.from({ length: 300 }, (_, n) => draft(n)),
    ),
  );
  expect(again).toMatchObject({ accepted: 300, duplicate: 0 });
  expect(valueOf(await tab.engine.sql(projectId, "SELECT count(*) FROM events")).rows).toEqual([[302]]);

  expect(await noticesOfNewWatch()).toHaveLength(1);
  valueOf(await tab.engine.rememberSql(projectId, "SELECT 'ann'"));
  valueOf(await tab.engine.saveSetting(recentKey(projectId), { version: 1, recent: ["event:ann"] }));
  valueOf(await tab.engine.erase(projectId, { all: true }));
  expect(valueOf(await tab.engine.sqlHistory(projectId))).toEqual([]);
  expect(valueOf(await tab.engine.setting(recentKey(projectId)))).toBeUndefined();
  expect(await noticesOfNewWatch()).toEqual([]);
});

/** What a page that opens now is told, up to its first event. */
async function noticesOfNewWatch(): Promise<string[]> {
  const own: LiveUpdate[] = [];
  valueOf(
    await tab.engine.watch(
      projectId,
      Comlink.proxy((update) => own.push(update)),
    ),
  );
  const name = `later_${crypto.randomUUID()}`;
  valueOf(await tab.engine.append(projectId, [draft(0, { name, id: name })]));
  const isShown = (update: LiveUpdate) =>
    update.kind === "events" && update.events.some((event) => event.name === name);
  await eventually(async () => (own.some(isShown) ? true : undefined));
  return own.flatMap((update) => (update.kind === "notice" ? [update.failure.message] : []));
}

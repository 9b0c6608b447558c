import * as Comlink from "comlink";
import { Dexie } from "dexie";
import { afterEach, expect, test } from "vitest";
import { SCHEMA_VERSION } from "../../../src/database/schema.ts";
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

test("a tab under which a newer one upgrades is told to reload; one that opens later is refused", async () => {
  const name = crypto.randomUUID();
  const older = open(name);
  const project = valueOf(await older.engine.createProject({ name: "Old", timeZone: "UTC" }));
  valueOf(await older.engine.append(project.id, [draft(1)]));
  const notices: string[] = [];
  const listener = (update: LiveUpdate) => {
    if (update.kind === "notice") notices.push(update.failure.kind);
  };
  valueOf(await older.engine.watch(project.id, Comlink.proxy(listener)));

  const newer = new Dexie(name);
  newer.version(SCHEMA_VERSION + 1).stores({ projects: "id", arrivals: "++id, projectId" });
  await newer.open();
  await eventually(async () => (notices.length > 0 ? true : undefined));
  expect(notices).toEqual(["newer-schema"]);
  expect(await older.engine.append(project.id, [draft(2)])).toMatchObject({ ok: false });

  expect(await open(name).engine.projects()).toMatchObject({ ok: false, failure: { kind: "newer-schema" } });
  expect(await newer.table("projects").count()).toBe(1);
  // Not so much as an index was added.
  expect(newer.backendDB().version).toBe((SCHEMA_VERSION + 1) * 10);
  newer.close();
});

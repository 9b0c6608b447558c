import * as Comlink from "comlink";
import { afterEach, expect, test } from "vitest";
import { parseRetentionReport, retentionReportKey } from "../../../src/catalog/retention-report.ts";
import type { LiveUpdate } from "../../../src/engine/api.ts";
import { draft, eventually, openTab, valueOf, type Tab } from "./support.ts";

const DAY = 86_400_000;
const tabs: Tab[] = [];
const open = (name: string): Tab => {
  const tab = openTab(name);
  tabs.push(tab);
  return tab;
};
afterEach(() => {
  for (const tab of tabs.splice(0)) tab.kill();
});

const aged = (id: string, days: number) => draft(0, { id, timestamp: Date.now() - days * DAY });

test("whoever leads erases what a project keeps no longer; every tab follows, and the next leader too", async () => {
  const name = crypto.randomUUID();
  const first = open(name);
  const project = valueOf(await first.engine.createProject({ name: "Kept", timeZone: "UTC" }));
  const old = [aged("old-1", 40), aged("old-2", 20)];
  valueOf(await first.engine.append(project.id, [...old, aged("new", 0)]));
  const second = open(name);
  const updates: LiveUpdate[] = [];
  valueOf(
    await second.engine.watch(
      project.id,
      Comlink.proxy((update) => void updates.push(update)),
    ),
  );
  const shown = async (ids: string[]) =>
    eventually(async () => {
      const last = updates.findLast((update) => update.kind === "events");
      return last && JSON.stringify(last.events.map(({ id }) => id)) === JSON.stringify(ids)
        ? true
        : undefined;
    });
  await shown(["new", "old-2", "old-1"]);
  const total = async (tab: Tab) => {
    const to = (Math.floor(Date.now() / DAY) + 1) * DAY;
    const question = { version: 1, measure: "events", window: { from: to - 60 * DAY, to } };
    return valueOf(await tab.engine.ask(project.id, question)).total;
  };
  const removed = (tab: Tab, checkedAfter: number) =>
    eventually(async () => {
      const report = parseRetentionReport(valueOf(await tab.engine.setting(retentionReportKey(project.id))));
      return report && report.checkedAt > checkedAfter ? report.removed : undefined;
    });

  expect(valueOf(await second.engine.retentionPreview(project.id, 30))).toMatchObject({ events: 1 });
  let asked = Date.now() - 1;
  valueOf(await second.engine.updateProject(project.id, { retentionDays: 30 }));
  expect(await removed(second, asked)).toMatchObject({ events: 1 });
  await shown(["new", "old-2"]);
  expect([await total(first), await total(second)]).toEqual([2, 2]);
  expect(valueOf(await second.engine.append(project.id, old))).toMatchObject({ duplicate: 1, erased: 1 });

  first.kill();
  asked = Date.now() - 1;
  valueOf(await second.engine.updateProject(project.id, { retentionDays: 10 }));
  expect(await removed(second, asked)).toMatchObject({ events: 1 });
  await shown(["new"]);
  expect(await total(second)).toBe(1);
  expect(valueOf(await second.engine.verify(project.id))).toMatchObject({ drift: 0 });
});

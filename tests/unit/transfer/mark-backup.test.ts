import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { saveDailyTotals } from "../../../src/catalog/daily-totals.ts";
import { updateProject } from "../../../src/catalog/projects.ts";
import { saveLastExport } from "../../../src/catalog/last-export.ts";
import { eraseEvents } from "../../../src/log/erasure.ts";
import { claimEpoch } from "../../../src/log/fence.ts";
import { markBackup } from "../../../src/transfer/backup/mark-backup.ts";
import { browser, event, range } from "../../support/backed-up-browser.ts";
import { toGroup } from "../../support/import-fixtures.ts";
import { makeProject, valueOf } from "../../support/open-catalog.ts";
import { openRealLog } from "../../support/real-log.ts";

test("the mark of what a backup would hold is another one after every change, and after nothing else", async () => {
  const { db, id } = await browser(range(0, 20));
  const seen = new Set<string>();
  const changes = async (work: () => Promise<unknown>): Promise<void> => {
    await work();
    const mark = valueOf(await markBackup(db));
    expect(seen).not.toContain(mark);
    seen.add(mark);
    expect(valueOf(await markBackup(db))).toBe(mark);
  };
  await changes(() => Promise.resolve());
  // As many events as before.
  await changes(async () => eraseEvents(db, await claimEpoch(db), id, { before: event(1).timestamp + 1 }));
  await changes(async () => {
    const append = await openRealLog(db, id);
    return append.append(toGroup([event(900, { timestamp: Date.now() })]));
  });
  await changes(() => updateProject(db, id, { name: "Coffee shop" }));
  await changes(() => updateProject(db, id, { retentionDays: 400 }));
  const totals = { table: "visitors" as const, importId: "i", importedAt: 1, lines: [] };
  await changes(() => saveDailyTotals(db, id, [{ ...totals, day: "2026-04-01" }], () => false));
  await changes(() => makeProject(db, { name: "Another" }));
  const before = valueOf(await markBackup(db));
  valueOf(await saveLastExport(db, id, { at: 1, format: "lochan" }));
  expect(valueOf(await markBackup(db))).toBe(before);
});

import "fake-indexeddb/auto";
import { expect, test, vi } from "vitest";
import { readTotals } from "../../../src/catalog/daily-totals.ts";
import { readDashboard, saveDashboard } from "../../../src/catalog/dashboards.ts";
import { readProject, updateProject } from "../../../src/catalog/projects.ts";
import type { Database } from "../../../src/database/database.ts";
import { eraseEvents, type ErasureRequest } from "../../../src/log/erasure.ts";
import { claimEpoch } from "../../../src/log/fence.ts";
import { settleVariants } from "../../../src/log/settle-variants.ts";
import { undoImport } from "../../../src/log/undo-import.ts";
import type { LochanEvent } from "../../../src/model/event.ts";
import type { ProjectId } from "../../../src/model/identifier.ts";
import { exportFile } from "../../../src/transfer/export-file.ts";
import { importFile } from "../../../src/transfer/import-file.ts";
import { browser, known, range, START } from "../../support/backed-up-browser.ts";
import { backUp, restore } from "../../support/backup-file.ts";
import { importOptions, toBlob, toGroup } from "../../support/import-fixtures.ts";
import { openTestDatabase, valueOf } from "../../support/open-catalog.ts";
import { openRealLog } from "../../support/real-log.ts";

/** A browser as a hand on it: every call leads anew. */
function device(db: Database, id: ProjectId) {
  const epoch = () => claimEpoch(db);
  return {
    db,
    async bring(events: readonly LochanEvent[], fileName = "events.ndjson"): Promise<string> {
      const log = await openRealLog(db, id);
      const file = toBlob(events.map((each) => `${JSON.stringify(each)}\n`).join(""));
      const options = { ...importOptions(db, id, file, log.append), fileName };
      valueOf(await importFile(options));
      return options.importId;
    },
    append: async (events: readonly LochanEvent[]) =>
      valueOf(await (await openRealLog(db, id)).append(toGroup(events))),
    async totals(...lines: string[]): Promise<void> {
      const append = () => Promise.reject(new Error("They are no events."));
      const file = toBlob(["date,visitors,pageviews", ...lines].join("\n"));
      valueOf(await importFile({ ...importOptions(db, id, file, append), fileName: "visitors.csv" }));
    },
    undo: async (importId: string) => valueOf(await undoImport(db, await epoch(), id, importId)),
    erase: async (what: ErasureRequest) => valueOf(await eraseEvents(db, await epoch(), id, what)).events,
    /** As an engine does before it exports or backs up. */
    settle: async () => valueOf(await settleVariants(db, await epoch(), id)),
    async tell() {
      await this.settle();
      const file = async (format: string) => {
        const { blob } = valueOf(await exportFile({ db, projectId: id, format }));
        return (await blob!.text())
          .replaceAll(/"source":"[^"]*"/g, "")
          .replaceAll(/"receivedAt":"[^"]*"/g, "");
      };
      return {
        events: (await known(db, id)).map(({ source: _source, receivedAt: _receivedAt, ...rest }) => rest),
        ndjson: await file("ndjson"),
        project: valueOf(await readProject(db, id)),
        dashboard: valueOf(await readDashboard(db, id)),
        totals: valueOf(await readTotals(db, id, {})),
      };
    },
  };
}

/** Another content of the same id, now the lesser, now the greater. */
const otherwise = (each: LochanEvent, at: number): LochanEvent =>
  at % 3 > 0
    ? each
    : { ...each, properties: { ...each.properties, a: at % 2 === 0 ? -1 : "~", zero: at % 4 < 2 ? 0 : -0 } };

test("whatever came first, two devices tell the same once each has the other's backup: overlaps, variants, undone imports, erasures, dashboards, totals", async () => {
  const { db, id } = await browser(range(0, 100));
  const here = device(db, id);
  const there = device(openTestDatabase(), id);
  valueOf(await readDashboard(here.db, id));
  valueOf(await restore(there.db, await backUp(db)));

  await here.bring(range(50, 300));
  await there.bring(range(200, 400).map(otherwise).toReversed());
  await there.append(range(380, 420).map(otherwise));
  await here.append(range(390, 430));
  // What one import alone brought goes, what another brought too stays.
  await here.undo(await here.bring([...range(280, 320), ...range(500, 520)]));
  await there.undo(await there.bring(range(60, 240)));
  expect(await here.erase({ userId: "user-3" })).toBeGreaterThan(0);
  const span = { from: START + 600_000, before: START + 6_000_000 };
  expect(await there.erase(span)).toBeGreaterThan(0);

  await here.totals("2026-01-01,5,7", "2026-01-02,6,8");
  await there.totals("2026-01-02,60,80", "2026-01-03,1,2");
  const overview = valueOf(await readDashboard(here.db, id));
  valueOf(await saveDashboard(here.db, { ...overview, widgets: overview.widgets.slice(2) }));
  // The newest edit wins: the next one is of a later millisecond.
  const saved = Date.now();
  await vi.waitUntil(() => Date.now() > saved, { interval: 1 });
  const other = valueOf(await readDashboard(there.db, id));
  valueOf(await saveDashboard(there.db, { ...other, widgets: other.widgets.slice(1) }));
  valueOf(await updateProject(there.db, id, { name: "Tea and coffee" }));

  for (const each of [here, there]) await each.settle();
  const [mine, theirs] = [await backUp(here.db), await backUp(there.db)];
  valueOf(await restore(here.db, theirs));
  valueOf(await restore(there.db, mine));
  const told = [await here.tell(), await there.tell()] as const;
  expect(told[1]).toEqual(told[0]);
  expect(told[0]).toMatchObject({
    project: { name: "Tea and coffee" },
    dashboard: { widgets: other.widgets.slice(1) },
    totals: {
      days: [{ counts: { visitors: 5 } }, { counts: { visitors: 60 } }, { counts: { visitors: 1 } }],
    },
  });

  // By the drafts alone: of each id that somebody brought and nobody undid the least content, but of whom and when was erased.
  const people = new Set(
    range(0, 430).flatMap((each) => (each.userId === "user-3" ? [each.distinctId] : [])),
  );
  const isSure = ({ userId, distinctId }: LochanEvent): boolean =>
    userId !== undefined || !people.has(distinctId);
  const isGone = ({ userId, timestamp }: LochanEvent): boolean =>
    userId === "user-3" || (timestamp >= span.from && timestamp < span.before);
  const held = new Map(told[0].events.map((each) => [each.id, each]));
  const expected = range(0, 430).filter(isSure);
  for (const each of expected) expect([each.id, held.has(each.id)]).toEqual([each.id, !isGone(each)]);
  for (const each of range(500, 520)) expect(held.has(each.id)).toBe(false);
  let disputed = 0;
  for (const [at, each] of range(200, 300).entries()) {
    const found = held.get(each.id);
    if (found === undefined || at % 6 !== 0 || each.properties["a"] !== null) continue;
    // -1 is less than null, by their JSON.
    expect(found.properties["a"]).toBe(-1);
    disputed += 1;
  }
  expect(disputed).toBeGreaterThan(2);

  for (const [to, file] of [
    [here, theirs],
    [there, mine],
  ] as const)
    expect(valueOf(await restore(to.db, file)).projects).toMatchObject([{ accepted: 0, erased: 0 }]);
  expect([await here.tell(), await there.tell()]).toEqual(told);
}, 120_000);

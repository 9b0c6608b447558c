import "fake-indexeddb/auto";
import { describe, expect, test } from "vitest";
import { readTotals } from "../../../src/catalog/daily-totals.ts";
import type { Database } from "../../../src/database/database.ts";
import { eraseEvents } from "../../../src/log/erasure.ts";
import { claimEpoch } from "../../../src/log/fence.ts";
import type { BackupManifest } from "../../../src/model/backup.ts";
import { type ProjectId, toProjectId } from "../../../src/model/identifier.ts";
import { importFile } from "../../../src/transfer/import-file.ts";
import { browser, known, range, tamper } from "../../support/backed-up-browser.ts";
import { readBackupContents } from "../../../src/transfer/backup/read-backup-contents.ts";
import { erasedWords } from "../../../src/ui/data/restore-words.ts";
import { backUp, eventsOf, restore } from "../../support/backup-file.ts";
import { importOptions, toGroup } from "../../support/import-fixtures.ts";
import { failureOf, makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";
import { openRealLog } from "../../support/real-log.ts";

const idOf = async (db: Database): Promise<string> => {
  const projects = await db.projects.toArray();
  return projects.find(({ name }) => name === "Tea shop")?.id ?? "";
};

describe("a backup imported as a file", () => {
  const importInto = async (db: Database, projectId: string, file: Blob) => {
    const log = await openRealLog(db, toProjectId(projectId));
    return importFile({ ...importOptions(db, projectId, file, log.append), fileName: "kept.lochan" });
  };

  test("gives a project the events of the only one in it, as they were", async () => {
    const { db, id } = await browser(range(0, 120));
    const other = await browser();
    const summary = valueOf(await importInto(other.db, other.id, await backUp(db)));
    expect(summary).toMatchObject({ read: 120, accepted: 120, refused: 0, format: "lochan" });
    expect(await known(other.db, other.id)).toEqual(await known(db, id));
  });

  test("of several projects gives its own, or says that it is not among them", async () => {
    const { db, id } = await browser(range(0, 5));
    const blog = await makeProject(db, { name: "Blog" });
    valueOf(await (await openRealLog(db, blog.id)).append(toGroup(range(5, 7))));
    const file = await backUp(db);
    expect(valueOf(await importInto(db, blog.id, file))).toMatchObject({ read: 2, duplicate: 2 });
    const other = await browser();
    expect(failureOf(await importInto(other.db, other.id, file)).message).toMatch(
      /2 projects and not this one/,
    );
    expect(id).not.toBe(other.id);
  });

  test("of another project here is not read into this one", async () => {
    const { db } = await browser(range(0, 5));
    const blog = await makeProject(db, { name: "Blog" });
    const failure = failureOf(
      await importInto(db, blog.id, await backUp(db, { projectIds: [await idOf(db)] })),
    );
    expect(failure.message).toMatch(/of the project Tea shop, not of this one/);
    expect(await eventsOf(db, blog.id)).toEqual([]);
  });

  test("counts the events of a damaged part as refused", async () => {
    const { db } = await browser(range(0, 30));
    const file = await tamper(await backUp(db), (path, bytes) =>
      path.endsWith(".parquet") ? bytes.with(40, bytes[40]! ^ 1) : bytes,
    );
    const other = await browser();
    const summary = valueOf(await importInto(other.db, other.id, file));
    expect(summary).toMatchObject({ read: 30, accepted: 0, refused: 30 });
    expect(summary.refusedRows[0]?.reason).toMatch(/checksum/);
  });
});

describe("a part with another number of rows than is listed is named, and not read past that", () => {
  const listing = (events: number) => async (file: Blob) =>
    tamper(file, (path, bytes) => {
      if (path !== "manifest.json") return bytes;
      const manifest = JSON.parse(new TextDecoder().decode(bytes)) as BackupManifest;
      manifest.projects[0]!.parts[0]!.events = events;
      return new TextEncoder().encode(JSON.stringify(manifest));
    });

  test.each([
    [12, { accepted: 12, refused: 0, read: 12 }, 0, /more than the 12 rows/],
    [0, { accepted: 0, refused: 0, read: 0 }, 0, /more than the 0 rows/],
    [35, { accepted: 30, refused: 5, read: 35 }, 5, /30 of the 35 rows/],
  ])("%i for 30", async (listed, counts, lost, words) => {
    const { db, id } = await browser(range(0, 30));
    const file = await listing(listed)(await backUp(db));
    const other = openTestDatabase();
    const summary = valueOf(await restore(other, file));
    expect(summary.projects).toMatchObject([counts]);
    expect(summary.damaged).toMatchObject([{ events: lost, reason: expect.stringMatching(words) }]);
    expect(await eventsOf(other, id)).toHaveLength(counts.accepted);
  });
});

describe("daily totals that another product counted", () => {
  const rows = (views: number) =>
    new Blob([`date,visitors,pageviews\n2024-01-01,1,${views}\n2024-01-02,3,4\n`]);
  const bring = async (db: Database, projectId: ProjectId, file: Blob, importId: string) =>
    valueOf(
      await importFile({
        ...{ db, projectId, file, importId, fileName: "visitors.csv" },
        append: () => Promise.reject(new Error("They are no events.")),
      }),
    );
  const totals = async (db: Database, id: string) => valueOf(await readTotals(db, id, {}));

  test("are in a backup, and are merged as they were, whichever way first", async () => {
    const one = await browser();
    await bring(one.db, one.id, rows(2), "a");
    const file = await backUp(one.db);
    const two = { db: openTestDatabase(), id: one.id };
    expect(valueOf(await restore(two.db, file)).projects).toMatchObject([{ isNew: true, totals: 2 }]);
    expect(await totals(two.db, two.id)).toEqual(await totals(one.db, one.id));
    expect(valueOf(await restore(two.db, file)).projects[0]).not.toHaveProperty("totals");

    await bring(two.db, two.id, rows(5), "b");
    await bring(one.db, one.id, rows(7), "c");
    const [fromOne, fromTwo] = [await backUp(one.db), await backUp(two.db)];
    valueOf(await restore(one.db, fromTwo));
    valueOf(await restore(two.db, fromOne));
    expect(await totals(one.db, one.id)).toEqual(await totals(two.db, two.id));
    expect((await totals(one.db, one.id)).days[0]?.counts.pageviews).toBeGreaterThanOrEqual(5);
  });

  test("of a day that was erased in part are restored, for they stayed where they were", async () => {
    const one = await browser();
    await bring(one.db, one.id, rows(2), "a");
    const before = Date.UTC(2024, 0, 2, 12);
    valueOf(await eraseEvents(one.db, await claimEpoch(one.db), one.id, { from: 0, before }));
    const kept = await totals(one.db, one.id);
    expect(kept.days.map(({ day }) => day)).toEqual(["2024-01-02"]);
    const other = openTestDatabase();
    valueOf(await restore(other, await backUp(one.db)));
    expect(await totals(other, one.id)).toEqual(kept);
  });

  test("of a time that was erased elsewhere go as events do: it is said before and after, and asked", async () => {
    const one = await browser();
    await bring(one.db, one.id, rows(2), "a");
    const [asked, declined] = [openTestDatabase(), openTestDatabase()];
    const before = await backUp(one.db);
    for (const other of [asked, declined]) valueOf(await restore(other, before));
    const span = { from: 0, before: Date.UTC(2024, 0, 2) };
    valueOf(await eraseEvents(one.db, await claimEpoch(one.db), one.id, span));
    const file = await backUp(one.db);
    const { projects } = valueOf(await readBackupContents(asked, file));
    expect(projects).toMatchObject([{ erasures: { events: 0, days: 1 } }]);
    expect(erasedWords(projects[0]!)).toContain("imported totals of 1 day are still here");
    const kept = valueOf(await restore(declined, file, { erasures: "keep-out" })).projects[0];
    expect(kept).not.toHaveProperty("erasedDays");
    expect((await totals(declined, one.id)).days).toHaveLength(2);
    expect(valueOf(await restore(asked, file)).projects).toMatchObject([{ erased: 0, erasedDays: 1 }]);
    expect((await totals(asked, one.id)).days.map(({ day }) => day)).toEqual(["2024-01-02"]);
    const again = valueOf(await readBackupContents(asked, file)).projects[0]!;
    expect(erasedWords(again)).toBeUndefined();
  });

  test("of a clock that is ahead are put once, whenever they are restored", async () => {
    const one = await browser();
    await bring(one.db, one.id, rows(2), "a");
    await one.db.dailyTotals.toCollection().modify({ importedAt: Date.now() + 86_400_000 });
    const file = await backUp(one.db);
    const other = openTestDatabase();
    expect(valueOf(await restore(other, file)).projects).toMatchObject([{ totals: 2 }]);
    // As if that had been some time ago.
    await other.dailyTotals.toCollection().modify((row) => void (row.importedAt -= 60_000));
    expect(valueOf(await restore(other, file)).projects[0]).not.toHaveProperty("totals");
    expect(await other.dailyTotals.count()).toBe(2);
  });

  test("of days that are still to come are left out, and named", async () => {
    const one = await browser(range(0, 20));
    await bring(one.db, one.id, rows(2), "a");
    const ahead = new Date(Date.now() + 12 * 3_600_000).toISOString().slice(0, 10);
    const row = (await one.db.dailyTotals.toArray())[0]!;
    await one.db.dailyTotals.bulkPut([ahead, "9999-12-31", "2999-01-01"].map((day) => ({ ...row, day })));
    const other = openTestDatabase();
    const summary = valueOf(await restore(other, await backUp(one.db)));
    expect(summary.projects).toMatchObject([{ accepted: 20, totals: 3 }]);
    expect(summary.damaged).toEqual([
      {
        path: `projects/${one.id}/totals.json`,
        reason: "2 days, 2999-01-01 the first of them, are still to come: their daily totals are left out.",
      },
    ]);
    expect((await totals(other, one.id)).extent).toEqual({ first: "2024-01-01", last: ahead });
  });

  test("that are damaged are named, and the events are restored", async () => {
    const one = await browser(range(0, 20));
    await bring(one.db, one.id, rows(2), "a");
    const file = await tamper(await backUp(one.db), (path, bytes) =>
      path.endsWith("totals.json") ? bytes.map((byte) => byte ^ 1) : bytes,
    );
    const other = openTestDatabase();
    const summary = valueOf(await restore(other, file));
    expect(summary.damaged).toMatchObject([{ path: `projects/${one.id}/totals.json` }]);
    expect(summary.projects).toMatchObject([{ accepted: 20 }]);
    expect((await totals(other, one.id)).days).toEqual([]);
  });
});

import { readdir, readFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { readTotals } from "../../../src/catalog/daily-totals.ts";
import { listImports } from "../../../src/catalog/imports.ts";
import { updateProject } from "../../../src/catalog/projects.ts";
import type { Database } from "../../../src/database/database.ts";
import { deleteProjectLog, eraseEvents, keepOutBefore } from "../../../src/log/erasure.ts";
import { claimEpoch } from "../../../src/log/fence.ts";
import { undoImport } from "../../../src/log/undo-import.ts";
import { fail, success } from "../../../src/model/failure.ts";
import type { Project } from "../../../src/model/project.ts";
import { importFile } from "../../../src/transfer/import-file.ts";
import { makeImportTally } from "../../../src/transfer/import-tally.ts";
import { inspectFile } from "../../../src/transfer/inspect-file.ts";
import { firstPart, openRows } from "../../../src/transfer/open-rows.ts";
import { peekRows } from "../../../src/transfer/peek-rows.ts";
import type { RowGroup } from "../../../src/transfer/row-group.ts";
import { importTotals } from "../../../src/transfer/totals/import-totals.ts";
import { recogniseTotals } from "../../../src/transfer/totals/recognise-totals.ts";
import { toBlob } from "../../support/import-fixtures.ts";
import { fixtureRows } from "../../support/import-fixture.ts";
import { makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";
import { openRealLog } from "../../support/real-log.ts";
import { zipOf } from "../../support/zip-files.ts";

const FOLDER = new URL("../../fixtures/imports/plausible/", import.meta.url);
const day = (text: string): number => Date.parse(`${text}T00:00:00Z`);

async function exported(): Promise<Blob> {
  const names = (await readdir(FOLDER)).sort();
  const files = names.map(async (name): Promise<[string, Uint8Array]> => [
    name,
    new Uint8Array(await readFile(new URL(name, FOLDER))),
  ]);
  return toBlob(await zipOf(...(await Promise.all(files))));
}

async function openShop(input: object = {}) {
  const db = openTestDatabase();
  const project = await makeProject(db, input);
  const log = await openRealLog(db, project.id);
  let imports = 0;
  const bring = async (file: Blob | string, fileName = "plausible.zip") =>
    importFile({
      db,
      projectId: project.id,
      file: typeof file === "string" ? toBlob(file) : file,
      fileName,
      importId: `import-${(imports += 1)}`,
      append: log.append,
    });
  return { db, project, log, bring };
}

const totals = async (db: Database, { id }: Project, span = {}) => valueOf(await readTotals(db, id, span));

const visitors = (...rows: [string, number, number][]): string =>
  ["date,visitors,pageviews", ...rows.map((row) => row.join(","))].join("\n") + "\n";

describe("an export of Plausible", () => {
  it("is read whole, as daily totals and no events", async () => {
    const { db, project, log, bring } = await openShop();
    const summary = valueOf(await bring(await exported()));
    expect(summary).toMatchObject({ format: "plausible", read: 22, accepted: 22, duplicate: 0, refused: 0 });
    expect(summary.times).toEqual({ first: day("2024-01-01"), last: day("2024-01-03") });
    expect(summary.parts.map(({ format }) => format)).toEqual(Array.from({ length: 10 }, () => "plausible"));
    expect(await log.read()).toEqual([]);
    const { extent, days, groups } = await totals(db, project);
    expect(extent).toEqual({ first: "2024-01-01", last: "2024-01-03" });
    expect(days).toEqual([
      {
        day: "2024-01-01",
        counts: { visitors: 5, pageviews: 20, bounces: 2, visits: 6, visit_duration: 600 },
      },
      {
        day: "2024-01-02",
        counts: { visitors: 3, pageviews: 9, bounces: 1, visits: 3, visit_duration: 120 },
      },
      {
        day: "2024-01-03",
        counts: { visitors: 7, pageviews: 30, bounces: 4, visits: 8, visit_duration: 900 },
      },
    ]);
    const ranked = groups.map(({ table, rows }) => [
      table,
      rows.map(({ label, counts }) => [label, counts.visitors]),
    ]);
    expect(Object.fromEntries(ranked)).toEqual({
      sources: [
        ["news", 7],
        ["Google", 5],
        ["", 3],
      ],
      // By page views: two sites have the same page.
      pages: [
        ["/", 15],
        ['/lamps?a="b"', 2],
      ],
      entry_pages: [["/", 5]],
      exit_pages: [["/lamps", 2]],
      custom_events: [
        ["Signup", 2],
        ["Outbound Link: Click", 1],
      ],
      locations: [
        ["IN", 7],
        ["GB", 5],
      ],
      devices: [
        ["Desktop", 3],
        ["Mobile", 2],
      ],
      browsers: [["Firefox", 3]],
      operating_systems: [["Mac", 3]],
    });
  });

  it("again adds nothing, and is undone one import at a time", async () => {
    const { db, project, bring } = await openShop();
    valueOf(await bring(await exported()));
    const once = await totals(db, project);
    expect(valueOf(await bring(await exported()))).toMatchObject({ read: 22, accepted: 0, duplicate: 22 });
    expect(await totals(db, project)).toEqual(once);
    const epoch = await claimEpoch(db);
    valueOf(await undoImport(db, epoch, project.id, "import-2"));
    expect(await totals(db, project)).toEqual(once);
    valueOf(await undoImport(db, epoch, project.id, "import-1"));
    expect(await totals(db, project)).toEqual({ days: [], groups: [] });
    expect(await db.dailyTotals.count()).toBe(0);
    const states = valueOf(await listImports(db, project.id)).map(({ state }) => state);
    expect(states).toEqual(["undone", "undone"]);
  });

  it("is recognised table by table, and is told before it is imported", async () => {
    const { db, project } = await openShop();
    for (const name of await readdir(FOLDER)) {
      const table = name.slice("imported_".length, name.indexOf("_2024"));
      const part = valueOf(await firstPart(openRows(toBlob(await readFile(new URL(name, FOLDER))))));
      expect(recogniseTotals((await peekRows(part.groups)).rows)).toBe(table);
    }
    const found = await inspectFile({ db, projectId: project.id, file: await exported(), fileName: "a.zip" });
    expect(valueOf(found)).toMatchObject({ shape: "plausible", shapeWords: "daily totals of Plausible" });
  });
});

test.each(["umami.csv", "posthog.csv", "ga4.ndjson", "lochan.ndjson"])(
  "%s is no daily totals",
  async (file) => {
    expect(recogniseTotals(await fixtureRows(file))).toBeUndefined();
  },
);

describe("a day of daily totals", () => {
  it("is the latest import's, and the one before it again once that is undone", async () => {
    const { db, project, bring } = await openShop();
    valueOf(await bring(visitors(["2024-01-01", 1, 2], ["2024-01-02", 3, 4])));
    await db.imports.toCollection().modify({ startedAt: 0 });
    await db.dailyTotals.toCollection().modify({ importedAt: 0 });
    const second = valueOf(await bring(visitors(["2024-01-02", 5, 6], ["2024-01-03", 7, 8])));
    expect(second).toMatchObject({ accepted: 2, duplicate: 0 });
    const pageviews = async () =>
      (await totals(db, project)).days.map((each) => [each.day, each.counts.pageviews]);
    expect(await pageviews()).toEqual([
      ["2024-01-01", 2],
      ["2024-01-02", 6],
      ["2024-01-03", 8],
    ]);
    valueOf(await undoImport(db, await claimEpoch(db), project.id, "import-2"));
    expect(await pageviews()).toEqual([
      ["2024-01-01", 2],
      ["2024-01-02", 4],
    ]);
  });

  it("adds nothing again where lines of it were joined", async () => {
    const { db, project, bring } = await openShop();
    const pages = "date,page,visitors,pageviews\n2024-01-01,/a,1,1\n2024-01-01,/a,2,2\n2024-01-01,/b,5,5\n";
    expect(valueOf(await bring(pages))).toMatchObject({ read: 3, accepted: 3, duplicate: 0 });
    expect(valueOf(await bring(pages))).toMatchObject({ read: 3, accepted: 0, duplicate: 3 });
    expect((await totals(db, project)).groups[0]?.rows.map(({ counts }) => counts.pageviews)).toEqual([5, 3]);
  });

  it("is refused with a reason where it is none, and the others are read", async () => {
    const { db, project, bring } = await openShop({ retentionDays: 30_000 });
    const far = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
    const summary = valueOf(
      await bring(
        ["date,visitors,pageviews", "2024-02-30,1,1", `${far},1,1`, "2024-01-01,-1,1", "2024-01-01,1.5,1"]
          .concat("2024-01-01,x,1", "2024-01-01,,", "2024-01-05,2,3", "1900-01-01,1,1")
          .join("\n"),
      ),
    );
    expect(summary).toMatchObject({ read: 8, accepted: 1, refused: 7 });
    const reasons = summary.refusedRows.map(({ index, reason }) => `${index} ${reason}`);
    expect(reasons).toEqual([
      "2 2024-02-30 is no date.",
      `3 ${far} is still to come.`,
      "4 visitors is no count: a whole number of 0 or more.",
      "5 visitors is no count: a whole number of 0 or more.",
      "6 visitors is no count: a whole number of 0 or more.",
      "7 It counts nothing.",
      "9 1900-01-01 is older than this project keeps events: Settings tells how long.",
    ]);
    expect((await totals(db, project)).days.map((each) => each.day)).toEqual(["2024-01-05"]);
  });

  it("is by the clock of the project", async () => {
    const { db, project, bring } = await openShop({ timeZone: "Asia/Kolkata" });
    valueOf(await bring(visitors(["2024-01-01", 1, 1], ["2024-01-02", 2, 2], ["2024-01-03", 3, 3])));
    const shift = 5.5 * 3_600_000;
    const daysOf = async (from: number, before: number) =>
      (await totals(db, project, { from, before })).days.map((each) => each.day);
    expect(await daysOf(day("2024-01-02") - shift, day("2024-01-03") - shift)).toEqual(["2024-01-02"]);
    expect(await daysOf(day("2024-01-02") - shift + 1, day("2024-01-04") - shift - 1)).toEqual([]);
  });
});

describe("daily totals go", () => {
  const three = visitors(["2024-01-01", 1, 1], ["2024-01-02", 2, 2], ["2024-01-03", 3, 3]);
  const daysOf = async (db: Database, project: Project) =>
    (await totals(db, project)).days.map((each) => each.day);

  it("with a time that is erased, and stay out", async () => {
    const { db, project, bring } = await openShop();
    valueOf(await bring(three));
    const epoch = await claimEpoch(db);
    valueOf(await eraseEvents(db, epoch, project.id, { from: day("2024-01-02"), before: day("2024-01-03") }));
    expect(await daysOf(db, project)).toEqual(["2024-01-01", "2024-01-03"]);
    expect(valueOf(await bring(three))).toMatchObject({ accepted: 0, duplicate: 2, refused: 1 });
    expect(await daysOf(db, project)).toEqual(["2024-01-01", "2024-01-03"]);
  });

  it("as they get older than the project keeps events", async () => {
    const { db, project, bring } = await openShop();
    valueOf(await bring(three));
    valueOf(await keepOutBefore(db, await claimEpoch(db), project.id, day("2024-01-03")));
    expect(await daysOf(db, project)).toEqual(["2024-01-03"]);
  });

  it("with everything, and with the project; those of another stay", async () => {
    const { db, project, bring } = await openShop();
    const other = await makeProject(db, { name: "Other" });
    const otherLog = await openRealLog(db, other.id);
    valueOf(await bring(three));
    const file = toBlob(three);
    const options = {
      db,
      projectId: other.id,
      file,
      fileName: "o.csv",
      importId: "o",
      append: otherLog.append,
    };
    valueOf(await importFile(options));
    const epoch = await claimEpoch(db);
    valueOf(await eraseEvents(db, epoch, project.id, { all: true }));
    expect(await daysOf(db, project)).toEqual([]);
    expect(await daysOf(db, other)).toHaveLength(3);
    valueOf(await deleteProjectLog(db, epoch, other.id));
    expect(await db.dailyTotals.count()).toBe(0);
  });

  it("never with a user, of whom they know nothing", async () => {
    const { db, project, bring } = await openShop();
    valueOf(await bring(three));
    valueOf(await eraseEvents(db, await claimEpoch(db), project.id, { userId: "ann" }));
    expect(await daysOf(db, project)).toHaveLength(3);
  });
});

it("a project that keeps events for a time takes no older days", async () => {
  const { db, project, bring } = await openShop();
  valueOf(await updateProject(db, project.id, { retentionDays: 7 }));
  const today = new Date().toISOString().slice(0, 10);
  expect(valueOf(await bring(visitors(["2024-01-01", 1, 1], [today, 2, 2])))).toMatchObject({
    accepted: 1,
    refused: 1,
  });
});

const line = fc.record({
  day: fc.constantFrom("2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04"),
  page: fc.constantFrom("/", "/a", "__proto__", ""),
  visitors: fc.nat(9),
  pageviews: fc.nat(9),
});

test("lines in any order add up to what a plain sum says", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 60 }), async (lines) => {
      const { db, project, bring } = await openShop();
      const rows = lines.map((each) => `${each.day},${each.page},${each.visitors},${each.pageviews}`);
      const summary = valueOf(await bring(`date,page,visitors,pageviews\n${rows.join("\n")}\n`));
      expect(summary.read).toBe(lines.length);
      expect(summary.accepted + summary.duplicate).toBe(lines.length);
      const { groups } = await totals(db, project, { from: day("2024-01-02"), before: day("2024-01-04") });
      const wanted = new Map<string, number>();
      for (const { day: of, page, pageviews } of lines)
        if (of === "2024-01-02" || of === "2024-01-03") wanted.set(page, (wanted.get(page) ?? 0) + pageviews);
      const found = groups
        .flatMap(({ rows: of }) => of)
        .map(({ label, counts }) => [label, counts.pageviews]);
      expect(Object.fromEntries(found)).toEqual(Object.fromEntries(wanted));
      await db.delete();
    }),
    { numRuns: 20 },
  );
});

test("of a file that ends in damage the day it broke in is left out, for it is not whole", async () => {
  const { db, project } = await openShop();
  const rows = ["2024-01-01", "2024-01-01", "2024-01-02"].map((date) => ({ date, visitors: "1" }));
  const group: RowGroup = {
    count: rows.length,
    numberAt: (index) => index + 2,
    rowAt: (index) => ({ value: rows[index], text: "" }),
  };
  const damage = { kind: "unreadable-file", message: "It is cut short." } as const;
  const tally = makeImportTally();
  const failure = await importTotals({
    groups: (async function* () {
      yield success(group);
      yield fail(damage);
    })(),
    ...{ table: "visitors", db, project, importId: "cut", importedAt: Date.now(), tally },
    signal: new AbortController().signal,
    onStep: () => undefined,
  });
  expect(failure).toEqual(damage);
  expect(tally.counts()).toMatchObject({ read: 2, accepted: 2 });
  expect((await totals(db, project)).days).toEqual([{ day: "2024-01-01", counts: { visitors: 2 } }]);
});

test("a day with more lines than one may have is left out, whatever was written of it, and the others are not", async () => {
  const { db, project } = await openShop();
  const bring = async (importId: string, pages: readonly [date: string, page: string][]) => {
    const tally = makeImportTally();
    const group: RowGroup = {
      count: pages.length,
      numberAt: (index) => index + 2,
      rowAt: (index) => ({
        value: { date: pages[index]![0], page: pages[index]![1], visitors: "1" },
        text: "",
      }),
    };
    const failure = await importTotals({
      groups: (async function* () {
        yield success(group);
      })(),
      ...{ table: "pages", db, project, importId, importedAt: Date.now(), tally, mostLinesADay: 10_000 },
      signal: new AbortController().signal,
      onStep: () => undefined,
    });
    expect(failure).toBeUndefined();
    return tally;
  };
  const some = (date: string, count: number, from = 0) =>
    Array.from({ length: count }, (_, n): [string, string] => [date, `/${from + n}`]);
  const daysOf = async () => (await db.dailyTotals.toArray()).map(({ day, lines }) => [day, lines.length]);

  const held = await bring("held", [...some("2024-01-01", 10_003), ...some("2024-01-02", 2)]);
  expect(held.counts()).toEqual({ read: 10_005, accepted: 2, duplicate: 0, refused: 10_003 });
  expect(held.refusedRows[0]!.reason).toBe(
    "2024-01-01 has more than 10,000 lines in this table: it is left out.",
  );
  expect(await daysOf()).toEqual([["2024-01-02", 2]]);

  // Of days that are not in order, what was held is written before it is known that more come.
  const written = await bring("written", [
    ...some("2024-01-03", 9_000),
    ...some("2024-01-04", 9_000),
    ...some("2024-01-05", 3_000),
    ...some("2024-01-03", 2_000, 9_000),
  ]);
  expect(written.counts()).toEqual({ read: 23_000, accepted: 12_000, duplicate: 0, refused: 11_000 });
  expect(await daysOf()).toEqual([
    ["2024-01-02", 2],
    ["2024-01-04", 9_000],
    ["2024-01-05", 3_000],
  ]);
});

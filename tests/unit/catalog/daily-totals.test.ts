import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import {
  dropDailyTotals,
  readTotals,
  readTotalsReceipt,
  saveDailyTotals,
} from "../../../src/catalog/daily-totals.ts";
import type { TotalsLine } from "../../../src/model/daily-totals.ts";
import { makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";

const DAY = "2026-05-01";
const line = (page: string, pageviews = 1): TotalsLine => ({ key: [page, ""], counts: { pageviews } });

/** Writes a day in pieces, as an import does of a file whose days are not in order. */
async function openDay() {
  const db = openTestDatabase();
  const { id } = await makeProject(db);
  const bring = async (importId: string, importedAt: number, ...pieces: TotalsLine[][]) => {
    const counted = { accepted: 0, duplicate: 0 };
    for (const [at, lines] of pieces.entries()) {
      const totals = { table: "pages", day: DAY, importId, importedAt, lines } as const;
      const [piece] = valueOf(await saveDailyTotals(db, id, [totals], () => at > 0));
      counted.accepted += piece!.accepted;
      counted.duplicate += piece!.duplicate;
    }
    return counted;
  };
  const stored = async (importId: string) =>
    (await db.dailyTotals.toArray()).find((row) => row.importId === importId)?.lines;
  return { bring, stored };
}

test("of a day that is written in pieces, each line that was here already is counted so", async () => {
  const { bring, stored } = await openDay();
  const [first, second] = [[line("/a"), line("/b")], [line("/c")]];
  expect(await bring("one", 1, first, second)).toEqual({ accepted: 3, duplicate: 0 });
  expect(await bring("two", 2, first, second)).toEqual({ accepted: 0, duplicate: 3 });
  expect(await bring("three", 3, first, [line("/c", 2)])).toEqual({ accepted: 1, duplicate: 2 });
  expect(await stored("two")).toEqual([...first, ...second]);
});

test("a line that comes twice in a file is added, and is new both times", async () => {
  const { bring, stored } = await openDay();
  expect(await bring("one", 1, [line("/a")], [line("/a")])).toEqual({ accepted: 2, duplicate: 0 });
  expect(await stored("one")).toEqual([line("/a", 2)]);
});

test("an answer tells of which imports its lines are, as they stand", async () => {
  const db = openTestDatabase();
  const { id } = await makeProject(db);
  const visits = (count: number): TotalsLine => ({ key: [], counts: { visits: count } });
  const bring = async (importId: string, importedAt: number, days: [string, TotalsLine[]][]) =>
    saveDailyTotals(
      db,
      id,
      days.map(([day, lines]) => ({
        ...{ table: lines[0]!.key.length === 0 ? "visitors" : "pages", day, importId, importedAt, lines },
      })),
      () => false,
    );
  valueOf(
    await bring("one", 1, [
      ["2026-05-01", [visits(2)]],
      ["2026-05-02", [visits(4)]],
    ]),
  );
  valueOf(
    await bring("two", 2, [
      ["2026-05-02", [visits(6)]],
      ["2026-05-03", [visits(8)]],
    ]),
  );
  valueOf(await bring("three", 3, [["2026-05-03", [line("/a"), line("/b")]]]));
  const parts = async () => {
    const found = valueOf(await readTotalsReceipt(db, id, {}));
    expect(found.answer).toEqual(valueOf(await readTotals(db, id, {})));
    return found.parts.map(({ importId, table, days, lines }) => [importId, table, days, lines]);
  };
  expect(await parts()).toEqual([
    ["one", "visitors", 1, 1],
    ["two", "visitors", 2, 2],
    ["three", "pages", 1, 2],
  ]);
  for (const day of ["2026-05-02", "2026-05-03"])
    await dropDailyTotals(db, id, { table: "visitors", day, importId: "two" });
  expect(await parts()).toEqual([
    ["one", "visitors", 2, 2],
    ["three", "pages", 1, 2],
  ]);
});

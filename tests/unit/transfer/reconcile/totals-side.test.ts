import "fake-indexeddb/auto";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { compareSides, sharedMeasures } from "../../../../src/model/reconcile/compare-sides.ts";
import { explain } from "../../../../src/model/reconcile/explain.ts";
import { matchNames, namesOf } from "../../../../src/model/reconcile/match-names.ts";
import { sharedDays } from "../../../../src/model/reconcile/side-counts.ts";
import { dateToDay, zoneOf } from "../../../../src/model/time-zone.ts";
import { readSide, type SideFile } from "../../../../src/transfer/reconcile/read-side.ts";
import { SIDE_LIMITS, type SideLimits } from "../../../../src/transfer/reconcile/side-limits.ts";
import { makeTotalsTally } from "../../../../src/transfer/reconcile/tally-totals.ts";
import { importFile } from "../../../../src/transfer/import-file.ts";
import { importOptions, makeIdLog, toBlob } from "../../../support/import-fixtures.ts";
import { failureOf, makeProject, openTestDatabase, valueOf } from "../../../support/open-catalog.ts";
import { makeTwoTools, type TwoTools } from "../../../support/two-tools.ts";
import { zipOf } from "../../../support/zip-files.ts";

const ZONE = "Europe/Berlin";
const zone = zoneOf(ZONE);

async function setUp() {
  const db = openTestDatabase();
  const { id: projectId } = await makeProject(db, { timeZone: ZONE });
  return (files: SideFile[], limits?: SideLimits) =>
    readSide({ db, projectId, files, ...(limits && { limits }) });
}

/** The visits of a week as Plausible exports them, without one page. */
function toPlausible({ acts }: TwoTools, lost: string) {
  const views = acts.filter(({ isView, page }) => isView && page !== lost);
  const days = [...new Set(views.map(({ at }) => zone.localDate(at)))];
  const linesOf = (day: string, of: typeof views) => {
    const visits = new Set(of.map(({ visit }) => visit)).size;
    return `${day},${visits},${of.length},0,${visits},60`;
  };
  const ofDay = (day: string) => views.filter(({ at }) => zone.localDate(at) === day);
  const visitors = days.map((day) => linesOf(day, ofDay(day)));
  const pages = days.flatMap((day) =>
    [...new Set(ofDay(day).map(({ page }) => page))].map((page) => {
      const of = ofDay(day).filter((act) => act.page === page);
      const visits = new Set(of.map(({ visit }) => visit)).size;
      return `${day},shop.example,${page},${visits},${visits},${of.length}`;
    }),
  );
  return {
    views,
    visitors: ["date,visitors,pageviews,bounces,visits,visit_duration", ...visitors].join("\n"),
    pages: ["date,hostname,page,visits,visitors,pageviews", ...pages].join("\n"),
  };
}

test("names that a comparison takes for one are one, with what both have", () => {
  const tally = makeTotalsTally();
  const take = (table: "sources" | "pages", name: string) =>
    tally.take(table, { day: "2026-05-01", key: [name], counts: { visitors: 2, pageviews: 3 } }, 0);
  for (const source of ["foo-bar.example", "foobar.example"]) take("sources", source);
  for (const page of ["/foo-bar", "/foobar"]) take("pages", page);
  const { source, page } = tally.finish().dimensions;
  const viewsOf = (counts: typeof page) =>
    counts?.kind === "counted" ? counts.values.map(({ value, views }) => [value, views.at(1)]) : [];
  expect(viewsOf(source)).toEqual([["foo-bar.example", 6]]);
  expect(viewsOf(page)).toEqual([
    ["/foo-bar", 3],
    ["/foobar", 3],
  ]);
});

test("Plausible's daily totals are a side: page views by day and page, users of a day alone", async () => {
  const side = await setUp();
  const tools = makeTwoTools();
  const plausible = toPlausible(tools, "/checkout");
  const zip = await zipOf(
    ["imported_visitors_1_2.csv", plausible.visitors],
    ["imported_pages_1_2.csv", plausible.pages],
  );
  const a = valueOf(await side([{ file: toBlob(tools.posthog), fileName: "posthog.ndjson" }]));
  // The same days once more are the same days.
  const twice = { file: toBlob(plausible.visitors), fileName: "again.csv" };
  const b = valueOf(await side([{ file: toBlob(zip), fileName: "plausible.zip" }, twice]));
  expect(sharedMeasures(a, b)).toEqual(["views", "users", "sessions"]);
  expect(b.parts[0]).toMatchObject({
    name: "imported_visitors_1_2.csv",
    format: "daily totals of Plausible",
  });

  const range = sharedDays(a, b)!;
  const matches = matchNames(namesOf(a), namesOf(b));
  const views = compareSides(a, b, { measure: "views", range, matches });
  const lost = tools.acts.filter(({ isView, page }) => isView && page === "/checkout").length;
  expect([views.a, views.b]).toEqual([plausible.views.length + lost, plausible.views.length]);
  expect(explain(a, b, views, zone)).toContainEqual({
    ...{ kind: "only", dimension: "page", side: "a", more: 0, count: lost, share: 1 },
    values: [{ value: "/checkout", count: lost }],
  });
  const users = compareSides(a, b, { measure: "users", range, matches });
  expect(users.b).toBeUndefined();
  const one = compareSides(a, b, {
    measure: "users",
    range: { first: range.first, last: range.first },
    matches,
  });
  expect(one.b).toBe(
    new Set(plausible.views.filter(({ at }) => zone.localDay(at) === range.first).map(({ visit }) => visit))
      .size,
  );
});

test("a date that no calendar has is refused, as an import refuses it", async () => {
  const side = await setUp();
  const csv = "date,visitors,pageviews\n2026-02-27,3,5\n2026-02-30,7,9\n";
  const counted = valueOf(await side([{ file: toBlob(csv), fileName: "visitors.csv" }]));
  expect(counted.refused).toBe(1);
  expect(counted.days).toEqual({ first: dateToDay("2026-02-27"), last: dateToDay("2026-02-27") });
});

test("what an import refuses is in no count, and told as refused", async () => {
  const side = await setUp();
  const wrong = ["2026-02-27,x,3", "2026-02-27,2,-3", "2026-02-27,2,3.5", "2026-02-27,,", "9999-01-01,2,3"];
  const file = toBlob(["date,visitors,pageviews", "2026-02-27,3,5", ...wrong, "2026-02-28,1e1,2"].join("\n"));
  const options = { file, fileName: "visitors.csv" };
  const counted = valueOf(await side([options]));
  const db = openTestDatabase();
  const { id: projectId } = await makeProject(db, { timeZone: ZONE });
  const { accepted, refused } = valueOf(
    await importFile({ ...importOptions(db, projectId, file, makeIdLog().append), ...options }),
  );
  expect(counted.parts).toMatchObject([{ events: accepted, refused }]);
  expect([accepted, refused]).toEqual([2, 5]);
  const days = ["2026-02-27", "2026-02-28"].map((day) => dateToDay(day)!);
  expect(counted.total.views).toEqual([days[0], 5, days[1], 2]);
  expect(counted.total.users?.cells.filter((_, at) => at % 3 === 2)).toEqual([3, 10]);
  expect(counted.days).toEqual({ first: days[0], last: days[1] });
});

test("a table that is damaged counts but for the day that is cut short, and the others are whole", async () => {
  const side = await setUp();
  const csv = "date,visitors,pageviews\n2026-02-26,1,2\n2026-02-27,3,5\n";
  const cut = gzipSync(csv).subarray(0, -4);
  const pages = "date,hostname,page,visitors,visits,pageviews\n2026-02-26,a.example,/,1,1,2\n";
  const zip = await zipOf(["imported_visitors_1_2.csv.gz", cut], ["imported_pages_1_2.csv", pages]);
  const { parts, total, dimensions } = valueOf(await side([{ file: toBlob(zip), fileName: "a.zip" }]));
  expect(parts).toMatchObject([
    { events: 1, refused: 0, failure: expect.stringContaining("cut short") as string },
    { events: 1 },
  ]);
  expect(total.views).toEqual([dateToDay("2026-02-26"), 2]);
  expect(dimensions.page).toMatchObject({ values: [{ value: "/" }] });
});

test("totals and events are not one side", async () => {
  const side = await setUp();
  const tools = makeTwoTools({ days: 1 });
  const both = [tools.posthog, toPlausible(tools, "").visitors].map((text, at) => ({
    file: toBlob(text),
    fileName: `file-${at}`,
  }));
  expect(failureOf(await side(both))).toMatchObject({
    kind: "invalid-input",
    message: expect.stringContaining("not both") as string,
  });
});

test("takes as many lines as memory has room for, and says where there are more", async () => {
  const side = await setUp();
  const lines = Array.from({ length: 5 }, (_, n) => `2026-05-01,example,/${n},1,1,1`);
  const file = toBlob(["date,hostname,page,visits,visitors,pageviews", ...lines].join("\n"));
  const pages = { file, fileName: "imported_pages_1_2.csv" };
  valueOf(await side([pages], { ...SIDE_LIMITS, lines: 5 }));
  // The same days once more take the place of those before.
  valueOf(await side([pages, pages], { ...SIDE_LIMITS, lines: 6 }));
  expect(failureOf(await side([pages], { ...SIDE_LIMITS, lines: 4 }))).toEqual({
    kind: "invalid-input",
    message: "A side may have at most 4 lines of daily totals: compare fewer days or tables at a time.",
  });
});

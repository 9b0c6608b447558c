import "fake-indexeddb/auto";
import { gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { expect, test } from "vitest";
import { readFileMapping } from "../../../../src/catalog/file-mappings.ts";
import { compareSides } from "../../../../src/model/reconcile/compare-sides.ts";
import { explain, type Finding } from "../../../../src/model/reconcile/explain.ts";
import { matchNames, namesOf } from "../../../../src/model/reconcile/match-names.ts";
import {
  countIn,
  type NamedCounts,
  sharedDays,
  type SideCounts,
  type SideMeasure,
} from "../../../../src/model/reconcile/side-counts.ts";
import { zoneOf } from "../../../../src/model/time-zone.ts";
import { readSide, type SideFile } from "../../../../src/transfer/reconcile/read-side.ts";
import { SIDE_LIMITS } from "../../../../src/transfer/reconcile/side-limits.ts";
import { importFile } from "../../../../src/transfer/import-file.ts";
import { eventLine, eventLines, importOptions, toBlob } from "../../../support/import-fixtures.ts";
import { failureOf, makeProject, openTestDatabase, valueOf } from "../../../support/open-catalog.ts";
import { openRealLog } from "../../../support/real-log.ts";
import { makeTwoTools } from "../../../support/two-tools.ts";
import { zipOf } from "../../../support/zip-files.ts";

const ZONE = "Europe/Berlin";

async function setUp() {
  const db = openTestDatabase();
  const { id: projectId } = await makeProject(db, { timeZone: ZONE });
  const side = (files: SideFile[] | undefined, more: object = {}) =>
    readSide({ db, projectId, files, ...more });
  return { db, projectId, side };
}
const asFile = (text: string | Uint8Array, fileName = "events.ndjson"): SideFile => ({
  file: toBlob(text),
  fileName,
});
const whole = (side: SideCounts, measure: SideMeasure) => countIn(side.total, measure, side.days!);
const valuesOf = (side: SideCounts, dimension: keyof SideCounts["dimensions"]) => {
  const counts = side.dimensions[dimension];
  const values: readonly NamedCounts[] = counts?.kind === "counted" ? counts.values : [];
  return Object.fromEntries(values.map((each) => [each.value, countIn(each, "events", side.days!)]));
};

async function compared(faults: Parameters<typeof makeTwoTools>[0], measure: SideMeasure = "events") {
  const { side } = await setUp();
  const tools = makeTwoTools(faults);
  const a = valueOf(await side([asFile(tools.posthog)]));
  const b = valueOf(await side([asFile(tools.ga4)]));
  const range = sharedDays(a, b)!;
  const comparison = compareSides(a, b, { measure, range, matches: matchNames(namesOf(a), namesOf(b)) });
  return { tools, a, b, comparison, findings: explain(a, b, comparison, zoneOf(ZONE)) };
}
const kinds = (findings: readonly Finding[]) => findings.map(({ kind }) => kind);

test("the same visits in two products' exports are the same counts, and nothing is to be explained", async () => {
  const { tools, a, b, comparison, findings } = await compared({});
  const views = tools.acts.filter(({ isView }) => isView);
  expect([whole(a, "events"), whole(b, "events")]).toEqual([tools.acts.length, tools.acts.length]);
  expect([whole(a, "views"), whole(b, "views")]).toEqual([views.length, views.length]);
  expect([whole(a, "users"), whole(b, "users")]).toEqual([420, 420]);
  expect([whole(a, "sessions"), whole(b, "sessions")]).toEqual([420, 420]);
  for (const dimension of ["page", "device", "browser", "os", "country"] as const)
    expect(valuesOf(a, dimension)).toEqual(valuesOf(b, dimension));
  expect(valuesOf(a, "page")["/lamps"]).toBe(tools.acts.filter(({ page }) => page === "/lamps").length);
  expect(comparison.tables.event).toMatchObject({
    rows: [
      { value: "page_view", a: views.length, b: views.length },
      { value: "Add to cart", other: "add_to_cart" },
    ],
  });
  expect(a.parts).toMatchObject([{ name: "events.ndjson", format: "a PostHog export", refused: 0 }]);
  expect(findings).toEqual([]);
});

test("an event that one tool alone has explains the difference", async () => {
  const { tools, findings } = await compared({ scrolls: true });
  const scrolls = tools.acts.filter(({ isView }) => isView).length;
  expect(findings).toEqual([
    {
      kind: "only",
      dimension: "event",
      side: "b",
      values: [{ value: "scroll", count: scrolls }],
      more: 0,
      count: scrolls,
      share: 1,
    },
  ]);
});

test("hours in which a tool was silent are found: before 14:00 on 3 May", async () => {
  const { tools, findings } = await compared({ silentHours: [48, 62] });
  const lost = tools.acts.filter((act) => !tools.seenByGa4.includes(act)).length;
  const gap = findings.find((finding) => finding.kind === "gap");
  expect(findings[0]).toBe(gap);
  expect(gap).toMatchObject({ gap: { side: "b", count: lost }, measure: "events", share: 1 });
  expect(gap).not.toHaveProperty("days");
  // Silent since the last event of the day before.
  expect(gap!.gap.from).toBeLessThanOrEqual(Date.UTC(2026, 4, 2, 22));
  expect(gap!.gap.to).toBe(Date.UTC(2026, 4, 3, 12));
  expect(kinds(findings)).not.toContain("day");
});

test("whole days in which a tool was silent are told as days", async () => {
  const { findings } = await compared({ silentHours: [48, 96] });
  const day = Date.UTC(2026, 4, 3) / 86_400_000;
  expect(findings[0]).toMatchObject({ kind: "gap", days: { first: day, last: day + 1 }, gap: { side: "b" } });
});

test("a browser that a tool lacks is found, by users too, and no size of anything else", async () => {
  for (const measure of ["events", "users"] as const) {
    const { findings } = await compared({ withoutBrowser: "Safari" }, measure);
    expect(findings.filter(({ kind }) => kind === "only")).toMatchObject([
      {
        ...{ dimension: "browser", side: "a", values: [{ value: "Safari" }] },
        also: [{ dimension: "os", value: "iOS" }],
      },
    ]);
    // All of what is lost is of mobiles, half of which are iPhones.
    const rest = findings.filter(({ kind }) => kind !== "only");
    expect(rest).toMatchObject([
      { kind: "differs", dimension: "device", row: { value: "mobile" }, share: 1 },
    ]);
  }
});

test("what is lost evenly is a ratio", async () => {
  const { tools, findings } = await compared({ losesEvery: 3, visitsADay: 200 });
  expect(kinds(findings)).toEqual(["ratio"]);
  const [ratio] = findings;
  expect(ratio).toMatchObject({ days: 7, ratio: tools.seenByGa4.length / tools.acts.length });
});

test("a clock that is ahead is found, and read with the shift the sides agree", async () => {
  const ahead = 2 * 3_600_000;
  const { tools, findings } = await compared({ aheadMs: ahead });
  expect(findings[0]).toMatchObject({ kind: "shift", shift: { byMs: -ahead }, zoneMs: ahead });
  const { side } = await setUp();
  const a = valueOf(await side([asFile(tools.posthog)]));
  const b = valueOf(await side([asFile(tools.ga4)], { shiftMs: -ahead }));
  expect(b.shiftMs).toBe(-ahead);
  expect(b.halfHours).toEqual(a.halfHours);
});

test("files of a side that overlap, a zip among them, count each event once", async () => {
  const { side } = await setUp();
  const zip = await zipOf(["one.ndjson", eventLines(30, 20)], ["manual.pdf", "%PDF-1.7"]);
  const read = valueOf(await side([asFile(eventLines(40)), { file: toBlob(zip), fileName: "more.zip" }]));
  expect(whole(read, "events")).toBe(50);
  expect(read.repeated).toBe(20);
  expect(read.parts).toMatchObject([
    { name: "events.ndjson", format: "a Lochan export", events: 40 },
    { name: "one.ndjson", events: 10 },
    { name: "manual.pdf", failure: expect.stringContaining("PDF") as string },
  ]);
});

test("names that begin with $ and rows that are no event are in no count", async () => {
  const { side } = await setUp();
  const lines = [eventLine(1), eventLine(2, { name: "$page_leave" }), "{", eventLine(3, { timestamp: "?" })];
  const read = valueOf(await side([asFile(lines.join("\n"))]));
  expect([whole(read, "events"), read.hidden, read.refused]).toEqual([1, 1, 2]);
  expect(read.ids?.high).toHaveLength(1);
});

const TABLE = "what,when,who\nbought,2026-05-01 10:00,ann\nbought,2026-05-01 11:00,bob\n";
const MAPPING = {
  nameField: "what",
  timestampField: "when",
  timeFormat: "iso",
  timeZone: ZONE,
  userIdField: "who",
} as const;

test("a table of nobody known asks for a mapping, which is kept for the next", async () => {
  const { side, db, projectId } = await setUp();
  expect(failureOf(await side([asFile(TABLE, "orders.csv")])).kind).toBe("needs-mapping");
  const read = valueOf(await side([{ ...asFile(TABLE, "orders.csv"), mapping: MAPPING }]));
  expect([whole(read, "events"), whole(read, "users")]).toEqual([2, 2]);
  expect(valueOf(await side([asFile(TABLE, "later.csv")])).parts).toMatchObject([{ format: "mapped" }]);
  expect(valueOf(await readFileMapping(db, projectId, "other"))).toBeUndefined();
  expect(await db.imports.count()).toBe(0);
  expect(await db.batches.count()).toBe(0);
});

test("rows after the first say how numbers of a table are written, as an import asks them", async () => {
  const { side } = await setUp();
  const prices = [...Array.from({ length: 60 }, () => "1"), "0,50"];
  const rows = prices.map((price, n) => `bought;2026-05-01 10:00;u${n};${price}`);
  const failure = failureOf(await side([asFile(["what;when;who;price", ...rows].join("\n"), "orders.csv")]));
  expect(failure).toMatchObject({ proposal: { mapping: { commaNumberFields: ["price"] } } });
});

test("a damaged file of a zip is told, and the others count, whatever it brought", async () => {
  const { side } = await setUp();
  const cut = gzipSync(`${eventLine(1)}\n`).subarray(0, -4);
  const zip = await zipOf(["a.ndjson", eventLines(3)], ["b.ndjson.gz", cut], ["c.ndjson", eventLine(9)]);
  const read = valueOf(await side([asFile(zip, "all.zip")]));
  expect([whole(read, "events"), read.repeated]).toEqual([4, 1]);
  expect(read.parts).toMatchObject([
    { name: "a.ndjson", events: 3 },
    { name: "b.ndjson.gz", events: 0, failure: expect.stringContaining("cut short") as string },
    { name: "c.ndjson", events: 1 },
  ]);
});

test("a project's own events are the side that a file of them is", async () => {
  const { side, db, projectId } = await setUp();
  const { append } = await openRealLog(db, projectId as never);
  const { posthog } = makeTwoTools({ days: 2 });
  const file = toBlob(posthog);
  valueOf(await importFile({ ...importOptions(db, projectId, file, append), fileName: "ph.ndjson" }));
  const log = valueOf(await side(undefined));
  const { parts: _, ids: ofLog, ...counts } = log;
  const { parts: __, ids: ofFile, ...expected } = valueOf(await side([asFile(posthog)]));
  expect(counts).toEqual(expected);
  expect(ofLog?.high.toSorted()).toEqual(ofFile?.high.toSorted());
  expect(whole(valueOf(await side(undefined, { origin: "file:ph.ndjson" })), "events")).toBe(
    whole(log, "events"),
  );
  expect(valueOf(await side(undefined, { origin: "api" })).days).toBeUndefined();
});

test("rows of a Parquet table without ids have the ids an import gives them", async () => {
  const { side, db, projectId } = await setUp();
  const { append } = await openRealLog(db, projectId as never);
  const columnData = [
    { name: "what", data: ["bought", "bought"], type: "STRING" as const },
    { name: "when", data: ["2026-05-01 10:00", "2026-05-01 11:00"], type: "STRING" as const },
    { name: "who", data: ["ann", "bob"], type: "STRING" as const },
  ];
  const file = toBlob(new Uint8Array(parquetWriteBuffer({ columnData })));
  valueOf(await importFile({ ...importOptions(db, projectId, file, append), mapping: MAPPING }));
  const [log, read] = [
    valueOf(await side(undefined)),
    valueOf(await side([{ file, fileName: "o.parquet" }])),
  ];
  expect(read.ids?.high).toHaveLength(2);
  expect(read.ids?.high.toSorted()).toEqual(log.ids?.high.toSorted());
});

test("a side that is too large fails in words, and one dimension that is tells so alone", async () => {
  const { side } = await setUp();
  const file = [asFile(eventLines(100))];
  const failure = failureOf(await side(file, { limits: { ...SIDE_LIMITS, events: 50 } }));
  expect(failure).toMatchObject({
    kind: "invalid-input",
    message: expect.stringContaining("at most 50 events") as string,
  });
  const paths = Array.from({ length: 30 }, (_, n) => eventLine(n, { properties: { path: `/p${n}` } })).join(
    "\n",
  );
  const read = valueOf(await side([asFile(paths)], { limits: { ...SIDE_LIMITS, values: 20 } }));
  expect(read.dimensions.page).toEqual({ kind: "too-many", limit: 20 });
  expect(valuesOf(read, "event")).toEqual({ click: 30 });
  const crowd = valueOf(await side(file, { limits: { ...SIDE_LIMITS, people: 3, ids: 10 } }));
  expect(crowd.measures).toEqual(["events"]);
  expect(crowd.ids).toBeUndefined();
});

test("reading is cancelled", async () => {
  const { side } = await setUp();
  expect(failureOf(await side([asFile(eventLines(5_000))], { signal: AbortSignal.abort() })).kind).toBe(
    "cancelled",
  );
});

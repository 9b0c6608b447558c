import "fake-indexeddb/auto";
import { expect, test, vi } from "vitest";
import { listImports } from "../../../src/catalog/imports.ts";
import { readSetting } from "../../../src/catalog/settings.ts";
import type { LocalEvents } from "../../../src/model/batch.ts";
import type { RowMapping } from "../../../src/model/row-mapping.ts";
import { importFile } from "../../../src/transfer/import-file.ts";
import { inspectFile } from "../../../src/transfer/inspect-file.ts";
import { previewMapping } from "../../../src/transfer/preview-mapping.ts";
import { importOptions, makeIdLog, toBlob } from "../../support/import-fixtures.ts";
import { failureOf, makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";

const row = (n: number, more: object = {}): string =>
  JSON.stringify({
    what: n % 2 === 0 ? "order" : "refund",
    when: `29/11/2026 10:0${n % 10}`,
    customer: `c${n % 3}`,
    total: n,
    ...more,
  });
const rows = (count: number, from = 0): string =>
  Array.from({ length: count }, (_, n) => row(from + n)).join("\n");
const MAPPING: RowMapping = {
  nameField: "what",
  timestampField: "when",
  timeFormat: "dmy",
  timeZone: "Europe/Berlin",
  userIdField: "customer",
};

async function setUp() {
  const db = openTestDatabase();
  const { id: projectId } = await makeProject(db);
  const log = makeIdLog();
  const run = (text: string, more: object = {}) =>
    importFile({ ...importOptions(db, projectId, toBlob(text), log.append), ...more });
  return { db, projectId, log, run };
}

test("a table of nobody known is not guessed: it asks, with a proposal, and stores nothing", async () => {
  const { db, projectId, log, run } = await setUp();
  const failure = failureOf(await run(rows(4)));
  expect(failure).toMatchObject({
    kind: "needs-mapping",
    proposal: { mapping: { timestampField: "when", userIdField: "customer", fixedName: "events" } },
  });
  expect(log.events).toEqual([]);
  expect(valueOf(await listImports(db, projectId))).toEqual([]);
});

test("a mapping makes events of its rows, the rest of a row their properties", async () => {
  const { log, run } = await setUp();
  expect(valueOf(await run(rows(10), { mapping: MAPPING }))).toMatchObject({
    format: "mapped",
    read: 10,
    accepted: 10,
    refused: 0,
  });
  expect(log.events[1]).toMatchObject({
    type: "track",
    name: "refund",
    userId: "c1",
    distinctId: "c1",
    timestamp: Date.UTC(2026, 10, 29, 9, 1),
    properties: { total: 1 },
  });
});

test("it is remembered for files with the same fields, and says so", async () => {
  const { db, projectId, run } = await setUp();
  valueOf(await run(rows(4), { mapping: MAPPING }));
  const next = valueOf(await run(rows(6), { fileName: "next.ndjson" }));
  expect(next).toMatchObject({ format: "mapped", remembered: true, accepted: 2, duplicate: 4 });
  const note = valueOf(await readSetting(db, `project:${projectId}:file-mappings`));
  expect(note).toMatchObject({ version: 1, mappings: [{ mapping: MAPPING }] });
  expect(failureOf(await run(row(1, { other: 1 }))).kind).toBe("needs-mapping");
});

test("it is remembered once a row was read by it, for the tab may be closed before the end", async () => {
  const { db, projectId, log, run } = await setUp();
  let goOn = (): void => undefined;
  const kept = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let groups = 0;
  const importing = run(rows(3_000), {
    mapping: MAPPING,
    groupEvents: 1_000,
    append: async (group: LocalEvents) => {
      groups += 1;
      if (groups === 3) await kept;
      return log.append(group);
    },
  });
  await vi.waitFor(async () => {
    expect(valueOf(await readSetting(db, `project:${projectId}:file-mappings`))).toMatchObject({
      mappings: [{ mapping: MAPPING }],
    });
  }, 20_000);
  expect(log.events.length).toBeLessThan(3_000);
  goOn();
  expect(valueOf(await importing)).toMatchObject({ accepted: 3_000 });
});

test("a mapping by which nothing could be read is not remembered", async () => {
  const { run } = await setUp();
  expect(valueOf(await run(rows(4), { mapping: { ...MAPPING, timeFormat: "mdy" } }))).toMatchObject({
    accepted: 0,
    refused: 4,
  });
  expect(failureOf(await run(rows(4))).kind).toBe("needs-mapping");
});

test("rows with an id are the same row in whichever file, and another table's with the same number are not", async () => {
  const { log, run } = await setUp();
  const mapping = { ...MAPPING, idField: "id" };
  const uuid = "0190a6d5-7b7c-7000-8000-000000000000";
  valueOf(await run([row(1, { id: 1 }), row(2, { id: uuid })].join("\n"), { mapping }));
  const again = [row(1, { id: 1, total: 7 }), row(3, { id: 1 })].join("\n");
  expect(valueOf(await run(again, { mapping, fileName: "other.ndjson" }))).toMatchObject({
    accepted: 1,
    duplicate: 1,
  });
  expect(log.events[1]?.id).toBe(uuid);
});

test("rows that name nobody count for their file", async () => {
  const { log, run } = await setUp();
  const mapping = {
    fixedName: "flight",
    fixedDate: "2001-01-01",
    timeZone: "UTC",
    timeOfDayField: "time",
    timeOfDayFormat: "hours",
  };
  valueOf(
    await run('{"time":8.5,"delay":"4"}\n{"time":24,"delay":""}', {
      mapping: { ...mapping, numberFields: ["delay"] },
    }),
  );
  expect(log.events).toMatchObject([
    {
      name: "flight",
      distinctId: "file:events.ndjson",
      timestamp: Date.UTC(2001, 0, 1, 8, 30),
      properties: { delay: 4 },
    },
    { timestamp: Date.UTC(2001, 0, 2), properties: {} },
  ]);
});

test("a day above 12 far behind the first rows tells it from the month", async () => {
  const { db, projectId, run } = await setUp();
  const dated = (days: number[]): string =>
    `when,who\n${days.map((day, n) => `${String(day).padStart(2, "0")}/03/2026,u${n % 5}\n`).join("")}`;
  const low = Array.from({ length: 3_000 }, (_, n) => 1 + (n % 12));
  const file = dated([...low, 13, ...low]);
  const inspect = async (text: string) =>
    valueOf(await inspectFile({ db, projectId, file: toBlob(text), fileName: "a.csv" })).proposal;
  expect(await inspect(file)).toMatchObject({
    mapping: { timeFormat: "dmy" },
    reasons: { timestampField: expect.stringMatching(/above 12/) },
  });
  expect((await inspect(dated(low)))?.mapping.timeFormat).toBeUndefined();
  expect(failureOf(await run(file))).toMatchObject({ proposal: { mapping: { timeFormat: "dmy" } } });
  const mapping = {
    timestampField: "when",
    timeFormat: "dmy",
    timeZone: "UTC",
    userIdField: "who",
    fixedName: "x",
  };
  expect(valueOf(await run(file, { mapping }))).toMatchObject({ read: 6_001, accepted: 6_001 });
});

test("lines that are no table are refused one by one, as ever", async () => {
  const { run } = await setUp();
  expect(valueOf(await run("{}\n[1]\nnull\nnot json"))).toMatchObject({ read: 4, refused: 4 });
});

test("a row nested past all measure is refused alone, whether it is looked at, proposed by or mapped", async () => {
  const { db, projectId, run } = await setUp();
  const nested = `${"[".repeat(100_000)}1${"]".repeat(100_000)}`;
  for (const deep of [`{"what":"a","when":${nested}}`, nested])
    for (const text of [`${rows(9)}\n${deep}\n`, `[${[...rows(9).split("\n"), deep].join(",\n")}]`]) {
      const found = valueOf(await inspectFile({ db, projectId, file: toBlob(text), fileName: "a.json" }));
      expect(found.rows).toHaveLength(9);
      expect(failureOf(await run(text)).kind).toBe("needs-mapping");
      const summary = valueOf(await run(text, { mapping: MAPPING }));
      expect(summary).toMatchObject({ read: 10, refused: 1 });
      expect(summary.refusedRows[0]?.reason).toMatch(/is nested deeper than 1,000 levels/);
      await db.settings.clear();
    }
});

test("a file is looked at without importing anything, and a preview is what its import makes", async () => {
  const { db, projectId, log, run } = await setUp();
  const look = (text: string) => inspectFile({ db, projectId, file: toBlob(text), fileName: "a.ndjson" });
  const found = valueOf(await look(rows(80)));
  expect(found).toMatchObject({ container: "ndjson", proposal: { mapping: { userIdField: "customer" } } });
  expect([found.rows.length, found.shape, found.remembered]).toEqual([50, undefined, undefined]);
  const preview = valueOf(previewMapping(MAPPING, found.rows, "events.ndjson", 1));
  valueOf(await run(rows(50), { mapping: MAPPING }));
  const bare = (events: readonly object[]) =>
    events.map((event) => ({ ...event, receivedAt: 0, importId: undefined }));
  expect(bare(preview.events)).toEqual(bare(log.events));
  expect(valueOf(await look(rows(3))).remembered).toEqual(MAPPING);
  expect(failureOf(previewMapping({}, found.rows, "a", 1)).message).toMatch(/event's name/);
  const idBy = (idField: string) =>
    valueOf(previewMapping({ ...MAPPING, idField }, found.rows, "a", 1)).repeated;
  expect([preview.repeated, idBy("total"), idBy("customer")]).toEqual([
    undefined,
    undefined,
    { field: "customer", ids: 3, rows: 50 },
  ]);
  expect(failureOf(await look("")).kind).toBe("unreadable-file");
});

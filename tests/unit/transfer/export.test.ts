import "fake-indexeddb/auto";
import { describe, expect, test } from "vitest";
import type { Database } from "../../../src/database/database.ts";
import type { LochanEvent } from "../../../src/model/event.ts";
import { toEventId } from "../../../src/model/identifier.ts";
import type { Project } from "../../../src/model/project.ts";
import { exportBlob } from "../../../src/transfer/export-blob.ts";
import { exportNdjson } from "../../../src/transfer/export-ndjson.ts";
import { importFile } from "../../../src/transfer/import-file.ts";
import { importOptions, toGroup } from "../../support/import-fixtures.ts";
import { failureOf, makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";
import { openRealLog } from "../../support/real-log.ts";

const event = (index: number, more: Partial<LochanEvent> = {}): LochanEvent => ({
  id: toEventId(`event-${index}`),
  type: "track",
  name: "click",
  properties: {},
  distinctId: "d",
  timestamp: 1_700_000_000_000 + index,
  receivedAt: 1_700_000_100_000,
  source: "api",
  ...more,
});

async function openLog(): Promise<{
  db: Database;
  project: Project;
  log: Awaited<ReturnType<typeof openRealLog>>;
}> {
  const db = openTestDatabase();
  const project = await makeProject(db);
  return { db, project, log: await openRealLog(db, project.id) };
}

const exported = async (db: Database, project: Project, more: object = {}): Promise<Blob> =>
  valueOf(await exportBlob({ db, projectId: project.id, format: "ndjson", ...more }));

test("a line holds the fields in the documented order, and not those the event lacks", async () => {
  const { db, project, log } = await openLog();
  const whole = event(1, { userId: "u", sessionId: "s", sentAt: 1_700_000_099_000, properties: { a: 1 } });
  valueOf(await log.append(toGroup([event(0), whole])));
  expect(await (await exported(db, project)).text()).toBe(
    '{"id":"event-0","type":"track","name":"click","properties":{},"distinctId":"d","timestamp":"2023-11-14T22:13:20.000Z","receivedAt":"2023-11-14T22:15:00.000Z","source":"api"}\n' +
      '{"id":"event-1","type":"track","name":"click","properties":{"a":1},"distinctId":"d","userId":"u","sessionId":"s","timestamp":"2023-11-14T22:13:20.001Z","receivedAt":"2023-11-14T22:15:00.000Z","source":"api","sentAt":"2023-11-14T22:14:59.000Z"}\n',
  );
});

const hostile: LochanEvent[] = [
  event(1, {
    name: '"\n\r\u2028\\u0000',
    properties: { "": "\ufffd", "😀": "\ud83d\ude00", nul: "\0", tab: "\t" },
  }),
  event(2, {
    properties: JSON.parse('{"__proto__":{"a":1},"constructor":1,"hasOwnProperty":null,"toString":[]}'),
  }),
  event(3, {
    properties: { a: 1e308, b: 5e-324, c: -1.5, d: 0.1, e: 9_007_199_254_740_991, f: true, g: null },
  }),
  event(4, { properties: { nested: { list: [1, "2", [null, { x: "\u007f" }]], 1: "one", 0: "zero" } } }),
  event(5, { distinctId: "=cmd|'/c calc'!A1", userId: "<script>alert(1)</script>", sessionId: " " }),
  event(6, { timestamp: 0, receivedAt: 253_402_300_799_999, sentAt: 0 }),
  event(7, { id: toEventId("019aaf7c-0000-7000-8000-000000000001"), type: "page", name: "page_view" }),
  event(8, { id: toEventId("019AAF7C-0000-7000-8000-000000000001"), name: "$hidden" }),
];

describe("export then import gives the same events", () => {
  test.each(["ndjson", "ndjson.gz"])("as %s, hostile strings and numbers included", async (format) => {
    const { db, project, log } = await openLog();
    valueOf(await log.append(toGroup(hostile)));
    const other = await openLog();
    const blob = await exported(db, project, { format });
    const options = importOptions(other.db, other.project.id, blob, other.log.append);
    const summary = valueOf(await importFile(options));
    expect(summary).toMatchObject({ read: hostile.length, accepted: hostile.length, refused: 0 });
    const { importId } = options;
    const expected = (await log.read()).map((before) => ({
      ...before,
      source: "file:events.ndjson",
      importId,
    }));
    expect(await other.log.read()).toEqual(expected);
    expect(expected).toHaveLength(hostile.length);
    const back = await exported(other.db, other.project);
    valueOf(await importFile(importOptions(db, project.id, back, log.append)));
    expect(await log.read()).toHaveLength(hostile.length);
  });
});

test("a lone surrogate in the log is written exactly, and read as U+FFFD", async () => {
  const { db, project, log } = await openLog();
  valueOf(await log.append(toGroup([event(1, { properties: { "\udfff": "\ud83d" } })])));
  const blob = await exported(db, project);
  expect(await blob.text()).toContain('{"\\udfff":"\\ud83d"}');
  const other = await openLog();
  valueOf(await importFile(importOptions(other.db, other.project.id, blob, other.log.append)));
  expect(await other.log.read()).toMatchObject([{ properties: { "\ufffd": "\ufffd" } }]);
});

test("a range is half-open", async () => {
  const { db, project, log } = await openLog();
  valueOf(await log.append(toGroup([event(0), event(1), event(2), event(3)])));
  const blob = await exported(db, project, { from: 1_700_000_000_001, to: 1_700_000_000_003 });
  const ids = (await blob.text())
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as LochanEvent).id);
  expect(ids).toEqual(["event-1", "event-2"]);
});

test("another project's events are not in it, and an empty project's file is empty", async () => {
  const { db, project, log } = await openLog();
  const empty = await makeProject(db, { name: "Empty" });
  valueOf(await log.append(toGroup([event(0)])));
  expect((await exported(db, empty)).size).toBe(0);
  expect((await exported(db, project)).size).toBeGreaterThan(0);
});

test("progress ends at the number of events", async () => {
  const { db, project, log } = await openLog();
  valueOf(await log.append(toGroup(Array.from({ length: 4_000 }, (_, index) => event(index)))));
  valueOf(await log.append(toGroup(Array.from({ length: 4_000 }, (_, index) => event(10_000 + index)))));
  const seen: [number, number][] = [];
  await exported(db, project, { onProgress: (rows: number, total: number) => seen.push([rows, total]) });
  expect(seen.at(-1)).toEqual([8_000, 8_000]);
});

test("an abort gives no half file", async () => {
  const { db, project, log } = await openLog();
  valueOf(await log.append(toGroup([event(0)])));
  const controller = new AbortController();
  controller.abort();
  const options = { db, projectId: project.id, signal: controller.signal };
  expect(failureOf(await exportBlob({ ...options, format: "ndjson" })).kind).toBe("cancelled");
  await expect(new Response(exportNdjson(options)).text()).rejects.toThrow(/abort/i);
});

test("an unknown format or project is said in words", async () => {
  const { db, project } = await openLog();
  const projectId = project.id;
  expect(failureOf(await exportBlob({ db, projectId, format: "xlsx" })).message).toMatch(
    /ndjson or ndjson\.gz/,
  );
  expect(failureOf(await exportBlob({ db, projectId: "nowhere", format: "ndjson" })).kind).toBe(
    "unknown-project",
  );
});

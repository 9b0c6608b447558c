import "fake-indexeddb/auto";
import { describe, expect, onTestFinished, test } from "vitest";
import { openDatabase, type Database } from "../../../src/database/database.ts";
import { claimEpoch } from "../../../src/log/fence.ts";
import { settleVariants } from "../../../src/log/settle-variants.ts";
import type { ExportProgress } from "../../../src/model/export.ts";
import type { LochanEvent } from "../../../src/model/event.ts";
import { toEventId } from "../../../src/model/identifier.ts";
import type { Project } from "../../../src/model/project.ts";
import { exportFile } from "../../../src/transfer/export-file.ts";
import { importFile } from "../../../src/transfer/import-file.ts";
import { importOptions, toGroup } from "../../support/import-fixtures.ts";
import { failureOf, makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";
import { openRealLog } from "../../support/real-log.ts";
import { afterNextRead } from "../log/after-next-read.ts";

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
  valueOf(await exportFile({ db, projectId: project.id, format: "ndjson", ...more })).blob!;

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
    const expected = (await log.read())
      .map((before) => ({ ...before, source: "file:events.ndjson", importId }))
      .sort((a, b) => a.timestamp - b.timestamp);
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

test("progress ends at the number of events, their bytes and all of the log", async () => {
  const { db, project, log } = await openLog();
  valueOf(await log.append(toGroup(Array.from({ length: 4_000 }, (_, index) => event(index)))));
  valueOf(await log.append(toGroup(Array.from({ length: 4_000 }, (_, index) => event(10_000 + index)))));
  const seen: ExportProgress[] = [];
  const blob = await exported(db, project, { onProgress: (progress: ExportProgress) => seen.push(progress) });
  expect(seen.at(-1)).toEqual({ rows: 8_000, sizeBytes: blob.size, share: 1 });
  expect(seen[0]?.share).toBeLessThan(1);
  const shares = seen.map(({ share }) => share);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
});

test("an abort gives no half file, and aborts where it was written to", async () => {
  const { db, project, log } = await openLog();
  valueOf(await log.append(toGroup([event(0)])));
  const controller = new AbortController();
  let ended = "";
  const sink = new WritableStream({
    abort: () => void (ended = "aborted"),
    close: () => void (ended = "closed"),
  });
  const options = { db, projectId: project.id, signal: controller.signal, format: "ndjson" };
  controller.abort();
  expect(failureOf(await exportFile({ ...options, sink })).kind).toBe("cancelled");
  expect(ended).toBe("aborted");
});

test("a stream is closed when all of it is there, and its refusal is told", async () => {
  const { db, project, log } = await openLog();
  valueOf(await log.append(toGroup([event(0)])));
  const options = { db, projectId: project.id, format: "ndjson" };
  const bytes: number[] = [];
  let closed = false;
  const sink = new WritableStream<Uint8Array>({
    write: (chunk) => void bytes.push(...chunk),
    close: () => void (closed = true),
  });
  const { blob, ...told } = valueOf(await exportFile({ ...options, sink }));
  expect(blob).toBeUndefined();
  expect(told).toEqual({ rows: 1, sizeBytes: bytes.length });
  expect(closed).toBe(true);
  expect(new TextDecoder().decode(Uint8Array.from(bytes))).toBe(await (await exported(db, project)).text());
  const full = new WritableStream<Uint8Array>({
    write: () => Promise.reject(new Error("no room")),
  });
  expect(failureOf(await exportFile({ ...options, sink: full }))).toEqual({
    kind: "unwritable-file",
    message: "The file could not be written: no room",
  });
});

test("an unknown format or project is said in words", async () => {
  const { db, project } = await openLog();
  const projectId = project.id;
  expect(failureOf(await exportFile({ db, projectId, format: "xlsx" })).message).toMatch(
    /ndjson, ndjson\.gz, csv/,
  );
  expect(failureOf(await exportFile({ db, projectId: "nowhere", format: "ndjson" })).kind).toBe(
    "unknown-project",
  );
});

test("an event that comes to stand at another time meanwhile is written once: what has begun is written anew, or says so", async () => {
  const begin = async () => {
    const { db, project, log } = await openLog();
    valueOf(await log.append(toGroup([event(1), event(2)])));
    valueOf(await log.append(toGroup([event(1, { name: "a", timestamp: event(3).timestamp })])));
    const reader = openDatabase({ name: db.name });
    onTestFinished(() => reader.close());
    const settled = afterNextRead(reader, async () => {
      expect(valueOf(await settleVariants(db, await claimEpoch(db), project.id))).toBe(true);
    });
    const options = { db: reader, projectId: project.id, format: "csv", propertyColumns: true };
    return { settled, options };
  };
  const first = await begin();
  const { blob } = valueOf(await exportFile(first.options));
  await first.settled();
  const lines = (await blob!.text()).trimEnd().split("\n").slice(1);
  expect(lines.map((line) => line.split(",")[0])).toEqual(["event-2", "event-1"]);

  const second = await begin();
  let aborted = false;
  const sink = new WritableStream<Uint8Array>({ abort: () => void (aborted = true) });
  expect(failureOf(await exportFile({ ...second.options, sink })).kind).toBe("log-changed");
  expect(aborted).toBe(true);
});

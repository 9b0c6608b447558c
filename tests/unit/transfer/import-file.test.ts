import "fake-indexeddb/auto";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { listImports } from "../../../src/catalog/imports.ts";
import { decodeLocal } from "../../../src/log/local-events.ts";
import { fail } from "../../../src/model/failure.ts";
import type { ImportProgress } from "../../../src/model/import.ts";
import { importFile } from "../../../src/transfer/import-file.ts";
import type { AppendEvents } from "../../../src/transfer/import-rows.ts";
import {
  eventLine,
  eventLines,
  gzip,
  importOptions,
  makeIdLog,
  toGroup,
  toBlob,
} from "../../support/import-fixtures.ts";
import { lzoParquet } from "../../support/lzo-parquet.ts";
import { zipOf } from "../../support/zip-files.ts";
import { whileDiskIsFull } from "../../support/full-disk.ts";
import { failureOf, makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";

test("a file that was moved before it is read is told as one that cannot be read", async () => {
  const { run, projectId, db } = await setUp();
  const file = toBlob(eventLines(1));
  file.slice = () => {
    throw new DOMException("moved", "NotReadableError");
  };
  expect(failureOf(await run(file))).toEqual({
    kind: "unreadable-file",
    message: expect.stringMatching(/^The browser can no longer read the file \(NotReadableError\)/),
  });
  expect(valueOf(await listImports(db, projectId))).toEqual([]);
});

async function setUp() {
  const db = openTestDatabase();
  const { id: projectId } = await makeProject(db);
  const log = makeIdLog();
  const run = (file: Blob, more: object = {}, append: AppendEvents = log.append) =>
    importFile({ ...importOptions(db, projectId, file, append), ...more });
  return { db, projectId, log, run };
}

describe("a good file", () => {
  test("is read in groups, each row an event of the file's import", async () => {
    const { log, run, db, projectId } = await setUp();
    const importId = "import-1";
    const summary = valueOf(await run(toBlob(eventLines(12_345)), { importId }));
    expect(summary).toMatchObject({
      read: 12_345,
      accepted: 12_345,
      duplicate: 0,
      refused: 0,
      format: "lochan",
      times: { first: 1_700_000_000_000, last: 1_700_000_012_344 },
    });
    expect(log.groups).toEqual([4_000, 4_000, 4_000, 345]);
    expect(log.events[7]).toEqual({
      id: "event-7",
      type: "track",
      name: "click",
      properties: { index: 7 },
      distinctId: "device-0",
      timestamp: 1_700_000_000_007,
      receivedAt: log.events[0]?.receivedAt,
      source: "file:events.ndjson",
      importId,
    });
    const [row] = valueOf(await listImports(db, projectId));
    expect(row).toMatchObject({ id: importId, state: "done", read: 12_345, accepted: 12_345 });
  });

  test("read twice, or read again after more was added to it, adds only what is new", async () => {
    const { log, run } = await setUp();
    valueOf(await run(toBlob(eventLines(10))));
    expect(valueOf(await run(toBlob(eventLines(10))))).toMatchObject({
      read: 10,
      accepted: 0,
      duplicate: 10,
    });
    expect(valueOf(await run(toBlob(eventLines(15))))).toMatchObject({
      accepted: 5,
      duplicate: 10,
      times: { first: 1_700_000_000_000, last: 1_700_000_000_014 },
    });
    expect(log.events).toHaveLength(15);
  });

  test("without ids, read twice, changes nothing, and identical lines both count", async () => {
    const { log, run } = await setUp();
    const line = eventLine(1, { id: undefined });
    const file = toBlob(`${line}\n${line}\r\n${eventLine(2, { id: null })}\n`);
    expect(valueOf(await run(file))).toMatchObject({ accepted: 3, duplicate: 0 });
    expect(valueOf(await run(file))).toMatchObject({ accepted: 0, duplicate: 3 });
    expect(new Set(log.events.map((event) => event.id)).size).toBe(3);
  });

  test.each<[string, (text: string) => Promise<Blob> | Blob]>([
    ["gzipped, whatever its name", async (text) => toBlob(await gzip(text))],
    ["with a byte order mark", (text) => toBlob(Uint8Array.of(0xef, 0xbb, 0xbf), text)],
    ["with CRLF", (text) => toBlob(text.replaceAll("\n", "\r\n"))],
    ["with blank lines", (text) => toBlob("\n  \n", text.replaceAll("\n", "\n\t\n"))],
    ["without a last line feed", (text) => toBlob(text.trimEnd())],
  ])("%s", async (_words, make) => {
    const { log, run } = await setUp();
    const summary = valueOf(await run(await make(eventLines(100))));
    expect(summary).toMatchObject({ read: 100, accepted: 100, refused: 0 });
    expect(log.events.map((event) => event.id)).toEqual(
      Array.from({ length: 100 }, (_, index) => `event-${index}`),
    );
  });

  test("reports progress that adds up and ends at the whole file", async () => {
    const { run } = await setUp();
    const file = toBlob(await gzip(eventLines(30_000)));
    const seen: ImportProgress[] = [];
    valueOf(await run(file, { onProgress: (progress: ImportProgress) => seen.push(progress) }));
    expect(seen.at(-1)).toMatchObject({ bytesRead: file.size, bytesTotal: file.size, read: 30_000 });
    for (const { read, accepted, duplicate, refused } of seen)
      expect(read).toBe(accepted + duplicate + refused);
  });
});

describe("bad rows", () => {
  test("are refused one by one, with line, reason, id and text, and lose no other", async () => {
    const { log, run } = await setUp();
    const rows = [
      eventLine(0),
      '{"name":',
      "",
      '{"id":"no-name","distinctId":"d","timestamp":1}',
      eventLine(1, { timestamp: "2026-01-01T10:00" }),
      "[1,2]",
      "[".repeat(100_000),
      eventLine(2, { properties: { deep: JSON.parse("[".repeat(50) + "]".repeat(50)) } }),
      `{"id":"huge","pad":"${"x".repeat(2_000_000)}"}`,
      eventLine(3),
    ];
    const summary = valueOf(await run(toBlob(rows.join("\n"), "\n", Uint8Array.of(0x7b, 0xff), "\n")));
    expect(summary).toMatchObject({ read: 10, accepted: 2, duplicate: 0, refused: 8 });
    const refused = summary.refusedRows.sort((a, b) => a.index - b.index);
    expect(refused.map((row) => row.index)).toEqual([2, 4, 5, 6, 7, 8, 9, 11]);
    expect(refused[1]).toEqual({
      ...{ index: 4, id: "no-name", reason: "name is missing." },
      text: '{"id":"no-name","distinctId":"d","timestamp":1}',
    });
    expect(refused.map((row) => row.reason).join(" ")).toMatch(
      /valid JSON.*time zone.*must be an object.*1,000 levels.*nested.*longer than 1 MB.*UTF-8/,
    );
    expect(log.events.map((event) => event.id)).toEqual(["event-0", "event-3"]);
  });

  test("past the first 1,000 are counted and not kept", async () => {
    const { run } = await setUp();
    const summary = valueOf(await run(toBlob(eventLines(2), "{}\n".repeat(3_000))));
    expect(summary).toMatchObject({ read: 3_002, refused: 3_000 });
    expect(summary.refusedRows).toHaveLength(1_000);
  });

  test("hostile keys stay data", async () => {
    const { log, run } = await setUp();
    valueOf(
      await run(
        toBlob(
          '{"id":"a","name":"x","distinctId":"d","timestamp":1,"properties":{"__proto__":{"polluted":1},"constructor":"c"}}',
        ),
      ),
    );
    expect(Object.keys(log.events[0]?.properties ?? {})).toEqual(["__proto__", "constructor"]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("a file that cannot be imported", () => {
  test.each<[string, () => Promise<Blob> | Blob, string, RegExp]>([
    ["is empty", () => toBlob(""), "unreadable-file", /empty/],
    ["has only blank lines", () => toBlob("\n \n\r\n"), "unreadable-file", /blank/],
    ["is empty once unpacked", async () => toBlob(await gzip("")), "unreadable-file", /empty/],
    ["is no whole zip", () => toBlob("PK\x03\x04whatever"), "unreadable-file", /zip is damaged/],
    ["is a letter", () => toBlob("Dear reader"), "unsupported-format", /plain text.*Nothing was imported/],
    ["has only a header", () => toBlob("a,b\n"), "unreadable-file", /header and nothing below/],
    [
      "is a picture named .ndjson",
      () => toBlob(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10)),
      "unsupported-format",
      /picture/,
    ],
    ["is gzip in gzip", async () => toBlob(await gzip(await gzip("{}"))), "unsupported-format", /inside/],
    [
      "is not what .gz says",
      async () => toBlob(await gzip("PAR1....")),
      "unreadable-file",
      /Parquet.*cut short/,
    ],
    ["is a scrap of gzip", () => toBlob(Uint8Array.of(0x1f, 0x8b, 8)), "unreadable-file", /cut short/],
  ])("because it %s says so in words and stores nothing", async (_words, make, kind, words) => {
    const { log, run } = await setUp();
    const failure = failureOf(await run(await make()));
    expect(failure.kind).toBe(kind);
    expect(failure.message).toMatch(words);
    expect(log.events).toEqual([]);
  });

  test("because there is no such project", async () => {
    const { run } = await setUp();
    expect(failureOf(await run(toBlob(eventLines(1)), { projectId: "nowhere" })).kind).toBe(
      "unknown-project",
    );
  });
});

describe("an import that ends early keeps what it appended and says so", () => {
  test("when the gzip is cut short", async () => {
    const { db, projectId, log, run } = await setUp();
    const packed = await gzip(
      Array.from({ length: 20_000 }, (_, index) => `${eventLine(index, { noise: Math.random() })}\n`).join(
        "",
      ),
    );
    const failure = failureOf(await run(toBlob(packed.subarray(0, packed.length >> 1))));
    expect(failure).toMatchObject({ kind: "unreadable-file", line: log.events.length + 1 });
    expect(log.events.length).toBeGreaterThan(5_000);
    expect(failure.message).toContain(`${log.events.length.toLocaleString("en")} new`);
    const [row] = valueOf(await listImports(db, projectId));
    expect(row).toMatchObject({ state: "failed", accepted: log.events.length, failure: failure.message });
    expect(valueOf(await run(toBlob(packed)))).toMatchObject({
      read: 20_000,
      duplicate: log.events.length - (20_000 - Number(row?.accepted)),
    });
  });

  test("when it is cancelled", async () => {
    const { db, projectId, log, run } = await setUp();
    const controller = new AbortController();
    const append: AppendEvents = (group) => {
      if (log.groups.length === 2) controller.abort();
      return log.append(group);
    };
    const file = toBlob(eventLines(100_000));
    const failure = failureOf(await run(file, { signal: controller.signal }, append));
    expect(failure.kind).toBe("cancelled");
    expect(failure.message).toMatch(/12,000 rows read: 12,000 new.*What was added stays/);
    expect(log.events).toHaveLength(12_000);
    const [row] = valueOf(await listImports(db, projectId));
    expect(row).toMatchObject({ state: "cancelled", read: 12_000, accepted: 12_000 });
    expect(valueOf(await run(file))).toMatchObject({ read: 100_000, accepted: 88_000, duplicate: 12_000 });
  });

  test("when the storage is full", async () => {
    const { log, run } = await setUp();
    const append: AppendEvents = async (group) =>
      log.groups.length < 1 ? log.append(group) : fail({ kind: "quota-exceeded", message: "No space left." });
    const failure = failureOf(await run(toBlob(eventLines(20_000)), {}, append));
    expect(failure).toMatchObject({ kind: "quota-exceeded" });
    expect(failure.message).toMatch(/^No space left\. 4,000 rows read: 4,000 new/);
  });

  test("when there is no space to note that it began: nothing is read, and it can be tried again", async () => {
    const { log, run, db, projectId } = await setUp();
    const failure = failureOf(await whileDiskIsFull(db, "imports", () => run(toBlob(eventLines(10)))));
    expect(failure).toMatchObject({ kind: "quota-exceeded" });
    expect([log.events, valueOf(await listImports(db, projectId))]).toEqual([[], []]);
    expect(valueOf(await run(toBlob(eventLines(10))))).toMatchObject({ accepted: 10 });
  });
});

test("a full buffer is waited for, and nothing is lost or sent twice", async () => {
  const { log, run } = await setUp();
  let refusals = 0;
  const append: AppendEvents = async (group) => {
    refusals += 1;
    return refusals % 2 === 1
      ? fail({ kind: "backpressure", message: "Full.", buffered: 10_000, limit: 10_000 })
      : log.append(group);
  };
  expect(valueOf(await run(toBlob(eventLines(12_000)), {}, append))).toMatchObject({ accepted: 12_000 });
  expect(log.groups).toEqual([4_000, 4_000, 4_000]);
});

test("events that admission drops are counted as refused, so that the sum holds", async () => {
  const { log, run } = await setUp();
  const append: AppendEvents = (group) =>
    log.append(toGroup(decodeLocal(group).filter((event) => event.distinctId !== "device-3")));
  const summary = valueOf(await run(toBlob(eventLines(70)), {}, append));
  expect(summary).toMatchObject({ read: 70, accepted: 60, refused: 10 });
  expect(summary.refusedRows[0]?.reason).toMatch(/erased/);
});

describe("a zip of files", () => {
  const files = (): Promise<Uint8Array> =>
    zipOf(
      ["notes.pdf", "%PDF-1.4"],
      [
        "events.csv",
        `id,name,distinctId,timestamp\ne-1,open,d,2026-01-01T10:00:00Z\ne-2,,d,2026-01-01T10:00:00Z\nragged\n`,
      ],
      ["more.ndjson.gz", gzipSync(eventLines(20))],
      ["cut.json", `[${eventLine(100)},${eventLine(101)},{"na`],
      ["last.json", `[${eventLine(100)},${eventLine(200)}]`],
    );

  test("is one import of all of them; each is told, and those not read with their reason", async () => {
    const { log, run, db, projectId } = await setUp();
    const summary = valueOf(await run(toBlob(await files())));
    const [entry] = valueOf(await listImports(db, projectId));
    expect(entry).toMatchObject({
      state: "done",
      failure: expect.stringMatching(/^Of 1 file in it not all rows could be read\. cut\.json: .*cut short/),
    });
    expect(summary).toMatchObject({ read: 27, accepted: 24, duplicate: 1, refused: 2, format: "lochan" });
    expect(summary.parts.map(({ name, container, read }) => [name, container, read])).toEqual([
      ["events.csv", "csv", 3],
      ["more.ndjson.gz", "ndjson", 20],
      ["cut.json", "json", 2],
      ["last.json", "json", 2],
    ]);
    expect(summary.parts.map(({ failure }) => failure !== undefined)).toEqual([false, false, true, false]);
    expect(summary.parts[2]?.failure).toMatch(/cut short/);
    expect(summary.unread).toEqual([{ name: "notes.pdf", reason: expect.stringMatching(/PDF document/) }]);
    expect(summary.unreadFiles).toBe(1);
    expect(summary.refusedRows.map(({ file, index }) => [file, index])).toEqual([
      ["events.csv", 3],
      ["events.csv", 4],
    ]);
    expect(new Set(log.events.map((event) => event.importId)).size).toBe(1);
    expect(valueOf(await run(toBlob(await files())))).toMatchObject({ accepted: 0, duplicate: 25 });
  });

  test("one that is packed in a way nobody reads is told, and the others are read", async () => {
    const { run } = await setUp();
    const summary = valueOf(
      await run(toBlob(await zipOf(["odd.parquet", lzoParquet()], ["good.ndjson", eventLines(3)]))),
    );
    expect(summary).toMatchObject({ read: 3, accepted: 3 });
    expect(summary.parts[0]).toMatchObject({ name: "odd.parquet", read: 0 });
    expect(summary.parts[0]?.failure).toMatch(/compressed with LZO/);
  });

  test("of which none can be read says which and why, and stores nothing", async () => {
    const { log, run, db, projectId } = await setUp();
    const failure = failureOf(await run(toBlob(await zipOf(["a.pdf", "%PDF"], ["b.txt", "Hello"]))));
    expect(failure.kind).toBe("unsupported-format");
    expect(failure.message).toMatch(/a\.pdf: .*PDF.* b\.txt: .*plain text.*Nothing was imported/);
    expect([log.events, valueOf(await listImports(db, projectId))]).toEqual([[], []]);
    expect(failureOf(await run(toBlob(await zipOf()))).message).toMatch(/holds no files/);
  });
});

test.each<[string, (text: string) => Uint8Array, string | undefined]>([
  ["UTF-16 LE with a mark", (text) => Buffer.from(`\ufeff${text}`, "utf16le"), "utf-16le"],
  ["UTF-16 LE without one", (text) => Buffer.from(text, "utf16le"), "utf-16le"],
  ["UTF-16 BE with a mark", (text) => Buffer.from(`\ufeff${text}`, "utf16le").swap16(), "utf-16be"],
  ["UTF-16 BE without one", (text) => Buffer.from(text, "utf16le").swap16(), "utf-16be"],
  ["UTF-8", (text) => Buffer.from(text), undefined],
])("a file in %s is read in any container, and its encoding said", async (_words, encode, encoding) => {
  const { log, run } = await setUp();
  const one = (index: number) => eventLine(index, { name: "zażółć 😀" });
  const csv = "id,name,distinctId,timestamp\r\nc,zażółć 😀,d,2026-01-01T10:00:00Z\r\n";
  const xml =
    "<r><row><id>x</id><name>zażółć 😀</name><distinctId>d</distinctId><timestamp>2026-01-01T10:00:00Z</timestamp></row></r>";
  const contents = [one(1), `[${one(2)}]`, csv, xml];
  for (const content of contents) {
    const summary = valueOf(await run(toBlob(encode(content))));
    expect(summary).toMatchObject({ read: 1, parts: [{ read: 1 }] });
    expect(summary.parts[0]?.encoding).toBe(encoding);
  }
  expect(log.events.map(({ name }) => name)).toEqual(contents.map(() => "zażółć 😀"));
});

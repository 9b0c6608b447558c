import "fake-indexeddb/auto";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { LochanEvent } from "../../src/model/event.ts";
import { exportFile } from "../../src/transfer/export-file.ts";
import { importFile } from "../../src/transfer/import-file.ts";
import { gzip, importOptions, makeIdLog, toBlob } from "../support/import-fixtures.ts";
import { makeProject, openTestDatabase, valueOf } from "../support/open-catalog.ts";
import { openRealLog } from "../support/real-log.ts";

const RUNS = Number(process.env["SOAK_RUNS"] ?? 60);

const text = fc.string({ unit: "binary", minLength: 1, maxLength: 12 });
const time = fc.integer({ min: 0, max: 4_000_000_000_000 });
const member = fc.jsonValue({ maxDepth: 2, stringUnit: "binary" });

const goodRow = fc.record(
  {
    id: fc.oneof(fc.uuid(), fc.constantFrom("a", "b", "c"), text),
    name: text,
    type: fc.constantFrom("track", "page", "x"),
    distinctId: text,
    userId: text,
    sessionId: text,
    timestamp: fc.oneof(
      time,
      time.map((ms) => new Date(ms).toISOString()),
    ),
    sentAt: time,
    receivedAt: time,
    properties: fc.dictionary(text, member, { maxKeys: 4 }),
  },
  { requiredKeys: ["name", "distinctId", "timestamp"] },
);
/** Whole lines that are rows, whatever is wrong with them. */
const rowLine = fc.oneof(
  { weight: 4, arbitrary: goodRow.map((row) => JSON.stringify(row)) },
  fc.json({ stringUnit: "binary" }).map((json) => json.replaceAll(/\s/g, " ")),
  fc.string({ minLength: 1 }).map((line) => `x${line.replaceAll(/[\r\n]/g, "")}`),
);
const line = fc.oneof(
  { weight: 5, arbitrary: rowLine.map((content) => ({ content, row: content.trim() !== "" })) },
  fc.constantFrom("", "  ", "\t\r").map((content) => ({ content, row: false })),
);

test("whatever the lines: read = accepted + duplicate + refused, and a second reading adds nothing", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 40 }),
      fc.constantFrom("\n", "\r\n"),
      fc.boolean(),
      async (lines, end, packed) => {
        const content = `{}${end}${lines.map((entry) => entry.content).join(end)}`;
        const file = toBlob(packed ? await gzip(content) : content);
        const db = openTestDatabase();
        const { id } = await makeProject(db);
        const log = makeIdLog();
        const summary = valueOf(await importFile(importOptions(db, id, file, log.append)));
        const rows = 1 + lines.filter((entry) => entry.row).length;
        expect(summary.read).toBe(rows);
        expect(summary.accepted + summary.duplicate + summary.refused).toBe(rows);
        expect(summary.refusedRows).toHaveLength(summary.refused);
        expect(log.events).toHaveLength(summary.accepted);
        const again = valueOf(await importFile(importOptions(db, id, file, log.append)));
        expect(again).toMatchObject({ read: rows, accepted: 0, refused: summary.refused });
      },
    ),
    { numRuns: RUNS },
  );
});

test("export then import gives the same events (I9)", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(goodRow, { minLength: 1, maxLength: 20 }), async (rows) => {
      const first = await load(toBlob(rows.map((row) => `${JSON.stringify(row)}\n`).join("")));
      const { blob: file } = valueOf(
        await exportFile({ db: first.db, projectId: first.projectId, format: "ndjson" }),
      );
      if (file === undefined || file.size === 0) return;
      const second = await load(file);
      expect(second.events).toEqual(
        first.events.toSorted((a, b) => a.timestamp - b.timestamp || (a.id < b.id ? -1 : 1)),
      );
    }),
    { numRuns: RUNS },
  );
});

async function load(file: Blob) {
  const db = openTestDatabase();
  const { id: projectId } = await makeProject(db);
  const log = await openRealLog(db, projectId);
  valueOf(await importFile(importOptions(db, projectId, file, log.append)));
  return { db, projectId, events: (await log.read()).map(withoutLocal) };
}

/** Source and import are of this device. */
function withoutLocal({ source: _source, importId: _importId, ...event }: LochanEvent) {
  return event;
}

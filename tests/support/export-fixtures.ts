import "fake-indexeddb/auto";
import type { Database } from "../../src/database/database.ts";
import type { LochanEvent } from "../../src/model/event.ts";
import { toEventId } from "../../src/model/identifier.ts";
import type { Project } from "../../src/model/project.ts";
import { exportFile, type ExportOptions } from "../../src/transfer/export-file.ts";
import { toGroup } from "./import-fixtures.ts";
import { makeProject, openTestDatabase, valueOf } from "./open-catalog.ts";
import { openRealLog } from "./real-log.ts";

export const START = Date.UTC(2026, 10, 1);

export const exportedEvent = (index: number, more: Partial<LochanEvent> = {}): LochanEvent => ({
  id: toEventId(`event-${index}`),
  type: "track",
  name: "click",
  properties: {},
  distinctId: `device-${index % 7}`,
  timestamp: START + index * 1_000,
  receivedAt: START + index * 1_000 + 5,
  source: "api",
  ...more,
});

/** Texts that break what is careless, and values at the edges of JSON. */
export const hostileEvents: LochanEvent[] = [
  exportedEvent(1, {
    name: '"quoted", \n\r\u2028\\u0000',
    distinctId: '=HYPERLINK("http://evil.example")',
    userId: "+49 170",
    sessionId: "@here",
    source: "file:-1.csv",
    properties: { "": "\ufffd", "😀": "\ud83d\ude00", nul: "\0", tab: "\ttab", text: "" },
  }),
  exportedEvent(2, {
    id: toEventId("-2+3"),
    name: "'=already",
    properties: JSON.parse('{"__proto__":{"a":1},"constructor":1,"hasOwnProperty":null,"toString":[]}'),
  }),
  exportedEvent(3, {
    id: toEventId("0190163d-8694-739b-aea5-966c26f8ad91"),
    sentAt: START - 5,
    properties: { a: 1e308, b: 5e-324, c: -1.5, d: 9_007_199_254_740_994, e: 1e21, f: true, g: null },
  }),
  exportedEvent(4, {
    properties: { nested: { list: [1, "2", [null, { x: "\u007f" }]], 1: "one", 0: "zero" } },
  }),
  exportedEvent(5, { properties: { text: "5", a: "1e308", f: "true", g: "null", list: '["a"]' } }),
  exportedEvent(6, { properties: { text: "-5 apples", a: '"', f: false, g: " ", 'a,b"c': "\r", minus: -0 } }),
  exportedEvent(7, { type: "page", name: "page_view", properties: { text: "''@x", path: "/ünï/😀" } }),
];

export async function openExportLog(events: readonly LochanEvent[], timeZone = "UTC") {
  const db = openTestDatabase();
  const project = await makeProject(db, { timeZone });
  const log = await openRealLog(db, project.id);
  const append = async (more: readonly LochanEvent[]) => valueOf(await log.append(toGroup(more)));
  if (events.length > 0) await append(events);
  return { db, project, append, read: log.read };
}

export async function exportBytes(
  { db, project }: { db: Database; project: Project },
  format: string,
  more: Partial<ExportOptions> = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const { blob } = valueOf(await exportFile({ db, projectId: project.id, format, ...more }));
  return new Uint8Array(await blob!.arrayBuffer());
}

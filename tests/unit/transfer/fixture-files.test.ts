import "fake-indexeddb/auto";
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import type { LochanEvent } from "../../../src/model/event.ts";
import type { ImportSummary } from "../../../src/model/import.ts";
import { importFile } from "../../../src/transfer/import-file.ts";
import { SALT } from "../../support/import-fixture.ts";
import { gzip, importOptions, makeIdLog, toBlob } from "../../support/import-fixtures.ts";
import { makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";
import { utf8 } from "../../support/read-rows.ts";
import { zipOf } from "../../support/zip-files.ts";

const FOLDER = new URL("../../fixtures/imports/", import.meta.url);

/** Whose export each is, and how many rows and events it has. */
const FILES = [
  ["lochan.ndjson", "lochan", 2],
  ["amplitude.ndjson", "amplitude", 2],
  ["amplitude-export.ndjson", "amplitude", 7],
  ["posthog.ndjson", "posthog", 5],
  ["posthog-batch.json", "posthog", 3],
  ["posthog.csv", "posthog", 4],
  ["mixpanel.ndjson", "mixpanel", 6],
  ["ga4.ndjson", "ga4", 5],
  ["segment.ndjson", "segment", 7],
  ["matomo.json", "matomo", 9],
  ["matomo.xml", "matomo", 8],
  ["umami.csv", "umami", 3],
  ["access-combined.log", "server-log", 7],
  ["access-common.log", "server-log", 3],
  ["caddy.ndjson", "server-log", 3],
  ["nginx.ndjson", "server-log", 3],
] as const;

async function importBytes(
  content: string | Uint8Array,
  fileName: string,
): Promise<{ events: LochanEvent[]; summary: ImportSummary }> {
  const db = openTestDatabase();
  const { id } = await makeProject(db);
  await db.settings.put({ key: "device-salt", value: SALT });
  const log = makeIdLog();
  const summary = valueOf(
    await importFile({ ...importOptions(db, id, toBlob(content), log.append), fileName }),
  );
  return { events: log.events, summary };
}

/** An event a line, members in the order of their names, without what is of this import. */
const told = (events: readonly LochanEvent[]): string =>
  events
    .map(({ source: _source, importId: _importId, receivedAt: _receivedAt, ...event }) => {
      const timestamp = new Date(event.timestamp).toISOString();
      return `${JSON.stringify(inOrder({ ...event, timestamp }))}\n`;
    })
    .join("");

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(members.map(([key, member]) => [key, inOrder(member)]));
}

const read = (name: string): Promise<string> => readFile(new URL(name, FOLDER), "utf8");
const utf16 = (text: string): Uint8Array => {
  const bytes = new Uint8Array(2 + text.length * 2);
  bytes.set([0xff, 0xfe]);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < text.length; at++) view.setUint16(2 + at * 2, text.charCodeAt(at), true);
  return bytes;
};

test.each(FILES)("%s is exactly these events, however it is packed", async (file, format, count) => {
  const text = await read(file);
  const { events, summary } = await importBytes(text, file);
  expect(summary).toMatchObject({ format, accepted: count, duplicate: 0, refused: 0 });
  expect(events).toHaveLength(count);
  // Every id, time and property of each event, written down.
  await expect(told(events)).toMatchFileSnapshot(`../../fixtures/imports/expected/${file}.ndjson`);
  const packed = await gzip(text);
  for (const [name, content] of [
    [`${file}.gz`, packed],
    [`${file}.zip`, await zipOf([`some folder/${file}`, text])],
    [`hours-${file}.zip`, await zipOf([`hours/${file}.gz`, packed])],
    [`crlf-${file}`, text.replaceAll(/\r?\n/g, "\r\n")],
    [`bom-${file}`, `\ufeff${text}`],
    [`utf16-${file}`, utf16(text.replace(/encoding="utf-8"/, 'encoding="utf-16"'))],
    ["named-otherwise.txt", text],
  ] as const) {
    const again = await importBytes(content, name);
    expect({ name, events: told(again.events) }).toEqual({ name, events: told(events) });
    expect(again.summary).toMatchObject({ format, accepted: count, refused: 0 });
  }
});

test("a folder of them all, zipped, is the events of each, and what two files have is there once", async () => {
  const texts = await Promise.all(FILES.map(([file]) => read(file)));
  const zip = await zipOf(
    ...FILES.map(([file], at): [string, Uint8Array] => [`${file.slice(0, 3)}/${file}`, utf8(texts[at]!)]),
  );
  const { events, summary } = await importBytes(zip, "everything.zip");
  const alone = (await Promise.all(FILES.map(([file], at) => importBytes(texts[at]!, file)))).map(
    (each) => each.events,
  );
  const byId = new Map(alone.flat().map((event) => [event.id, event]));
  expect(summary).toMatchObject({
    ...{ read: alone.flat().length, accepted: byId.size, refused: 0, unreadFiles: 0 },
    duplicate: alone.flat().length - byId.size,
  });
  expect(summary.duplicate).toBe(12);
  expect(events.map(({ id }) => id).toSorted()).toEqual([...byId.keys()].toSorted());
  expect(summary.parts.map(({ name, format }) => [name?.split("/")[1], format])).toEqual(
    FILES.map(([file, format]) => [file, format]),
  );
});

import { BlobWriter, Uint8ArrayReader, ZipWriter } from "@zip.js/zip.js";
import type { Database } from "../../src/database/database.ts";
import type { LochanEvent } from "../../src/model/event.ts";
import { toEventId } from "../../src/model/identifier.ts";
import { eventsOf } from "./backup-file.ts";
import { toGroup } from "./import-fixtures.ts";
import { makeProject, openTestDatabase, valueOf } from "./open-catalog.ts";
import { openRealLog } from "./real-log.ts";
import { unzip } from "./zip-files.ts";

export const START = 1_700_000_000_000;

/** Of many kinds, by its number. */
export const event = (index: number, more: Partial<LochanEvent> = {}): LochanEvent => ({
  id: toEventId(
    index % 3 === 0 ? `own-${index}` : `0190a000-0000-7000-8000-${String(index).padStart(12, "0")}`,
  ),
  type: "track",
  name: index % 2 === 0 ? "buy" : "look",
  properties: { z: index, a: index % 4 === 0 ? null : `=cmd ${index} 🫖`, list: [1, { deep: true }] },
  distinctId: `device-${index % 5}`,
  timestamp: START + ((index * 7_919) % 1_000) * 60_000,
  receivedAt: START + 90_000_000,
  source: "snippet:https://shop.example",
  ...(index % 5 === 0 && { userId: `user-${index % 7}`, sessionId: `s-${index % 11}` }),
  ...(index % 6 === 0 && { sentAt: START + 89_999_000 }),
  ...more,
});

/** A browser with a project that holds these. */
export async function browser(events: readonly LochanEvent[] = [], name = "Tea shop") {
  const db = openTestDatabase();
  const project = await makeProject(db, { name });
  if (events.length > 0) valueOf(await (await openRealLog(db, project.id)).append(toGroup(events)));
  return { db, id: project.id };
}

export const range = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => event(from + index));

const withoutImport = ({ importId: _importId, ...rest }: LochanEvent) => rest;
/** As they are, but for what brought them here. */
export const known = async (db: Database, id: string) => (await eventsOf(db, id)).map(withoutImport);

/** An archive with some of its entries changed. */
export async function tamper(
  file: Blob,
  change: (path: string, bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> | undefined,
): Promise<Blob> {
  const zip = new ZipWriter(new BlobWriter(), { level: 0, useWebWorkers: false });
  for (const [path, bytes] of Object.entries(await unzip(file))) {
    const changed = change(path, bytes);
    if (changed !== undefined) await zip.add(path, new Uint8ArrayReader(changed));
  }
  return zip.close();
}

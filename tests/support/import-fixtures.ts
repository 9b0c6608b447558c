import type { Database } from "../../src/database/database.ts";
import { decodeLocal, makeLocalEncoder } from "../../src/log/local-events.ts";
import type { LocalEvents } from "../../src/model/batch.ts";
import type { LochanEvent } from "../../src/model/event.ts";
import { success } from "../../src/model/failure.ts";
import type { AppendEvents } from "../../src/transfer/import-rows.ts";
import type { ImportOptions } from "../../src/transfer/import-file.ts";

export function toGroup(events: readonly LochanEvent[]): LocalEvents {
  const encoder = makeLocalEncoder(events.length);
  for (const event of events) encoder.add(event);
  return encoder.finish();
}

/** The least an admission does: takes each id once, in order. */
export function makeIdLog(): { events: LochanEvent[]; groups: number[]; append: AppendEvents } {
  const events: LochanEvent[] = [];
  const groups: number[] = [];
  const ids = new Set<string>();
  return {
    events,
    groups,
    append: async (group) => {
      const { count } = group.columns;
      groups.push(count);
      const fresh = decodeLocal(group).filter(({ id }) => !ids.has(id) && ids.add(id));
      events.push(...fresh);
      return success({ accepted: fresh.length, duplicate: count - fresh.length });
    },
  };
}

export const toBlob = (...parts: (string | Uint8Array)[]): Blob => new Blob(parts as BlobPart[]);

export async function gzip(...parts: (string | Uint8Array)[]): Promise<Uint8Array> {
  const packed = toBlob(...parts)
    .stream()
    .pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

export const eventLine = (index: number, more: object = {}): string =>
  JSON.stringify({
    id: `event-${index}`,
    name: "click",
    distinctId: `device-${index % 7}`,
    timestamp: 1_700_000_000_000 + index,
    properties: { index },
    ...more,
  });

export const eventLines = (count: number, from = 0): string =>
  Array.from({ length: count }, (_, index) => `${eventLine(from + index)}\n`).join("");

export const importOptions = (
  db: Database,
  projectId: string,
  file: Blob,
  append: AppendEvents,
): ImportOptions => ({
  db,
  projectId,
  file,
  append,
  groupEvents: 4_000,
  fileName: "events.ndjson",
  importId: crypto.randomUUID(),
});

import { decodeBatch } from "../../log/decode-batch.ts";
import type { EntryReader } from "../../log/entry-reader.ts";
import { type LogDatabase, readPages } from "../../log/reader.ts";
import { rowPrints } from "../../log/row-prints.ts";
import type { Batch } from "../../model/batch.ts";
import type { LochanEvent } from "../../model/event.ts";
import { type ProjectId, toSequence } from "../../model/identifier.ts";
import { importedFrom, type OwnPart } from "../../model/shared-folder.ts";

const PAGE_EVENTS = 10_000;

interface Reading {
  db: LogDatabase;
  projectId: ProjectId;
  /** Devices whose events are not this one's own. */
  others: ReadonlySet<string>;
  signal?: AbortSignal | undefined;
}

/** Whose, and under which sequences they were admitted: half-open from below. */
export type OwnRange = Pick<OwnPart, "of" | "after" | "through">;

export interface OwnPage {
  events: LochanEvent[];
  /** Of these events together, see {@link OwnPart}. */
  print: number;
  through: number;
}

/**
 * What came to this device by any way but from other devices, or of one of those what came from it, page by page, and
 * how far each page reaches.
 */
export async function* ownEvents(
  { db, projectId, others, signal }: Reading,
  { of, after, through }: OwnRange,
): AsyncGenerator<OwnPage, void, undefined> {
  const range = { after: toSequence(after), through: toSequence(through) };
  yield* readPages(db, projectId, { ...range, maxEvents: PAGE_EVENTS, signal }, async (batches, entries) => {
    const events: LochanEvent[] = [];
    let print = 0;
    for (const batch of batches) {
      const originOf = await originTest(batch, entries, others);
      const own = Array.from({ length: batch.columns.count }, (_, row) => row).filter(
        (row) => originOf(row) === of,
      );
      if (own.length === 0) continue;
      const prints = rowPrints(batch.columns);
      for (const row of own) print = (print + prints[row]!) >>> 0;
      for (const event of decodeBatch(batch, await entries.lookupFor([batch], own), own)) events.push(event);
    }
    return { events, print, through: batches.at(-1)?.sequence ?? through };
  });
}

/** What a part would be now. */
export type PartNow = Pick<OwnPart, "events" | "print">;

/** What each part would be if it were written now: some of its events may be gone, or have another content. */
export async function readPartsNow(
  { db, projectId, others, signal }: Reading,
  parts: readonly OwnPart[],
): Promise<Map<OwnPart, PartNow>> {
  const nows = new Map<OwnPart, PartNow>(parts.map((part) => [part, { events: 0, print: 0 }]));
  const partAt = (sequence: number, origin: string | undefined): OwnPart | undefined =>
    parts.find(({ of, after, through }) => of === origin && sequence > after && sequence <= through);
  const pages = readPages(db, projectId, { maxEvents: PAGE_EVENTS, signal }, async (batches, entries) => {
    const found: [part: OwnPart, now: PartNow][] = [];
    for (const batch of batches) {
      const originOf = await originTest(batch, entries, others);
      const { sequence, firstRow, columns } = batch;
      const prints = rowPrints(columns);
      let row = 0;
      for (const admitted of batch.parts ?? [{ sequence, firstRow, count: columns.count }]) {
        const byOrigin = new Map<string | undefined, PartNow>();
        for (const end = row + admitted.count; row < end; row++) {
          const origin = originOf(row);
          const now = byOrigin.get(origin) ?? { events: 0, print: 0 };
          if (now.events++ === 0) byOrigin.set(origin, now);
          now.print = (now.print + prints[row]!) >>> 0;
        }
        for (const [origin, now] of byOrigin) {
          const part = partAt(admitted.sequence, origin);
          if (part !== undefined) found.push([part, now]);
        }
      }
    }
    return found;
  });
  for await (const found of pages)
    for (const [part, { events, print }] of found) {
      const now = nows.get(part)!;
      now.events += events;
      now.print = (now.print + print) >>> 0;
    }
  return nows;
}

/** The other device a row came from; undefined for what is this one's own. */
async function originTest(
  { columns }: Batch,
  entries: EntryReader,
  others: ReadonlySet<string>,
): Promise<(row: number) => string | undefined> {
  const { importId: marks } = columns;
  const byMark = new Map<number, string>();
  if (marks !== undefined && others.size > 0)
    for (const mark of new Set(marks)) {
      const entry = mark === 0 ? null : await entries.read("values", mark - 1);
      const device = entry === null ? undefined : importedFrom(entry.slice(1));
      if (device !== undefined && others.has(device)) byMark.set(mark, device);
    }
  return (row) => (byMark.size === 0 ? undefined : byMark.get(marks![row]!));
}

import type { Batch } from "../model/batch.ts";
import { compareText } from "../model/compare-text.ts";
import type { LochanEvent } from "../model/event.ts";
import type { ProjectId } from "../model/identifier.ts";
import { decodeBatch } from "./decode-batch.ts";
import { makeEntryReader, type EntryReader } from "./entry-reader.ts";
import { makeIdReader } from "./event-id.ts";
import { EventsMovedError } from "./events-moved.ts";
import { type LogDatabase, readHead } from "./reader.ts";
import { scanBatches } from "./scan-batches.ts";
import { selectRows } from "./select-rows.ts";

/** What events are counted by, to cut windows of about so many. */
const STEP_MS = 60_000;
const WINDOW_EVENTS = 65_536;
const PAGE_EVENTS = 5_000;

export interface OrderedWindow {
  /** Half-open, epoch milliseconds. */
  from: number;
  to: number;
  /** Events in it when it was cut. */
  count: number;
  /** All events with a timestamp in it, ascending by time, then by id. */
  pages: AsyncGenerator<LochanEvent[], void, undefined>;
}

interface Span {
  from?: number | undefined;
  to?: number | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * The events of a project by time, then by id, in windows of about so many: two logs with the same events
 * give the same windows and the same order, however they came by them. Where a window is cut depends on what is
 * before its end alone, so that later events leave earlier windows as they are. Read as {@link scanBatches} does:
 * once to cut the windows, and the entries of a window when its pages are read. What is erased meanwhile is left
 * out from then on. Holds the columns of one window: read the pages of one before you take the next.
 * A log whose entries each span much of its time is read once for each window. Throws an {@link EventsMovedError} where
 * an event came to stand at another time since the windows were cut.
 */
export async function* readInOrder(
  db: LogDatabase,
  projectId: ProjectId,
  { windowEvents = WINDOW_EVENTS, ...span }: Span & { windowEvents?: number } = {},
): AsyncGenerator<OrderedWindow, void, undefined> {
  const { moved } = await readHead(db, projectId);
  const counts = await countSteps(db, projectId, span);
  const entries = makeEntryReader(db, projectId);
  for (const window of cutWindows(counts, windowEvents))
    yield {
      ...window,
      pages: readWindow(db, projectId, entries, {
        from: Math.max(window.from, span.from ?? -Infinity),
        to: Math.min(window.to, span.to ?? Infinity),
        signal: span.signal,
        moved,
      }),
    };
}

/** Steps are counted from the epoch, so that they do not depend on where the log begins. */
async function countSteps(
  db: LogDatabase,
  projectId: ProjectId,
  { from = -Infinity, to = Infinity, signal }: Span,
): Promise<Map<number, number>> {
  const counts = new Map<number, number>();
  await scanBatches(db, projectId, {
    from,
    to,
    signal,
    begin: async () => counts.clear(),
    take({ columns }) {
      for (const time of columns.timestamp) {
        if (time < from || time >= to) continue;
        const step = Math.floor(time / STEP_MS);
        counts.set(step, (counts.get(step) ?? 0) + 1);
      }
    },
  });
  return counts;
}

function* cutWindows(
  counts: ReadonlyMap<number, number>,
  windowEvents: number,
): Generator<{ from: number; to: number; count: number }> {
  let open: number | undefined;
  let count = 0;
  for (const step of Float64Array.from(counts.keys()).sort()) {
    open ??= step;
    count += counts.get(step) ?? 0;
    if (count < windowEvents) continue;
    yield { from: open * STEP_MS, to: (step + 1) * STEP_MS, count };
    open = undefined;
    count = 0;
  }
  if (open !== undefined) yield { from: open * STEP_MS, to: Infinity, count };
}

interface Place {
  time: number;
  id: string;
  part: number;
  row: number;
}

async function* readWindow(
  db: LogDatabase,
  projectId: ProjectId,
  entries: EntryReader,
  {
    from,
    to,
    signal,
    moved,
  }: { from: number; to: number; signal: AbortSignal | undefined; moved: number | undefined },
): AsyncGenerator<LochanEvent[], void, undefined> {
  let last: Place | undefined;
  for (;;) {
    const parts: Batch[] = [];
    const { generation } = await scanBatches(db, projectId, {
      from,
      to,
      signal,
      begin: async () => void (parts.length = 0),
      take(batch) {
        const rows: number[] = [];
        for (const [row, time] of batch.columns.timestamp.entries())
          if (time >= from && time < to) rows.push(row);
        if (rows.length > 0) parts.push({ ...batch, columns: selectRows(batch.columns, rows) });
      },
    });
    const places = sortPlaces(parts);
    const { length } = places;
    let at = last === undefined ? 0 : places.findIndex((place) => comparePlaces(place, last!) > 0);
    if (at < 0) at = length;
    while (at < length) {
      signal?.throwIfAborted();
      const next = places.slice(at, at + PAGE_EVENTS);
      const page = await decodePlaces(parts, next, entries);
      const head = await readHead(db, projectId);
      if (head.moved !== moved) throw new EventsMovedError();
      if (head.generation !== generation) break;
      at += PAGE_EVENTS;
      last = next.at(-1);
      yield page;
    }
    if (at >= length && (await readHead(db, projectId)).moved !== moved) throw new EventsMovedError();
    if (at >= length) return;
    // Erased meanwhile: what is left is read once more.
    entries.forget();
  }
}

function sortPlaces(parts: readonly Batch[]): Place[] {
  const places: Place[] = [];
  for (const [part, { columns }] of parts.entries()) {
    const idOf = makeIdReader(columns);
    for (const [row, time] of columns.timestamp.entries()) places.push({ time, id: idOf(row), part, row });
  }
  return places.sort(comparePlaces);
}

const comparePlaces = (a: Place, b: Place): number => a.time - b.time || compareText(a.id, b.id);

async function decodePlaces(
  parts: readonly Batch[],
  places: readonly Place[],
  entries: EntryReader,
): Promise<LochanEvent[]> {
  const events = new Array<LochanEvent>(places.length);
  const wantedByPart = new Map<number, { row: number; index: number }[]>();
  for (const [index, { part, row }] of places.entries()) {
    const wanted = wantedByPart.get(part);
    if (wanted === undefined) wantedByPart.set(part, [{ row, index }]);
    else wanted.push({ row, index });
  }
  for (const [part, wanted] of wantedByPart) {
    const found = wanted.sort((a, b) => a.row - b.row);
    const batch = parts[part]!;
    const rows = found.map(({ row }) => row);
    const decoded = decodeBatch(batch, await entries.lookupFor([batch], rows), rows);
    for (const [at, { index }] of found.entries()) events[index] = decoded[at]!;
  }
  return events;
}

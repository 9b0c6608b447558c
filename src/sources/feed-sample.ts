import { isRecord } from "../model/is-record.ts";
import { makeCollectedPlacer } from "../intake/place-collected-event.ts";
import { fail, type Result, success } from "../model/failure.ts";
import { type FeedPreview, type FeedRowText, type FeedSample, type LiveFeed } from "../model/live-feed.ts";
import type { FeedPorts } from "./feed-connection.ts";
import { guessMapping, listFields } from "./feed-guess.ts";
import { parseOwn, parseText, readRows } from "./feed-rows.ts";
import { readFeed } from "./feed-run.ts";

const ROWS = 20;
const ROW_LENGTH = 64 * 1024;
const FIRST_ROW_MS = 20_000;
/** After the first row. */
const MORE_ROWS_MS = 2_000;

/**
 * Looks at what a feed sends, from its beginning, and stores nothing: up to 20 rows, or those of the first
 * two seconds. Failures: `feed-unreachable`, also where nothing came within 20 seconds; `cancelled`.
 */
export async function sampleFeed(
  feed: LiveFeed,
  ports: FeedPorts,
  signal: AbortSignal,
): Promise<Result<FeedSample>> {
  const looking = new AbortController();
  const stop = (): void => looking.abort();
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  let timer = setTimeout(stop, FIRST_ROW_MS);
  const rows: FeedRowText[] = [];
  const end = await readFeed({
    feed,
    ports,
    memory: {},
    lastEventId: undefined,
    digest: undefined,
    onOpen: () => undefined,
    onWarning: () => undefined,
    async take(taken) {
      if (rows.length === 0) {
        clearTimeout(timer);
        timer = setTimeout(stop, MORE_ROWS_MS);
      }
      for (const { text, eventType } of taken)
        if (rows.length < ROWS && text !== undefined && text.length <= ROW_LENGTH)
          rows.push({ text, ...(eventType === undefined ? {} : { event: eventType }) });
      if (rows.length >= ROWS) stop();
    },
    leave: async () => undefined,
    signal: looking.signal,
  });
  clearTimeout(timer);
  signal.removeEventListener("abort", stop);
  if (signal.aborted) return fail({ kind: "cancelled", message: "Looking was stopped." });
  if (rows.length > 0) return success(toSample(rows));
  const message =
    end.blocked === true ? BLOCKED : (end.error ?? "It is open, and nothing came within 20 seconds.");
  return fail({ kind: "feed-unreachable", message });
}

const BLOCKED =
  "The browser does not let Lochan ask this address yet. It does once the status bar says Offline ready; reload the page if it goes on.";

function toSample(rows: FeedRowText[]): FeedSample {
  const values = rows.flatMap(({ text }) => parseText(text) ?? []).filter(isRecord);
  const types = rows.flatMap(({ event }) => event ?? []);
  const isOurs = values.length > 0 && values.every((value) => isOwnShape(value));
  return { rows, guess: isOurs ? null : guessMapping(values, types), fields: listFields(values, types) };
}

const isOwnShape = (value: unknown): boolean =>
  parseOwn(value, { receivedAt: 0, source: "feed" }, makeCollectedPlacer()).ok;

/** What the feed's mapping makes of rows that were looked at. */
export function previewFeed(feed: LiveFeed, rows: readonly FeedRowText[], receivedAt: number): FeedPreview {
  const read = readRows(
    feed,
    rows.map(({ text, event }) => ({ text, ...(event === undefined ? {} : { eventType: event }) })),
    receivedAt,
  );
  return {
    events: read.events,
    refused: read.refused.map(({ reason }, index) => ({ index: index + 1, reason })),
  };
}

import { isRecord } from "../model/is-record.ts";
import { sizeWords } from "../model/size-words.ts";
import { makeEventId } from "../intake/make-event-id.ts";
import { parseEvent, type ParseOptions } from "../intake/parse-event.ts";
import { parseJson } from "../intake/parse-json.ts";
import { type CollectedPlacer, isCollected, makeCollectedPlacer } from "../intake/place-collected-event.ts";
import type { LochanEvent } from "../model/event.ts";
import type { Result } from "../model/failure.ts";
import { type FeedPosition, hasRowsWithoutTime, type LiveFeed } from "../model/live-feed.ts";
import { toSource } from "../model/source.ts";
import { toUuid } from "../transfer/line-id.ts";
import { asText, fieldAt } from "../transfer/map-row.ts";
import { sha256 } from "../transfer/sha256.ts";
import { mapFeedRow } from "./feed-mapping.ts";
import { type FirstSeenRows, makeFirstSeenRows } from "./first-seen.ts";

/** No event of ours comes near it, whatever its escapes. */
export const ROW_LIMIT = 1024 * 1024;
const SAMPLE_LENGTH = 500;
/** A longer one is kept nowhere: it would be sent in an address. */
const CURSOR_LIMIT = 1_000;

/** One message, event or line of a feed. */
export interface FeedRow {
  /** Undefined: not read, as it is longer than {@link ROW_LIMIT} or nested too deep. */
  text: string | undefined;
  isTooDeep?: boolean;
  eventType?: string;
  /** The feed's own word for this row and no other; or the last one before it, and how many came since. */
  eventId?: string | readonly [string, number];
  /** Names what came without an id, by its text: of documents that are read again and again. */
  makeId?: (text: string) => string;
  /** Where the feed goes on after it. */
  lastEventId?: string;
}

export interface ReadRows {
  events: LochanEvent[];
  refused: { reason: string; sample: string }[];
  /** Of the last row that says where to go on. */
  position: FeedPosition | undefined;
}

/** What was learned of rows that came before. */
export interface RowMemory {
  placeCollected: CollectedPlacer;
  firstSeen: FirstSeenRows;
}

export const makeRowMemory = (
  start: FeedPosition | undefined,
  otherProjects?: ReadonlyMap<string, string>,
): RowMemory => ({
  placeCollected: makeCollectedPlacer(otherProjects),
  firstSeen: makeFirstSeenRows(start?.firstSeen),
});

/**
 * Rows become events, each on its own: what is no event is refused with the reason. An event has the id
 * it came with; else one made of the feed, the feed's word for the row and its text, so that what is sent again
 * has the same id and what a server numbers anew has another; else one of its own. A row of a document
 * that has no time keeps the one it was first seen at: given again, it is as old as it was. `memory` is one for as long as the feed runs.
 */
export function readRows(
  feed: LiveFeed,
  rows: readonly FeedRow[],
  receivedAt: number,
  { placeCollected, firstSeen }: RowMemory = makeRowMemory(undefined),
): ReadRows {
  const read: ReadRows = { events: [], refused: [], position: undefined };
  const refuse = (reason: string, sample: string): void =>
    void read.refused.push({ reason, sample: sample.slice(0, SAMPLE_LENGTH) });
  const source = toSource("feed", feed.name);
  const isDated = !hasRowsWithoutTime(feed);

  for (const row of rows) {
    const { text } = row;
    if (row.lastEventId !== undefined && row.lastEventId !== "")
      read.position = { lastEventId: row.lastEventId };
    if (text === undefined) {
      const length = `A row is longer than ${sizeWords(ROW_LIMIT)}.`;
      refuse(row.isTooDeep === true ? "A row is nested too deep." : length, "");
      continue;
    }
    const values = parseText(text);
    if (values === undefined) {
      refuse("A row is not valid JSON.", text);
      continue;
    }
    const nameValue = makeNames(feed, row, text, values.length);
    for (const [index, value] of values.entries()) {
      const cursor = feed.kind === "sse" ? undefined : cursorOf(feed, value);
      const makeId = (timestamp: number): string => nameValue(index, cursor) ?? makeEventId(timestamp);
      const options = { receivedAt, source, makeId };
      const parsed =
        feed.mapping === undefined
          ? parseOwn(value, options, placeCollected)
          : parseEvent(isRecord(value) ? mapped(feed, value, row, receivedAt) : value, options);
      if (parsed.ok)
        read.events.push(
          isDated
            ? parsed.value
            : { ...parsed.value, timestamp: firstSeen.timeOf(parsed.value.id, receivedAt) },
        );
      else refuse(parsed.failure.message, values.length === 1 ? text : (toJson(value) ?? ""));
      // A document says it as a whole.
      if (cursor !== undefined && feed.kind === "websocket") read.position = { lastEventId: cursor };
    }
  }
  return read;
}

/** An event in Lochan's own shape, or a line of a collector. */
export const parseOwn = (
  value: unknown,
  options: ParseOptions,
  placeCollected: CollectedPlacer,
): Result<LochanEvent> => (isCollected(value) ? placeCollected(value, options) : parseEvent(value, options));

/** Ids of a row's values; undefined where nothing tells this row from one with the same text. Hashes the text once. */
function makeNames(
  feed: LiveFeed,
  row: FeedRow,
  text: string,
  count: number,
): (index: number, cursor: string | undefined) => string | undefined {
  let digest: string | undefined;
  const nameOf = (parts: unknown[]): string => toUuid(sha256(JSON.stringify(parts)));
  return (index, cursor) => {
    if (row.makeId !== undefined) {
      digest ??= row.makeId(text);
      return count === 1 ? digest : nameOf([digest, index]);
    }
    const seed = row.eventId ?? cursor;
    if (seed === undefined) return undefined;
    digest ??= toUuid(sha256(text));
    return nameOf([feed.id, seed, digest, index]);
  };
}

/** The value that says where to go on, as text. */
export function cursorOf(feed: LiveFeed, value: unknown): string | undefined {
  if (!isRecord(value)) return undefined;
  const cursor = asText(fieldAt(value, feed.cursorField ?? defaultCursor(feed)));
  return typeof cursor === "string" && cursor !== "" && cursor.length <= CURSOR_LIMIT ? cursor : undefined;
}

const defaultCursor = ({ kind, mapping }: LiveFeed): string =>
  kind === "poll" ? (mapping?.timestampField ?? "timestamp") : (mapping?.idField ?? "id");

const mapped = (feed: LiveFeed, value: Record<string, unknown>, row: FeedRow, receivedAt: number) =>
  mapFeedRow(value, feed.mapping ?? {}, {
    feedId: feed.id,
    eventType: row.eventType,
    from: toSource("feed", feed.name),
    receivedAt,
  });

/** One value, a list of them, or several lines of one each; undefined where it is not JSON. */
export function parseText(text: string): unknown[] | undefined {
  const whole = parseJson(text);
  if (whole !== undefined) return Array.isArray(whole) ? whole : [whole];
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  if (lines.length < 2) return undefined;
  const values = lines.map(parseJson);
  return values.includes(undefined) ? undefined : values;
}

/** Undefined where it is nested too deep: `JSON.parse` reads deeper than `JSON.stringify` writes. */
export function toJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

import { isRecord } from "../model/is-record.ts";
import { sizeWords } from "../model/size-words.ts";
import { parseJson } from "../intake/parse-json.ts";
import { parseTimestamp } from "../intake/parse-timestamp.ts";
import { FEED_LIMITS, fillAddress, hasRowsWithoutTime, type LiveFeed } from "../model/live-feed.ts";
import { makeLineIds } from "../transfer/line-id.ts";
import { fieldAt } from "../transfer/map-row.ts";
import { digestOf } from "../model/digest.ts";
import type { FeedConnection, FeedEnd } from "./feed-connection.ts";
import { asTime } from "./feed-mapping.ts";
import { readText, request } from "./feed-request.ts";
import { cursorOf, ROW_LIMIT, toJson } from "./feed-rows.ts";

const DOCUMENT_LIMIT = 16 * 1024 * 1024;
const DOCUMENT_WAIT_MS = 120_000;
const TAKEN_AT_ONCE = 500;
/** Where a document that is one object keeps its rows. */
const LISTS = ["events", "data", "items", "results", "rows", "records"] as const;

/**
 * Reads a document once. The browser asks for it with the ETag of the one it has (`no-cache`), which takes
 * no leave of another origin as a header of ours would; one that has not changed is not read again.
 */
export async function readPolled(connection: FeedConnection): Promise<FeedEnd> {
  const { feed, signal } = connection;
  const url = fillAddress(feed.url, connection.lastEventId);
  const answered = await request(connection, url, {
    headers: { Accept: "application/x-ndjson, application/json;q=0.9, */*;q=0.5" },
    cache: "no-cache",
  });
  if (!("response" in answered)) return answered.end;
  let text = "";
  const take = async (piece: string): Promise<boolean> => {
    text += piece;
    return text.length <= DOCUMENT_LIMIT;
  };
  const end = await readText(answered.response, signal, take, { limitMs: DOCUMENT_WAIT_MS });
  if (signal.aborted) return {};
  if (end !== "whole")
    return { error: "The connection broke, or the document took longer than two minutes." };
  if (text.length > DOCUMENT_LIMIT)
    return { error: `Its document is larger than ${sizeWords(DOCUMENT_LIMIT)}.` };
  if (text.trimStart().startsWith("<")) return { error: "It answers with an HTML or XML page." };
  const digest = await digestOf(new TextEncoder().encode(text));
  connection.onOpen();
  if (digest === connection.digest) return {};
  const rows = cutDocument(text);
  if (hasRowsWithoutTime(feed) && rows.length > FEED_LIMITS.rowsWithoutTime) return { error: TOO_MANY };
  const ids = makeLineIds();
  const makeId = (row: string): string => ids(row);
  for (let from = 0; from < rows.length && !signal.aborted; from += TAKEN_AT_ONCE)
    await connection.take(
      rows.slice(from, from + TAKEN_AT_ONCE).map((row) => ({
        text: row === undefined || row.length > ROW_LIMIT ? undefined : row,
        isTooDeep: row === undefined,
        makeId,
      })),
    );
  if (signal.aborted) return {};
  const lastEventId = newestCursor(
    feed,
    rows.filter((row) => row !== undefined),
  );
  await connection.leave({ digest, ...(lastEventId === undefined ? {} : { lastEventId }) });
  return {};
}

const TOO_MANY = `Its document has more than ${FEED_LIMITS.rowsWithoutTime.toLocaleString("en-US")} rows without a time. Name the field with their time, or send fewer.`;

/** The rows of a JSON list, of the list in a JSON object, or of lines; each as text, undefined where it is too deep. */
function cutDocument(text: string): (string | undefined)[] {
  const trimmed = text.trim();
  const [firstLine = ""] = trimmed.split("\n", 1);
  const isLines = firstLine.length < trimmed.length && parseJson(firstLine) !== undefined;
  const whole = isLines ? undefined : parseJson(trimmed);
  const list = Array.isArray(whole) ? whole : isRecord(whole) ? listIn(whole) : undefined;
  if (list !== undefined) return list.map(toJson);
  if (isRecord(whole)) return [toJson(whole)];
  return trimmed.split(/\r?\n/).filter((line) => line.trim() !== "");
}

function listIn(document: Record<string, unknown>): unknown[] | undefined {
  for (const key of LISTS) {
    const value = document[key];
    if (Array.isArray(value) && value.some(isRecord)) return value;
  }
  return undefined;
}

/** Documents begin with the newest row or end with it. */
function newestCursor(feed: LiveFeed, rows: readonly string[]): string | undefined {
  const dated = (row: string): boolean => timeOf(feed, parseJson(row)) > 0;
  const first = parseJson(rows.find(dated) ?? "");
  const last = parseJson(rows.findLast(dated) ?? rows.at(-1) ?? "");
  return timeOf(feed, first) > timeOf(feed, last) ? cursorOf(feed, first) : cursorOf(feed, last);
}

function timeOf({ mapping }: LiveFeed, row: unknown): number {
  if (!isRecord(row)) return 0;
  const value = asTime(fieldAt(row, mapping?.timestampField ?? "timestamp"), mapping?.timeFormat ?? "iso");
  const time = parseTimestamp(value);
  return typeof time === "number" ? time : 0;
}

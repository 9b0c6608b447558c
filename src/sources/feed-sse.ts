import { DEFAULT_SILENCE_SECONDS, fillAddress, namesPosition } from "../model/live-feed.ts";
import type { FeedConnection, FeedEnd } from "./feed-connection.ts";
import { makeEventReader, type ServerSentEvent } from "./feed-events.ts";
import { type Answered, type BodyEnd, readText, request, typeOf } from "./feed-request.ts";
import { type FeedRow, ROW_LIMIT } from "./feed-rows.ts";

const NO_HEADER =
  "The server does not allow the header Last-Event-ID: what it sends while nobody listens is not sent again. {lastEventId} in the address can say it instead.";

/**
 * Reads server-sent events until the connection ends. By `fetch`: an EventSource knows where to go on only
 * until the page is closed. The header it takes for that must be allowed by the server's CORS answer. A
 * connection whose other end is gone without a word looks like a quiet one: after a silence it is made anew.
 */
export async function readSse(connection: FeedConnection): Promise<FeedEnd> {
  const opened = await open(connection);
  if (!("response" in opened.answered)) return opened.answered.end;
  const { response } = opened.answered;
  const type = typeOf(response);
  if (type !== "text/event-stream") {
    void response.body?.cancel().catch(() => undefined);
    return { error: `It answers with ${named(type)}, not with server-sent events.` };
  }
  connection.onOpen();
  connection.onWarning(opened.noHeader === true ? NO_HEADER : undefined);
  const read = makeEventReader({
    limit: ROW_LIMIT,
    lastEventId: opened.noHeader === true ? undefined : connection.lastEventId,
    onRetry: (ms) => void (connection.memory.retryMs = ms),
  });
  const toRow = makeRows();
  const take = async (piece: string): Promise<boolean> => {
    const events = read(piece);
    if (events.length > 0) await connection.take(events.map(toRow));
    return !connection.signal.aborted;
  };
  const seconds = connection.feed.silenceSeconds ?? DEFAULT_SILENCE_SECONDS;
  const end = await readText(response, connection.signal, take, { silenceMs: seconds * 1_000 });
  return { error: endWords(end, seconds) };
}

function endWords(end: BodyEnd, seconds: number): string {
  if (end === "whole") return "The server ended the connection.";
  if (end === "cut") return "The connection broke.";
  return `Nothing came for ${seconds} seconds, not even a comment: it is connected again.`;
}

/** What comes without an id is known by the last one and by how many came so since: it is sent again after that. */
function makeRows(): (event: ServerSentEvent) => FeedRow {
  let after = "";
  let since = 0;
  return ({ data, type, id, lastEventId }) => {
    if (lastEventId !== after) since = 0;
    after = lastEventId;
    const row: FeedRow = { text: data, eventType: type, lastEventId };
    if (id !== undefined) return { ...row, eventId: id };
    since += 1;
    return after === "" ? row : { ...row, eventId: [after, since] };
  };
}

async function open(connection: FeedConnection): Promise<{ answered: Answered; noHeader?: boolean }> {
  const { feed, lastEventId } = connection;
  const url = fillAddress(feed.url, lastEventId);
  const ask = (headers: Record<string, string>): Promise<Answered> =>
    request(connection, url, { headers: { Accept: "text/event-stream", ...headers }, cache: "no-store" });
  if (lastEventId === undefined || namesPosition(feed.url)) return { answered: await ask({}) };
  const header = { "Last-Event-ID": asHeader(lastEventId) };
  const first = await ask(header);
  if (!("unreachable" in first)) return { answered: first };
  // A server that is away and one that does not allow the header look the same. To take one for the other
  // would lose what it can send again: so only where it answers without the header, and again not with it.
  const without = await ask({});
  if (!("response" in without)) return { answered: first };
  void without.response.body?.cancel().catch(() => undefined);
  const second = await ask(header);
  if (!("unreachable" in second)) return { answered: second };
  return { answered: await ask({}), noHeader: true };
}

/** Headers are bytes, and the id goes as UTF-8. */
const asHeader = (id: string): string => String.fromCharCode(...new TextEncoder().encode(id));

const named = (type: string): string =>
  type === "text/html" ? "an HTML page" : type === "" ? "no type" : type.slice(0, 60);

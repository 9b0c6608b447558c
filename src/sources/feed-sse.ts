import { fillAddress, namesPosition } from "../model/live-feed.ts";
import type { FeedConnection, FeedEnd } from "./feed-connection.ts";
import { makeEventReader, type ServerSentEvent } from "./feed-events.ts";
import { type Answered, readText, request, typeOf } from "./feed-request.ts";
import { type FeedRow, ROW_LIMIT } from "./feed-rows.ts";

const NO_HEADER =
  "The server does not allow the header Last-Event-ID: what it sends while nobody listens is not sent again. {lastEventId} in the address can say it instead.";

/**
 * Reads server-sent events until the connection ends. By `fetch`: an EventSource knows where to go on only
 * until the page is closed. The header it takes for that must be allowed by the server's CORS answer.
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
    onRetry: (ms) => void (connection.memory.retryMs = ms),
  });
  const whole = await readText(response, connection.signal, async (piece) => {
    const events = read(piece);
    if (events.length > 0) await connection.take(events.map(toRow));
    return !connection.signal.aborted;
  });
  return { error: whole ? "The server ended the connection." : "The connection broke." };
}

const toRow = ({ data, type, id, lastEventId }: ServerSentEvent): FeedRow => ({
  text: data,
  eventType: type,
  lastEventId,
  ...(id === undefined ? {} : { eventId: id }),
});

async function open(connection: FeedConnection): Promise<{ answered: Answered; noHeader?: boolean }> {
  const { feed, lastEventId } = connection;
  const url = fillAddress(feed.url, lastEventId);
  const ask = (headers: Record<string, string>, signal?: AbortSignal): Promise<Answered> =>
    request(
      connection,
      url,
      { headers: { Accept: "text/event-stream", ...headers }, cache: "no-store" },
      signal,
    );
  if (lastEventId === undefined || namesPosition(feed.url)) return { answered: await ask({}) };
  const header = { "Last-Event-ID": asHeader(lastEventId) };
  const first = await ask(header);
  if (!("unreachable" in first)) return { answered: first };
  // A server that is away and one that does not allow the header look the same. To take one for the other
  // would lose what it can send again: so only where it answers without the header, and again not with it.
  const probe = new AbortController();
  const stop = (): void => probe.abort();
  connection.signal.addEventListener("abort", stop, { once: true });
  const without = await ask({}, probe.signal);
  probe.abort();
  connection.signal.removeEventListener("abort", stop);
  if (!("response" in without)) return { answered: first };
  const second = await ask(header);
  if (!("unreachable" in second)) return { answered: second };
  return { answered: await ask({}), noHeader: true };
}

/** Headers are bytes, and the id goes as UTF-8. */
const asHeader = (id: string): string => String.fromCharCode(...new TextEncoder().encode(id));

const named = (type: string): string =>
  type === "text/html" ? "an HTML page" : type === "" ? "no type" : type.slice(0, 60);

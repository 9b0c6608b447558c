import { parseEvent, type ParseOptions } from "../../intake/parse-event.ts";
import type { LochanEvent } from "../../model/event.ts";
import type { Result } from "../../model/failure.ts";
import { makeAgentWords } from "./agent-words.ts";
import { fitRow } from "./fit-row.ts";
import { nameProductId } from "./name-product-id.ts";
import { type LoggedRequest, parseRequest } from "./parse-request.ts";
import { pageOf, refuse } from "./row-fields.ts";
import type { ShapeKind } from "./shape.ts";

/** Endings of addresses that servers answer with a page. */
const PAGE_FILE = /\.(?:html?|xhtml|php\d?|aspx?|jspx?|cfm|cgi)$/i;

/**
 * Logs of web servers. A page is what was asked for with GET, was there (2xx, or 304 as the browser had it)
 * and is HTML: by its content type where the log tells it, else by an address without a file's ending, or with
 * one of a page. Everything else, HEAD too, which shows nobody anything, is a `request`. The address of the
 * client is never kept: with its agent it is hashed to the distinct id, and the line to the event's id, both
 * with this device's salt. Of the query only campaigns are kept: the rest may hold secrets.
 */
export const SERVER_LOG_SHAPE: ShapeKind = {
  words: "a web server's log",
  recognise: (rows) => rows.some((row) => parseRequest(row) !== undefined),
  make: ({ salt }) => {
    const agentWords = makeAgentWords();
    return { place: (row, options) => placeRequest(row, { salt, agentWords }, options) };
  },
};

interface Known {
  salt: string;
  agentWords: ReturnType<typeof makeAgentWords>;
}

function placeRequest(row: unknown, { salt, agentWords }: Known, options: ParseOptions): Result<LochanEvent> {
  const request = parseRequest(row);
  if (request === undefined) return refuse("The line is no request in a format that is known.");
  const { address, agent = "", status } = request;
  const { makeId } = options;
  const isPage = showsPage(request);
  const said = {
    type: isPage ? "page" : "track",
    name: isPage ? "page_view" : "request",
    distinctId: nameProductId("server-log-client", salt, address, agent),
    // Who is refused may be anybody.
    userId: status !== undefined && status < 400 ? request.user : undefined,
    timestamp: request.time,
    properties: fitRow(wordsOf(request), agentWords(request.agent)),
  };
  if (makeId === undefined) return parseEvent(said, options);
  return parseEvent(said, { ...options, makeId: (time) => nameProductId("server-log", salt, makeId(time)) });
}

function showsPage({ method, target, status, contentType }: LoggedRequest): boolean {
  if (method !== "GET" || target === undefined || status === undefined) return false;
  if (!((status >= 200 && status < 300) || status === 304)) return false;
  if (contentType !== undefined) return /^(?:text\/html|application\/xhtml)/i.test(contentType);
  const file = pathOf(target).split("/").at(-1) ?? "";
  return !file.includes(".") || PAGE_FILE.test(file);
}

function wordsOf(request: LoggedRequest): Record<string, unknown> {
  const { target, host, referrer, durationMs } = request;
  return {
    ...pageOf(addressOf(target, host), referrer),
    url: undefined,
    path: target === undefined ? undefined : pathOf(target),
    referrer: referrer?.replace(/[?#].*$/s, ""),
    method: request.method,
    status: request.status,
    bytes: request.bytes,
    duration_ms: durationMs === undefined ? undefined : Math.round(durationMs * 1_000) / 1_000,
    host,
  };
}

/** Of a log that does not name its hosts the host is made up: it equals no referrer's. */
function addressOf(target: string | undefined, host: string | undefined): string | undefined {
  if (target === undefined) return undefined;
  return /^https?:\/\//i.test(target) ? target : `https://${host ?? "host.invalid"}${target}`;
}

function pathOf(target: string): string {
  const path = target.replace(/^https?:\/\/[^/?#]*/i, "").replace(/[?#].*$/s, "");
  return path === "" ? "/" : path;
}

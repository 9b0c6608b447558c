import { isHiddenName, type LochanEvent, type Properties } from "../model/event.ts";
import { fail, type Result, success } from "../model/failure.ts";
import { toSource } from "../model/source.ts";
import type { BrowserContext } from "./browser-context.ts";
import { isRecord } from "../model/is-record.ts";
import { addProperties, fitProperties } from "./fit-properties.ts";
import { parseEvent, type ParseOptions } from "./parse-event.ts";
import { parseJson } from "./parse-json.ts";
import { LATEST_MS } from "./parse-timestamp.ts";

/** Past this, sender's and receiver's clocks are said to differ. */
export const SKEW_LIMIT_MS = 24 * 3_600_000;
const MOST_CHARACTERS = 40_000;

export interface Receipt {
  origin: string;
  /** Epoch milliseconds by the receiver's clock. */
  receivedAt: number;
  /** The same moment by the sender's clock. */
  sentAt: number;
  context: BrowserContext;
}

/**
 * One event as the snippet kept it, see {@link placeEvent}. `id` is what it was sent under, `json`
 * its text.
 */
export function placeSnippetEvent(id: string, json: string, receipt: Receipt): Result<LochanEvent> {
  const { receivedAt, sentAt, origin, context } = receipt;
  if (json.length > MOST_CHARACTERS)
    return malformed(`The event is larger than ${MOST_CHARACTERS} characters.`);
  const input = parseJson(json);
  if (!isRecord(input)) return malformed("The event is not a JSON object.");
  if (input["id"] !== id) return malformed("The event's id is not the one it was sent under.");
  return placeEvent({ ...input, receivedAt, sentAt }, sentAt - receivedAt, context, {
    receivedAt,
    source: toSource("snippet", origin),
  });
}

/**
 * An event by its sender's clock becomes one by the receiver's: it happened as long before it was
 * received as the sender says it happened before it was sent. The sender's own reading stays
 * computable from `sentAt`. `skewMs` is how much the sender is ahead; more than 24 h are marked as
 * `$clock_skew`. Properties past {@link EVENT_LIMITS} are cut and counted in `$cut`. The address of
 * a page is taken apart: `path`, the query parameters the snippet kept, `referrer_host` when it
 * came from elsewhere. Nothing the site itself named is replaced, but for lone surrogates, see
 * {@link parseEvent}.
 */
export function placeEvent(
  input: Record<string, unknown>,
  skewMs: number,
  context: BrowserContext,
  options: ParseOptions,
): Result<LochanEvent> {
  const properties = input["properties"] ?? {};
  if (!isRecord(properties)) return malformed("properties must be an object.");
  const given = fitProperties(properties as Properties);
  const added: Properties[] = [context.every];
  if (Math.abs(skewMs) > SKEW_LIMIT_MS) added.push({ $clock_skew: Math.round(skewMs) });
  if (input["type"] === "page") added.push(addressProperties(given));
  const { name } = input;
  // What is no text is refused below; made text of, it may throw.
  if (input["type"] === "page" && !(typeof name === "string" && isHiddenName(name))) added.push(context.page);
  const parsed = parseEvent({ ...input, properties: addProperties(given, added) }, options);
  if (!parsed.ok) return parsed;
  const timestamp = Math.round(parsed.value.timestamp - skewMs);
  return timestamp >= 0 && timestamp < LATEST_MS
    ? success({ ...parsed.value, timestamp })
    : malformed("timestamp is outside 1970 to 9999 by the receiver's clock.");
}

function addressProperties({ url, referrer }: Properties): Properties {
  const address = parseUrl(url);
  if (address === undefined) return {};
  const from = parseUrl(referrer);
  const came = from !== undefined && from.host !== address.host ? { referrer_host: from.host } : {};
  return Object.fromEntries([
    ["path", address.pathname + address.hash],
    ...Object.entries(came),
    ...[...address.searchParams].slice(0, 10),
  ]);
}

function parseUrl(input: unknown): URL | undefined {
  return typeof input === "string" && URL.canParse(input) ? new URL(input) : undefined;
}

const malformed = (message: string): Result<never> => fail({ kind: "malformed-event", message });

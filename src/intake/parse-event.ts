import { EVENT_LIMITS, type LochanEvent, PAGE_VIEW } from "../model/event.ts";
import { fail, type Result, success } from "../model/failure.ts";
import { toEventId } from "../model/identifier.ts";
import { isRecord } from "../model/is-record.ts";
import { checkProperties } from "./check-properties.ts";
import { makeEventId } from "./make-event-id.ts";
import { parseTimestamp } from "./parse-timestamp.ts";

export interface ParseOptions {
  /** Epoch milliseconds, for events that do not say when they were received. */
  receivedAt: number;
  /** Written into every event; what the input says is ignored. */
  source: string;
  importId?: string;
  /** Names an event that came without an id; a UUIDv7 of its timestamp unless given. */
  makeId?: (timestamp: number) => string;
}

export interface ParsedEvents {
  events: LochanEvent[];
  /** `index` is the position in the list, from 0. */
  refused: { index: number; id?: string; reason: string }[];
}

const refuse = (message: string, path?: string): Result<never> =>
  fail({ kind: "malformed-event", message, ...(path === undefined ? {} : { path }) });

/**
 * One untrusted event in the shape of our NDJSON, the Console API and the snippet. Fields it does
 * not know are ignored. Guarantees of what it returns: within {@link EVENT_LIMITS} (the 8 KB are
 * of the JSON text of id, type, name, ids and properties), times are whole epoch milliseconds in
 * 1970 to 9999, properties are JSON, and every string is well formed: lone surrogates, which files
 * and SQL cannot hold, become U+FFFD. Never throws and never shortens: what does not fit is
 * refused with `malformed-event`. Takes a well-formed properties object over without copying it.
 */
export function parseEvent(input: unknown, options: ParseOptions): Result<LochanEvent> {
  if (!isRecord(input)) return refuse("An event must be an object.");

  const type = input["type"] ?? (input["name"] === PAGE_VIEW ? "page" : "track");
  if (typeof type !== "string" || type === "") return refuse("type must be text.", "type");
  if (type.length > EVENT_LIMITS.typeLength)
    return refuse(`type is longer than ${EVENT_LIMITS.typeLength} characters.`, "type");
  if (type.includes("\0")) return refuse("type has a NUL character.", "type");

  const name = input["name"] ?? impliedName(type);
  if (name === undefined) return refuse("name is missing.", "name");
  if (typeof name !== "string" || name === "") return refuse("name must be text.", "name");
  if (name.length > EVENT_LIMITS.nameLength)
    return refuse(`name is longer than ${EVENT_LIMITS.nameLength} characters.`, "name");

  const userId = input["userId"] ?? undefined;
  const sessionId = input["sessionId"] ?? undefined;
  const givenId = input["id"] ?? undefined;
  const distinctId = input["distinctId"] ?? userId;
  if (distinctId === undefined)
    return refuse("distinctId is missing (and there is no userId).", "distinctId");
  const wrongId =
    identifierFault("distinctId", distinctId) ??
    identifierFault("userId", userId) ??
    identifierFault("sessionId", sessionId) ??
    identifierFault("id", givenId);
  if (wrongId !== undefined) return wrongId;

  const timestamp = parseTimestamp(input["timestamp"]);
  if (typeof timestamp === "string") return refuse(`timestamp ${timestamp}.`, "timestamp");
  const receivedAt =
    input["receivedAt"] === undefined || input["receivedAt"] === null
      ? options.receivedAt
      : parseTimestamp(input["receivedAt"]);
  if (typeof receivedAt === "string") return refuse(`receivedAt ${receivedAt}.`, "receivedAt");

  const checked = checkProperties(input["properties"]);
  if (typeof checked === "string") return refuse(`${checked}.`, "properties");

  const event: LochanEvent = {
    id: toEventId(
      ((givenId as string | undefined) ?? (options.makeId ?? makeEventId)(timestamp)).toWellFormed(),
    ),
    type: type.toWellFormed(),
    name: name.toWellFormed(),
    properties: checked.properties,
    distinctId: (distinctId as string).toWellFormed(),
    timestamp,
    receivedAt,
    source: options.source.toWellFormed(),
  };
  if (userId !== undefined) event.userId = (userId as string).toWellFormed();
  if (sessionId !== undefined) event.sessionId = (sessionId as string).toWellFormed();
  if (options.importId !== undefined) event.importId = options.importId;
  const sentAtInput = input["sentAt"];
  if (sentAtInput !== undefined && sentAtInput !== null) {
    const sentAt = parseTimestamp(sentAtInput);
    if (typeof sentAt === "string") return refuse(`sentAt ${sentAt}.`, "sentAt");
    event.sentAt = sentAt;
  }
  const characters =
    event.id.length +
    type.length +
    name.length +
    event.distinctId.length +
    (event.userId?.length ?? 0) +
    (event.sessionId?.length ?? 0);
  const mayBeTooBig = checked.mostBytes + 6 * characters + 24 > EVENT_LIMITS.eventBytes;
  if (mayBeTooBig && eventSizeBytes(event) > EVENT_LIMITS.eventBytes)
    return refuse(`The event is larger than ${EVENT_LIMITS.eventBytes} bytes.`);
  return success(event);
}

/** Parses each on its own: one bad event does not lose the others. */
export function parseEvents(inputs: readonly unknown[], options: ParseOptions): ParsedEvents {
  const parsed: ParsedEvents = { events: [], refused: [] };
  for (const [index, input] of inputs.entries()) {
    const result = parseEvent(input, options);
    if (result.ok) {
      parsed.events.push(result.value);
      continue;
    }
    const id = isRecord(input) ? input["id"] : undefined;
    parsed.refused.push({
      index,
      reason: result.failure.message,
      ...(typeof id === "string" && id.length <= EVENT_LIMITS.idLength ? { id } : {}),
    });
  }
  return parsed;
}

/** Bytes of the JSON text that {@link EVENT_LIMITS}.eventBytes is about. */
export function eventSizeBytes(event: LochanEvent): number {
  const { id, type, name, distinctId, userId = "", sessionId = "", properties } = event;
  const text = JSON.stringify([id, type, name, distinctId, userId, sessionId, properties]);
  return encoder.encode(text).length;
}

const encoder = new TextEncoder();

function impliedName(type: string): string | undefined {
  if (type === "page") return PAGE_VIEW;
  return type === "identify" ? "identify" : undefined;
}

function identifierFault(field: string, value: unknown): Result<never> | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "string" || value === "") return refuse(`${field} must be non-empty text.`, field);
  return value.length > EVENT_LIMITS.idLength
    ? refuse(`${field} is longer than ${EVENT_LIMITS.idLength} characters.`, field)
    : undefined;
}

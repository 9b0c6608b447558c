import type { LochanEvent } from "../model/event.ts";
import type { Slice } from "./writers/open-slices.ts";
import { TEXT_LENGTH } from "./writers/chunks.ts";
import { makeTimestampText } from "./time-text.ts";

/**
 * Events as NDJSON, a line each: `id, type, name, properties, distinctId, userId, sessionId, timestamp,
 * receivedAt, source`, then `sentAt` where it is known; times in ISO 8601, UTC, with milliseconds; what an event
 * lacks is left out. The slices' texts are JSON. Reading it back gives the same events.
 */
export async function* ndjsonTexts(slices: AsyncIterable<Slice>): AsyncGenerator<string, void, undefined> {
  const iso = makeTimestampText("ms");
  for await (const slice of slices) {
    let text = "";
    for (let at = 0; at < slice.count; at++) {
      const user = slice.userIds[at];
      const session = slice.sessionIds[at];
      const sentAt = slice.sentAts[at];
      text +=
        `{"id":${slice.ids[at]},"type":${slice.types[at]},"name":${slice.names[at]}` +
        `,"properties":${slice.properties[at]},"distinctId":${slice.distinctIds[at]}` +
        (user === undefined ? "" : `,"userId":${user}`) +
        (session === undefined ? "" : `,"sessionId":${session}`) +
        `,"timestamp":"${iso(slice.timestamps[at]!)}","receivedAt":"${iso(slice.receivedAts[at]!)}"` +
        `,"source":${slice.sources[at]}` +
        (sentAt === undefined ? "}\n" : `,"sentAt":"${iso(sentAt)}"}\n`);
      if (text.length < TEXT_LENGTH) continue;
      yield text;
      text = "";
    }
    yield text;
  }
}

/** One event as {@link ndjsonTexts} writes it. JSON escapes lone surrogates, so any string survives UTF-8. */
export function eventToLine(event: LochanEvent): string {
  const { id, type, name, properties, distinctId, userId, sessionId, source, sentAt } = event;
  const timestamp = toIso(event.timestamp);
  const receivedAt = toIso(event.receivedAt);
  const fields = {
    ...{ id, type, name, properties, distinctId, userId, sessionId, timestamp, receivedAt, source },
    ...(sentAt === undefined ? {} : { sentAt: toIso(sentAt) }),
  };
  return `${JSON.stringify(fields)}\n`;
}

const toIso = (ms: number): string => new Date(ms).toISOString();

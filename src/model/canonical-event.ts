import { canonicalJson } from "./canonical-json.ts";
import type { LochanEvent } from "./event.ts";

/**
 * What an event says, as one text: two events of one id have the same content where these are equal, and of two
 * contents the least stands, by UTF-16 code units. Left out is what is of a delivery and not of the event: when it was
 * received, by what source or import, and `sentAt`, which the sender sets anew each time it sends the event again.
 */
export const canonicalEvent = ({
  id,
  type,
  name,
  properties,
  distinctId,
  userId,
  sessionId,
  timestamp,
}: LochanEvent): string =>
  canonicalJson({
    id,
    type,
    name,
    properties,
    distinctId,
    timestamp,
    ...(userId !== undefined && { userId }),
    ...(sessionId !== undefined && { sessionId }),
  });

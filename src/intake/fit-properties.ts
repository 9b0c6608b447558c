import { EVENT_LIMITS, type JsonValue, type Properties } from "../model/event.ts";

/** Left for `$cut` and the properties the receiver adds. */
const ROOM = 20;
/** Left for the names and ids that share the limit of the event. */
const OTHER_BYTES = 2_048;

/**
 * The properties that an event has room for, in order; those too deep, too large or too many are
 * left out and counted in `$cut`. `__proto__` is a key like any other.
 */
export function fitProperties(properties: Properties): Properties {
  const entries = Object.entries(properties);
  let room = EVENT_LIMITS.eventBytes - OTHER_BYTES;
  let keys = EVENT_LIMITS.properties - ROOM;
  const kept = entries.filter(([key, value]) => {
    // Depth first: writing what is nested thousands deep overflows the stack.
    if (keys === 0 || isDeeperThan(value, EVENT_LIMITS.depth)) return false;
    const bytes = encoder.encode(JSON.stringify([key, value])).length;
    if (bytes > room) return false;
    keys -= 1;
    room -= bytes;
    return true;
  });
  const cut = entries.length - kept.length;
  return cut === 0 ? properties : Object.fromEntries([...kept, ["$cut", cut]]);
}

const encoder = new TextEncoder();

function isDeeperThan(value: JsonValue, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeperThan(member, levels - 1));
}

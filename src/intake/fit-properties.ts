import { EVENT_LIMITS, type JsonValue, type Properties } from "../model/event.ts";

/** Left for `$cut` and the properties the receiver adds. */
const ROOM = 20;
/** Left for the names and ids that share the limit of the event. */
export const IDENTITY_BYTES = 1_024;
/** Left for those and for what the receiver adds. */
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
    // Depth first: JSON.stringify of what is nested thousands deep throws.
    if (keys === 0 || isDeeperThan(value, EVENT_LIMITS.depth)) return false;
    const bytes = entryBytes(key, value);
    if (bytes > room) return false;
    keys -= 1;
    room -= bytes;
    return true;
  });
  const cut = entries.length - kept.length;
  return cut === 0 ? properties : Object.fromEntries([...kept, ["$cut", cut]]);
}

/**
 * Adds what is not there yet, in order, while the event has room for it; what has none is counted in
 * `$cut` too.
 */
export function addProperties(given: Properties, added: readonly Properties[]): Properties {
  const entries = new Map(Object.entries(given));
  let room = EVENT_LIMITS.eventBytes - IDENTITY_BYTES - encoder.encode(JSON.stringify(given)).length;
  let cut = 0;
  for (const [key, value] of added.flatMap((properties) => Object.entries(properties))) {
    if (entries.has(key)) continue;
    const bytes = entryBytes(key, value);
    if (bytes > room || entries.size >= EVENT_LIMITS.properties - 1) cut += 1;
    else {
      room -= bytes;
      entries.set(key, value);
    }
  }
  const before = given["$cut"];
  if (cut > 0) entries.set("$cut", (typeof before === "number" ? before : 0) + cut);
  return Object.fromEntries(entries);
}

const encoder = new TextEncoder();

const entryBytes = (key: string, value: JsonValue): number =>
  encoder.encode(JSON.stringify([key, value])).length;

function isDeeperThan(value: JsonValue, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeperThan(member, levels - 1));
}

import {
  columnFromArray,
  dictionary,
  float64,
  int32,
  tableFromColumns,
  tableToIPC,
  timestamp,
  utf8,
} from "@uwdata/flechette";
import { actorOf, type TrafficEvent } from "./peer.ts";

export const TEXTS = [
  "type",
  "name",
  "distinct_id",
  "user_id",
  "actor",
  "session_id",
  "path",
  "referrer_host",
  "country",
  "device",
  "os",
  "browser",
  "utm_source",
  "plan",
] as const;

export const textOf = (event: TrafficEvent, column: (typeof TEXTS)[number]): string | null => {
  switch (column) {
    case "type":
    case "name":
      return event[column] ?? null;
    case "distinct_id":
      return event.distinctId;
    case "user_id":
      return event.userId ?? null;
    case "actor":
      return actorOf(event);
    case "session_id":
      return event.sessionId ?? null;
    default: {
      const value = event.properties?.[column];
      return typeof value === "string" ? value : null;
    }
  }
};

export const numberOf = (event: TrafficEvent, key: "duration_ms" | "amount"): number =>
  Number(event.properties?.[key] ?? 0);

/** Everything but the id, as an Arrow stream: time in milliseconds, texts plain or as dictionaries of the chunk. */
export function toArrow(events: TrafficEvent[], texts: "plain" | "dictionary"): Uint8Array {
  const table = tableFromColumns({
    ts: columnFromArray(
      events.map((event) => event.timestamp),
      timestamp(1, null),
    ),
    ...Object.fromEntries(
      TEXTS.map((column) => [
        column,
        columnFromArray(
          events.map((event) => textOf(event, column)),
          texts === "plain" ? utf8() : dictionary(utf8()),
        ),
      ]),
    ),
    duration_ms: columnFromArray(
      events.map((event) => numberOf(event, "duration_ms")),
      int32(),
    ),
    amount: columnFromArray(
      events.map((event) => numberOf(event, "amount")),
      float64(),
    ),
  });
  const bytes = tableToIPC(table, { format: "stream" });
  if (bytes === null) throw new TypeError("no Arrow bytes");
  return bytes;
}

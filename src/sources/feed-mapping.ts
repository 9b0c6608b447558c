import { UUID_REGEX } from "valibot";
import { EVENT_TYPE_FIELD, type FeedMapping, type FeedTime } from "../model/live-feed.ts";
import { asText, fieldAt } from "../transfer/map-row.ts";

export function asTime(value: unknown, format: FeedTime): unknown {
  if (format === "iso") return value;
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && format === "seconds" ? number * 1_000 : number;
}

/** An id that is no UUID is the server's own number: another feed of the project may have the same. */
const idOf = (value: unknown, feedId: string): unknown =>
  typeof value === "string" && value !== "" && !UUID_REGEX.test(value) ? `${feedId}:${value}` : value;

/** What `parseEvent` takes, out of a row in a shape of its own. `from` is whom it counts for if nobody is named. */
export function mapFeedRow(
  row: Record<string, unknown>,
  mapping: FeedMapping,
  context: { feedId: string; eventType: string | undefined; from: string; receivedAt: number },
): Record<string, unknown> {
  const used = new Set<string>();
  const read = (path: string | undefined): unknown => {
    if (path === undefined) return undefined;
    if (path === EVENT_TYPE_FIELD) return context.eventType;
    used.add(path);
    return fieldAt(row, path);
  };
  const userId = asText(read(mapping.userIdField));
  const distinctId = asText(read(mapping.distinctIdField));
  const input = {
    name: mapping.nameField === undefined ? mapping.fixedName : asText(read(mapping.nameField)),
    timestamp:
      mapping.timestampField === undefined
        ? context.receivedAt
        : asTime(read(mapping.timestampField), mapping.timeFormat ?? "iso"),
    userId,
    distinctId: distinctId ?? userId ?? context.from,
    id: idOf(asText(read(mapping.idField)), context.feedId),
    properties: mapping.propertiesField === undefined ? undefined : read(mapping.propertiesField),
  };
  if (mapping.propertiesField === undefined)
    input.properties = Object.fromEntries(Object.entries(row).filter(([key]) => !used.has(key)));
  return input;
}

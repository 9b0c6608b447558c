import { canonicalJson } from "../../model/canonical-json.ts";
import type { LochanEvent } from "../../model/event.ts";
import type { Slice } from "../writers/open-slices.ts";

const NO_COLUMNS: Slice["columns"] = new Map();

/** Events as a Parquet writer takes them; equal properties are equal text, in whatever order they came. */
export const eventsToSlice = (events: readonly LochanEvent[]): Slice => ({
  count: events.length,
  ids: events.map(({ id }) => id),
  types: events.map(({ type }) => type),
  names: events.map(({ name }) => name),
  properties: events.map(({ properties }) => canonicalJson(properties)),
  distinctIds: events.map(({ distinctId }) => distinctId),
  userIds: events.map(({ userId }) => userId),
  sessionIds: events.map(({ sessionId }) => sessionId),
  timestamps: events.map(({ timestamp }) => timestamp),
  receivedAts: events.map(({ receivedAt }) => receivedAt),
  sentAts: events.map(({ sentAt }) => sentAt),
  sources: events.map(({ source }) => source),
  columns: NO_COLUMNS,
  share: 0,
});

/** How much text is in it, about, in characters. */
export const lengthOfSlice = ({ ids, names, properties, distinctIds, userIds, sessionIds }: Slice): number =>
  [ids, names, properties, distinctIds, userIds, sessionIds].reduce(
    (sum, texts) => texts.reduce((length, text) => length + (text?.length ?? 0), sum),
    0,
  );

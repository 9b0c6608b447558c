import { isRecord } from "../model/is-record.ts";
import { parseTimestamp } from "../intake/parse-timestamp.ts";
import { EVENT_TYPE_FIELD, type FeedMapping, type FeedTime } from "../model/live-feed.ts";
import * as columns from "../transfer/guess-columns.ts";
import { asTime } from "./feed-mapping.ts";

const { LIKELY, mostly } = columns;

/** Which fields of these rows are which of an event's: a guess by their names and what is in them. */
export function guessMapping(rows: readonly columns.Row[], eventTypes: readonly string[]): FeedMapping {
  const finder = columns.makeFieldFinder(rows);
  const { find, valuesOf } = finder;

  const mapping: FeedMapping = {};
  const nameField =
    find(LIKELY.name, mostly(columns.isName)) ??
    (eventTypes.some((type) => type !== "message") ? EVENT_TYPE_FIELD : undefined);
  if (nameField === undefined) mapping.fixedName = "event";
  else mapping.nameField = nameField;

  const timestampField = find(LIKELY.time, (values) => timeFormatOf(values) !== undefined);
  if (timestampField !== undefined) {
    mapping.timestampField = timestampField;
    mapping.timeFormat = timeFormatOf(valuesOf(timestampField)) ?? "iso";
  }
  Object.assign(mapping, columns.findPeople(finder));
  const idField = columns.findId(finder);
  if (idField !== undefined) mapping.idField = idField;

  const propertiesField = find(LIKELY.properties, (values) => values.length > 0 && values.every(isRecord));
  if (propertiesField !== undefined) mapping.propertiesField = propertiesField;
  return mapping;
}

/** Every field of these rows, as a mapping names them. */
export const listFields = (rows: readonly columns.Row[], eventTypes: readonly string[]): string[] => [
  ...columns.listFields(rows),
  ...(eventTypes.length > 0 ? [EVENT_TYPE_FIELD] : []),
];

/** The one all of these values are in, by how large they are. */
function timeFormatOf(values: readonly unknown[]): FeedTime | undefined {
  const formats: FeedTime[] = ["iso", "seconds", "milliseconds"];
  return formats.find((format) => mostly((value) => fitsTime(value, format))(values));
}

function fitsTime(value: unknown, format: FeedTime): boolean {
  if (format === "iso") return typeof value === "string" && typeof parseTimestamp(value) === "number";
  const time = asTime(value, format);
  return typeof time === "number" && time >= Date.UTC(2000, 0, 1) && time < Date.UTC(2100, 0, 1);
}

import { isRecord } from "../intake/check-properties.ts";
import { parseTimestamp } from "../intake/parse-timestamp.ts";
import { EVENT_TYPE_FIELD, type FeedMapping, type FeedTime } from "../model/live-feed.ts";
import { asTime, fieldAt } from "./feed-mapping.ts";

type Row = Record<string, unknown>;

const FIELDS = 200;
/** Fields inside objects, as in `meta.id`, are looked for this deep. */
const DEPTH = 2;

/** By the last key of a field, without case, `_`, `-` and `$`; the likeliest first. */
const NAMES = ["eventname", "event", "name", "eventtype", "type", "action", "kind", "verb", "topic"];
const TIMES = [
  "timestamp",
  "eventtimestamp",
  "time",
  "eventtime",
  "ts",
  "datetime",
  "date",
  "dt",
  "createdat",
  "occurredat",
  "sentat",
];
const DISTINCTS = [
  "distinctid",
  "anonymousid",
  "deviceid",
  "clientid",
  "visitorid",
  "uid",
  "user",
  "userid",
  "login",
  "actor",
  "ip",
];
const USERS = ["userid", "username", "accountid"];
const IDS = ["eventid", "messageid", "insertid", "uuid"];
/** An `id` inside anything else is that thing's. */
const OWN_ID = /^((meta|metadata|event|message)\.)?_?id$/i;
/** Of fewer rows, an `id` that is another's may well be different in each. */
const ROWS_FOR_ID = 5;
const PROPERTIES = ["properties", "props", "attributes", "payload", "data", "params"];

/** Which fields of these rows are which of an event's: a guess by their names and what is in them. */
export function guessMapping(rows: readonly Row[], eventTypes: readonly string[]): FeedMapping {
  const fields = listFields(rows, []);
  const find = (
    keys: readonly string[],
    fits: (values: unknown[]) => boolean,
    whole = /^/,
  ): string | undefined => {
    const byKey = (key: string): string[] =>
      fields.filter((field) => plain(field.split(".").at(-1) ?? "") === key && whole.test(field));
    return keys.flatMap(byKey).find((field) => fits(rows.map((row) => fieldAt(row, field))));
  };

  const mapping: FeedMapping = {};
  const nameField =
    find(NAMES, mostly(isName)) ??
    (eventTypes.some((type) => type !== "message") ? EVENT_TYPE_FIELD : undefined);
  if (nameField === undefined) mapping.fixedName = "event";
  else mapping.nameField = nameField;

  const timestampField = find(TIMES, (values) => timeFormatOf(values) !== undefined);
  if (timestampField !== undefined) {
    mapping.timestampField = timestampField;
    mapping.timeFormat = timeFormatOf(rows.map((row) => fieldAt(row, timestampField))) ?? "iso";
  }

  const isOther = (values: unknown[]): boolean => mostly(isId)(values);
  const userIdField = find(USERS, isOther);
  const distinctIdField = find(
    DISTINCTS.filter(
      (key) => userIdField === undefined || key !== plain(userIdField.split(".").at(-1) ?? ""),
    ),
    isOther,
  );
  if (userIdField !== undefined) mapping.userIdField = userIdField;
  if (distinctIdField !== undefined) mapping.distinctIdField = distinctIdField;

  const idField =
    find(IDS, areDifferentIds) ??
    find(["id"], (values) => values.length >= ROWS_FOR_ID && areDifferentIds(values), OWN_ID);
  if (idField !== undefined) mapping.idField = idField;

  const propertiesField = find(PROPERTIES, (values) => values.length > 0 && values.every(isRecord));
  if (propertiesField !== undefined) mapping.propertiesField = propertiesField;
  return mapping;
}

/** Every field of these rows, as a mapping names them. */
export function listFields(rows: readonly Row[], eventTypes: readonly string[]): string[] {
  const fields = new Set<string>();
  const add = (row: Row, before: string, depth: number): void => {
    for (const [key, value] of Object.entries(row)) {
      if (fields.size >= FIELDS || key === "" || key.length > 100) continue;
      fields.add(`${before}${key}`);
      if (depth < DEPTH && isRecord(value)) add(value, `${before}${key}.`, depth + 1);
    }
  };
  for (const row of rows) add(row, "", 1);
  if (eventTypes.length > 0) fields.add(EVENT_TYPE_FIELD);
  return [...fields];
}

const plain = (key: string): string => key.toLowerCase().replaceAll(/[_$-]/g, "");

const mostly =
  (fits: (value: unknown) => boolean) =>
  (values: readonly unknown[]): boolean =>
    values.length > 0 && values.filter(fits).length >= 0.8 * values.length;

const isName = (value: unknown): boolean => typeof value === "string" && value !== "" && value.length <= 200;

const isId = (value: unknown): boolean =>
  Number.isSafeInteger(value) || (typeof value === "string" && value !== "" && value.length <= 200);

/** No two the same: the field of a product's or a user's id would repeat. */
const areDifferentIds = (values: readonly unknown[]): boolean =>
  values.length > 0 && values.every(isId) && new Set(values).size === values.length;

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

import { isRecord } from "../model/is-record.ts";
import { fieldAt } from "./map-row.ts";
import { isBlank } from "./row-time.ts";

export type Row = Record<string, unknown>;

const FIELDS = 200;
/** Fields inside objects, as in `meta.id`, are looked for this deep. */
const DEPTH = 2;

/** By the last key of a field, without case, blanks, `_`, `-` and `$`; the likeliest first. */
export const LIKELY = {
  name: ["eventname", "event", "name", "eventtype", "type", "action", "kind", "verb", "topic"],
  time: [
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
  ],
  distinctId: [
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
  ],
  userId: ["userid", "username", "accountid"],
  id: ["eventid", "messageid", "insertid", "uuid"],
  properties: ["properties", "props", "attributes", "payload", "data", "params"],
} as const;

/** Every field of these rows, as a mapping names them. */
export function listFields(rows: readonly Row[]): string[] {
  const fields = new Set<string>();
  const add = (row: Row, before: string, depth: number): void => {
    for (const [key, value] of Object.entries(row)) {
      if (fields.size >= FIELDS || key === "" || key.length > 100) continue;
      fields.add(`${before}${key}`);
      if (depth < DEPTH && isRecord(value)) add(value, `${before}${key}.`, depth + 1);
    }
  };
  for (const row of rows) add(row, "", 1);
  return [...fields];
}

export interface FieldFinder {
  fields: readonly string[];
  valuesOf(field: string): readonly unknown[];
  /** The first field with one of these keys whose values fit; `whole` is of the whole path. */
  find(
    keys: readonly string[],
    fits: (values: readonly unknown[]) => boolean,
    whole?: RegExp,
  ): string | undefined;
}

export function makeFieldFinder(rows: readonly Row[], fields = listFields(rows)): FieldFinder {
  const known = new Map<string, unknown[]>();
  const valuesOf = (field: string): readonly unknown[] => {
    let values = known.get(field);
    if (values === undefined) known.set(field, (values = rows.map((row) => fieldAt(row, field))));
    return values;
  };
  return {
    fields,
    valuesOf,
    find: (keys, fits, whole = /^/) =>
      keys
        .flatMap((key) => fields.filter((field) => lastKey(field) === key && whole.test(field)))
        .find((field) => fits(valuesOf(field))),
  };
}

export const lastKey = (field: string): string =>
  (field.split(".").at(-1) ?? "").toLowerCase().replaceAll(/[\s_$-]/g, "");

/** Those that say something. */
export const filled = (values: readonly unknown[]): unknown[] => values.filter((value) => !isBlank(value));

export const mostly =
  (fits: (value: unknown) => boolean) =>
  (values: readonly unknown[]): boolean =>
    values.length > 0 && values.filter(fits).length >= 0.8 * values.length;

export const isName = (value: unknown): boolean =>
  typeof value === "string" && value !== "" && value.length <= 200;

export const isId = (value: unknown): boolean =>
  Number.isSafeInteger(value) || (typeof value === "string" && value !== "" && value.length <= 200);

/** No two the same: the field of a product's or a user's id would repeat. */
export const areDifferentIds = (values: readonly unknown[]): boolean =>
  values.length > 0 && values.every(isId) && new Set(values).size === values.length;

/** An `id` inside anything else is that thing's. */
const OWN_ID = /^((meta|metadata|event|message)\.)?_?id$/i;
/** Of fewer rows, an `id` that is another's may well be different in each. */
const ROWS_FOR_ID = 5;

export const findId = ({ find }: FieldFinder): string | undefined =>
  find(LIKELY.id, areDifferentIds) ??
  find(["id"], (values) => values.length >= ROWS_FOR_ID && areDifferentIds(values), OWN_ID);

/** Who it was: two fields are never the same. */
export function findPeople(
  { find }: FieldFinder,
  users: readonly string[] = LIKELY.userId,
): { userIdField?: string; distinctIdField?: string } {
  const userIdField = find(users, mostly(isId));
  const others = LIKELY.distinctId.filter((key) => userIdField === undefined || key !== lastKey(userIdField));
  const distinctIdField = find(others, mostly(isId));
  return {
    ...(userIdField === undefined ? {} : { userIdField }),
    ...(distinctIdField === undefined ? {} : { distinctIdField }),
  };
}

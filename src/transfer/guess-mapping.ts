import { isRecord } from "../model/is-record.ts";
import { parseJson } from "../intake/parse-json.ts";
import { EVENT_LIMITS } from "../model/event.ts";
import {
  type FieldLook,
  MAPPED_FIELDS,
  type MappingProposal,
  type MappingWarning,
  type RowMapping,
} from "../model/row-mapping.ts";
import {
  areDifferentIds,
  type FieldFinder,
  filled,
  findId,
  findPeople,
  isId,
  isName,
  LIKELY,
  makeFieldFinder,
  mostly,
  type Row,
} from "./guess-columns.ts";
import { guessNumbers, mayHaveDecimalCommas } from "./guess-numbers.ts";
import { findTime, findTimeOfDay, readTimes, type TimeReading } from "./guess-time.ts";
import { isBlank } from "./row-time.ts";
import { toUuid } from "./line-id.ts";
import { sha256 } from "./sha256.ts";

const SAMPLE_LENGTH = 80;
const USERS = [...LIKELY.userId, "customerid", "memberid", "email", "useremail", "customer"];
const SESSIONS = ["sessionid", "session", "visitid"];
const TYPES: ReadonlySet<unknown> = new Set(["page", "screen", "track", "identify"]);
/** Of fewer rows, names may well be different in each. */
const ROWS_FOR_NAMES = 10;

/**
 * What rows look like they mean, from the first of them, by the names of their fields and by what is in them.
 * Nothing that can be read in two ways is chosen: it is left open, with a warning.
 */
export function proposeMapping(
  rows: readonly Row[],
  context: {
    fileName: string;
    timeZone: string;
    /** Asked where the first do not tell the day from the month, or how numbers are written. */
    further?: readonly Row[];
    /** What stands between the fields of CSV. */
    delimiter?: string | undefined;
  },
): MappingProposal {
  const finder = makeFieldFinder(rows);
  const further = makeFieldFinder(context.further ?? [], []);
  const settle = (time: TimeReading | undefined): TimeReading | undefined =>
    time === undefined || time.format !== undefined
      ? time
      : (readTimes(time.field, further.valuesOf(time.field), true) ?? time);
  const mapping: RowMapping = {};
  const reasons: MappingProposal["reasons"] = {};
  const warnings: MappingWarning[] = [];
  const warn = (kind: MappingWarning["kind"], message: string): void => void warnings.push({ kind, message });

  const nameField = findName(finder);
  if (nameField === undefined) {
    mapping.fixedName = nameOfFile(context.fileName);
    reasons.fixedName = "No column looks like the name of an event: the file's name, for all rows.";
  } else {
    mapping.nameField = nameField;
    reasons.nameField = differentValues(finder.valuesOf(nameField));
    const typeField = finder.find(
      ["type", "eventtype"],
      (values) => values.length > 0 && values.every((value) => TYPES.has(value)),
    );
    if (typeField !== undefined && typeField !== nameField) {
      mapping.typeField = typeField;
      reasons.typeField = differentValues(finder.valuesOf(typeField));
    }
  }

  const time = settle(findTime(finder));
  const timeOfDay = time?.hasClock === true ? undefined : findTimeOfDay(finder, time?.field);
  if (time !== undefined) {
    mapping.timestampField = time.field;
    if (time.format !== undefined) mapping.timeFormat = time.format;
    reasons.timestampField = time.why;
    if (time.format === undefined)
      warn(
        "ambiguous-day",
        `In “${time.field}”, nothing tells the day from the month: say which comes first.`,
      );
  }
  if (timeOfDay !== undefined) {
    mapping.timeOfDayField = timeOfDay.field;
    mapping.timeOfDayFormat = timeOfDay.format;
    reasons.timeOfDayField = timeOfDay.why;
  }
  if (time === undefined && timeOfDay === undefined)
    warn("no-time", "No column says when a row happened: choose one, or one day for all rows.");
  else if (time === undefined)
    warn("no-date", "Rows say the time of the day, and not which day: choose one day for all rows.");
  if (time?.needsZone !== false) {
    mapping.timeZone = context.timeZone;
    if (time !== undefined) {
      reasons.timeZone = "The project's, as the times name none.";
      warn("no-zone", `The times in “${time.field}” name no time zone: say in which they were written.`);
    }
  }

  Object.assign(mapping, findPeople(finder, USERS));
  for (const part of ["userIdField", "distinctIdField"] as const) {
    const field = mapping[part];
    if (field !== undefined) reasons[part] = differentValues(finder.valuesOf(field));
  }
  if (mapping.userIdField === undefined && mapping.distinctIdField === undefined)
    warn("nobody", "No column says who it was: all rows count as one unknown person, named after the file.");
  const sessionIdField = finder.find(SESSIONS, mostly(isId));
  if (sessionIdField !== undefined) {
    mapping.sessionIdField = sessionIdField;
    reasons.sessionIdField = differentValues(finder.valuesOf(sessionIdField));
  }

  const idField = findId(finder);
  if (idField !== undefined) {
    mapping.idField = idField;
    reasons.idField = "No two values are the same.";
  }
  const propertiesField = finder.find(
    LIKELY.properties,
    (values) => values.length > 0 && values.every(isObject),
  );
  if (propertiesField !== undefined) {
    mapping.propertiesField = propertiesField;
    reasons.propertiesField = "Every value is an object.";
  }

  const used = new Set(MAPPED_FIELDS.flatMap((part) => mapping[part] ?? []));
  const keys = topKeys(rows);
  const numbers = guessNumbers(
    keys.filter((key) => !used.has(key)),
    mayHaveDecimalCommas(context.delimiter) && context.further !== undefined
      ? further.valuesOf
      : finder.valuesOf,
    context.delimiter,
  );
  if (numbers.point.length > 0) mapping.numberFields = numbers.point;
  if (numbers.comma.length > 0) mapping.commaNumberFields = numbers.comma;
  if (keys.filter((key) => !used.has(key)).length > EVENT_LIMITS.properties)
    warn(
      "too-wide",
      `A row has more than ${EVENT_LIMITS.properties} fields, the most an event has as properties: such rows are refused.`,
    );

  if (numbers.proof !== undefined) {
    const { field, text, number } = numbers.proof;
    warn(
      "decimal-comma",
      `Numbers have a decimal comma, as in “${field}”, where ${text} is read as ${number}.`,
    );
  }

  const fields = finder.fields.map((field) => lookAt(field, finder.valuesOf(field), settle));
  return { mapping, reasons, warnings, fields };
}

function lookAt(
  field: string,
  values: readonly unknown[],
  settle: (time: TimeReading | undefined) => TimeReading | undefined,
): FieldLook {
  const time = settle(readTimes(field, values, true));
  return {
    field,
    sample: sampleOf(values),
    different: countDifferent(values),
    ...(time === undefined
      ? {}
      : {
          time: {
            ...(time.format === undefined ? {} : { format: time.format }),
            why: time.why,
            needsZone: time.needsZone,
          },
        }),
  };
}

function findName(finder: FieldFinder): string | undefined {
  return finder.find(LIKELY.name, (values) => {
    if (!mostly(isName)(values)) return false;
    // A person's or a product's name, or what they typed.
    return values.length < ROWS_FOR_NAMES || !areDifferentIds(values);
  });
}

const countDifferent = (values: readonly unknown[]): number => new Set(filled(values)).size;

function differentValues(values: readonly unknown[]): string {
  const different = countDifferent(values);
  return different === 1
    ? "One value in all rows."
    : `${different} different values in ${values.length} rows.`;
}

const isObject = (value: unknown): boolean =>
  isRecord(value) || (typeof value === "string" && value.startsWith("{") && isRecord(parseJson(value)));

function topKeys(rows: readonly Row[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

function sampleOf(values: readonly unknown[]): string {
  const value = values.find((each) => !isBlank(each));
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.slice(0, SAMPLE_LENGTH).toWellFormed();
}

/** `flights-200k.json.gz` becomes `flights-200k`. */
function nameOfFile(fileName: string): string {
  const base = fileName.split(/[/\\]/).at(-1) ?? "";
  const name = base.replace(/^(.+?)(\.[a-z]\w{0,8}){1,2}$/i, "$1").trim();
  return (name === "" ? "row" : name).slice(0, EVENT_LIMITS.nameLength);
}

/** The same for files whose rows have the same fields, in whatever order, and whose numbers may be written the same way. */
export const fieldsDigest = (rows: readonly Row[], delimiter?: string): string =>
  toUuid(sha256((mayHaveDecimalCommas(delimiter) ? delimiter : "") + JSON.stringify(topKeys(rows).sort())));

/** Whether rows of nobody known can be mapped: most are objects with fields. What is no table is refused line by line. */
export function isTable(rows: readonly unknown[]): boolean {
  return mostly((row) => isRecord(row) && Object.keys(row).some((key) => key !== ""))(rows);
}

export const recordsOf = (rows: readonly unknown[]): Row[] => rows.filter(isRecord);

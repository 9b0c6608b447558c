import type { LochanEvent } from "./event.ts";
import type { RefusedEvent } from "./import.ts";

/**
 * How a time is written. `iso` may name no zone, `dmy`, `mdy` and `ymd` are orders of day, month and year with
 * any of `/ . -` between them, `named` has the month as an English word; the rest count from 1970.
 */
export const ROW_TIMES = [
  "iso",
  "seconds",
  "milliseconds",
  "microseconds",
  "nanoseconds",
  "dmy",
  "mdy",
  "ymd",
  "named",
] as const;
export type RowTime = (typeof ROW_TIMES)[number];

/** `clock` is 14:05 or 2:05 pm, `hours` 14.083, `hhmm` 1405, `seconds` those since midnight. */
export const TIMES_OF_DAY = ["clock", "hours", "hhmm", "seconds"] as const;
export type TimeOfDay = (typeof TIMES_OF_DAY)[number];

/**
 * Where the fields of an event are in a row that is not in Lochan's own shape. A field is a key, or keys
 * joined by dots. What is named nowhere becomes properties.
 */
export interface RowMapping {
  nameField?: string;
  /** Every row's, where there is no `nameField`. */
  fixedName?: string;
  typeField?: string;
  timestampField?: string;
  timeFormat?: RowTime;
  /** Of times that name no zone themselves. */
  timeZone?: string;
  /** Added to the date in `timestampField`, or to `fixedDate`. */
  timeOfDayField?: string;
  timeOfDayFormat?: TimeOfDay;
  /** `2026-11-29`: the day of every row, where no field says it. */
  fixedDate?: string;
  /** Without one, a row counts for whoever `userIdField` names, else for its file or feed. */
  distinctIdField?: string;
  userIdField?: string;
  sessionIdField?: string;
  idField?: string;
  /** Of an object, or of one as JSON text. */
  propertiesField?: string;
  /** Properties that are written as text and are numbers. */
  numberFields?: string[];
  /** The same, written with a decimal comma: 0,50. */
  commaNumberFields?: string[];
}

/** The parts of a mapping that name a field. */
export const MAPPED_FIELDS = [
  "nameField",
  "typeField",
  "timestampField",
  "timeOfDayField",
  "distinctIdField",
  "userIdField",
  "sessionIdField",
  "idField",
  "propertiesField",
] as const satisfies readonly (keyof RowMapping)[];
export type MappedField = (typeof MAPPED_FIELDS)[number];

export const MAPPING_WARNINGS = [
  /** Nothing says when rows happened. */
  "no-time",
  /** Rows say the time of the day, and not which day. */
  "no-date",
  /** Nothing among the first rows tells day from month: the format is left open. */
  "ambiguous-day",
  /** Times name no zone. */
  "no-zone",
  /** Nothing says who it was. */
  "nobody",
  /** Numbers have a comma before their fraction. */
  "decimal-comma",
  /** More fields than an event has properties. */
  "too-wide",
] as const;
export type MappingWarningKind = (typeof MAPPING_WARNINGS)[number];

export interface MappingWarning {
  kind: MappingWarningKind;
  message: string;
}

/** What the first rows of a file look like they mean. A mapping that leaves something open is not complete. */
export interface MappingProposal {
  mapping: RowMapping;
  /** Why each field was chosen, in words, by the part of the mapping it is. */
  reasons: Partial<Record<keyof RowMapping, string>>;
  warnings: MappingWarning[];
  /** Every field of the first rows. */
  fields: FieldLook[];
}

export interface FieldLook {
  field: string;
  /** A value as it stands in a row. */
  sample: string;
  /** How many values are different. */
  different: number;
  /** How its values may be read as times, if they may; no format where two orders of day and month fit. */
  time?: { format?: RowTime; why: string; needsZone: boolean };
}

/** What a file is, found without importing anything of it. */
export interface FileInspection {
  /** How rows stand in it, such as `ndjson` or `csv`. */
  container: string;
  /** Whose export it is, and the same in words; absent where nobody is known to write such rows. */
  shape?: string;
  shapeWords?: string;
  /** The first rows, at most 50, as JSON. */
  rows: string[];
  /** Absent where the rows have no fields. */
  proposal?: MappingProposal;
  /** As rows with the same fields were mapped before. */
  remembered?: RowMapping;
  /** Whose export it may be taken for instead. */
  shapes: { shape: string; words: string }[];
}

/** What a mapping makes of rows. */
export interface MappingPreview {
  events: LochanEvent[];
  /** `index` is which row it is, from 1. */
  refused: RefusedEvent[];
  /** The column of the id has the same in several rows: it is something else's. */
  repeated?: { field: string; ids: number; rows: number };
}

/** What a mapping still lacks, in words; undefined where rows can be read by it. */
export function mappingGap(mapping: RowMapping): string | undefined {
  if (mapping.nameField === undefined && mapping.fixedName === undefined)
    return "Choose the column with the event's name, or give one name for all rows.";
  if (mapping.timestampField === undefined && mapping.fixedDate === undefined)
    return mapping.timeOfDayField === undefined
      ? "Choose the column that says when it happened, or one day for all rows."
      : "The time of the day is known, and not which day: choose a column with the date, or one day for all rows.";
  if (mapping.timestampField !== undefined && mapping.timeFormat === undefined)
    return "Say how the time is written.";
  if (mapping.timeOfDayField !== undefined && mapping.timeOfDayFormat === undefined)
    return "Say how the time of the day is written.";
  return undefined;
}

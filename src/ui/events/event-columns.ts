import * as v from "valibot";
import { EVENT_LIMITS, type JsonValue, type LochanEvent } from "../../model/event.ts";
import { nameSource } from "../sources/source-rows.ts";
import { propertyLabel } from "../state/filter-words.ts";
import { formatDay, formatFineClock } from "../state/format.ts";

/** One of {@link FIELDS}, or `.` and the key of a property. */
export type ColumnId = string;

interface EventField {
  label: string;
  widthPx: number;
  text: (event: LochanEvent, timeZone: string) => string | undefined;
}

const FIELDS: ReadonlyMap<ColumnId, EventField> = new Map([
  [
    "time",
    {
      label: "Time",
      widthPx: 160,
      text: ({ timestamp }, timeZone) =>
        `${formatDay(timestamp, timeZone)}, ${formatFineClock(timestamp, timeZone)}`,
    },
  ],
  ["name", { label: "Event", widthPx: 170, text: ({ name }) => name }],
  ["user", { label: "User id", widthPx: 130, text: ({ userId }) => userId }],
  ["distinct", { label: "Distinct id", widthPx: 150, text: ({ distinctId }) => distinctId }],
  ["session", { label: "Session id", widthPx: 130, text: ({ sessionId }) => sessionId }],
  ["source", { label: "Came in by", widthPx: 150, text: ({ source }) => nameSource(source).name }],
  ["type", { label: "Type", widthPx: 90, text: ({ type }) => type }],
  ["id", { label: "Event id", widthPx: 150, text: ({ id }) => id }],
]);

const PROPERTY_PX = 150;
export const LEAST_PX = 60;
export const MOST_PX = 800;
/** More than a screen has room for, and than anybody reads across. */
export const MOST_COLUMNS = 40;
/** Browsers shape a text whole, however little of it is seen. */
const MOST_CHARACTERS = 300;

export const DEFAULT_COLUMNS: readonly ColumnId[] = ["time", "name", "user", "distinct", ".path", "source"];

export const FIELD_COLUMNS: readonly ColumnId[] = [...FIELDS.keys()];

export const propertyColumn = (key: string): ColumnId => `.${key}`;
const keyOf = (column: ColumnId): string | undefined =>
  column.startsWith(".") ? column.slice(1) : undefined;

export function columnLabel(column: ColumnId): string {
  const key = keyOf(column);
  if (key === undefined) return FIELDS.get(column)?.label ?? column;
  return key === "" ? "(empty key)" : propertyLabel(key);
}

export const defaultWidth = (column: ColumnId): number => FIELDS.get(column)?.widthPx ?? PROPERTY_PX;

const valueText = (value: JsonValue): string => (typeof value === "string" ? value : JSON.stringify(value));

/** What a cell says, whole; undefined where the event has nothing there. */
export function columnText(event: LochanEvent, column: ColumnId, timeZone: string): string | undefined {
  const key = keyOf(column);
  if (key === undefined) return FIELDS.get(column)?.text(event, timeZone);
  return Object.hasOwn(event.properties, key) ? valueText(event.properties[key]!) : undefined;
}

/** What of it is drawn. */
export const drawnText = (text: string): string =>
  text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS).toWellFormed()}…`;

const columnsSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.array(
    v.pipe(
      v.string(),
      v.maxLength(EVENT_LIMITS.eventBytes),
      v.check((column) => column.startsWith(".") || FIELDS.has(column)),
    ),
  ),
  v.minLength(1),
  v.maxLength(MOST_COLUMNS),
  v.check((columns) => new Set(columns).size === columns.length),
);

/** Of an address or of what was kept; undefined where it is no list of columns. */
export function parseColumns(text: string | undefined | null): readonly ColumnId[] | undefined {
  if (text === undefined || text === null) return undefined;
  const parsed = v.safeParse(columnsSchema, text);
  return parsed.success ? parsed.output : undefined;
}

const widthsSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.record(v.string(), v.pipe(v.number(), v.minValue(LEAST_PX), v.maxValue(MOST_PX))),
);

export function parseWidths(text: string | null): Readonly<Record<ColumnId, number>> {
  const parsed = v.safeParse(widthsSchema, text);
  return parsed.success ? parsed.output : {};
}

/** With the column at one place moved to another. */
export function moveColumn(columns: readonly ColumnId[], from: number, to: number): ColumnId[] {
  const column = columns[from];
  if (column === undefined) return [...columns];
  return columns.toSpliced(from, 1).toSpliced(Math.max(0, Math.min(columns.length - 1, to)), 0, column);
}

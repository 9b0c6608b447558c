import type { MappedField, RowTime, TimeOfDay } from "../../model/row-mapping.ts";

export const TIME_FORMATS: Record<RowTime, string> = {
  iso: "2026-11-29 14:05, year first with dashes",
  dmy: "29/11/2026, the day first",
  mdy: "11/29/2026, the month first",
  ymd: "2026/11/29, the year first",
  named: "29 Nov 2026, the month as a word",
  seconds: "Seconds since 1970",
  milliseconds: "Milliseconds since 1970",
  microseconds: "Microseconds since 1970",
  nanoseconds: "Nanoseconds since 1970",
};

export const DAY_FORMATS: Record<TimeOfDay, string> = {
  clock: "14:05 or 2:05 pm",
  hours: "14.083, hours",
  hhmm: "1405, hours and minutes",
  seconds: "50700, seconds since midnight",
};

/** What a column is, in a word or two. */
export const ROLES: Record<MappedField, string> = {
  nameField: "event",
  typeField: "type",
  timestampField: "time",
  timeOfDayField: "time of day",
  distinctIdField: "device",
  userIdField: "user",
  sessionIdField: "session",
  idField: "id",
  propertiesField: "properties",
};

/** What a row has at a key of its own, as text; nothing for what only other rows have, whatever it is called. */
export function cellOf(row: Record<string, unknown>, key: string): string {
  const value = Object.hasOwn(row, key) ? row[key] : undefined;
  if (value === undefined || value === null) return "";
  return (typeof value === "string" ? value : JSON.stringify(value)).slice(0, 200);
}

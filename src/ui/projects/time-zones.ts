export interface TimeZoneChoice {
  /** IANA name. */
  id: string;
  /** The name as people read it: `America/New York`. */
  label: string;
  /** `UTC+05:30`, at the moment asked about. */
  offset: string;
  offsetMinutes: number;
}

export const browserTimeZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

/** The offset of a zone at an instant, as `UTC+05:30`; `UTC` where it is none. */
export const zoneOffset = (timeZone: string, at: number): { text: string; minutes: number } => {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" }).formatToParts(at);
  const name = parts.find((part) => part.type === "timeZoneName")?.value ?? "GMT";
  const match = /^GMT([+-])(\d{2}):(\d{2})/.exec(name);
  if (match === null) return { text: "UTC", minutes: 0 };
  const minutes = (Number(match[2]) * 60 + Number(match[3])) * (match[1] === "-" ? -1 : 1);
  if (minutes === 0) return { text: "UTC", minutes: 0 };
  return { text: `UTC${match[1] === "-" ? "\u2212" : "+"}${match[2]}:${match[3]}`, minutes };
};

const zoneLabel = (id: string): string => id.replaceAll("_", " ");

/** Every zone the browser knows, UTC first, then by name. */
export const listTimeZones = (at: number): TimeZoneChoice[] => {
  const ids = new Set(["UTC", browserTimeZone(), ...Intl.supportedValuesOf("timeZone")]);
  return [...ids]
    .sort((a, b) => (a === "UTC" ? -1 : b === "UTC" ? 1 : a < b ? -1 : 1))
    .map((id) => toTimeZoneChoice(id, at));
};

export const toTimeZoneChoice = (id: string, at: number): TimeZoneChoice => {
  const offset = zoneOffset(id, at);
  return { id, label: zoneLabel(id), offset: offset.text, offsetMinutes: offset.minutes };
};

/** Whether every word typed is in the name or the offset: `new york`, `berlin`, `+5:30`. */
export const matchesTimeZone = (choice: TimeZoneChoice, search: string): boolean => {
  const text = `${choice.id} ${choice.label} ${choice.offset} ${choice.offset.replace("+0", "+")}`
    .toLowerCase()
    .replaceAll("\u2212", "-");
  return search
    .toLowerCase()
    .replaceAll("\u2212", "-")
    .split(/\s+/)
    .every((word) => text.includes(word));
};

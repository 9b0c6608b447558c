export interface TimeZoneChoice {
  /** IANA name. */
  id: string;
  /** The name as people read it: `America/New York`. */
  label: string;
  /** `UTC+05:30`, at the moment asked about. */
  readonly offset: string;
}

export const browserTimeZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

/** The offset of a zone at an instant, as `UTC+05:30`; `UTC` where it is none. */
export const zoneOffset = (timeZone: string, at: number): string => {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" }).formatToParts(at);
  const name = parts.find((part) => part.type === "timeZoneName")?.value ?? "GMT";
  const match = /^GMT([+-])(\d{2}):(\d{2})/.exec(name);
  if (match === null || `${match[2]}${match[3]}` === "0000") return "UTC";
  return `UTC${match[1] === "-" ? "\u2212" : "+"}${match[2]}:${match[3]}`;
};

const zoneLabel = (id: string): string => id.replaceAll("_", " ");

/** Every zone the browser knows, UTC first, then by name. */
export const listTimeZones = (at: number): TimeZoneChoice[] => {
  const ids = new Set(["UTC", browserTimeZone(), ...Intl.supportedValuesOf("timeZone")]);
  return [...ids]
    .sort((a, b) => (a === "UTC" ? -1 : b === "UTC" ? 1 : a < b ? -1 : 1))
    .map((id) => toTimeZoneChoice(id, at));
};

/** The offset is worked out when it is first looked at: for four hundred zones that takes a while. */
export const toTimeZoneChoice = (id: string, at: number): TimeZoneChoice => {
  let offset: string | undefined;
  return {
    id,
    label: zoneLabel(id),
    get offset() {
      return (offset ??= zoneOffset(id, at));
    },
  };
};

const ABOUT_OFFSET = /[\d+-]|utc/;

/** Whether every word typed is in the name or the offset: `new york`, `berlin`, `+5:30`. */
export const matchesTimeZone = (choice: TimeZoneChoice, search: string): boolean => {
  const name = `${choice.id} ${choice.label}`.toLowerCase();
  const inOffset = (word: string): boolean => {
    if (!ABOUT_OFFSET.test(word)) return false;
    const offset = choice.offset.toLowerCase().replace("\u2212", "-");
    return offset.includes(word) || offset.replace(/([+-])0/, "$1").includes(word);
  };
  return search
    .toLowerCase()
    .replaceAll("\u2212", "-")
    .split(/\s+/)
    .every((word) => name.includes(word) || inOffset(word));
};

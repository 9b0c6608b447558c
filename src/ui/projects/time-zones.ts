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

/** Zones that some browsers still list by their former name, and the name that they have now. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ["Africa/Asmera", "Africa/Asmara"],
  ["America/Buenos_Aires", "America/Argentina/Buenos_Aires"],
  ["America/Catamarca", "America/Argentina/Catamarca"],
  ["America/Coral_Harbour", "America/Atikokan"],
  ["America/Cordoba", "America/Argentina/Cordoba"],
  ["America/Godthab", "America/Nuuk"],
  ["America/Indianapolis", "America/Indiana/Indianapolis"],
  ["America/Jujuy", "America/Argentina/Jujuy"],
  ["America/Louisville", "America/Kentucky/Louisville"],
  ["America/Mendoza", "America/Argentina/Mendoza"],
  ["Asia/Calcutta", "Asia/Kolkata"],
  ["Asia/Katmandu", "Asia/Kathmandu"],
  ["Asia/Rangoon", "Asia/Yangon"],
  ["Asia/Saigon", "Asia/Ho_Chi_Minh"],
  ["Atlantic/Faeroe", "Atlantic/Faroe"],
  ["Europe/Kiev", "Europe/Kyiv"],
  ["Pacific/Enderbury", "Pacific/Kanton"],
  ["Pacific/Ponape", "Pacific/Pohnpei"],
  ["Pacific/Truk", "Pacific/Chuuk"],
]);
const FORMER = new Map([...RENAMED].map(([former, name]) => [name, former]));

const presentName = (id: string): string => RENAMED.get(id) ?? id;

const zoneLabel = (id: string): string => presentName(id).replaceAll("_", " ");

/** Whether two names, one perhaps a former one, mean one zone. */
export const isSameZone = (a: string, b: string): boolean => presentName(a) === presentName(b);

/** Every zone the browser knows, by the id the browser uses, UTC first, then by present name. */
export const listTimeZones = (at: number): TimeZoneChoice[] => {
  const ids = ["UTC", browserTimeZone(), ...Intl.supportedValuesOf("timeZone")];
  return [...new Map(ids.map((id) => [presentName(id), id]))]
    .sort(([a], [b]) => (a === "UTC" ? -1 : b === "UTC" ? 1 : a < b ? -1 : 1))
    .map(([, id]) => toTimeZoneChoice(id, at));
};

/**
 * What is left in the search field means: one zone where it is a zone's name or fits only one,
 * else why it means none, in words.
 */
export const zoneFromText = (
  choices: readonly TimeZoneChoice[],
  text: string,
): { choice: TimeZoneChoice } | { trouble: string } => {
  const words = text.trim();
  const named = choices.find((choice) =>
    [choice.id, presentName(choice.id), choice.label].some(
      (name) => name.toLowerCase() === words.toLowerCase(),
    ),
  );
  if (named !== undefined) return { choice: named };
  const [one, ...more] = choices.filter((choice) => matchesTimeZone(choice, words));
  if (one === undefined) return { trouble: `No time zone matches “${words}”.` };
  if (more.length === 0) return { choice: one };
  return { trouble: `“${words}” fits ${more.length + 1} time zones: choose one from the list.` };
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
  const name = [choice.id, choice.label, presentName(choice.id), FORMER.get(choice.id)]
    .join(" ")
    .toLowerCase();
  const inOffset = (word: string): boolean => {
    if (!ABOUT_OFFSET.test(word)) return false;
    const offset = choice.offset.toLowerCase().replace("\u2212", "-");
    return offset.includes(word) || offset.replace(/([+-])0/, "$1").includes(word);
  };
  return search
    .toLowerCase()
    .replaceAll("\u2212", "-")
    .trim()
    .split(/\s+/)
    .every((word) => name.includes(word) || inOffset(word));
};

import type { Dimension, DayRange, SideCounts, SideMeasure } from "../../model/reconcile/side-counts.ts";
import { NO_VALUE } from "../../model/reconcile/side-counts.ts";
import type { PartDay } from "../../model/reconcile/whole-days.ts";
import type { Zone } from "../../model/time-zone.ts";
import { withoutArticle } from "../state/capital.ts";
import { counted } from "../state/counted.ts";
import { formatCount, formatHour } from "../state/format.ts";

const DAY_MS = 86_400_000;

export const MEASURES: Record<SideMeasure, { label: string; one: string; many: string }> = {
  events: { label: "Events", one: "event", many: "events" },
  views: { label: "Page views", one: "page view", many: "page views" },
  users: { label: "Users", one: "user", many: "users" },
  sessions: { label: "Sessions", one: "session", many: "sessions" },
};

export const countedAs = (count: number, measure: SideMeasure): string =>
  counted(count, MEASURES[measure].one, MEASURES[measure].many);

export const DIMENSION_WORDS: Record<Dimension, { label: string; one: string; many: string }> = {
  event: { label: "Event", one: "event", many: "events" },
  page: { label: "Page", one: "page", many: "pages" },
  device: { label: "Device", one: "device", many: "devices" },
  browser: { label: "Browser", one: "browser", many: "browsers" },
  os: { label: "System", one: "system", many: "systems" },
  country: { label: "Country", one: "country", many: "countries" },
  source: { label: "Source", one: "source", many: "sources" },
  automated: { label: "Automated", one: "automated browser", many: "automated browsers" },
};

/** How values of two tools are made the same, where that is not plain. */
export const DIMENSION_NOTES: Partial<Record<Dimension, string>> = {
  page: "By path alone: without host, query and fragment, without a slash at the end.",
  browser: "Names of the same browser are one: Mobile Safari is Safari, Chrome iOS is Chrome.",
  os: "Names of the same system are one, whatever its version.",
  country: "Two letters count as the country they stand for.",
  source:
    "The campaign's source, else the site that led here, without www. Events that say neither are not set.",
  event: "Choose what an event of A is called in B where it is not found.",
};

export function valueWords(dimension: Dimension, value: string): string {
  if (dimension === "automated") return value === NO_VALUE ? "Everybody else" : "Automated browsers";
  return value === NO_VALUE ? "(not set)" : value;
}

const format = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options });
const dayAndMonth = format({ day: "numeric", month: "long" });
const whole = format({ day: "numeric", month: "short", year: "numeric" });

/** `3 May`. */
export const dayWords = (day: number): string => dayAndMonth.format(day * DAY_MS);

/** `on 3 May`, `from 3 May to 5 May`. */
export const daysWords = ({ first, last }: DayRange): string =>
  first === last ? `on ${dayWords(first)}` : `from ${dayWords(first)} to ${dayWords(last)}`;

/** `1 May 2026 – 7 May 2026`. */
export const rangeWords = ({ first, last }: DayRange): string =>
  first === last
    ? whole.format(first * DAY_MS)
    : `${whole.format(first * DAY_MS)} – ${whole.format(last * DAY_MS)}`;

/** Why a day at an end is left out, or what is to be known of it where it is not. */
export function partDayWords({ day, side, what, at }: PartDay, range: DayRange, zone: Zone): string {
  const when = `${side === "a" ? "A" : "B"} ${what} at ${formatHour(at, zone.name)}`;
  return day >= range.first && day <= range.last
    ? `Not all of ${dayWords(day)}: ${when}.`
    : `${dayWords(day)} is left out: ${when}.`;
}

/** `+12`, `−12`, `0`. */
export const signed = (value: number): string =>
  value === 0 ? "0" : `${value > 0 ? "+" : "−"}${formatCount(Math.abs(value))}`;

/** Whose events a side's are: `PostHog export`, `Shop`. */
export function sideName(counts: SideCounts): string {
  const named = [...new Set(counts.parts.filter(({ events }) => events > 0).map(partWords))];
  return named.length === 0 ? "Nothing" : named.join(", ");
}

const partWords = ({ format: how, name }: SideCounts["parts"][number]): string => {
  if (how === "project") return name;
  return how === "mapped" ? `Table ${name}` : withoutArticle(how);
};

import {
  NAMED_WINDOWS,
  type Granularity,
  type NamedWindow,
  type QuestionWindow,
} from "../../model/question.ts";
import type { Zone } from "../../model/time-zone.ts";
import { resolveWindow } from "../../model/windows.ts";
import { formatInstant } from "./format.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export const RANGE_LABELS: Record<NamedWindow, string> = {
  "5m": "Last 5 minutes",
  today: "Today",
  "24h": "Last 24 hours",
  "48h": "Last 48 hours",
  "7d": "Last 7 days",
  "30d": "Last 30 days",
  "90d": "Last 90 days",
  "12mo": "Last 12 months",
};

const PREVIOUS_LABELS: Record<NamedWindow, string> = {
  "5m": "the 5 minutes before",
  today: "yesterday",
  "24h": "the 24 hours before",
  "48h": "the 48 hours before",
  "7d": "the 7 days before",
  "30d": "the 30 days before",
  "90d": "the 90 days before",
  "12mo": "the 12 months before",
};

export const rangeLabel = (window: QuestionWindow, timeZone: string): string =>
  "last" in window
    ? RANGE_LABELS[window.last]
    : `${formatInstant(window.from, timeZone)} – ${formatInstant(window.to, timeZone)}`;

/** As it stands inside a sentence: a month keeps its capital. */
export const rangeInWords = (window: QuestionWindow, timeZone: string): string =>
  "last" in window ? RANGE_LABELS[window.last].toLowerCase() : rangeLabel(window, timeZone);

export const previousLabel = (window: QuestionWindow): string =>
  "last" in window ? PREVIOUS_LABELS[window.last] : "the period before";

const LENGTHS: Record<NamedWindow, number> = {
  "5m": 300_000,
  today: DAY_MS,
  "24h": DAY_MS,
  "48h": 2 * DAY_MS,
  "7d": 7 * DAY_MS,
  "30d": 30 * DAY_MS,
  "90d": 90 * DAY_MS,
  "12mo": 365 * DAY_MS,
};

export const windowLength = (window: QuestionWindow): number =>
  "last" in window ? LENGTHS[window.last] : window.to - window.from;

const SPANS: readonly [Granularity, least: number, most: number][] = [
  ["minute", 0, 6 * HOUR_MS],
  ["hour", 2 * HOUR_MS, 14 * DAY_MS],
  ["day", 2 * DAY_MS, 400 * DAY_MS],
  ["week", 21 * DAY_MS, 6 * 365 * DAY_MS],
  ["month", 60 * DAY_MS, Infinity],
];

/** Bucket sizes that make a readable chart of the window, fine to coarse. */
export function granularitiesFor(window: QuestionWindow): Granularity[] {
  const length = windowLength(window);
  return SPANS.filter(([, least, most]) => length >= least && length <= most).map(([name]) => name);
}

const DAYS_BEFORE = 29;

/** The days from that of `first` to that of `last`. */
export const daysThatHold = (first: number, last: number, zone: Zone): { from: number; to: number } => ({
  from: zone.startOfDay(zone.localDay(first)),
  to: zone.startOfDay(zone.localDay(last) + 1),
});

/** The shortest named range that holds `time`, else thirty days that end with its day. */
export function rangeThatHolds(time: number, now: number, zone: Zone): QuestionWindow {
  for (const last of NAMED_WINDOWS) {
    const window = resolveWindow({ last }, now, zone);
    if (last !== "5m" && time >= window.from && time < window.to) return { last };
  }
  const day = zone.localDay(time);
  return { from: zone.startOfDay(day - DAYS_BEFORE), to: zone.startOfDay(day + 1) };
}

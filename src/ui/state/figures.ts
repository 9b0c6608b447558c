import { formatCount } from "./format.ts";

/** A figure that is only about right, to three digits. */
export const aboutText = (value: number): string => formatCount(Number(value.toPrecision(3)));

/** `1.4 s`, `42 s`, `4 min`, `1 h 20 min`. */
export const durationText = (ms: number): string => {
  const seconds = ms / 1000;
  if (seconds < 10) return `${formatCount(Math.max(0.1, Math.round(seconds * 10) / 10))} s`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};

const DAY_MS = 86_400_000;

const dateIn = (timeZone: string, ms: number): string =>
  new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(ms);

/** `today 12:02`, `yesterday 09:40`, `18 Nov 09:40`, in the zone. */
export const whenText = (at: number, timeZone: string, now: number): string => {
  const format = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(undefined, { timeZone, ...options }).format(at);
  const clock = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const date = dateIn(timeZone, at);
  const today = dateIn(timeZone, now);
  if (date === today) return `today ${clock}`;
  if (date === dateIn(timeZone, now - DAY_MS)) return `yesterday ${clock}`;
  const year = date.slice(0, 4) === today.slice(0, 4) ? {} : { year: "numeric" as const };
  return `${format({ day: "numeric", month: "short", ...year })} ${clock}`;
};

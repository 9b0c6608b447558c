import { localToInstant, type Zone } from "../../model/time-zone.ts";

/** What a `datetime-local` input shows for an instant, `2026-11-24T06:30`, in the zone. */
export function instantToInput(ms: number, zone: Zone): string {
  return new Date(ms + zone.offsetAt(ms)).toISOString().slice(0, 16);
}

/**
 * The instant of a `datetime-local` text in the zone. A time that clocks skip moves on by the gap;
 * of a repeated time the first is meant. Undefined where the text is no time.
 */
export function inputToInstant(text: string, zone: Zone): number | undefined {
  const local = Date.parse(`${text}Z`);
  if (!/^\d{4,6}-\d\d-\d\dT\d\d:\d\d/.test(text) || Number.isNaN(local)) return undefined;
  return localToInstant(local, zone);
}

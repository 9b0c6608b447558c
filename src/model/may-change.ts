import { isEventTerm } from "./filter-terms.ts";
import { isSessionField } from "./own-fields.ts";
import type { AnyQuestion } from "./question.ts";
import type { Zone } from "./time-zone.ts";
import { previousWindow, resolveWindow, windowYearBefore } from "./windows.ts";

/** Half-open, epoch milliseconds. */
export interface ChangedTime {
  from: number;
  to: number;
}

/** Whether events outside of its window cannot matter to the answer. */
function looksAtWindowAlone({ measure, filters = [], breakdown }: AnyQuestion): boolean {
  const isOfEvents = typeof measure === "string" || "count" in measure || "fold" in measure;
  const by = breakdown === undefined ? [] : [breakdown].flat();
  return isOfEvents && filters.every(isEventTerm) && !by.some(isSessionField);
}

/**
 * Whether the answer can be another where counts changed at this time alone, and who is who did not. `changed` undefined:
 * anything may have changed.
 */
export function mayChange(
  question: AnyQuestion,
  changed: ChangedTime | undefined,
  now: number,
  zone: Zone,
): boolean {
  if (changed === undefined || !looksAtWindowAlone(question)) return true;
  const window = resolveWindow(question.window, now, zone);
  const isTouched = ({ from, to }: ChangedTime): boolean => from < changed.to && changed.from < to;
  if (isTouched(window)) return true;
  if (question.compare === undefined) return false;
  return isTouched(
    question.compare === "year"
      ? windowYearBefore(window, zone)
      : previousWindow(question.window, window, zone),
  );
}

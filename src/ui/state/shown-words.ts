import { filterToText } from "./filter-words.ts";
import { rangeLabel } from "./range-words.ts";
import type { ViewState } from "./url-state.ts";

/** Of what a view shows: its range, then each of its filters. */
export const shownWords = (
  { window, filters }: Pick<ViewState, "window" | "filters">,
  timeZone: string,
): string[] => [rangeLabel(window, timeZone), ...filters.map(filterToText)];

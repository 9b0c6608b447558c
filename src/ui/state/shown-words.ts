import { termToText, type TermWords } from "./filter-words.ts";
import { rangeLabel } from "./range-words.ts";
import type { ViewState } from "./url-state.ts";

/** Of what a view shows: its range, then each of its filters. */
export const shownWords = (
  { window, filters }: Pick<ViewState, "window" | "filters">,
  known: TermWords & { timeZone: string },
): string[] => [rangeLabel(window, known.timeZone), ...filters.map((term) => termToText(term, known))];

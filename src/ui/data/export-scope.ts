import type { ExportScope } from "../../model/export.ts";
import { fail, success, type Result } from "../../model/failure.ts";
import { isEventTerm } from "../../model/filter-terms.ts";
import type { Filter } from "../../model/question.ts";
import { zoneOf } from "../../model/time-zone.ts";
import { resolveWindow } from "../../model/windows.ts";
import type { ViewState } from "../state/url-state.ts";
import { parseDateRange } from "./date-range.ts";

export type Extent = "all" | "days" | "view";

/** Which events a form asks for; refused where its days are none. */
export function toExportScope(
  form: { extent: Extent; from: string; through: string; conditions: readonly Filter[] },
  view: Pick<ViewState, "window" | "filters">,
  timeZone: string,
): Result<Pick<ExportScope, "from" | "to" | "filters">> {
  if (form.extent === "view") {
    const { from, to } = resolveWindow(view.window, Date.now(), zoneOf(timeZone));
    if (!view.filters.every(isEventTerm))
      return fail({
        kind: "invalid-input",
        message:
          "A file can only be of events that tell for themselves whether they are meant: remove the filters by what users or sessions did.",
      });
    return success({ from, to, filters: [...view.filters.filter(isEventTerm), ...form.conditions] });
  }
  if (form.extent === "all") return success({ filters: form.conditions });
  const range = parseDateRange(form.from, form.through, timeZone);
  return range.ok ? success({ ...range.value, filters: form.conditions }) : range;
}

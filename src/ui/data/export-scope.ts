import type { ExportScope } from "../../model/export.ts";
import { success, type Result } from "../../model/failure.ts";
import type { Filter } from "../../model/question.ts";
import { zoneOf } from "../../model/time-zone.ts";
import { resolveWindow } from "../../model/windows.ts";
import type { ViewState } from "../state/url-state.ts";
import { parseDateRange } from "./date-range.ts";

export type Extent = "all" | "days" | "view";

/** Which events a form asks for; refused where its days are none. */
export function toExportScope(
  form: { extent: Extent; from: string; through: string; conditions: readonly Filter[] },
  view: Pick<ViewState, "window" | "filters" | "allTraffic">,
  timeZone: string,
): Result<Pick<ExportScope, "from" | "to" | "filters" | "traffic">> {
  if (form.extent === "view") {
    const { from, to } = resolveWindow(view.window, Date.now(), zoneOf(timeZone));
    const traffic = view.allTraffic ? "all" : "real";
    return success({ from, to, filters: [...view.filters, ...form.conditions], traffic });
  }
  if (form.extent === "all") return success({ filters: form.conditions });
  const range = parseDateRange(form.from, form.through, timeZone);
  return range.ok ? success({ ...range.value, filters: form.conditions }) : range;
}

import { sheetToText, type Exploration } from "../../model/exploration.ts";
import { viewStateToParams, type ViewState } from "../state/url-state.ts";

/** The pages' common state that shows an exploration's time and filters. */
const viewOf = (
  { window, filters, granularity, allTraffic }: Exploration,
  { compare, measure }: ViewState,
): ViewState => ({ window, filters, allTraffic, compare, measure, ...(granularity && { granularity }) });

/** The address that shows an exploration; what other pages say of it goes along. */
export function explorationHref(
  projectId: string | undefined,
  exploration: Exploration,
  state: ViewState,
): string {
  const kept = {
    project: projectId,
    ...viewStateToParams(viewOf(exploration, state)),
    q: sheetToText(exploration),
  };
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(kept)) if (typeof value === "string") search.set(key, value);
  return `/explore?${search.toString()}`;
}

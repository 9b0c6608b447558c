import type { EngineStatus } from "../../engine/api.ts";

/**
 * How far the rollups of the open project are, in words; undefined while that is not known. `wasSettled`: nothing waited to be
 * admitted at some time since the page was loaded. Until then what arrived before counts as not counted yet; under a stream
 * something always waits.
 */
export function rollupWords(
  {
    checkpoints,
    head,
    arrivals,
    eventsByProject,
  }: Pick<EngineStatus, "checkpoints" | "head" | "arrivals" | "eventsByProject">,
  projectId: string | undefined,
  wasSettled: boolean,
): string | undefined {
  const holdsEvents = projectId !== undefined && (eventsByProject[projectId] ?? 0) > 0;
  // The engine was asked before it had opened the project.
  if (head.sequence === 0 && holdsEvents) return undefined;
  if (!wasSettled && arrivals > 0) return "Counting new events";
  const rollup = checkpoints.find((each) => each.consumer === "rollup");
  if (rollup === undefined) return head.sequence === 0 ? "Counts ready" : "Counting all events";
  return rollup.sequence >= head.sequence && rollup.generation === head.generation
    ? "Counts up to date"
    : "Counting new events";
}

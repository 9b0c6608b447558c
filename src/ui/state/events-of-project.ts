import type { EngineStatus } from "../../engine/api.ts";

/** Undefined where the project has no log yet. Any id is one like another, `constructor` too. */
export const eventsOfProject = (
  { eventsByProject }: Pick<EngineStatus, "eventsByProject">,
  projectId: string,
): number | undefined => (Object.hasOwn(eventsByProject, projectId) ? eventsByProject[projectId] : undefined);

import type { EngineApi } from "../../engine/api.ts";
import type { TrackingPlan } from "../../model/tracking-plan.ts";

/** The project's tracking plan; undefined where there is none. */
export async function readPlan(_engine: EngineApi, _projectId: string): Promise<TrackingPlan | undefined> {
  return undefined;
}

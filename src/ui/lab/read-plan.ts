import type { EngineApi } from "../../engine/api.ts";
import type { TrackingPlan } from "../../model/tracking-plan.ts";

/** The project's tracking plan; undefined where there is none, or it cannot be read. */
export async function readPlan(engine: EngineApi, projectId: string): Promise<TrackingPlan | undefined> {
  const plan = await engine.plan(projectId);
  return plan.ok && plan.value.events.length > 0 ? plan.value : undefined;
}

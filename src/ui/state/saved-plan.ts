import { createEffect, createSignal, on, type Accessor } from "solid-js";
import type { EngineApi } from "../../engine/api.ts";
import type { StoredPlan } from "../../model/tracking-plan.ts";

/** A project's tracking plan, read again with each tick; undefined until read, and where it cannot be. */
export function createSavedPlan(
  engine: EngineApi,
  projectId: Accessor<string>,
  tick: Accessor<unknown>,
): Accessor<StoredPlan | undefined> {
  const [read, setRead] = createSignal<{ projectId: string; plan: StoredPlan }>();
  createEffect(
    on([projectId, tick], ([id]) => {
      void engine.plan(id).then((plan) => {
        if (plan.ok && id === projectId()) setRead({ projectId: id, plan: plan.value });
      });
    }),
  );
  return () => (read()?.projectId === projectId() ? read()?.plan : undefined);
}

import { createEffect, createSignal, on, untrack, type Accessor } from "solid-js";
import type { Dashboard } from "../../model/dashboard.ts";
import type { Failure, Result } from "../../model/failure.ts";
import { useEngine } from "../state/engine-context.ts";
import { useFirstPaint } from "../state/first-paint.ts";
import { useLive } from "../state/live.ts";

export interface DashboardState {
  dashboard: Accessor<Dashboard | undefined>;
  failure: Accessor<Failure | undefined>;
  retry(): void;
  /** Back to the default layout. */
  reset(): void;
}

/** The stored dashboard of a project, read again when the catalog changes. */
export function createDashboard(projectId: Accessor<string>): DashboardState {
  const engine = useEngine();
  const live = useLive();
  const paint = untrack(useFirstPaint());
  const painted = paint?.project?.id === untrack(projectId) ? paint.dashboard : undefined;
  const [dashboard, setDashboard] = createSignal<Dashboard | undefined>(painted, {
    equals: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  });
  const [failure, setFailure] = createSignal<Failure>();
  let turn = 0;
  const take = async (answer: Promise<Result<Dashboard>>): Promise<void> => {
    const mine = ++turn;
    const result = await answer;
    if (mine !== turn) return;
    setFailure(result.ok ? undefined : result.failure);
    setDashboard(result.ok ? result.value : undefined);
  };
  const read = (): void => void take(engine.dashboard(projectId()));
  createEffect(on([projectId, live.catalog], read));
  return {
    dashboard,
    failure,
    retry: read,
    reset: () => void take(engine.resetDashboard(projectId())),
  };
}

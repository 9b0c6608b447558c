import { createEffect, createSignal, on, type Accessor } from "solid-js";
import type { Dashboard, DashboardName, Widget } from "../../model/dashboard.ts";
import { WIDGETS_VERSION } from "../../model/dashboard.ts";
import type { Result } from "../../model/failure.ts";
import { toProjectId } from "../../model/identifier.ts";
import type { EngineApi } from "../../engine/api.ts";
import { useEngine } from "../state/engine-context.ts";
import { useLive } from "../state/live.ts";
import { perEngine } from "../state/per-engine.ts";

/** The dashboards of a project but for its Overview, by name, read again when the catalog changes; undefined until read. */
export function createBoardList(
  projectId: Accessor<string | undefined>,
): Accessor<readonly DashboardName[] | undefined> {
  const engine = useEngine();
  const live = useLive();
  const [names, setNames] = createSignal<readonly DashboardName[] | undefined>(undefined, {
    equals: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  });
  createEffect(on(projectId, () => setNames(undefined), { defer: true }));
  createEffect(
    on([projectId, live.catalog], async ([id]) => {
      if (id === undefined) return;
      const read = await engine.dashboards(id);
      if (read.ok && id === projectId()) setNames(read.value);
    }),
  );
  return names;
}

/** The last part of a dashboard's id, which is what its address has: the project is told beside it. */
export const boardKey = ({ id }: Pick<DashboardName, "id">): string => id.slice(id.indexOf(":") + 1);
export const boardPath = (board: Pick<DashboardName, "id">): string => `/dashboards/${boardKey(board)}`;
export const boardIdOf = (projectId: string, key: string): string => `${projectId}:${key}`;

export const addBoard = (
  engine: EngineApi,
  projectId: string,
  draft: { name: string; widgets: readonly Widget[] },
): Promise<Result<Dashboard>> =>
  engine.saveDashboard({
    id: boardIdOf(projectId, crypto.randomUUID()),
    projectId: toProjectId(projectId),
    version: WIDGETS_VERSION,
    ...draft,
  });

/** The dashboard that was deleted last on this page, to be brought back from wherever its user is by then. */
export const removedBoardOf = perEngine(() => {
  const [removed, setRemoved] = createSignal<Dashboard>();
  return { removed, setRemoved };
});

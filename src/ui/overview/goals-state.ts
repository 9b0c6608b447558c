import { createEffect, createSignal, on, type Accessor } from "solid-js";
import type { EngineApi } from "../../engine/api.ts";
import type { Failure, Result } from "../../model/failure.ts";
import type { Goal } from "../../model/goal.ts";

export type GoalDraft = Pick<Goal, "name" | "match"> & Partial<Pick<Goal, "id" | "createdAt">>;

export interface Goals {
  /** By name; undefined until read. */
  all: Accessor<readonly Goal[] | undefined>;
  failure: Accessor<Failure | undefined>;
  save(draft: GoalDraft): Promise<Result<Goal>>;
  remove(goal: Goal): Promise<void>;
  /** The one that was deleted last. */
  removed: Accessor<Goal | undefined>;
  bringBack(): Promise<void>;
  dismissRemoved(): void;
}

/** The goals of a project, read again with each `tick`. */
export function createGoals(
  engine: Pick<EngineApi, "goals" | "saveGoal" | "deleteGoal">,
  projectId: Accessor<string>,
  tick: Accessor<unknown>,
): Goals {
  const [all, setAll] = createSignal<readonly Goal[] | undefined>(undefined, {
    equals: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  });
  const [failure, setFailure] = createSignal<Failure>();
  const [removed, setRemoved] = createSignal<Goal>();
  const refresh = async (): Promise<void> => {
    const id = projectId();
    const read = await engine.goals(id);
    if (id !== projectId()) return;
    setFailure(read.ok ? undefined : read.failure);
    if (read.ok) setAll(read.value);
  };
  createEffect(on([projectId, tick], () => void refresh()));
  createEffect(
    on(
      projectId,
      () => {
        setAll(undefined);
        setRemoved(undefined);
      },
      { defer: true },
    ),
  );
  const save = async (draft: GoalDraft): Promise<Result<Goal>> => {
    const saved = await engine.saveGoal(projectId(), { id: crypto.randomUUID(), ...draft });
    await refresh();
    return saved;
  };
  return {
    all,
    failure,
    save,
    async remove(goal) {
      const done = await engine.deleteGoal(projectId(), goal.id);
      await refresh();
      if (done.ok) setRemoved(goal);
      else setFailure(done.failure);
    },
    removed,
    async bringBack() {
      const goal = removed();
      setRemoved(undefined);
      if (goal === undefined) return;
      const { id, name, match, createdAt } = goal;
      const saved = await save({ id, name, match, createdAt });
      if (!saved.ok) setFailure(saved.failure);
    },
    dismissRemoved: () => setRemoved(undefined),
  };
}

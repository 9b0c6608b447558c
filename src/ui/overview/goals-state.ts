import type { Accessor } from "solid-js";
import type { EngineApi } from "../../engine/api.ts";
import type { Goal } from "../../model/goal.ts";
import { createKeptList, type KeptList } from "../state/kept-list.ts";

export type GoalDraft = Pick<Goal, "name" | "match"> & Partial<Pick<Goal, "id" | "createdAt">>;

/** The goals of a project, by name. */
export const createGoals = (
  engine: Pick<EngineApi, "goals" | "saveGoal" | "deleteGoal">,
  projectId: Accessor<string>,
  tick: Accessor<unknown>,
): KeptList<Goal, GoalDraft> =>
  createKeptList<Goal, GoalDraft>({
    projectId,
    tick,
    read: (id) => engine.goals(id),
    save: (id, draft) => engine.saveGoal(id, { id: crypto.randomUUID(), ...draft }),
    remove: (id, goalId) => engine.deleteGoal(id, goalId),
    toDraft: ({ id, name, match, createdAt }) => ({ id, name, match, createdAt }),
  });

import type { Accessor } from "solid-js";
import type { EngineApi } from "../../engine/api.ts";
import type { SavedExploration } from "../../model/saved-exploration.ts";
import { createKeptList, type KeptList } from "../state/kept-list.ts";

type Draft = Pick<SavedExploration, "id" | "name" | "exploration"> & { createdAt?: number };
export type SavedExplorations = KeptList<SavedExploration, Draft>;

/** The saved questions of a project, by name. */
export const createSaved = (
  engine: Pick<EngineApi, "explorations" | "saveExploration" | "deleteExploration">,
  projectId: Accessor<string>,
  tick: Accessor<unknown>,
): SavedExplorations =>
  createKeptList<SavedExploration, Draft>({
    projectId,
    tick,
    read: (id) => engine.explorations(id),
    save: (id, draft) => engine.saveExploration(id, draft),
    remove: (id, savedId) => engine.deleteExploration(id, savedId),
    toDraft: (saved) => saved,
  });

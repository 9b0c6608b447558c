import type { Accessor } from "solid-js";
import type { EngineApi } from "../../engine/api.ts";
import type { SavedQuery } from "../../model/saved-query.ts";
import { createKeptList, type KeptList } from "../state/kept-list.ts";

type Draft = Pick<SavedQuery, "id" | "name" | "text">;
export type SavedQueries = KeptList<SavedQuery, Draft>;

/** The saved queries of a project, by name. */
export const createSavedQueries = (
  engine: EngineApi,
  projectId: string,
  tick: Accessor<number>,
): SavedQueries =>
  createKeptList<SavedQuery, Draft>({
    projectId: () => projectId,
    tick,
    read: (id) => engine.savedQueries(id),
    save: (ofProject, { id, name, text }) => engine.saveQuery(ofProject, { id, name, text }),
    remove: (id, queryId) => engine.deleteQuery(id, queryId),
    toDraft: (query) => query,
  });

import { createEffect, createSignal, on, type Accessor } from "solid-js";
import type { EngineApi } from "../../engine/api.ts";
import type { Failure, Result } from "../../model/failure.ts";
import type { SavedQuery } from "../../model/saved-query.ts";

export interface SavedQueries {
  /** By name. */
  all: Accessor<readonly SavedQuery[]>;
  failure: Accessor<Failure | undefined>;
  save(query: Pick<SavedQuery, "id" | "name" | "text">): Promise<Result<SavedQuery>>;
  remove(query: SavedQuery): Promise<void>;
  /** The one that was deleted last, until it is brought back. */
  deleted: Accessor<SavedQuery | undefined>;
  bringBack(): Promise<void>;
}

/** Read again whenever `changes` rises, for other tabs save too. */
export function createSavedQueries(
  engine: EngineApi,
  projectId: string,
  changes: Accessor<number>,
): SavedQueries {
  const [all, setAll] = createSignal<readonly SavedQuery[]>([]);
  const [failure, setFailure] = createSignal<Failure>();
  const [deleted, setDeleted] = createSignal<SavedQuery>();
  let turn = 0;
  const refresh = async (): Promise<void> => {
    const mine = ++turn;
    const read = await engine.savedQueries(projectId);
    if (mine !== turn) return;
    setFailure(read.ok ? undefined : read.failure);
    if (read.ok) setAll(read.value);
  };
  createEffect(on(changes, () => void refresh()));

  const save: SavedQueries["save"] = async ({ id, name, text }) => {
    const saved = await engine.saveQuery(projectId, { id, name, text });
    if (saved.ok) await refresh();
    return saved;
  };
  return {
    all,
    failure,
    save,
    deleted,
    async remove(query) {
      const removed = await engine.deleteQuery(projectId, query.id);
      setFailure(removed.ok ? undefined : removed.failure);
      if (removed.ok) setDeleted(query);
      await refresh();
    },
    async bringBack() {
      const query = deleted();
      if (query === undefined) return;
      const saved = await save(query);
      setFailure(saved.ok ? undefined : saved.failure);
      if (saved.ok) setDeleted(undefined);
    },
  };
}

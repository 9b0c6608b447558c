import { createEffect, createSignal, on, type Accessor } from "solid-js";
import type { EngineApi } from "../../engine/api.ts";
import type { Exploration } from "../../model/exploration.ts";
import type { Failure, Result } from "../../model/failure.ts";
import type { SavedExploration } from "../../model/saved-exploration.ts";

export interface SavedExplorations {
  /** By name; undefined until read. */
  all: Accessor<readonly SavedExploration[] | undefined>;
  failure: Accessor<Failure | undefined>;
  dismissFailure(): void;
  save(name: string, exploration: Exploration): Promise<Result<SavedExploration>>;
  rename(saved: SavedExploration, name: string): Promise<Result<SavedExploration>>;
  /** Puts another exploration under its name. */
  replace(saved: SavedExploration, exploration: Exploration): Promise<void>;
  remove(saved: SavedExploration): Promise<void>;
  /** The one that was deleted last. */
  removed: Accessor<SavedExploration | undefined>;
  bringBack(): Promise<void>;
  dismissRemoved(): void;
}

/** The saved questions of a project, read again with each `tick`. */
export function createSaved(
  engine: Pick<EngineApi, "explorations" | "saveExploration" | "deleteExploration">,
  projectId: Accessor<string>,
  tick: Accessor<unknown>,
): SavedExplorations {
  const [all, setAll] = createSignal<readonly SavedExploration[] | undefined>(undefined, {
    equals: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  });
  const [failure, setFailure] = createSignal<Failure>();
  const [removed, setRemoved] = createSignal<SavedExploration>();
  const refresh = async (): Promise<void> => {
    const id = projectId();
    const read = await engine.explorations(id);
    if (id !== projectId()) return;
    if (read.ok) setAll(read.value);
    else setFailure(read.failure);
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
  const change = async <T>(work: Promise<Result<T>>): Promise<Result<T>> => {
    const done = await work;
    await refresh();
    return done;
  };
  const told = <T>(done: Result<T>): boolean => {
    setFailure(done.ok ? undefined : done.failure);
    return done.ok;
  };
  const put = (saved: Pick<SavedExploration, "id" | "name" | "exploration"> & { createdAt?: number }) =>
    change(engine.saveExploration(projectId(), saved));
  return {
    all,
    failure,
    dismissFailure: () => setFailure(undefined),
    save: (name, exploration) => put({ id: crypto.randomUUID(), name, exploration }),
    rename: (saved, name) => put({ ...saved, name }),
    async replace(saved, exploration) {
      told(await put({ ...saved, exploration }));
    },
    async remove(saved) {
      if (told(await change(engine.deleteExploration(projectId(), saved.id)))) setRemoved(saved);
    },
    removed,
    async bringBack() {
      const saved = removed();
      setRemoved(undefined);
      if (saved !== undefined) told(await put(saved));
    },
    dismissRemoved: () => setRemoved(undefined),
  };
}

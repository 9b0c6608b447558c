import { createEffect, createSignal, on, type Accessor } from "solid-js";
import type { Failure, Result } from "../../model/failure.ts";

/** What a project keeps under names, as a page shows and changes it. */
export interface KeptList<T, Draft = T> {
  /** As the engine orders them; undefined until read. */
  all: Accessor<readonly T[] | undefined>;
  /** Of the last reading, deletion or bringing back. */
  failure: Accessor<Failure | undefined>;
  dismissFailure(): void;
  /** Adds one, or puts it in place of the one with its id. Whoever saves tells a failure. */
  save(draft: Draft): Promise<Result<T>>;
  /** As `save`; its failure is told here. */
  put(draft: Draft): Promise<void>;
  remove(one: T): Promise<void>;
  /** The one that was deleted last. */
  removed: Accessor<T | undefined>;
  bringBack(): Promise<void>;
  dismissRemoved(): void;
}

/** Read again with each `tick`, and after each change of its own. */
export function createKeptList<T extends { id: string }, Draft>(options: {
  projectId: Accessor<string | undefined>;
  tick: Accessor<unknown>;
  read: (projectId: string) => Promise<Result<T[]>>;
  save: (projectId: string, draft: Draft) => Promise<Result<T>>;
  remove: (projectId: string, id: string) => Promise<Result<unknown>>;
  /** What brings a deleted one back. */
  toDraft: (one: T) => Draft;
}): KeptList<T, Draft> {
  const { projectId } = options;
  const [read, setRead] = createSignal<{ of: string; list: readonly T[] } | undefined>(undefined, {
    equals: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  });
  const [failure, setFailure] = createSignal<Failure>();
  const [removed, setRemoved] = createSignal<T>();
  let turn = 0;
  const refresh = async (): Promise<void> => {
    const mine = ++turn;
    const id = projectId();
    if (id === undefined) return;
    const found = await options.read(id);
    if (mine !== turn || id !== projectId()) return;
    if (found.ok) setRead({ of: id, list: found.value });
    else setFailure(found.failure);
  };
  createEffect(on([projectId, options.tick], () => void refresh()));
  createEffect(
    on(
      projectId,
      () => {
        setRemoved(undefined);
        setFailure(undefined);
      },
      { defer: true },
    ),
  );
  const changing = async <Done>(work: (id: string) => Promise<Result<Done>>): Promise<Result<Done>> => {
    const done = await work(projectId() ?? "");
    await refresh();
    return done;
  };
  const told = (done: Result<unknown>): boolean => {
    setFailure(done.ok ? undefined : done.failure);
    return done.ok;
  };
  const save = (draft: Draft): Promise<Result<T>> => changing((id) => options.save(id, draft));
  return {
    all: () => {
      const now = read();
      return now !== undefined && now.of === projectId() ? now.list : undefined;
    },
    failure,
    dismissFailure: () => setFailure(undefined),
    save,
    put: async (draft) => void told(await save(draft)),
    async remove(one) {
      const of = projectId();
      const done = await changing((id) => options.remove(id, one.id));
      // Another project's list is no place to tell of it, nor to bring it back to.
      if (of === projectId() && told(done)) setRemoved(() => one);
    },
    removed,
    async bringBack() {
      const one = removed();
      setRemoved(undefined);
      if (one !== undefined) told(await save(options.toDraft(one)));
    },
    dismissRemoved: () => setRemoved(undefined),
  };
}

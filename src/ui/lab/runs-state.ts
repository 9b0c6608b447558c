import { createEffect, createSignal, on, type Accessor } from "solid-js";
import type { EngineApi } from "../../engine/api.ts";
import type { Failure, Result } from "../../model/failure.ts";
import type { Run } from "../../model/run.ts";

export interface Runs {
  /** Newest first; undefined until read. */
  all: Accessor<readonly Run[] | undefined>;
  /** Those that have ended. */
  ended: Accessor<readonly Run[]>;
  recording: Accessor<Run | undefined>;
  /** A start or stop is under way. */
  busy: Accessor<boolean>;
  failure: Accessor<Failure | undefined>;
  dismissFailure(): void;
  start(origin: string): Promise<void>;
  /** The run that ended, for its name to be asked. */
  stop(): Promise<Run | undefined>;
  rename(run: Run, name: string): Promise<Result<Run>>;
  remove(run: Run): Promise<void>;
  /** The run that was deleted last. */
  removed: Accessor<Run | undefined>;
  bringBack(): Promise<void>;
  dismissRemoved(): void;
}

/** The runs of a project, read again with each `tick`. */
export function createRuns(engine: EngineApi, projectId: Accessor<string>, tick: Accessor<unknown>): Runs {
  const [all, setAll] = createSignal<readonly Run[]>();
  const [failure, setFailure] = createSignal<Failure>();
  const [busy, setBusy] = createSignal(false);
  const [removed, setRemoved] = createSignal<Run>();
  const refresh = async (): Promise<void> => {
    const id = projectId();
    const read = await engine.runs(id);
    if (id !== projectId()) return;
    if (read.ok) setAll((shown) => keepKnown(shown ?? [], read.value));
    else setFailure(read.failure);
  };
  createEffect(on([projectId, tick], () => void refresh()));
  const recording = (): Run | undefined => all()?.find(({ to }) => to === undefined);

  async function change<T>(work: Promise<Result<T>>): Promise<Result<T>> {
    setBusy(true);
    const done = await work;
    setFailure(done.ok ? undefined : done.failure);
    await refresh();
    setBusy(false);
    return done;
  }

  return {
    all,
    ended: () => all()?.filter(({ to }) => to !== undefined) ?? [],
    recording,
    busy,
    failure,
    dismissFailure: () => setFailure(undefined),
    async start(origin) {
      await change(engine.startRun(projectId(), { name: nextName(all() ?? []), origin }));
    },
    async stop() {
      const run = recording();
      if (run === undefined) return undefined;
      const stopped = await change(engine.stopRun(projectId(), run.id));
      return stopped.ok ? stopped.value : undefined;
    },
    rename: (run, name) => change(engine.saveRun(projectId(), { ...run, name })),
    async remove(run) {
      const done = await change(engine.deleteRun(projectId(), run.id));
      if (done.ok) setRemoved(run);
    },
    removed,
    async bringBack() {
      const run = removed();
      setRemoved(undefined);
      if (run !== undefined) await change(engine.saveRun(projectId(), run));
    },
    dismissRemoved: () => setRemoved(undefined),
  };
}

/** What did not change stays the same object, so that its row, and a menu open there, stay. */
function keepKnown(shown: readonly Run[], read: readonly Run[]): Run[] {
  const known = new Map(shown.map((run) => [JSON.stringify(run), run]));
  return read.map((run) => known.get(JSON.stringify(run)) ?? run);
}

/** `Run 1`, or one after the greatest. */
export function nextName(runs: readonly Pick<Run, "name">[]): string {
  const numbers = runs.map(({ name }) => Number(/^Run (\d{1,6})$/.exec(name)?.[1] ?? 0));
  return `Run ${Math.max(0, ...numbers) + 1}`;
}

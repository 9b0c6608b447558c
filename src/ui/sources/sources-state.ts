import { createEffect, createSignal, on, onCleanup, untrack, type Accessor } from "solid-js";
import type { WatchedFolderView } from "../../engine/api.ts";
import type { Failure } from "../../model/failure.ts";
import type { SourceTotals } from "../../model/source.ts";
import { createClock } from "../state/clock.ts";
import { useEngine } from "../state/engine-context.ts";
import { useLive } from "../state/live.ts";
import { createReading, type Reading } from "../state/reading.ts";

/** A source that went quiet is seen by then; what came is asked for sooner. */
const REFRESH_MS = 15_000;
const LEAST_REST_MS = 3_000;
const MOST_REST_MS = 10_000;
/** The query engine reads the whole project for it. */
const REST_FACTOR = 10;
/** While a file is being read, what has come of it is worth a look each second. */
const READING_MS = 1_000;
/** A folder may have new trouble, or files without new events. */
const FOLDERS_MS = 3_000;

export interface Totals {
  /** Undefined until counted. */
  value: Accessor<readonly SourceTotals[] | undefined>;
  failure: Accessor<Failure | undefined>;
  retry(): void;
}

/** What each source has sent, asked again when events came, and now and then. */
export function createTotals(projectId: Accessor<string>): Totals {
  const engine = useEngine();
  const live = useLive();
  const tick = createClock(REFRESH_MS);
  const [value, setValue] = createSignal<readonly SourceTotals[]>();
  const [failure, setFailure] = createSignal<Failure>();
  let queryId: string | undefined;
  let isAskedAgain = false;
  let restUntil = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const read = async (): Promise<void> => {
    timer = undefined;
    const mine = crypto.randomUUID();
    queryId = mine;
    isAskedAgain = false;
    const began = performance.now();
    const wasReady = untrack(live.mirror).kind === "ready";
    const result = await engine.sources(projectId(), { queryId: mine });
    if (queryId !== mine) return;
    queryId = undefined;
    // Waiting for the engine is no work of it.
    const took = wasReady ? performance.now() - began : 0;
    restUntil = performance.now() + Math.min(MOST_REST_MS, Math.max(LEAST_REST_MS, REST_FACTOR * took));
    if (result.ok) setValue(result.value);
    setFailure(result.ok ? undefined : result.failure);
    if (isAskedAgain) readSoon();
  };
  const readSoon = (): void => {
    if (queryId !== undefined) isAskedAgain = true;
    else timer ??= setTimeout(() => void read(), Math.max(0, restUntil - performance.now()));
  };
  createEffect(on([live.folded, tick, () => live.mirror().kind], readSoon));
  onCleanup(() => {
    clearTimeout(timer);
    if (queryId !== undefined) void engine.cancel(queryId);
    queryId = undefined;
  });
  return { value, failure, retry: () => void read() };
}

export type Folders = Pick<Reading<readonly WatchedFolderView[]>, "value" | "failure" | "refresh">;

/** Watched folders of a project, as far as whoever reads them has come. Where there are none, only a change asks again. */
export function createFolders(projectId: Accessor<string>): Folders {
  const engine = useEngine();
  const live = useLive();
  const folders = createReading(() => engine.folders(projectId()));
  const { value, failure } = folders;
  createEffect(on(live.catalog, () => void folders.refresh()));
  createEffect(
    on([live.folded, createClock(FOLDERS_MS)], () => {
      if (failure() !== undefined || value()?.length !== 0) folders.look();
    }),
  );
  createEffect(
    on(createClock(READING_MS), () => {
      if (value()?.some(({ files }) => files.some(({ state }) => state === "reading")) === true)
        folders.look();
    }),
  );
  return folders;
}

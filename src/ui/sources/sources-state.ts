import { createEffect, createSignal, on, onCleanup, untrack, type Accessor } from "solid-js";
import type { WatchedFolderView } from "../../engine/api.ts";
import type { Failure } from "../../model/failure.ts";
import type { SourceTotals } from "../../model/source.ts";
import { createClock } from "../state/clock.ts";
import { useEngine } from "../state/engine-context.ts";
import { useLive } from "../state/live.ts";

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

export interface Folders {
  /** Undefined until read. */
  value: Accessor<readonly WatchedFolderView[] | undefined>;
  failure: Accessor<Failure | undefined>;
  refresh(): Promise<void>;
}

/** Watched folders of a project, as far as whoever reads them has come. Where there are none, only a change asks again. */
export function createFolders(projectId: Accessor<string>): Folders {
  const engine = useEngine();
  const live = useLive();
  const [value, setValue] = createSignal<readonly WatchedFolderView[]>();
  const [failure, setFailure] = createSignal<Failure>();
  let shown = "";
  let turn = 0;
  let isReading = false;
  const refresh = async (): Promise<void> => {
    const mine = ++turn;
    isReading = true;
    const result = await engine.folders(projectId());
    if (mine !== turn) return;
    isReading = false;
    setFailure(result.ok ? undefined : result.failure);
    if (!result.ok) return;
    const text = JSON.stringify(result.value);
    if (text !== shown) setValue(result.value);
    shown = text;
  };
  const refreshIf = (isWorthIt: boolean): void => {
    if (isWorthIt && !isReading) void refresh();
  };
  createEffect(on(live.catalog, () => void refresh()));
  createEffect(
    on([live.folded, createClock(FOLDERS_MS)], () =>
      refreshIf(failure() !== undefined || value()?.length !== 0),
    ),
  );
  createEffect(
    on(createClock(READING_MS), () =>
      refreshIf(value()?.some(({ files }) => files.some(({ state }) => state === "reading")) === true),
    ),
  );
  onCleanup(() => void (turn += 1));
  return { value, failure, refresh };
}

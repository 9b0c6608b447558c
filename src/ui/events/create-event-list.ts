import { createEffect, createMemo, createSignal, on, onCleanup, untrack, type Accessor } from "solid-js";
import type { LochanEvent } from "../../model/event.ts";
import type { AskedSearch, SearchPosition } from "../../model/event-search.ts";
import type { FilterTerm, QuestionWindow } from "../../model/question.ts";
import { zoneOf } from "../../model/time-zone.ts";
import { resolveWindow } from "../../model/windows.ts";
import { useEngine } from "../state/engine-context.ts";
import { useLive } from "../state/live.ts";
import { useProject } from "../state/projects-context.ts";
import { openEventPages, type EventPages, type PagesState } from "./event-pages.ts";

const RENEW_EVERY_MS = 500;
/** Asking again waits at least this many times as long as the last time took. */
const REST_FACTOR = 2;

export interface EventList {
  /** Undefined until the first page is asked for. */
  state: Accessor<PagesState | undefined>;
  /** What is searched for now. */
  search: Accessor<AskedSearch | undefined>;
  /** The state of the log that is shown. */
  position(): SearchPosition | undefined;
  rowAt(index: number): LochanEvent | undefined;
  want(first: number, end: number): void;
  /** Events that came since, where they are not shown by themselves. */
  waiting: Accessor<number>;
  /** Shows them. */
  renew(): void;
  retry(): void;
  /** Gives up what is being read. */
  stop(): void;
  /** Rises with each search that begins anew. */
  turn: Accessor<number>;
}

/**
 * The events of the open project that a search finds. While `isFollowing`, new ones are at the top as they come; else they
 * are counted, and what is shown stays. A search that changed, or a log that was erased from, begins anew.
 */
export function createEventList(options: {
  window: Accessor<QuestionWindow>;
  filters: Accessor<readonly FilterTerm[]>;
  traffic: Accessor<AskedSearch["traffic"]>;
  /** In place of the window, where it holds that. */
  judgedOver: Accessor<{ from: number; to: number } | undefined>;
  /** What filters name stands for this. */
  definitions: Accessor<unknown>;
  text: Accessor<string>;
  isTailing: Accessor<boolean>;
  isFollowing: Accessor<boolean>;
}): EventList {
  const engine = useEngine();
  const project = useProject();
  const live = useLive();
  const [state, setState] = createSignal<PagesState>();
  const [turn, setTurn] = createSignal(0);
  const [search, setSearch] = createSignal<AskedSearch>();
  const [waiting, setWaiting] = createSignal(0);
  let pages: EventPages | undefined;

  const resolved = (): { from: number; to: number } =>
    resolveWindow(options.window(), Date.now(), zoneOf(project().timeZone));
  const key = createMemo(() =>
    JSON.stringify([
      project().id,
      project().timeZone,
      options.window(),
      options.filters(),
      options.traffic(),
      options.definitions(),
      options.judgedOver(),
      options.text().trim(),
    ]),
  );

  function begin(): void {
    pages?.end();
    const { from, to } = resolved();
    const over = options.judgedOver();
    const asked: AskedSearch = {
      ...{ from, to, filters: options.filters() },
      ...{ traffic: options.traffic(), text: options.text().trim() },
      ...(over && over.from <= from && to <= over.to && { judgedOver: over }),
    };
    setSearch(asked);
    setWaiting(0);
    setTurn((before) => before + 1);
    const opened = openEventPages({
      engine,
      projectId: project().id,
      search: asked,
      onChange: () => pages === opened && setState({ ...opened.state }),
      onVoid: () => pages === opened && begin(),
    });
    pages = opened;
    setState({ ...opened.state });
  }
  createEffect(on(key, () => untrack(begin)));

  let restUntil = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isRenewing = false;
  async function follow(): Promise<void> {
    const now = pages;
    if (now === undefined || isRenewing) return;
    isRenewing = true;
    const started = performance.now();
    // A named range ends with the running hour or day.
    const { from, to } = resolved();
    const before = search();
    const hasMoved = before !== undefined && (from !== before.from || to !== before.to);
    if (hasMoved && options.isFollowing()) begin();
    else if (options.isFollowing()) {
      await now.renew();
      if (now === pages) setWaiting(0);
    } else {
      const count = await now.countNew();
      if (now === pages) setWaiting(count);
    }
    isRenewing = false;
    restUntil = performance.now() + REST_FACTOR * (performance.now() - started);
  }
  const followSoon = (): void => {
    timer ??= setTimeout(
      () => {
        timer = undefined;
        if (!options.isTailing()) return;
        if (isRenewing) followSoon();
        else void follow();
      },
      Math.max(RENEW_EVERY_MS, restUntil - performance.now()),
    );
  };
  createEffect(
    on(
      () => [live.recent(), live.generation(), options.isTailing(), options.isFollowing()],
      () => options.isTailing() && followSoon(),
      { defer: true },
    ),
  );
  // An erasure changes what there is at once, whoever follows.
  createEffect(
    on(live.generation, (_, before) => before !== undefined && before > 0 && begin(), { defer: true }),
  );
  onCleanup(() => {
    clearTimeout(timer);
    pages?.end();
  });

  return {
    state,
    search,
    position: () => pages?.position,
    rowAt(index) {
      state();
      return pages?.rowAt(index);
    },
    want: (first, end) => pages?.want(first, end),
    waiting,
    renew: () => void pages?.renew().then(() => setWaiting(0)),
    retry: begin,
    stop: () => pages?.stop(),
    turn,
  };
}

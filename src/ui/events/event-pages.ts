import type { EngineApi } from "../../engine/api.ts";
import type { LochanEvent } from "../../model/event.ts";
import type { EventPlace, AskedSearch, SearchPosition, SearchReceipt } from "../../model/event-search.ts";
import type { Failure } from "../../model/failure.ts";
import { isEventTerm } from "../../model/filter-terms.ts";
import { makeStepOffsets, type StepOffsets } from "./step-offsets.ts";

export const PAGE_ROWS = 100;
/** Pages are small; so many are some ten megabytes. */
const KEPT_PAGES = 60;

/** What a list of events knows so far. */
export interface PagesState {
  /** Of the first page, at least in part. */
  isLoading: boolean;
  failure: Failure | undefined;
  /** Exact; undefined until all were counted. */
  total: number | undefined;
  /** How far the count is, 0 to 1. */
  counted: number;
  /** Rows there are to scroll through: as many as are known of. */
  rows: number;
  receipt: SearchReceipt | undefined;
  countReceipt: SearchReceipt | undefined;
}

export interface EventPages {
  readonly state: PagesState;
  readonly position: SearchPosition | undefined;
  /** Undefined until it was read. */
  rowAt(index: number): LochanEvent | undefined;
  /** Reads what is missing of these rows, and stops what was read for others. */
  want(first: number, end: number): void;
  /** The newest again, as the log stands now, and how many came; all that was read goes, once they are here. */
  renew(): Promise<void>;
  /** How many were admitted since. */
  countNew(): Promise<number>;
  /** Gives up what is being read, and says so. */
  stop(): void;
  end(): void;
}

/** The events of one search at one state of the log, read page by page as they are looked at. */
export function openEventPages(options: {
  engine: EngineApi;
  projectId: string;
  search: AskedSearch;
  onChange: () => void;
  /** The log is no more what it was: what is shown is void. */
  onVoid: () => void;
}): EventPages {
  const { engine, projectId, search, onChange } = options;
  const { filters, ...rest } = search;
  const asked = { ...rest, filters: [...filters] };
  /** What somebody did since can make earlier events ones that are found, or such no more. */
  const onlyGrows = search.filters.every(isEventTerm);
  let ended = false;
  let at: SearchPosition | undefined;
  let pages = new Map<number, readonly LochanEvent[]>();
  /** Where a page ends, and the next begins; null where nothing follows. */
  let ends = new Map<number, EventPlace | null>();
  let offsets: StepOffsets | undefined;
  /** Rises when all that was read goes: what is read for an earlier one comes too late. */
  let epoch = 0;
  let wanted: number[] = [];
  const running = new Map<string, number | "count">();
  let state: PagesState = {
    ...{ isLoading: true, failure: undefined, total: undefined, counted: 0, rows: 0 },
    ...{ receipt: undefined, countReceipt: undefined },
  };

  const change = (patch: Partial<PagesState>): void => {
    if (ended) return;
    state = { ...state, ...patch };
    onChange();
  };
  const fails = (failure: Failure): void => {
    if (ended || failure.kind === "query-cancelled") return;
    if (failure.kind === "log-changed") options.onVoid();
    else change({ isLoading: false, failure });
  };

  async function ask<T>(what: number | "count", call: (queryId: string) => Promise<T>): Promise<T> {
    const queryId = crypto.randomUUID();
    running.set(queryId, what);
    try {
      return await call(queryId);
    } finally {
      running.delete(queryId);
    }
  }
  const isRunning = (what: number | "count"): boolean => [...running.values()].includes(what);
  function stop(isMeant: (what: number | "count") => boolean): void {
    for (const [queryId, what] of running) if (isMeant(what)) void engine.cancel(queryId);
  }

  /** A whole page from a place on, however often it takes; undefined where it was stopped or failed. */
  async function readPage(
    page: number,
    start: { before?: EventPlace; skip?: number },
    position: SearchPosition | undefined,
    onPart?: (events: readonly LochanEvent[], receipt: SearchReceipt) => void,
  ): Promise<{ events: LochanEvent[]; end: EventPlace | null; receipt: SearchReceipt } | undefined> {
    const events: LochanEvent[] = [];
    let now = position;
    let next = start;
    for (;;) {
      const options = { ...next, limit: PAGE_ROWS - events.length, ...(now && { at: now }) };
      const result = await ask(page, (queryId) =>
        engine.searchEvents(projectId, asked, { ...options, queryId }),
      );
      if (ended) return undefined;
      if (!result.ok) {
        fails(result.failure);
        return undefined;
      }
      const { receipt, end } = result.value;
      const { generation, sequence, moved } = receipt;
      now = { generation, sequence, moved };
      events.push(...result.value.events);
      if (end === undefined) return { events, end: null, receipt };
      if (events.length >= PAGE_ROWS) return { events, end, receipt };
      onPart?.(events, receipt);
      next = { before: end };
    }
  }

  function keepPage(page: number, events: readonly LochanEvent[], end: EventPlace | null): void {
    pages.delete(page);
    pages.set(page, events);
    ends.set(page, end);
    for (const oldest of pages.keys()) {
      if (pages.size <= KEPT_PAGES) break;
      if (!wanted.includes(oldest)) pages.delete(oldest);
      else break;
    }
  }

  /** Where the total is not known yet, one page more than was read. */
  function rowsKnown(): number {
    if (state.total !== undefined) return state.total;
    let rows = 0;
    for (let page = 0; ; page++) {
      const end = ends.get(page);
      if (end === undefined) return Math.max(rows, pages.get(page)?.length ?? 0);
      rows = page * PAGE_ROWS + (end === null ? (pages.get(page)?.length ?? 0) : PAGE_ROWS);
      if (end === null) return rows;
      if (ends.get(page + 1) === undefined) return rows + PAGE_ROWS;
    }
  }

  function startOf(page: number): { before?: EventPlace; skip?: number } | undefined {
    if (page === 0) return {};
    const end = ends.get(page - 1);
    if (end !== undefined && end !== null) return { before: end };
    return offsets?.find(page * PAGE_ROWS);
  }

  async function load(page: number): Promise<void> {
    const start = startOf(page);
    if (start === undefined) {
      // It cannot be reached from what was read: only once all are counted.
      if (at !== undefined && offsets === undefined && !isRunning("count")) void count();
      return;
    }
    const began = epoch;
    const read = await readPage(page, start, at, (part, receipt) => {
      if (began !== epoch) return;
      pages.set(page, [...part]);
      at ??= receipt;
      change({ rows: rowsKnown() });
    });
    if (ended || state.failure !== undefined) return;
    // Stopped, and by now wanted again perhaps.
    if (read === undefined || began !== epoch) return loadWanted();
    at ??= read.receipt;
    keepPage(page, read.events, read.end);
    if (page === 0 && read.end === null) change({ total: read.events.length, counted: 1 });
    change({ isLoading: false, failure: undefined, rows: rowsKnown(), receipt: read.receipt });
    loadWanted();
    if (page === 0 && state.total === undefined && !isRunning("count")) void count();
  }

  function loadWanted(): void {
    for (const page of wanted) if (!(pages.has(page) && ends.has(page)) && !isRunning(page)) void load(page);
  }

  async function count(): Promise<void> {
    const position = at;
    if (position === undefined) return;
    const result = await ask("count", (queryId) =>
      engine.countEvents(projectId, asked, { at: position, queryId }, (done, all) =>
        change({ counted: done / all }),
      ),
    );
    if (ended || position !== at) return;
    if (!result.ok) return fails(result.failure);
    const { total, steps, receipt } = result.value;
    offsets = steps && makeStepOffsets(steps);
    change({ total, counted: 1, rows: total, countReceipt: receipt });
    loadWanted();
  }

  void load(0);

  return {
    get state() {
      return state;
    },
    get position() {
      return at;
    },
    rowAt: (index) => pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS],
    want(first, end) {
      wanted = [];
      for (let page = Math.floor(first / PAGE_ROWS); page * PAGE_ROWS < end; page++) wanted.push(page);
      stop((what) => what !== "count" && what !== 0 && !wanted.includes(what));
      loadWanted();
    },
    async renew() {
      const before = at;
      if (before === undefined) return;
      const read = await readPage(0, {}, undefined);
      if (read === undefined || ended) return;
      const { generation, sequence, moved } = read.receipt;
      if (generation !== before.generation || moved !== before.moved) return options.onVoid();
      if (sequence === before.sequence) return;
      const added =
        state.total === undefined || !onlyGrows
          ? undefined
          : await engine.countEvents(projectId, asked, { at: read.receipt, after: before.sequence });
      if (ended) return;
      if (added?.ok === false) return fails(added.failure);
      stop(() => true);
      epoch++;
      at = { generation, sequence, moved };
      pages = new Map();
      ends = new Map();
      offsets = undefined;
      keepPage(0, read.events, read.end);
      const total = read.end === null ? read.events.length : added && (state.total ?? 0) + added.value.total;
      state = { ...state, total };
      change({ rows: rowsKnown(), receipt: read.receipt });
      if (total === undefined) void count();
      loadWanted();
    },
    async countNew() {
      if (at === undefined) return 0;
      const result = await engine.countEvents(projectId, asked, { after: at.sequence });
      if (!result.ok) fails(result.failure);
      return result.ok ? result.value.total : 0;
    },
    stop() {
      stop(() => true);
      change({ isLoading: false, failure: { kind: "query-cancelled", message: "The search was stopped." } });
    },
    end() {
      ended = true;
      stop(() => true);
    },
  };
}

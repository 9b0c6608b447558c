import type { BatchColumns } from "../model/batch.ts";
import type { CountersView, CounterView } from "../model/counters.ts";

const SECOND_MS = 1000;
const WINDOW_SECONDS = 300;
const SPAN_SECONDS = 2 * WINDOW_SECONDS;
const GRACE_SECONDS = 60;
/** The clock may step back this far, milliseconds; after more, a ring must be filled again. */
export const CLOCK_GRACE_MS = GRACE_SECONDS * SECOND_MS;
const SPARK_STEPS = 30;
const STEP_SECONDS = SPAN_SECONDS / SPARK_STEPS;

interface Cell {
  events: number;
  /** Unmerged `people` ordinals. */
  actors: Set<number>;
}

interface WindowCount {
  events: number;
  /** In how many places of the window's cells each canonical actor is. */
  actors: Map<number, number>;
}

/**
 * Events of the last ten minutes by second, from which the five-minute counters are read. What is
 * dated ahead waits until its second comes. A window is the running second and the 299 before it.
 */
export interface RealtimeRing {
  /** `isHidden` tells of a `names` ordinal whether its name begins with `$`; those are not counted. */
  add(
    columns: Pick<BatchColumns, "count" | "timestamp" | "name" | "distinct" | "user">,
    isHidden: (name: number) => boolean,
  ): void;
  /** Unmerged `people` ordinals of the actors it holds. */
  actors(): Set<number>;
  /** Adds to the pairs known; true if any is new. */
  identity(pairs: { distinct: Uint32Array; canonical: Uint32Array }): boolean;
  /** Exact at `now` (default the clock), whatever came or did not come since the last call. */
  view(now?: number): CountersView;
}

export function makeRealtimeRing({ now = Date.now }: { now?: () => number } = {}): RealtimeRing {
  const cells = new Map<number, Cell>();
  const canonical = new Map<number, number>();
  let current: WindowCount = { events: 0, actors: new Map() };
  let previous: WindowCount = { events: 0, actors: new Map() };
  /** The running second the windows stand at. */
  let head = Math.floor(now() / SECOND_MS);
  let sums: CountersView | undefined;

  const count = (window: WindowCount, cell: Cell | undefined, sign: 1 | -1): void => {
    if (cell === undefined) return;
    window.events += sign * cell.events;
    for (const actor of cell.actors) countActor(window, actor, sign);
  };
  const countActor = ({ actors }: WindowCount, unmerged: number, sign: 1 | -1): void => {
    const actor = canonical.get(unmerged) ?? unmerged;
    const places = (actors.get(actor) ?? 0) + sign;
    if (places === 0) actors.delete(actor);
    else actors.set(actor, places);
  };
  const recount = (): void => {
    current = { events: 0, actors: new Map() };
    previous = { events: 0, actors: new Map() };
    for (const [second, cell] of cells) {
      const window = windowOf(second);
      if (window !== undefined) count(window, cell, 1);
    }
    sums = undefined;
  };
  const windowOf = (second: number): WindowCount | undefined => {
    const age = head - second;
    if (age < 0 || age >= SPAN_SECONDS) return undefined;
    return age < WINDOW_SECONDS ? current : previous;
  };
  const prune = (): void => {
    for (const second of cells.keys())
      if (head - second >= SPAN_SECONDS + GRACE_SECONDS) cells.delete(second);
  };
  const moveTo = (second: number): void => {
    if (second === head) return;
    sums = undefined;
    if (second < head || second - head >= WINDOW_SECONDS) {
      head = second;
      prune();
      recount();
      return;
    }
    while (head < second) {
      head++;
      const between = cells.get(head - WINDOW_SECONDS);
      count(current, cells.get(head), 1);
      count(current, between, -1);
      count(previous, between, 1);
      count(previous, cells.get(head - SPAN_SECONDS), -1);
      cells.delete(head - SPAN_SECONDS - GRACE_SECONDS);
    }
  };
  const addOne = (second: number, actor: number): void => {
    let cell = cells.get(second);
    if (cell === undefined) cells.set(second, (cell = { events: 0, actors: new Set() }));
    cell.events++;
    const window = windowOf(second);
    if (window !== undefined) window.events++;
    if (cell.actors.has(actor)) return;
    cell.actors.add(actor);
    if (window !== undefined) countActor(window, actor, 1);
  };
  const makeView = (): CountersView => {
    const first = head - SPAN_SECONDS + 1;
    const eventSpark = new Array<number>(SPARK_STEPS).fill(0);
    const userSpark = new Array<number>(SPARK_STEPS).fill(0);
    const perSecond = new Array<number>(WINDOW_SECONDS).fill(0);
    let users = new Set<number>();
    for (let age = 0; age < SPAN_SECONDS; age++) {
      const step = Math.floor(age / STEP_SECONDS);
      if (age % STEP_SECONDS === 0 && users.size > 0) users = new Set();
      const cell = cells.get(first + age);
      if (cell === undefined) continue;
      eventSpark[step] = (eventSpark[step] as number) + cell.events;
      for (const actor of cell.actors) users.add(canonical.get(actor) ?? actor);
      userSpark[step] = users.size;
      if (age >= WINDOW_SECONDS) perSecond[age - WINDOW_SECONDS] = cell.events;
    }
    const counter = (value: number, before: number, spark: number[]): CounterView => ({
      value,
      previous: before,
      spark,
    });
    const windowEnd = (head + 1) * SECOND_MS;
    return {
      windowStart: windowEnd - WINDOW_SECONDS * SECOND_MS,
      windowEnd,
      updatedAt: 0,
      events5m: counter(current.events, previous.events, eventSpark),
      activeUsers5m: counter(current.actors.size, previous.actors.size, userSpark),
      perSecond,
    };
  };

  return {
    add(columns, isHidden) {
      sums = undefined;
      for (let row = 0; row < columns.count; row++) {
        const second = Math.floor((columns.timestamp[row] as number) / SECOND_MS);
        if (head - second >= SPAN_SECONDS + GRACE_SECONDS) continue;
        if (isHidden(columns.name[row] as number)) continue;
        const user = columns.user[row] as number;
        addOne(second, user === 0 ? (columns.distinct[row] as number) : user - 1);
      }
    },
    actors: () => new Set([...cells.values()].flatMap((cell) => [...cell.actors])),
    identity({ distinct, canonical: actors }) {
      let changed = false;
      for (const [index, member] of distinct.entries()) {
        const actor = actors[index] as number;
        if (canonical.get(member) === actor) continue;
        canonical.set(member, actor);
        changed = true;
      }
      if (changed) recount();
      return changed;
    },
    view(at = now()) {
      moveTo(Math.floor(at / SECOND_MS));
      sums ??= makeView();
      return { ...sums, updatedAt: at };
    },
  };
}

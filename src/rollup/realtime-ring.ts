import type { ActionColumns } from "../model/batch.ts";
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
  /** Canonical actors. */
  actors: Set<number>;
  /**
   * How many of them were last seen so many seconds before, below a step of the sparkline: who was
   * seen in a step before this cell is not counted in it again.
   */
  gaps: Uint32Array;
}

interface WindowCount {
  events: number;
  /** In how many of the window's cells each canonical actor is. */
  actors: Map<number, number>;
}

/** The `people` ordinal an event counts as where nobody is known to be somebody else. */
const actorOf = ({ user, distinct }: ActionColumns, row: number): number =>
  user[row] === 0 ? distinct[row]! : user[row]! - 1;

/**
 * Events of the last ten minutes by second, from which the five-minute counters are read. What is
 * dated ahead waits until its second comes. A window is the running second and the 299 before it.
 */
export interface RealtimeRing {
  add(columns: ActionColumns, isHidden: (name: number) => boolean): void;
  /** Unmerged actors of the columns whose identity was never told. */
  strangers(columns: ActionColumns): Set<number>;
  /** All unmerged actors of the columns that were added. */
  readonly met: ReadonlySet<number>;
  /** True if it makes a difference to what is held. `torn` from then on where who was known is someone else. */
  identity(pairs: { distinct: Uint32Array; canonical: Uint32Array }): boolean;
  /** Counters are no longer right: fill another ring. */
  readonly torn: boolean;
  /** Exact at `now` (default the clock), whatever came or did not come since the last call. */
  view(now?: number): CountersView;
}

export function makeRealtimeRing({ now = Date.now }: { now?: () => number } = {}): RealtimeRing {
  const cells = new Map<number, Cell>();
  const canonical = new Map<number, number>();
  const met = new Set<number>();
  let current: WindowCount = { events: 0, actors: new Map() };
  let previous: WindowCount = { events: 0, actors: new Map() };
  /** The running second the windows stand at. */
  let head = Math.floor(now() / SECOND_MS);
  let newest = -Infinity;
  let torn = false;
  let sums: CountersView | undefined;

  const count = (window: WindowCount, cell: Cell | undefined, sign: 1 | -1): void => {
    if (cell === undefined) return;
    window.events += sign * cell.events;
    for (const actor of cell.actors) countActor(window, actor, sign);
  };
  const countActor = ({ actors }: WindowCount, actor: number, sign: 1 | -1): void => {
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
  /** Seconds to the nearest cell with the actor, going by `step`; 0 where none is nearer than a step of the sparkline. */
  const gapTo = (actor: number, second: number, step: 1 | -1): number => {
    for (let gap = 1; gap < STEP_SECONDS; gap++)
      if (cells.get(second + step * gap)?.actors.has(actor) === true) return gap;
    return 0;
  };
  /** The actor comes to a cell or leaves it. */
  const place = (second: number, cell: Cell, actor: number, sign: 1 | -1): void => {
    const back = gapTo(actor, second, -1);
    if (back > 0) cell.gaps[back]! += sign;
    const ahead = second < newest ? gapTo(actor, second, 1) : 0;
    if (ahead > 0) {
      const { gaps } = cells.get(second + ahead)!;
      gaps[ahead]! += sign;
      if (back > 0 && back + ahead < STEP_SECONDS) gaps[back + ahead]! -= sign;
    }
    if (sign === 1) cell.actors.add(actor);
    else cell.actors.delete(actor);
    const window = windowOf(second);
    if (window !== undefined) countActor(window, actor, sign);
  };
  const addOne = (second: number, actor: number): void => {
    let cell = cells.get(second);
    if (cell === undefined)
      cells.set(second, (cell = { events: 0, actors: new Set(), gaps: new Uint32Array(STEP_SECONDS) }));
    if (second > newest) newest = second;
    cell.events++;
    const window = windowOf(second);
    if (window !== undefined) window.events++;
    if (!cell.actors.has(actor)) place(second, cell, actor, 1);
  };
  /** Who was counted as `member` is `actor`. */
  const merge = (member: number, actor: number): void => {
    for (const [second, cell] of cells) {
      if (!cell.actors.has(member)) continue;
      place(second, cell, member, -1);
      if (!cell.actors.has(actor)) place(second, cell, actor, 1);
    }
  };
  const makeView = (): CountersView => {
    const first = head - SPAN_SECONDS + 1;
    const eventSpark = new Array<number>(SPARK_STEPS).fill(0);
    const userSpark = new Array<number>(SPARK_STEPS).fill(0);
    const perSecond = new Array<number>(WINDOW_SECONDS).fill(0);
    for (let age = 0; age < SPAN_SECONDS; age++) {
      const step = Math.floor(age / STEP_SECONDS);
      const cell = cells.get(first + age);
      if (cell === undefined) continue;
      let seenBefore = 0;
      for (let gap = 1; gap <= age % STEP_SECONDS; gap++) seenBefore += cell.gaps[gap]!;
      eventSpark[step]! += cell.events;
      userSpark[step]! += cell.actors.size - seenBefore;
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
  const eachWithin = (columns: ActionColumns, take: (row: number, second: number) => void): void => {
    for (let row = 0; row < columns.count; row++) {
      const second = Math.floor(columns.timestamp[row]! / SECOND_MS);
      if (head - second < SPAN_SECONDS + GRACE_SECONDS) take(row, second);
    }
  };

  return {
    add(columns, isHidden) {
      sums = undefined;
      eachWithin(columns, (row, second) => {
        const actor = actorOf(columns, row);
        met.add(actor);
        if (!isHidden(columns.name[row]!)) addOne(second, canonical.get(actor) ?? actor);
      });
    },
    strangers(columns) {
      const found = new Set<number>();
      eachWithin(columns, (row) => {
        const actor = actorOf(columns, row);
        if (!met.has(actor)) found.add(actor);
      });
      return found;
    },
    met,
    identity({ distinct, canonical: actors }) {
      let changed = false;
      for (const [index, member] of distinct.entries()) {
        const actor = actors[index]!;
        const known = canonical.get(member);
        if (known === actor) continue;
        if (known !== undefined) torn = true;
        canonical.set(member, actor);
        merge(member, actor);
        changed = true;
      }
      if (changed) sums = undefined;
      return changed;
    },
    get torn() {
      return torn;
    },
    view(at = now()) {
      moveTo(Math.floor(at / SECOND_MS));
      sums ??= makeView();
      return { ...sums, updatedAt: at };
    },
  };
}

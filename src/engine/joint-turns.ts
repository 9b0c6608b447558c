import type { Result } from "../model/failure.ts";
import type { TaskQueue } from "../log/task-queue.ts";

/** Turns of a queue that several take together. */
export interface JointTurns<Held> {
  /** Fails as opening does; else as the work. */
  run<T>(work: (held: Held) => Promise<Result<T>>): Promise<Result<T>>;
}

interface Waiting<Held> {
  begin(held: Held): Promise<void>;
  fail(failed: Result<never>): void;
  reject(error: unknown): void;
}

/**
 * Work that waits takes one turn of the queue together, at most `lanes` at a time, on what `open` gave.
 * Work that comes during the turn takes part while `isCurrent`, so that it need not wait behind
 * something long; else it has another turn, after what the queue holds already.
 */
export function makeJointTurns<Held>(options: {
  queue: TaskQueue;
  lanes: number;
  open: () => Promise<Result<Held>>;
  isCurrent: (held: Held) => Promise<boolean>;
}): JointTurns<Held> {
  const { queue, lanes, open, isCurrent } = options;
  const waiting: Waiting<Held>[] = [];
  let isQueued = false;
  let startLanes: (() => void) | undefined;

  function queueTurn(): void {
    if (startLanes !== undefined) return startLanes();
    if (isQueued) return;
    isQueued = true;
    void queue.run(turn);
  }

  async function turn(): Promise<void> {
    isQueued = false;
    const there = new Set(waiting);
    try {
      const opened = await open();
      if (opened.ok) await runLanes(opened.value, there);
      else for (const one of waiting.splice(0)) one.fail(opened);
    } catch (error) {
      for (const one of waiting.splice(0)) one.reject(error);
    }
    if (waiting.length > 0) queueTurn();
  }

  async function runLanes(held: Held, there: ReadonlySet<Waiting<Held>>): Promise<void> {
    const running = new Set<Promise<void>>();
    let isOver = false;

    async function lane(): Promise<void> {
      for (let next = waiting[0]; next !== undefined && !isOver; next = waiting[0]) {
        if (!there.has(next) && !(await isCurrent(held))) isOver = true;
        else if (waiting[0] === next) {
          waiting.shift();
          await next.begin(held);
        }
      }
    }

    startLanes = () => {
      for (let free = Math.min(lanes - running.size, waiting.length); free > 0 && !isOver; free--) {
        const one: Promise<void> = lane().finally(() => running.delete(one));
        running.add(one);
      }
    };
    try {
      startLanes();
      while (running.size > 0) await Promise.race(running);
    } finally {
      startLanes = undefined;
    }
  }

  return {
    run: (work) =>
      new Promise((resolve, reject) => {
        const begin = (held: Held) => work(held).then(resolve, reject);
        waiting.push({ begin, fail: resolve, reject });
        queueTurn();
      }),
  };
}

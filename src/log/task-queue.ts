/** Runs tasks one at a time, in order. A failed task does not stop the next. */
export interface TaskQueue {
  run<T>(task: () => Promise<T>): Promise<T>;
}

export function makeTaskQueue(): TaskQueue {
  let tail: Promise<unknown> = Promise.resolve();
  return {
    run(task) {
      const next = tail.then(task);
      tail = next.catch(() => undefined);
      return next;
    },
  };
}

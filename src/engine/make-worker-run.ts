import * as Comlink from "comlink";
import { fail, type Result } from "../model/failure.ts";

interface Served {
  cancel(): Promise<void>;
}

/**
 * Runs work in a fresh worker, which ends with it. Once `cancel` aborts, what the worker serves is told to cancel,
 * and the work ends as it then does. `storage-unavailable`, in the words of `ended`, where
 * the worker died before, or had no memory for it.
 */
export const makeWorkerRun =
  <Api extends Served>(ended: (why: string) => string) =>
  async <T>(
    startWorker: () => Worker,
    cancel: AbortSignal,
    work: (served: Comlink.Remote<Api>) => Promise<Result<T>>,
  ): Promise<Result<T>> => {
    const worker = startWorker();
    const served = Comlink.wrap<Api>(worker);
    const died = new Promise<Result<T>>((resolve) => {
      worker.addEventListener("error", ({ message }) =>
        resolve(fail({ kind: "storage-unavailable", message: ended(message || "its worker ended") })),
      );
    });
    const stop = () => void (served as unknown as Served).cancel();
    if (cancel.aborted) stop();
    cancel.addEventListener("abort", stop, { once: true });
    try {
      return await Promise.race([work(served), died]);
    } catch (error) {
      // There was no memory for what it asked for: it came over as an error of that name.
      if (!(error instanceof Error) || error.name !== "RangeError") throw error;
      return fail({ kind: "storage-unavailable", message: ended(error.message) });
    } finally {
      cancel.removeEventListener("abort", stop);
      worker.terminate();
    }
  };

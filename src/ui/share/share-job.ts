import { createSignal, onCleanup, type Accessor } from "solid-js";
import type { EngineApi } from "../../engine/api.ts";
import { fail, type Failure } from "../../model/failure.ts";
import { makeSlice, type MadeSlice, type SliceRequest } from "../../slice/make-slice.ts";

export type ShareWork =
  | { kind: "running"; share: number }
  | { kind: "made"; made: MadeSlice }
  | { kind: "failed"; failure: Failure };

/** Reads one slice at a time: another request, and the end of whoever shows it, stop it. */
export function createShareJob(engine: Pick<EngineApi, "ask" | "cancel">): {
  work: Accessor<ShareWork>;
  run(projectId: string, request: SliceRequest): Promise<void>;
} {
  const [work, setWork] = createSignal<ShareWork>({ kind: "running", share: 0 });
  let running: string | undefined;
  const stop = (): void => {
    if (running !== undefined) void engine.cancel(running);
    running = undefined;
  };
  onCleanup(stop);
  return {
    work,
    async run(projectId, request) {
      stop();
      const queryId = crypto.randomUUID();
      running = queryId;
      const isMine = (): boolean => running === queryId;
      setWork({ kind: "running", share: 0 });
      let isFirst = true;
      const made = await makeSlice(
        (question) => {
          if (!isMine()) return Promise.resolve(fail({ kind: "query-cancelled", message: "Stopped." }));
          // The first answer waits for what has just come in, the others are of the same log.
          const freshness = isFirst ? "now" : "any";
          isFirst = false;
          return engine.ask(projectId, question, { freshness, queryId });
        },
        request,
        (share) => {
          if (isMine()) setWork({ kind: "running", share });
        },
      );
      if (!isMine()) return;
      setWork(made.ok ? { kind: "made", made: made.value } : { kind: "failed", failure: made.failure });
    },
  };
}

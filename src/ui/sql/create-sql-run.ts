import { createSignal, onCleanup, type Accessor } from "solid-js";
import type { EngineApi, SqlResult } from "../../engine/api.ts";
import type { Failure } from "../../model/failure.ts";

/** Rows that a result on the page has at most. */
export const PAGE_ROWS = 10_000;

export type SqlRun =
  | { kind: "idle" }
  | { kind: "running"; text: string; startedAt: number }
  /** `ms` from the start to the cancelling. */
  | { kind: "cancelled"; text: string; ms: number }
  | { kind: "failed"; text: string; failure: Failure }
  | { kind: "done"; text: string; result: SqlResult };

export interface SqlRunner {
  run: Accessor<SqlRun>;
  /** Ends what is running, and runs this. */
  start(text: string, timeoutMs?: number): void;
  /** Says so at once; the engine lets go as soon as it can. */
  cancel(): void;
}

/** One statement at a time. What is running when the page is left is cancelled. */
export function createSqlRun(engine: EngineApi, projectId: string): SqlRunner {
  const [run, setRun] = createSignal<SqlRun>({ kind: "idle" });
  let current: string | undefined;

  const end = (): void => {
    if (current !== undefined) void engine.cancel(current);
    current = undefined;
  };
  onCleanup(end);

  async function ask(text: string, queryId: string, timeoutMs: number | undefined): Promise<void> {
    const options = { limit: PAGE_ROWS, queryId, ...(timeoutMs !== undefined && { timeoutMs }) };
    const answer = await engine.sql(projectId, text, options);
    if (current !== queryId) return;
    current = undefined;
    setRun(
      answer.ok
        ? { kind: "done", text, result: answer.value }
        : { kind: "failed", text, failure: answer.failure },
    );
  }

  return {
    run,
    start(text, timeoutMs) {
      end();
      current = crypto.randomUUID();
      setRun({ kind: "running", text, startedAt: Date.now() });
      void ask(text, current, timeoutMs);
    },
    cancel() {
      const running = run();
      if (running.kind !== "running") return;
      end();
      setRun({ kind: "cancelled", text: running.text, ms: Date.now() - running.startedAt });
    },
  };
}

import { createSignal, type Accessor } from "solid-js";
import type { EngineApi, VerifyReport } from "../../engine/api.ts";
import type { Failure } from "../../model/failure.ts";

export interface Verification {
  running: Accessor<boolean>;
  report: Accessor<VerifyReport | undefined>;
  failure: Accessor<Failure | undefined>;
  run(): Promise<void>;
}

/** Recounts a project's log against its rollups, when asked. */
export const createVerification = (engine: EngineApi, projectId: Accessor<string>): Verification => {
  const [running, setRunning] = createSignal(false);
  const [outcome, setOutcome] = createSignal<{
    projectId: string;
    report?: VerifyReport;
    failure?: Failure;
  }>();
  const current = () => (outcome()?.projectId === projectId() ? outcome() : undefined);
  return {
    running,
    report: () => current()?.report,
    failure: () => current()?.failure,
    async run() {
      if (running()) return;
      const id = projectId();
      setRunning(true);
      const result = await engine.verify(id);
      setRunning(false);
      setOutcome(
        result.ok ? { projectId: id, report: result.value } : { projectId: id, failure: result.failure },
      );
    },
  };
};

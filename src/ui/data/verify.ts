import { createSignal, type Accessor } from "solid-js";
import type { EngineApi, RebuildReport, VerifyReport } from "../../engine/api.ts";
import type { Failure } from "../../model/failure.ts";

export interface Verification {
  /** What runs because of this page. */
  running: Accessor<"verify" | "rebuild" | undefined>;
  report: Accessor<VerifyReport | undefined>;
  rebuilt: Accessor<RebuildReport | undefined>;
  failure: Accessor<Failure | undefined>;
  run(): Promise<void>;
  rebuild(): Promise<void>;
  cancel(): void;
}

interface Outcome {
  report?: VerifyReport;
  rebuilt?: RebuildReport;
  failure?: Failure;
}

interface Known {
  running: Accessor<ReadonlyMap<string, { work: "verify" | "rebuild"; queryId: string }>>;
  outcomes: Accessor<ReadonlyMap<string, Outcome>>;
  start(projectId: string, work: "verify" | "rebuild"): Promise<void>;
}

const knownByEngine = new WeakMap<EngineApi, Known>();

/** A recount goes on, and what it found stays, while its user looks at another page. */
function knownOf(engine: EngineApi): Known {
  const known = knownByEngine.get(engine);
  if (known !== undefined) return known;
  const [running, setRunning] = createSignal<
    ReadonlyMap<string, { work: "verify" | "rebuild"; queryId: string }>
  >(new Map());
  const [outcomes, setOutcomes] = createSignal<ReadonlyMap<string, Outcome>>(new Map());
  const made: Known = {
    running,
    outcomes,
    async start(projectId, work) {
      if (running().has(projectId)) return;
      const queryId = crypto.randomUUID();
      setRunning((all) => new Map(all).set(projectId, { work, queryId }));
      const outcome: Outcome = {};
      if (work === "verify") {
        const result = await engine.verify(projectId, { queryId });
        if (result.ok) outcome.report = result.value;
        else outcome.failure = result.failure;
      } else {
        const result = await engine.rebuild(projectId, { queryId });
        if (result.ok) outcome.rebuilt = result.value;
        else outcome.failure = result.failure;
      }
      setRunning((all) => {
        const rest = new Map(all);
        rest.delete(projectId);
        return rest;
      });
      setOutcomes((all) => new Map(all).set(projectId, outcome));
    },
  };
  knownByEngine.set(engine, made);
  return made;
}

/** Recounts a project's log against its rollups, or builds them anew, when asked. */
export function createVerification(engine: EngineApi, projectId: Accessor<string>): Verification {
  const known = knownOf(engine);
  const outcome = (): Outcome | undefined => known.outcomes().get(projectId());
  return {
    running: () => known.running().get(projectId())?.work,
    report: () => outcome()?.report,
    rebuilt: () => outcome()?.rebuilt,
    failure: () => outcome()?.failure,
    run: () => known.start(projectId(), "verify"),
    rebuild: () => known.start(projectId(), "rebuild"),
    cancel() {
      const running = known.running().get(projectId());
      if (running !== undefined) void engine.cancel(running.queryId);
    },
  };
}

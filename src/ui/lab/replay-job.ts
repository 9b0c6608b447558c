import { createSignal, type Accessor } from "solid-js";
import type { EngineApi } from "../../engine/api.ts";
import type { FixtureEvent } from "../../model/fixture.ts";
import type { Project } from "../../model/project.ts";
import { perEngine } from "../state/per-engine.ts";
import { planReplay, runReplay, type ReplayCounts, type ReplayEnd, type ReplaySpeed } from "./replay.ts";
import { toSource } from "../../model/source.ts";

export interface ReplayJob extends ReplayCounts {
  name: string;
  project: Pick<Project, "id" | "name">;
  total: number;
  /** Absent while it runs. */
  end?: ReplayEnd;
}

export interface Replays {
  job: Accessor<ReplayJob | undefined>;
  /** One at a time: it ends the one before. */
  start(what: {
    name: string;
    events: readonly FixtureEvent[];
    speed: ReplaySpeed;
    project: Pick<Project, "id" | "name">;
  }): Promise<void>;
  cancel(): void;
  dismiss(): void;
}

/** The replay of this page's engine: it goes on while its user looks at another view. */
export const replaysOf = perEngine(makeReplays);

function makeReplays(engine: EngineApi): Replays {
  const [job, setJob] = createSignal<ReplayJob>();
  let running: AbortController | undefined;
  return {
    job,
    async start({ name, events, speed, project }) {
      running?.abort();
      const mine = new AbortController();
      running = mine;
      const startAt = Date.now();
      const steps = planReplay(events, speed, startAt);
      const begun = { name, project, total: steps.length };
      setJob({ ...begun, sent: 0, accepted: 0, refused: 0 });
      const end = await runReplay({
        ...{ engine, projectId: project.id, source: toSource("replay", name), steps, startAt },
        signal: mine.signal,
        onProgress: (counts) => {
          if (running === mine) setJob({ ...begun, ...counts });
        },
      });
      if (running === mine) setJob((now) => now && { ...now, end });
    },
    cancel: () => running?.abort(),
    dismiss: () => setJob((now) => (now?.end === undefined ? now : undefined)),
  };
}

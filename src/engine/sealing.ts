import type { Admission } from "../log/admission.ts";
import { BLOCK_EVENTS } from "../model/batch.ts";
import type { Failure, Result } from "../model/failure.ts";
import type { ProjectId } from "../model/identifier.ts";
import { startWakingLoop } from "./waking-loop.ts";

const LOOK_MS = 2_000;
/** A log that gained nothing for so long is at rest. */
const REST_MS = 5_000;
/** At rest, fewer events than this stay as they were admitted. */
const FEWEST_EVENTS = 2_000;
/** With so many waiting, sealing goes on beside what keeps coming. */
const MOST_EVENTS = 8 * BLOCK_EVENTS;

export interface Sealing {
  /** A project's log has gained events. */
  grew(projectId: ProjectId, events: number): void;
}

/** Seals what was admitted, when the log is at rest or too much waits; block by block, so that admission goes in between. */
export function startSealing(options: {
  seal: Admission["seal"];
  /** Whose logs may hold what an earlier leader left open. */
  projectIds: () => Promise<ProjectId[]>;
  isBusy: () => boolean;
  signal: AbortSignal;
  onFailure: (failure: Failure) => void;
  onError: (error: unknown) => void;
}): Sealing {
  const { signal } = options;
  const waiting = new Map<ProjectId, { events: number; at: number }>();

  function grew(projectId: ProjectId, events: number): void {
    const before = waiting.get(projectId)?.events ?? 0;
    waiting.set(projectId, { events: before + events, at: performance.now() });
  }

  async function sealAll(projectId: ProjectId, atRest: boolean): Promise<void> {
    for (;;) {
      if (signal.aborted || options.isBusy()) return;
      const sealed: Result<boolean> = await options.seal(projectId, {
        minEvents: atRest ? FEWEST_EVENTS : BLOCK_EVENTS,
      });
      if (!sealed.ok) return options.onFailure(sealed.failure);
      if (!sealed.value) {
        // What is left, or came meanwhile, is counted anew; less than a block waits for rest.
        if (atRest) waiting.delete(projectId);
        else waiting.set(projectId, { events: FEWEST_EVENTS, at: performance.now() });
        return;
      }
    }
  }

  let begun = false;
  startWakingLoop(
    async () => {
      // Nobody has counted what an earlier leader left: look once.
      if (!begun) for (const projectId of await options.projectIds()) grew(projectId, FEWEST_EVENTS);
      begun = true;
      for (const [projectId, { events, at }] of [...waiting]) {
        const atRest = performance.now() - at >= REST_MS;
        if (events >= (atRest ? FEWEST_EVENTS : MOST_EVENTS)) await sealAll(projectId, atRest);
      }
    },
    { idleMs: LOOK_MS, signal, onError: options.onError },
  );
  return { grew };
}

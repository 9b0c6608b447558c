import type { Admitted } from "../log/admission.ts";
import { BLOCK_EVENTS } from "../model/batch.ts";
import { success, type Result } from "../model/failure.ts";
import { deposed } from "./deposed.ts";
import { startWakingLoop } from "./waking-loop.ts";

const ADMIT_EVENTS = 10_000;
const POLL_MS = 1_000;
/** Under a stream admissions begin this far apart: each costs the database the same, however few events. */
const ADMIT_EVERY_MS = 32;
/** And leave as long to who appends as they took, up to this. */
const MOST_REST_MS = 100;
/** A burst that fills so much of the buffer is stored before it is admitted, but never waits longer than this. */
export const BURST_FULLNESS = 0.25;
const ACKS_FIRST_MS = 3_000;
const ACKS_STEP_MS = 10;

export interface Admitting {
  /** Arrivals wait. */
  wake(): void;
  /** Admits everything that waits now, without a rest. */
  all(): Promise<Result<null>>;
}

/** When arrivals are admitted, and how many at once. Also looks by itself, once a second. */
export function startAdmitting(options: {
  admit: (maxEvents: number) => Promise<Result<Admitted>>;
  /** What one call admitted. */
  onAdmitted: (admitted: Admitted) => void;
  /** How much of the buffer of events to be stored is taken in this worker, 0 to 1. */
  fullness: () => number;
  signal: AbortSignal;
  onError: (error: unknown) => void;
}): Admitting {
  const { signal } = options;

  /** Returns when the buffer is no longer filling up, or after so long. */
  async function storeFirst(mostMs: number): Promise<void> {
    const until = performance.now() + mostMs;
    while (options.fullness() > BURST_FULLNESS && performance.now() < until && !signal.aborted)
      await new Promise((resolve) => setTimeout(resolve, ACKS_STEP_MS));
  }

  /** `shared`: while events wait to be stored, that has as much time as this. */
  async function all({ shared = false } = {}): Promise<Result<null>> {
    const began = performance.now();
    let tookMs = 0;
    let maxEvents = ADMIT_EVENTS;
    for (;;) {
      if (shared) await storeFirst(tookMs);
      if (signal.aborted) return deposed;
      const started = performance.now();
      const admitted = await options.admit(maxEvents);
      tookMs = performance.now() - started;
      if (!admitted.ok) return admitted;
      options.onAdmitted(admitted.value);
      if (!admitted.value.remaining) return success(null);
      // A backlog by blocks: that costs the database least. But a burst is stored first.
      if (!shared || performance.now() - began > ACKS_FIRST_MS) maxEvents = BLOCK_EVENTS;
    }
  }

  let nextAt = -Infinity;
  const loop = startWakingLoop(
    async () => {
      const early = nextAt - performance.now();
      if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
      await storeFirst(ACKS_FIRST_MS);
      const began = performance.now();
      await all({ shared: true });
      const ended = performance.now();
      nextAt = Math.max(began + ADMIT_EVERY_MS, ended + Math.min(ended - began, MOST_REST_MS));
    },
    { idleMs: POLL_MS, signal, onError: options.onError },
  );

  return { wake: () => loop.wake(), all: () => all() };
}

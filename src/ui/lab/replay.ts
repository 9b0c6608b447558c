import { v7 } from "uuid";
import type { EngineApi, EventDraft } from "../../engine/api.ts";
import type { Failure } from "../../model/failure.ts";
import type { FixtureEvent } from "../../model/fixture.ts";
import { wait } from "../../model/wait.ts";

/** How many times as fast as it was recorded; `all` is at once. */
export const REPLAY_SPEEDS = ["1", "10", "all"] as const;
export type ReplaySpeed = (typeof REPLAY_SPEEDS)[number];

export interface ReplayStep {
  /** Milliseconds after the replay began. */
  dueMs: number;
  draft: EventDraft & { id: string };
}

/**
 * What is sent when. Every event gets a new id, every session a new one, people stay who they are. The
 * times are moved to now: an event happens as it is sent, so at ten times the speed the gaps are a
 * tenth; sent at once they keep their gaps, and the last one happens at `startAt`.
 */
export function planReplay(
  events: readonly FixtureEvent[],
  speed: ReplaySpeed,
  startAt: number,
): ReplayStep[] {
  const sorted = events.toSorted((a, b) => a.timestamp - b.timestamp);
  const first = sorted[0]?.timestamp ?? 0;
  const last = sorted.at(-1)?.timestamp ?? 0;
  const sessions = new Map<string, string>();
  const newSession = (given: string): string => {
    const known = sessions.get(given) ?? v7();
    sessions.set(given, known);
    return known;
  };
  return sorted.map(({ sessionId, ...event }) => {
    const dueMs = speed === "all" ? 0 : Math.round((event.timestamp - first) / Number(speed));
    const timestamp = speed === "all" ? startAt - (last - event.timestamp) : startAt + dueMs;
    return {
      dueMs,
      draft: {
        ...event,
        id: v7({ msecs: Math.max(0, timestamp) }),
        timestamp: Math.max(0, timestamp),
        ...(sessionId === undefined ? {} : { sessionId: newSession(sessionId) }),
      },
    };
  });
}

/** Of the steps, milliseconds. */
export const replayLengthMs = (events: readonly FixtureEvent[], speed: ReplaySpeed): number =>
  planReplay(events, speed, 0).at(-1)?.dueMs ?? 0;

export interface ReplayCounts {
  sent: number;
  accepted: number;
  /** Not taken: too large, or of people or times that were erased. */
  refused: number;
}

export type ReplayEnd =
  | { kind: "done" }
  | { kind: "cancelled" }
  /** Of the project events were erased, and the steps may hold some of them. */
  | { kind: "erased" }
  | { kind: "failed"; failure: Failure };

const STEP_EVENTS = 1_000;
const FULL_WAIT_MS = 200;
/** A timer of a page that slept is late; what is due by then goes together. */
const LONGEST_WAIT_MS = 1_000;

/**
 * Sends each step when it is due, until an erasure of the project. A call that failed stored nothing; a full buffer is tried again. What
 * was sent before an end stays.
 */
export async function runReplay(options: {
  engine: Pick<EngineApi, "append" | "generation">;
  projectId: string;
  source: string;
  steps: readonly ReplayStep[];
  startAt: number;
  signal: AbortSignal;
  onProgress: (counts: ReplayCounts) => void;
}): Promise<ReplayEnd> {
  const { engine, projectId, source, steps, startAt, signal, onProgress } = options;
  const counts: ReplayCounts = { sent: 0, accepted: 0, refused: 0 };
  let begunIn: number | undefined;
  while (counts.sent < steps.length) {
    if (signal.aborted) return { kind: "cancelled" };
    const elapsed = Date.now() - startAt;
    // After the time: of a person or a time, an erasure that begins later keeps out what was due by then.
    const generation = await engine.generation(projectId);
    if (!generation.ok) return { kind: "failed", failure: generation.failure };
    begunIn ??= generation.value;
    if (generation.value !== begunIn) return { kind: "erased" };
    const next = steps[counts.sent]?.dueMs ?? 0;
    if (next > elapsed) {
      await wait(Math.min(next - elapsed, LONGEST_WAIT_MS), signal);
      continue;
    }
    const due = steps
      .slice(counts.sent, counts.sent + STEP_EVENTS)
      .filter(({ dueMs }) => dueMs <= elapsed)
      .map(({ draft }) => draft);
    const done = await engine.append(projectId, due, { source, generation: begunIn });
    if (!done.ok) {
      if (done.failure.kind !== "backpressure") return { kind: "failed", failure: done.failure };
      await wait(FULL_WAIT_MS, signal);
      continue;
    }
    counts.sent += due.length;
    counts.accepted += done.value.accepted;
    counts.refused += due.length - done.value.accepted;
    onProgress({ ...counts });
  }
  return { kind: "done" };
}

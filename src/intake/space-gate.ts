import type { Appended, Appender } from "../log/appender.ts";
import { fail, type Failure, type Result } from "../model/failure.ts";
import { spaceLevel, type SpaceReading } from "../model/space.ts";

/** Whether there is room to take more in. */
export interface SpaceGate {
  /** Why nothing is taken in for now; undefined where it is. Never rejects. */
  refusal(): Promise<Failure | undefined>;
  /** At most {@link SAMPLE_MS} old. */
  reading(): Promise<SpaceReading>;
  /** Much was removed: what was read before no longer counts. */
  renew(): void;
  /** What became of a write. One that found no space is shown until another finds some. */
  wrote(hadSpace: boolean): void;
}

/** The browser adds it up from files, and what it says lags behind by seconds anyway. */
export const SAMPLE_MS = 15_000;

/**
 * Looks at the browser's estimate when asked, at most every 15 s. Intake waits for it only while
 * nothing is known and while it is paused, so that it goes on by itself once there is room.
 */
export function makeSpaceGate({
  estimate = () => navigator.storage.estimate(),
  now = () => performance.now(),
}: {
  estimate?: () => Promise<StorageEstimate>;
  now?: () => number;
} = {}): SpaceGate {
  let known: SpaceReading | undefined;
  let sampledAt = -Infinity;
  let sampling: Promise<SpaceReading> | undefined;
  // Browsers may tell a quota that stays ahead of the usage: then only a write knows.
  let noSpace = false;

  async function sample(): Promise<SpaceReading> {
    sampledAt = now();
    try {
      const { usage = 0, quota = 0 } = await estimate();
      known = { usage, quota };
    } catch {
      // A browser that cannot tell is no reason to refuse events: a write says for itself when it is full.
      known = { usage: 0, quota: 0 };
    }
    return known;
  }

  const isFresh = () => now() - sampledAt < SAMPLE_MS;
  const latest = async (): Promise<SpaceReading> => {
    if (sampling === undefined && known !== undefined && isFresh()) return known;
    sampling ??= sample().finally(() => {
      sampling = undefined;
    });
    return sampling;
  };

  return {
    async refusal() {
      const looking = latest();
      const reading = known === undefined || spaceLevel(known) === "full" ? await looking : known;
      return spaceLevel(reading) === "full" ? paused(reading) : undefined;
    },
    async reading() {
      const reading = await latest();
      return noSpace ? { ...reading, noSpace } : reading;
    },
    renew() {
      sampledAt = -Infinity;
      noSpace = false;
    },
    wrote(hadSpace) {
      if (!hadSpace) sampledAt = -Infinity;
      noSpace = !hadSpace;
    },
  };
}

function paused(reading: SpaceReading): Failure {
  const percent = Math.floor((100 * reading.usage) / reading.quota);
  return {
    kind: "quota-exceeded",
    message: `Intake is paused: ${percent}% of what this browser gives Lochan is used. Nothing of this call was stored; send it again when there is room.`,
    paused: reading,
  };
}

/** Takes nothing while the gate is closed, and has it look again after a write that found no space. */
export function guardAppender(appender: Appender, gate: SpaceGate): Appender {
  const guarded = async (append: () => Promise<Result<Appended>>): Promise<Result<Appended>> => {
    const refusal = await gate.refusal();
    if (refusal !== undefined) return fail(refusal);
    const appended = await append();
    if (appended.ok) gate.wrote(true);
    else if (appended.failure.kind === "quota-exceeded") gate.wrote(false);
    return appended;
  };
  return {
    ...appender,
    append: (...call) => guarded(() => appender.append(...call)),
    appendColumns: (...call) => guarded(() => appender.appendColumns(...call)),
  };
}

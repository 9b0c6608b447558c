import type { Database } from "../database/database.ts";
import type { FeedChannel } from "../feed/feed-channel.ts";
import { takeAdmissions } from "../log/admission-result.ts";
import type { Appended } from "../log/appender.ts";
import type { LocalEvents } from "../model/batch.ts";
import { type Failure, fail, success, type Result } from "../model/failure.ts";
import type { AppendSummary } from "./api.ts";

/** Undefined where this tab does not lead, and nothing was taken. `generation` is as for arrivals. */
export type AdmitHere = (
  projectId: string,
  events: LocalEvents,
  generation: number,
) => Promise<Result<Omit<AppendSummary, "refused">> | undefined>;

const RECHECK_MS = 250;
const FULL: Failure = {
  kind: "quota-exceeded",
  stored: true,
  message:
    "This browser has no space left for Lochan. What was on its way is stored and will be counted when there is room.",
};

/**
 * Appends and waits until the leader, whoever it is by then, has admitted: so that the caller
 * learns how many ids were new. Accepted, duplicate and erased add up to the events given.
 * Aborting stops the waiting, not the events, and so does a `quota-exceeded` that is `stored`: they are counted once
 * the leader has the space.
 */
export async function appendAndAwait(
  context: { database: Database; channel: FeedChannel },
  append: (options: { reply: true }) => Promise<Result<Appended>>,
  signal: AbortSignal,
): Promise<Result<Omit<AppendSummary, "refused">>> {
  const appended = await append({ reply: true });
  if (!appended.ok) return appended;
  const waiting = new Set(appended.value.arrivalIds);
  let accepted = 0;
  let duplicate = 0;
  let erased = 0;
  let rouse: () => void = () => undefined;
  let isFull = false;
  const unsubscribe = context.channel.subscribe(({ kind }) => {
    isFull ||= kind === "full";
    if (isFull || kind === "advanced") rouse();
  });
  try {
    for (;;) {
      const roused = new Promise<void>((resolve) => (rouse = resolve));
      for (const row of await takeAdmissions(context.database, [...waiting])) {
        waiting.delete(row.arrivalId);
        accepted += row.accepted;
        duplicate += row.duplicate;
        erased += row.erased;
      }
      if (waiting.size === 0)
        return success({ accepted, duplicate, erased, fullness: appended.value.fullness });
      if (isFull) return fail(FULL);
      if (signal.aborted)
        return fail({
          kind: "cancelled",
          message: "Stopped waiting; the events are stored and will be counted.",
        });
      await Promise.race([roused, new Promise((resolve) => setTimeout(resolve, RECHECK_MS))]);
    }
  } finally {
    unsubscribe();
  }
}

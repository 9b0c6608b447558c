import * as v from "valibot";

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const VERSION = 1;
const version = v.literal(VERSION);

const feedMessage = v.variant("kind", [
  v.object({ version, kind: v.literal("advanced"), epoch: count, from: count, to: count }),
  v.object({ version, kind: v.literal("arrived") }),
  v.object({ version, kind: v.literal("full") }),
  v.object({
    version,
    kind: v.literal("beat"),
    epoch: count,
    sequence: count,
    folds: count,
  }),
  v.object({
    version,
    kind: v.literal("folded"),
    epoch: count,
    projectId: v.string(),
    generation: count,
    sequence: count,
    identified: v.optional(v.array(count)),
    changed: v.optional(v.object({ from: v.number(), to: v.number() })),
  }),
  v.object({ version, kind: v.literal("catalog") }),
]);

/**
 * What tabs tell each other. Only a hint: the database is what is read, so a lost message delays.
 * - `advanced`: log entries `from..to` are durable.
 * - `arrived`: arrivals wait for the leader.
 * - `full`: the leader found no space to admit them; they wait until there is some.
 * - `beat`: the leader lives; repeats where the log is, and how many folds it has committed.
 * - `folded`: rollups of a project reached a checkpoint; `identified` are the distinct ids that turned
 *   out to be somebody, left out where they are many or not known.
 * - `catalog`: projects, dashboards or settings changed.
 */
export type FeedMessage = v.InferOutput<typeof feedMessage>;

export interface FeedChannel {
  post(message: FeedMessage): void;
  /** Returns the way to stop. */
  subscribe(listener: (message: FeedMessage) => void): () => void;
}

/** Closed by its signal; messages of other versions and of strangers are ignored. */
export function openFeedChannel({
  name = "lochan-feed",
  signal,
}: {
  name?: string;
  signal: AbortSignal;
}): FeedChannel {
  const listeners = new Set<(message: FeedMessage) => void>();
  const channel = signal.aborted ? undefined : new BroadcastChannel(name);
  const tell = (message: FeedMessage) => {
    for (const listener of [...listeners]) listener(message);
  };
  channel?.addEventListener("message", (event: MessageEvent<unknown>) => {
    const parsed = v.safeParse(feedMessage, event.data);
    if (parsed.success) tell(parsed.output);
  });
  signal.addEventListener("abort", () => {
    listeners.clear();
    channel?.close();
  });
  return {
    post(message) {
      if (signal.aborted) return;
      channel?.postMessage(message);
      // BroadcastChannel does not deliver to its own sender: this tab's consumers are told directly.
      tell(message);
    },
    subscribe(listener) {
      if (!signal.aborted) listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

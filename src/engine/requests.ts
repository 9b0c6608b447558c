import * as v from "valibot";
import { fail, type Result } from "../model/failure.ts";

const CHANNEL_NAME = "lochan-requests";
const RESEND_MS = 500;
/** What was accepted is asked for again this often: its reply may be lost. */
const REMIND_MS = 2_000;
/** Finished requests kept so that one sent twice is answered, not run, twice. */
const REMEMBERED = 256;

const message = v.variant("kind", [
  v.object({
    version: v.literal(1),
    kind: v.literal("request"),
    id: v.string(),
    operation: v.string(),
    input: v.unknown(),
  }),
  v.object({ version: v.literal(1), kind: v.literal("accepted"), id: v.string(), epoch: v.number() }),
  v.object({ version: v.literal(1), kind: v.literal("reply"), id: v.string(), result: v.unknown() }),
  v.object({ version: v.literal(1), kind: v.literal("cancel"), id: v.string() }),
  v.object({ version: v.literal(1), kind: v.literal("leader"), epoch: v.number() }),
  v.object({ version: v.literal(1), kind: v.literal("published"), topic: v.string(), value: v.unknown() }),
]);
type Message = v.InferOutput<typeof message>;

interface Pending {
  operation: string;
  input: unknown;
  signal: AbortSignal | undefined;
  /** Epoch of the leader that took it. */
  accepted?: number;
  settle: (result: Result<unknown>) => void;
}

export type Handler = (input: unknown, signal: AbortSignal) => Promise<Result<unknown>>;

interface Term {
  handlers: Record<string, Handler>;
  epoch: number;
  remembered: ReadonlySet<string>;
}

export interface RequestChannel {
  /**
   * Asks whoever leads, and asks the next leader again when that one goes: so operations must be
   * repeatable. Resolves to the reply, or to `cancelled` when the signal aborts.
   */
  request(operation: string, input: unknown, signal?: AbortSignal): Promise<Result<unknown>>;
  /**
   * Answers requests of every tab until the signal aborts. Results of the `remembered` operations are
   * kept for a while, so that a request that came twice is not run twice.
   */
  serve(
    handlers: Record<string, Handler>,
    epoch: number,
    signal: AbortSignal,
    remembered?: readonly string[],
  ): void;
  publish(topic: string, value: unknown): void;
  onPublished(listener: (topic: string, value: unknown) => void): void;
}

/**
 * Questions between tabs. Same-origin only; what arrives is still parsed, and results are parsed
 * again by the caller. BroadcastChannel does not deliver to its own sender: while this tab leads,
 * its own requests run here, those it still waited for included.
 */
export function openRequestChannel(signal: AbortSignal, name = CHANNEL_NAME): RequestChannel {
  const channel = new BroadcastChannel(name);
  const pending = new Map<string, Pending>();
  const listeners = new Set<(topic: string, value: unknown) => void>();
  const tab = crypto.randomUUID();
  let nextId = 1;
  let serving: Term | undefined;
  const running = new Map<string, AbortController>();
  const finished = new Map<string, Result<unknown>>();

  const send = (id: string, waiting: Pending) => {
    if (serving) void runHere(serving, waiting);
    else post({ version: 1, kind: "request", id, operation: waiting.operation, input: waiting.input });
  };

  async function runHere(term: Term, waiting: Pending) {
    if (waiting.accepted === term.epoch) return;
    waiting.accepted = term.epoch;
    const handler = handlerOf(term, waiting.operation);
    if (!handler) return waiting.settle(unknownOperation(waiting.operation));
    const result = await settled(handler(waiting.input, waiting.signal ?? new AbortController().signal));
    if (serving === term && (result.ok || result.failure.kind !== "deposed")) waiting.settle(result);
    // The next term may have taken it by now.
    else if (waiting.accepted === term.epoch) delete waiting.accepted;
  }

  const post = (value: Message) => {
    if (!signal.aborted) channel.postMessage(value);
  };

  const handlerOf = (term: Term, operation: string) =>
    Object.hasOwn(term.handlers, operation) ? term.handlers[operation] : undefined;

  async function answer(id: string, operation: string, input: unknown): Promise<void> {
    if (!serving) return;
    const done = finished.get(id);
    if (done) return post({ version: 1, kind: "reply", id, result: done });
    post({ version: 1, kind: "accepted", id, epoch: serving.epoch });
    if (running.has(id)) return;
    const handler = handlerOf(serving, operation);
    if (!handler) return post({ version: 1, kind: "reply", id, result: unknownOperation(operation) });
    const controller = new AbortController();
    running.set(id, controller);
    const term = serving;
    const result = await settled(handler(input, controller.signal));
    if (running.get(id) === controller) running.delete(id);
    // A deposed leader's refusal is not an answer: the asker asks the next one.
    if (serving !== term || (!result.ok && result.failure.kind === "deposed")) return;
    post({ version: 1, kind: "reply", id, result });
    if (!term.remembered.has(operation)) return;
    finished.set(id, result);
    const oldest = finished.keys().next();
    if (finished.size > REMEMBERED && !oldest.done) finished.delete(oldest.value);
  }

  channel.onmessage = (event: MessageEvent<unknown>) => {
    const parsed = v.safeParse(message, event.data);
    if (!parsed.success) return;
    const got = parsed.output;
    switch (got.kind) {
      case "request":
        void answer(got.id, got.operation, got.input);
        return;
      case "cancel":
        running.get(got.id)?.abort();
        return;
      case "accepted": {
        const waiting = pending.get(got.id);
        if (waiting) waiting.accepted = got.epoch;
        return;
      }
      case "reply":
        pending.get(got.id)?.settle(got.result as Result<unknown>);
        return;
      case "leader":
        for (const [id, waiting] of pending) if (waiting.accepted !== got.epoch) send(id, waiting);
        return;
      case "published":
        for (const listener of listeners) listener(got.topic, got.value);
    }
  };
  signal.addEventListener(
    "abort",
    () => {
      channel.close();
      for (const waiting of pending.values()) waiting.settle(ended);
    },
    { once: true },
  );

  return {
    request(operation, input, cancel) {
      return new Promise((resolve) => {
        const id = `${tab}:${nextId++}`;
        let sentAt = performance.now();
        const timer = setInterval(() => {
          if (waiting.accepted !== undefined && performance.now() - sentAt < REMIND_MS) return;
          sentAt = performance.now();
          send(id, waiting);
        }, RESEND_MS);
        const stop = () => {
          post({ version: 1, kind: "cancel", id });
          settle(fail({ kind: "query-cancelled", message: "The question was cancelled." }));
        };
        const settle = (result: Result<unknown>) => {
          clearInterval(timer);
          pending.delete(id);
          cancel?.removeEventListener("abort", stop);
          resolve(result);
        };
        const waiting: Pending = { operation, input, signal: cancel, settle };
        pending.set(id, waiting);
        cancel?.addEventListener("abort", stop, { once: true });
        if (signal.aborted) settle(ended);
        else if (cancel?.aborted) stop();
        else send(id, waiting);
      });
    },
    serve(handlers, epoch, term, remembered = []) {
      const mine = { handlers, epoch, remembered: new Set(remembered) };
      serving = mine;
      post({ version: 1, kind: "leader", epoch });
      for (const [id, waiting] of pending) send(id, waiting);
      term.addEventListener(
        "abort",
        () => {
          if (serving === mine) serving = undefined;
          for (const controller of running.values()) controller.abort();
          running.clear();
          finished.clear();
        },
        { once: true },
      );
    },
    publish(topic, value) {
      post({ version: 1, kind: "published", topic, value });
    },
    onPublished(listener) {
      listeners.add(listener);
    },
  };
}

/** A handler that throws has a bug: it is reported, and whoever asked is told rather than left waiting. */
function settled(result: Promise<Result<unknown>>): Promise<Result<unknown>> {
  return result.catch((error: unknown) => {
    reportError(error);
    const words = error instanceof Error ? error.message : String(error);
    return fail({ kind: "engine-unavailable", message: `The engine failed at this: ${words}` });
  });
}

const ended: Result<never> = fail({
  kind: "storage-unavailable",
  message: "Lochan has ended in this tab. Reload it.",
});

const unknownOperation = (operation: string): Result<never> =>
  fail({
    kind: "version-mismatch",
    message: `The tab that leads does not know "${operation.slice(0, 40)}": reload every tab.`,
    ours: 1,
    theirs: 0,
  });

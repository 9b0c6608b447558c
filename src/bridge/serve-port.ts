import { parseHello } from "../intake/snippet-message.ts";
import type { Failure } from "../model/failure.ts";
import type { MessageOutcome, Via } from "../model/lab-note.ts";
import type { ReceiverMessage } from "../model/snippet-protocol.ts";
import type { OpenReceiver } from "./open-receiver.ts";

/** Messages that wait for an answer. A snippet sends one and waits. */
const MOST_WAITING = 8;

/**
 * Answers one hello on the port that came with it, then its messages, one at a time and in order,
 * until the signal aborts or one fails: the snippet then says hello again, and what a flood has sent
 * meanwhile is not looked at. Tells when `window`, its page, is left. `origin` must come from the
 * browser, not from the message.
 */
export async function servePort(
  { receiver, watching, tellLabs }: OpenReceiver,
  hello: { origin: string; message: unknown; port: MessagePort; embedded: boolean; via: Via },
  window: Window,
  signal: AbortSignal,
): Promise<void> {
  const { port, origin, via } = hello;
  const projectId = parseHello(hello.message)?.project ?? "";
  const onOutcome = (outcome: MessageOutcome): void =>
    tellLabs({ ...outcome, version: 1, via, origin, projectId });
  const say = (message: ReceiverMessage): void => port.postMessage(message);
  const connected = await receiver.connect(origin, hello.message, {
    embedded: hello.embedded,
    onOutcome,
  });
  if (signal.aborted) return port.close();
  const at = Date.now();
  if (!connected.ok) {
    say({ kind: "refused", failure: connected.failure });
    onOutcome({ receivedAt: at, storedAt: at, events: [], refused: [], failure: connected.failure });
    return;
  }
  const { idleMs, receive, refuse } = connected.value;
  const ended = new AbortController();
  const until = AbortSignal.any([signal, ended.signal]);
  const end = (failure: Failure): void => {
    say({ kind: "failed", failure });
    ended.abort();
  };
  let turn = Promise.resolve();
  let waiting = 0;
  port.addEventListener("message", (event: MessageEvent<unknown>) => {
    if (until.aborted) return;
    if (++waiting > MOST_WAITING) {
      const failure = tooMany(waiting);
      void refuse(failure);
      return end(failure);
    }
    turn = turn.then(async () => {
      if (until.aborted) return;
      const answer = await receive(event.data);
      waiting -= 1;
      if (answer.kind === "failed") end(answer.failure);
      else say(answer);
    });
  });
  const unsubscribe = watching.subscribe((live) => say({ kind: "live", live }));
  window.addEventListener("pagehide", () => say({ kind: "closing" }), { signal: until });
  until.addEventListener("abort", () => {
    unsubscribe();
    port.close();
  });
  say({ kind: "welcome", version: 1, idleMs, live: watching.live() });
  onOutcome({ receivedAt: at, storedAt: at, events: [], refused: [] });
  port.start();
}

const tooMany = (buffered: number): Failure => ({
  kind: "backpressure",
  message: `At most ${MOST_WAITING} messages may wait for an answer.`,
  buffered,
  limit: MOST_WAITING,
});

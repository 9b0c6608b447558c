import { parseHello } from "../intake/snippet-message.ts";
import type { MessageOutcome, Via } from "../model/lab-note.ts";
import type { ReceiverMessage } from "../model/snippet-protocol.ts";
import type { OpenReceiver } from "./open-receiver.ts";

/**
 * Answers one hello on the port that came with it, then its messages, one at a time and in order,
 * until the signal aborts; tells when `window`, its page, is left. `origin` must come from the browser, not from the message.
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
  const at = Date.now();
  if (!connected.ok) {
    say({ kind: "refused", failure: connected.failure });
    onOutcome({ receivedAt: at, storedAt: at, events: [], refused: [], failure: connected.failure });
    return;
  }
  const { idleMs, receive } = connected.value;
  let turn = Promise.resolve();
  port.addEventListener("message", (event: MessageEvent<unknown>) => {
    turn = turn.then(async () => say(await receive(event.data)));
  });
  const unsubscribe = watching.subscribe((live) => say({ kind: "live", live }));
  window.addEventListener("pagehide", () => say({ kind: "closing" }), { signal });
  signal.addEventListener("abort", () => {
    unsubscribe();
    port.close();
  });
  say({ kind: "welcome", version: 1, idleMs, live: watching.live() });
  onOutcome({ receivedAt: at, storedAt: at, events: [], refused: [] });
  port.start();
}

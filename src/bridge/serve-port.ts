import type { SnippetReceiver } from "../intake/receive-snippet.ts";
import type { ReceiverMessage } from "../model/snippet-protocol.ts";
import type { LiveSignal } from "./live-signal.ts";

/**
 * Answers one hello on the port that came with it, then its messages, one at a time and in order,
 * until the signal aborts; tells when `window`, its page, is left. `origin` must come from the browser, not from the message.
 */
export async function servePort(
  receiver: SnippetReceiver,
  hello: { origin: string; message: unknown; port: MessagePort; embedded: boolean },
  watching: LiveSignal,
  window: Window,
  signal: AbortSignal,
): Promise<void> {
  const { port } = hello;
  const say = (message: ReceiverMessage): void => port.postMessage(message);
  const connected = await receiver.connect(hello.origin, hello.message, {
    embedded: hello.embedded,
  });
  if (!connected.ok) {
    say({ kind: "refused", failure: connected.failure });
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
  port.start();
}

import type { ReceiverMessage, SnippetBatch } from "../../../src/model/snippet-protocol.ts";

const WELCOME: ReceiverMessage = { kind: "welcome", version: 1, idleMs: 1_800_000, live: true };

export const say = (port: MessagePort, message: ReceiverMessage): void => port.postMessage(message);

/**
 * Stands in the hidden frames of this page: keeps the receiver's ends of the ports that came with a
 * hello, in order, and what was sent to each. With `ack` every batch is acked.
 */
export function receive({ answer = WELCOME, ack = false } = {}) {
  const ports: { port: MessagePort; batches: SnippetBatch[] }[] = [];
  const listened = new WeakSet<Window>();
  const listen = (event: Event): void => {
    const frame = event.target;
    if (!(frame instanceof HTMLIFrameElement) || !frame.contentWindow) return;
    if (listened.has(frame.contentWindow)) return;
    listened.add(frame.contentWindow);
    frame.contentWindow.addEventListener("message", ({ ports: [port] }: MessageEvent) => {
      if (!port) return;
      const batches: SnippetBatch[] = [];
      ports.push({ port, batches });
      port.onmessage = ({ data }: MessageEvent<SnippetBatch>) => {
        batches.push(data);
        if (ack) say(port, { kind: "acked", ids: data.events.map(([id]) => id), refused: [] });
      };
      say(port, answer);
    });
  };
  document.addEventListener("load", listen, { capture: true });
  return {
    ports,
    end(): void {
      document.removeEventListener("load", listen, { capture: true });
      for (const frame of document.querySelectorAll("iframe[hidden]")) frame.remove();
    },
  };
}

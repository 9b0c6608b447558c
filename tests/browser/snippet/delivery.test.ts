import { afterEach, expect, test, vi } from "vitest";
import { makeDelivery } from "../../../src/snippet/delivery.ts";
import type { ReceiverMessage, SnippetBatch } from "../../../src/model/snippet-protocol.ts";

const PREFIX = "p:";
const hello = { lochan: 1, kind: "hello", project: "p", key: "k" } as const;
const WAIT = { timeout: 5_000 };

/** The receiver's ends of the ports that came with a hello, in order, and what was sent to each. */
function receive() {
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
      port.onmessage = ({ data }: MessageEvent<SnippetBatch>) => batches.push(data);
      say(port, { kind: "welcome", version: 1, idleMs: 1_800_000, live: true });
    });
  };
  document.addEventListener("load", listen, { capture: true });
  return { ports, end: () => document.removeEventListener("load", listen, { capture: true }) };
}

const say = (port: MessagePort, message: ReceiverMessage): void => port.postMessage(message);
const idsOf = (batch: SnippetBatch | undefined) => batch?.events.map(([id]) => id);

let end = (): void => undefined;
afterEach(() => {
  end();
  for (const frame of document.querySelectorAll("iframe[hidden]")) frame.remove();
});

test("a receiver that is left is followed by the next at once, and its late ack holds nothing up", async () => {
  const receiver = receive();
  end = receiver.end;
  const box: Record<string, string> = { "p:1": "{}" };
  const bridge = new URL("/favicon.svg", location.origin);
  const delivery = makeDelivery(box, PREFIX, bridge, hello, () => undefined);
  void delivery.go();
  await vi.waitFor(() => expect(idsOf(receiver.ports[0]?.batches[0])).toEqual(["1"]), WAIT);
  const [left] = receiver.ports;

  box["p:2"] = "{}";
  say(left!.port, { kind: "closing" });
  say(left!.port, { kind: "acked", ids: ["1"], refused: [] });
  const flushed = delivery.flush();
  await vi.waitFor(() => expect(idsOf(receiver.ports[1]?.batches.at(-1))).toEqual(["2"]), WAIT);
  say(receiver.ports[1]!.port, { kind: "acked", ids: ["2"], refused: [] });
  await flushed;
  expect(box).toEqual({});
});

import type { Page } from "@playwright/test";
import type { ReceiverMessage } from "../../src/model/snippet-protocol.ts";

/** What a page can do that speaks the snippet's protocol itself, and does not keep to it. */
export interface Rogue {
  /** Says hello to the window that opened this page, or to a frame with the bridge. */
  hello(how: "opener" | "frame"): Promise<{ port: MessagePort; answer: ReceiverMessage | "silence" }>;
  /** Posts a message and gives the answer. */
  send(port: MessagePort, message: object): Promise<ReceiverMessage | "silence">;
}

declare global {
  interface Window {
    rogue: Rogue;
  }
}

const SILENCE_MS = 5_000;

/** Gives a page `window.rogue`, now and after each of its loads. */
export async function makeRogue(
  page: Page,
  hello: { app: string; project: string; key: string },
): Promise<void> {
  const script = ({ app, silenceMs, ...names }: typeof hello & { silenceMs: number }): void => {
    const answerOf = (port: MessagePort): Promise<ReceiverMessage | "silence"> =>
      new Promise((resolve) => {
        setTimeout(resolve, silenceMs, "silence");
        port.onmessage = ({ data }: MessageEvent<ReceiverMessage>) => {
          if (data.kind !== "live") resolve(data);
        };
      });
    const frameOf = async (): Promise<Window | null> => {
      const frame = document.createElement("iframe");
      frame.src = `${app}/bridge.html`;
      const loaded = new Promise((done) => (frame.onload = done));
      document.body.append(frame);
      await loaded;
      return frame.contentWindow;
    };
    window.rogue = {
      async hello(how) {
        const { port1, port2 } = new MessageChannel();
        const answer = answerOf(port1);
        const target = how === "opener" ? (window.opener as Window | null) : await frameOf();
        target?.postMessage({ lochan: 1, kind: "hello", ...names }, app, [port2]);
        return { port: port1, answer: await answer };
      },
      send(port, message) {
        const answer = answerOf(port);
        port.postMessage(message);
        return answer;
      },
    };
  };
  const input = { ...hello, silenceMs: SILENCE_MS };
  await page.addInitScript(script, input);
  await page.evaluate(script, input);
}

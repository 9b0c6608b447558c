import { helloVersion } from "../intake/snippet-message.ts";
import type { OpenReceiver } from "./open-receiver.ts";
import { servePort } from "./serve-port.ts";

/**
 * Lets sites that this window opened send to it. A hello counts only if it comes from another
 * window, with a port to answer on; who may send is decided from the browser's word for its origin.
 */
export function listenForOpened(opened: OpenReceiver, window: Window, signal: AbortSignal): void {
  window.addEventListener(
    "message",
    (event: MessageEvent<unknown>) => {
      const port = event.ports[0];
      const foreign = event.source !== null && event.source !== window;
      if (!foreign || port === undefined || helloVersion(event.data) === undefined) return;
      const hello = {
        origin: event.origin,
        message: event.data,
        port,
        embedded: false,
        via: "opener",
      } as const;
      void servePort(opened, hello, window, signal);
    },
    { signal },
  );
}

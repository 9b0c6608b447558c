import { helloVersion } from "../intake/snippet-message.ts";
import type { OpenReceiver } from "./open-receiver.ts";
import { servePort } from "./serve-port.ts";

/**
 * Lets sites that this window opened send to it. A hello counts only if it comes from another
 * window, with a port to answer on; who may send is decided from the browser's word for its origin. A
 * window is served on the port of its newest hello.
 */
export function listenForOpened(opened: OpenReceiver, window: Window, signal: AbortSignal): void {
  const served = new WeakMap<MessageEventSource, AbortController>();
  window.addEventListener(
    "message",
    ({ source, origin, data, ports: [port] }: MessageEvent<unknown>) => {
      if (source === null || source === window || port === undefined) return;
      if (helloVersion(data) === undefined) return;
      served.get(source)?.abort();
      const current = new AbortController();
      served.set(source, current);
      const until = AbortSignal.any([signal, current.signal]);
      const hello = { origin, message: data, port, embedded: false, via: "opener" } as const;
      void servePort(opened, hello, window, until);
    },
    { signal },
  );
}

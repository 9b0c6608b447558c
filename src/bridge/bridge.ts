import { helloVersion } from "../intake/snippet-message.ts";
import type { BridgeReady, ReceiverMessage } from "../model/snippet-protocol.ts";
import type { OpenReceiver } from "./open-receiver.ts";
import { servePort } from "./serve-port.ts";

/**
 * Serves the page that frames or opened this one, and no other window. Storage is opened (by
 * `open`, once) only for a hello and only where the browser says it is first-party: elsewhere a
 * write can succeed into a partition nobody reads, so the answer is `partitioned`.
 */
export function listenAsBridge(window: Window, signal: AbortSignal, open: () => OpenReceiver): void {
  const framed = window.parent !== window;
  const host: Window | null = framed ? window.parent : (window.opener as Window | null);
  const firstParty = framed ? hasFirstPartyStorage(window.document) : Promise.resolve(true);
  let opened: OpenReceiver | undefined;
  let previous: AbortController | undefined;

  window.addEventListener(
    "message",
    (event: MessageEvent<unknown>) => {
      const port = event.ports[0];
      if (host === null || event.source !== host) return;
      if (port === undefined || helloVersion(event.data) === undefined) return;
      previous?.abort();
      const current = new AbortController();
      previous = current;
      void firstParty.then((isFirstParty) => {
        if (!isFirstParty) {
          port.postMessage(partitioned);
          return;
        }
        opened ??= open();
        const ownOrigin = event.origin === window.location.origin;
        const hello = {
          origin: event.origin,
          message: event.data,
          port,
          embedded: framed && !ownOrigin,
          via: framed ? (ownOrigin ? "same-origin" : "iframe") : "popup",
        } as const;
        const until = AbortSignal.any([signal, current.signal]);
        void servePort(opened, hello, window, until);
      });
    },
    { signal },
  );

  // A page cannot see a window of another origin load: it is told. It puts its origin in the hash.
  const opener = parseOrigin(window.location.hash.slice(1));
  if (!framed && host !== null && opener !== undefined)
    host.postMessage({ lochan: 1, kind: "ready" } satisfies BridgeReady, opener);
}

async function hasFirstPartyStorage(document: Document): Promise<boolean> {
  try {
    return (await document.hasStorageAccess?.()) ?? true;
  } catch {
    return false;
  }
}

function parseOrigin(text: string): string | undefined {
  return URL.canParse(text) ? new URL(text).origin : undefined;
}

const partitioned: ReceiverMessage = {
  kind: "refused",
  failure: {
    kind: "partitioned",
    message:
      "This browser keeps Lochan's storage apart when it is framed by another site. Nothing was stored.",
  },
};

import { wrap } from "comlink";
import { PeerHost } from "./host.ts";

/** Perspective keeps a worker of its own and is spoken to from the page; all others live in a worker. */
const inPage = new URLSearchParams(location.search).get("peer") === "perspective";

const host = inPage
  ? new PeerHost()
  : wrap<PeerHost>(new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }));

declare global {
  interface Window {
    peer: typeof host;
  }
}

window.peer = host;

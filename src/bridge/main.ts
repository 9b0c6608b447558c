import { listenAsBridge } from "./bridge.ts";
import { openReceiver } from "./open-receiver.ts";

const { signal } = new AbortController();

// An open channel keeps the browser from putting the page away that frames this one. Once it is shown again
// its snippet, which was told so, loads the bridge anew.
const left = new AbortController();
addEventListener("pagehide", () => left.abort());

listenAsBridge(window, signal, () => openReceiver(left.signal));

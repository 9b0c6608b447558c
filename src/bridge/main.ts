import { listenAsBridge } from "./bridge.ts";
import { openReceiver } from "./open-receiver.ts";

const { signal } = new AbortController();

listenAsBridge(window, signal, () => openReceiver(signal));

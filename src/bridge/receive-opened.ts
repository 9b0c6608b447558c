import { breathe } from "../log/breathe.ts";
import { openReceiver } from "./open-receiver.ts";
import { listenForOpened } from "./opener-receiver.ts";

/** The app's own page as the other end of the snippets of sites that were opened from it. */
export function receiveFromOpenedSites(signal: AbortSignal): void {
  listenForOpened(openReceiver(signal, breathe), window, signal);
}

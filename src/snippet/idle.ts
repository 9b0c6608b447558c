import { makeDelivery } from "./delivery.ts";
import { postBatch } from "./endpoint.ts";
import { watchLinks } from "./watch-links.ts";

/**
 * What can wait until a page is idle: `lochan-idle.js`, which `lochan.js` loads from beside it.
 * Until then, and where it cannot be had, the outbox keeps what is recorded.
 */
export const idle = { makeDelivery, postBatch, watchLinks };

export type Idle = typeof idle;

/** The element that loads it: how it hands itself over without a name on `window`. */
export interface IdleScript extends HTMLScriptElement {
  take?: (idle: Idle) => void;
}

import type { Via } from "../../model/lab-note.ts";

/** How events came, in a word for a table. */
export const VIA_NAMES: Record<Via, string> = {
  "same-origin": "same origin",
  opener: "opener",
  iframe: "hidden frame",
  popup: "small window",
};

/** How events come, in a sentence: "They come …". */
export const VIA_WORDS: Record<Via, string> = {
  "same-origin": "from Lochan's own address",
  opener: "through the window that opened it",
  iframe: "through a hidden frame",
  popup: "through a small window of Lochan's",
};

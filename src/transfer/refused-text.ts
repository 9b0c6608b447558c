/** Characters that are kept of a refused row: enough to know it by. */
const MOST_CHARACTERS = 300;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The beginning of a refused row, as text of its own: a slice would hold on to the whole row. */
export const refusedText = (text: string): string =>
  decoder.decode(encoder.encode(text.slice(0, MOST_CHARACTERS))) + (text.length > MOST_CHARACTERS ? "…" : "");

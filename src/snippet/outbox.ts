/** `localStorage`, or an object that lives as long as the page. */
export type Box = Record<string, string>;

const MOST_EVENTS = 1_000;
const MOST_CHARACTERS = 524_288;

/**
 * Keys of the events not yet acked, oldest first. Each event has a key of its own, `prefix` + its
 * id (which sorts by time), so that tabs never overwrite each other.
 */
export const listPending = (box: Box, prefix: string): string[] =>
  Object.keys(box)
    .filter((key) => key.startsWith(prefix))
    .sort();

/** Drops the oldest events past 1,000 or 512 KB; returns how many. */
export function trimOutbox(box: Box, prefix: string): number {
  let characters = 0;
  return listPending(box, prefix)
    .reverse()
    .filter(
      (key, index) =>
        (index >= MOST_EVENTS || (characters += (box[key] ?? "").length) > MOST_CHARACTERS) &&
        delete box[key],
    ).length;
}

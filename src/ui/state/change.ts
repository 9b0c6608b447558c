/** How a figure moved: by a share of what it was, from nothing, hardly, or both are nothing. */
export type Change =
  | { kind: "nothing" }
  | { kind: "same" }
  | { kind: "new"; isUp: boolean }
  | { kind: "moved"; isUp: boolean; share: number };

/** Less than would be seen of a percentage. */
const LEAST = 0.0005;

/**
 * The share is of what it was without its sign: from -10 to 5 is up, by 150 %. Of 0 there are no shares: what comes from there is
 * `new`, up or down.
 */
export function changeOf(now: number, before: number): Change {
  if (before === 0) return now === 0 ? { kind: "nothing" } : { kind: "new", isUp: now > 0 };
  const share = (now - before) / Math.abs(before);
  if (Math.abs(share) < LEAST) return { kind: "same" };
  return { kind: "moved", isUp: share > 0, share: Math.abs(share) };
}

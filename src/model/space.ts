/** What the browser says of this origin's storage, in bytes; a quota of 0 where it says nothing. */
export interface SpaceReading {
  usage: number;
  quota: number;
  /** The last write found no space, whatever the quota is said to be. */
  noSpace?: true;
}

/** Tight: time to free some. Full: what is left is kept for counting what was already taken in. */
export type SpaceLevel = "roomy" | "tight" | "full";

export const TIGHT_SHARE = 0.8;
export const FULL_SHARE = 0.9;

export function spaceLevel({ usage, quota, noSpace }: SpaceReading): SpaceLevel {
  if (noSpace === true) return "full";
  if (quota <= 0 || usage < TIGHT_SHARE * quota) return "roomy";
  return usage < FULL_SHARE * quota ? "tight" : "full";
}

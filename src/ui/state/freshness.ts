const FRESH_MS = 3_000;
const WITHIN_MS = 1_000;
/** More rows than this in a second are a stream: lighting each up shows nothing and keeps the page painting. */
const MOST = 6;
/** How long a stream is taken to go on. */
const CALM_MS = 2_000;

/** Tells, row by row as they are made, whether to light one up. */
export function makeFreshness(): (receivedAt: number) => boolean {
  let since = 0;
  let made = 0;
  let calmFrom = 0;
  return (receivedAt) => {
    const now = Date.now();
    if (now - receivedAt >= FRESH_MS) return false;
    if (now - since >= WITHIN_MS) {
      since = now;
      made = 0;
    }
    made += 1;
    if (made > MOST) calmFrom = now + CALM_MS;
    return now >= calmFrom;
  };
}

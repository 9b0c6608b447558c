const FIRST_MS = 3_000;
const MOST_MS = 30 * 60_000;
const LEAST_MS = 500;

/**
 * How long to wait after `failures` attempts without an event: 3 s, or what the server asked for, doubling to half an hour, of
 * which the second half is left to chance, so that not everyone comes back at once.
 */
export function retryDelayMs(failures: number, random: () => number, firstMs = FIRST_MS): number {
  const first = Math.min(MOST_MS, Math.max(LEAST_MS, firstMs));
  const full = Math.min(MOST_MS, first * 2 ** Math.min(20, failures));
  return Math.round(full * (0.5 + random() / 2));
}

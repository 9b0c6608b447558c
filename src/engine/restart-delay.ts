const FIRST_MS = 3_000;
const MOST_MS = 60_000;

/**
 * How long to wait before a worker that stopped is started anew, by how long it had run: doubling from 3 s to a
 * minute, and from the first again where one ran for longer than that.
 */
export function makeRestartDelay(): (ranMs: number) => number {
  let failures = 0;
  return (ranMs) => {
    failures = ranMs > MOST_MS ? 1 : failures + 1;
    return Math.min(MOST_MS, FIRST_MS * 2 ** (failures - 1));
  };
}

import type { CountersView } from "../../engine/api.ts";

/** The last `count` seconds as of `now`: seconds since the counters were made are empty. */
export function slideSeconds(
  counters: Pick<CountersView, "perSecond" | "windowEnd">,
  now: number,
  count: number,
): number[] {
  const passed = Math.max(0, Math.floor((now - counters.windowEnd) / 1000) + 1);
  const empty = Array.from({ length: Math.min(passed, count) }, () => 0);
  return [...counters.perSecond, ...empty].slice(-count);
}

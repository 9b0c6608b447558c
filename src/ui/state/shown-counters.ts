import type { Accessor } from "solid-js";
import type { CountersView } from "../../engine/api.ts";
import { useLive } from "./live.ts";
import { useView } from "./view-context.ts";

/** The five-minute counters of the traffic that the view shows. */
export function createShownCounters(): Accessor<CountersView | undefined> {
  const live = useLive();
  const view = useView();
  return () => (view.state().allTraffic ? live.counters() : live.realCounters());
}

import type { EngineStatus, MirrorState } from "../../engine/api.ts";
import { formatPercent } from "./format.ts";
import { counted } from "./counted.ts";

/** What the query engine is asked for: events one by one. */
export const ONE_BY_ONE = "filters, minutes, ranges that cut an hour, and properties that are not tracked";

const loadedShare = ({ loaded, total }: { loaded: number; total: number }): string =>
  formatPercent(total === 0 ? 1 : loaded / total);

export function engineState(state: MirrorState): string {
  switch (state.kind) {
    case "idle":
      return "waiting";
    case "loading":
      return `loading ${loadedShare(state)}`;
    default:
      return state.kind;
  }
}

/** What an answer that needs the query engine is waiting for. */
export function awaitedWords(state: MirrorState): string {
  switch (state.kind) {
    case "idle":
    case "starting":
      return "The query engine is starting";
    case "loading":
      return `Loading events into the query engine: ${loadedShare(state)}`;
    case "rebuilding":
      return "The query engine is being rebuilt";
    case "failed":
      return "The query engine is not available";
    case "ready":
      return "Counting";
  }
}

export function leaderWords({ tabs, leads }: Omit<EngineStatus["leader"], "epoch">): string {
  const count = counted(Math.max(1, tabs), "tab");
  if (leads) return `${count}, this one leads`;
  return tabs <= 1 ? `${count}, about to lead` : `${count}, another leads`;
}

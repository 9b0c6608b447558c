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

/** How many tabs are open, and which of them counts: nothing to choose where there is one. */
export function tabsWords({ tabs, leads }: Omit<EngineStatus["leader"], "epoch">): string {
  if (tabs <= 1) return leads ? "1 tab open" : "1 tab open, about to count";
  return `${counted(tabs, "tab")} open, ${leads ? "this one counts" : "another one counts"}`;
}

/** Whether the browser may make room by deleting what is stored. */
export const keptWords = (persisted: boolean): string =>
  persisted
    ? "The browser keeps it until you delete it."
    : "The browser may delete it when the disk is nearly full.";

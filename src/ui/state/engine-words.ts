import type { MirrorState } from "../../engine/api.ts";
import { formatPercent } from "./format.ts";

/** What an answer that needs the query engine is waiting for. */
export function awaitedWords(state: MirrorState): string {
  switch (state.kind) {
    case "idle":
    case "starting":
      return "The query engine is starting";
    case "loading":
      return `Loading events into the query engine: ${formatPercent(state.total === 0 ? 1 : state.loaded / state.total)}`;
    case "rebuilding":
      return "The query engine is being rebuilt";
    case "failed":
      return "The query engine is not available";
    case "ready":
      return "Counting";
  }
}

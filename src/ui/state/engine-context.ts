import { createContext, useContext } from "solid-js";
import type { EngineApi } from "../../engine/api.ts";

export const EngineContext = createContext<EngineApi>();

/** The page's way to its worker. Throws outside of `App`. */
export function useEngine(): EngineApi {
  const engine = useContext(EngineContext);
  if (engine === undefined) throw new Error("useEngine outside of App");
  return engine;
}

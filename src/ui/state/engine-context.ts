import { createContext, useContext, type Accessor } from "solid-js";
import type { EngineApi } from "../../engine/api.ts";

export const EngineContext = createContext<EngineApi>();

/** The page's way to its worker. Throws outside of `App`. */
export function useEngine(): EngineApi {
  const engine = useContext(EngineContext);
  if (engine === undefined) throw new Error("useEngine outside of App");
  return engine;
}

export const EngineFailedContext = createContext<Accessor<boolean>>(() => false);

/** Whether the worker could not be started. */
export const useEngineFailed = (): Accessor<boolean> => useContext(EngineFailedContext);

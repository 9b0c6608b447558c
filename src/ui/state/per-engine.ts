import { createRoot } from "solid-js";
import type { EngineApi } from "../../engine/api.ts";

/** One for each engine, so for this page: it goes on, and stays, while its user looks at another view. */
export function perEngine<Kept extends object>(
  make: (engine: EngineApi) => Kept,
): (engine: EngineApi) => Kept {
  const known = new WeakMap<EngineApi, Kept>();
  return (engine) => {
    let kept = known.get(engine);
    if (kept === undefined) known.set(engine, (kept = createRoot(() => make(engine))));
    return kept;
  };
}

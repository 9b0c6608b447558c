import { createResource, onCleanup, type Accessor } from "solid-js";
import type { EngineApi } from "../../engine/api.ts";
import type { Failure, Result } from "../../model/failure.ts";

export interface Preview<T> {
  loading: Accessor<boolean>;
  /** Undefined until it is known, and where it cannot be. */
  value: Accessor<T | undefined>;
  failure: Accessor<Failure | undefined>;
}

/** Asked once, of what has not happened yet; the question ends with whoever shows its answer. */
export function createPreview<T>(
  engine: EngineApi,
  ask: (queryId: string) => Promise<Result<T>>,
): Preview<T> {
  const queryId = crypto.randomUUID();
  const [answer] = createResource(() => ask(queryId));
  onCleanup(() => void engine.cancel(queryId));
  /** Read while it loads, the resource would suspend the page. */
  const found = () => (answer.loading ? undefined : answer());
  return {
    loading: () => answer.loading,
    value: () => {
      const result = found();
      return result?.ok === true ? result.value : undefined;
    },
    failure: () => {
      const result = found();
      return result?.ok === false ? result.failure : undefined;
    },
  };
}

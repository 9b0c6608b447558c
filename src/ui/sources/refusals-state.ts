import { createEffect, createSignal, on, type Accessor } from "solid-js";
import type { Failure } from "../../model/failure.ts";
import { createClock } from "../state/clock.ts";
import { useEngine } from "../state/engine-context.ts";

const REFRESH_MS = 5_000;

export interface Refusal {
  origin: string;
  reason: string;
  count: number;
  sample: string;
  lastAt: number;
}

export interface Refusals {
  /** Latest first; undefined until read. */
  value: Accessor<readonly Refusal[] | undefined>;
  failure: Accessor<Failure | undefined>;
  refresh(): Promise<void>;
}

export function createRefusals(projectId: Accessor<string>): Refusals {
  const engine = useEngine();
  const tick = createClock(REFRESH_MS);
  const [value, setValue] = createSignal<readonly Refusal[]>();
  const [failure, setFailure] = createSignal<Failure>();
  const refresh = async (): Promise<void> => {
    const result = await engine.refusals(projectId());
    setFailure(result.ok ? undefined : result.failure);
    if (!result.ok) return;
    const fresh = result.value.toSorted((a, b) => b.lastAt - a.lastAt);
    if (JSON.stringify(fresh) !== JSON.stringify(value())) setValue(fresh);
  };
  createEffect(on(tick, () => void refresh()));
  return { value, failure, refresh };
}

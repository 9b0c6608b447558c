import { createSignal, onCleanup, type Accessor } from "solid-js";
import type { Failure, Result } from "../../model/failure.ts";

export interface Reading<T> {
  /** Undefined until read. Changes only when what is read does. */
  value: Accessor<T | undefined>;
  failure: Accessor<Failure | undefined>;
  /** Of several under way the last counts. */
  refresh(): Promise<void>;
  /** Reads again, unless that is under way. */
  look(): void;
}

/** What is read again and again, because it changes without a word to the page. */
export function createReading<T>(ask: () => Promise<Result<T>>): Reading<T> {
  const [value, setValue] = createSignal<T>();
  const [failure, setFailure] = createSignal<Failure>();
  let shown = "";
  let turn = 0;
  let isReading = false;
  const refresh = async (): Promise<void> => {
    const mine = ++turn;
    isReading = true;
    const result = await ask();
    if (mine !== turn) return;
    isReading = false;
    setFailure(result.ok ? undefined : result.failure);
    if (!result.ok) return;
    const text = JSON.stringify(result.value);
    // What is shown is not drawn again where nothing changed.
    if (text !== shown) setValue(() => result.value);
    shown = text;
  };
  onCleanup(() => void (turn += 1));
  return {
    value,
    failure,
    refresh,
    look() {
      if (!isReading) void refresh();
    },
  };
}

import { createEffect, createMemo, createSignal, on, type Accessor } from "solid-js";
import type { LochanEvent } from "../../model/event.ts";

export interface Pausable {
  shown: Accessor<readonly LochanEvent[] | undefined>;
  paused: Accessor<boolean>;
  /** How many came in since the pause; at the size of the stream it means "at least". */
  waiting: Accessor<number>;
  toggle(): void;
}

/** A stream that can be held still to be read. A change of `origin`, another project or an erasure, lets it go. */
export function createPausable(
  stream: Accessor<readonly LochanEvent[] | undefined>,
  origin: Accessor<string>,
): Pausable {
  const [held, setHeld] = createSignal<readonly LochanEvent[]>();
  createEffect(on(origin, () => setHeld(undefined), { defer: true }));
  const waiting = createMemo(() => {
    const still = held();
    if (still === undefined) return 0;
    const ids = new Set(still.map((event) => event.id));
    return (stream() ?? []).filter((event) => !ids.has(event.id)).length;
  });
  return {
    shown: () => held() ?? stream(),
    paused: () => held() !== undefined,
    waiting,
    toggle: () => setHeld(held() === undefined ? (stream() ?? []) : undefined),
  };
}

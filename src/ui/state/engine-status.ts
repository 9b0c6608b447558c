import { createEffect, createSignal, on, type Accessor } from "solid-js";
import type { EngineApi, EngineStatus } from "../../engine/api.ts";
import { createClock } from "./clock.ts";

const ASK_EVERY_MS = 2000;

/** How the engine stands, asked now and then and when events were folded; undefined until read. */
export function createEngineStatus(
  engine: EngineApi,
  folded: Accessor<number>,
): Accessor<EngineStatus | undefined> {
  const [status, setStatus] = createSignal<EngineStatus>();
  createEffect(
    on([createClock(ASK_EVERY_MS), folded], () => {
      void engine.status().then((read) => {
        if (read.ok) setStatus(read.value);
      });
    }),
  );
  return status;
}

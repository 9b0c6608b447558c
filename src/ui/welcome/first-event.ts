import { createEffect, createSignal, on, onCleanup, type Accessor } from "solid-js";
import type { EngineApi } from "../../engine/api.ts";
import type { LochanEvent } from "../../model/event.ts";

/** The first event seen of a project, as soon as there is one. */
export function createFirstEvent(
  engine: EngineApi,
  projectId: Accessor<string | undefined>,
): Accessor<LochanEvent | undefined> {
  const [first, setFirst] = createSignal<LochanEvent>();
  createEffect(
    on(projectId, (id) => {
      setFirst(undefined);
      if (id === undefined) return;
      let over = false;
      const offer = (event: LochanEvent | undefined): void => {
        if (!over && event !== undefined) setFirst((known) => known ?? event);
      };
      const watchId = engine.watch(id, (update) => {
        if (update.kind === "events") offer(update.events.at(-1));
      });
      void engine.recent(id, 1).then((recent) => {
        if (recent.ok) offer(recent.value[0]);
      });
      onCleanup(() => {
        over = true;
        void watchId.then((watch) => (watch.ok ? engine.unwatch(watch.value) : undefined));
      });
    }),
  );
  return first;
}

import { createEffect, createSignal, on, type Accessor } from "solid-js";
import { useEngine } from "../state/engine-context.ts";
import { useProject } from "../state/projects-context.ts";
import type { LochanEvent } from "../../model/event.ts";
import type { OpenedEvent } from "./event-details.tsx";
import { eventToRef, type EventRef } from "./events-address.ts";

/** The event an address names; one that was just chosen from the list is not read again. */
export function createOpenedEvent(
  ref: Accessor<EventRef | undefined>,
  chosen: Accessor<LochanEvent | undefined>,
  generation: Accessor<unknown>,
): Accessor<OpenedEvent | undefined> {
  const engine = useEngine();
  const project = useProject();
  const [opened, setOpened] = createSignal<OpenedEvent>();
  createEffect(
    on([() => project().id, () => (ref() ? eventToRef(ref()!) : undefined), generation], ([id, key]) => {
      const wanted = ref();
      if (wanted === undefined) return void setOpened(undefined);
      const event = chosen();
      if (event !== undefined && eventToRef(event) === key) return void setOpened({ kind: "found", event });
      setOpened({ kind: "loading" });
      void engine.event(id, wanted).then((result) => {
        if (project().id !== id || !ref() || eventToRef(ref()!) !== key) return;
        if (!result.ok) setOpened({ kind: "failed", failure: result.failure });
        else if (result.value === null) setOpened({ kind: "gone" });
        else setOpened({ kind: "found", event: result.value });
      });
    }),
  );
  return opened;
}

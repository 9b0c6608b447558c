import { Show, type JSX } from "solid-js";
import type { LochanEvent } from "../../model/event.ts";
import { Icon } from "../controls/icon.tsx";
import styles from "./welcome.module.css";

/** Waits for the first event, then says what it was. */
export function FirstEventStatus(props: { event: LochanEvent | undefined; waiting: string }): JSX.Element {
  const path = (): string | undefined => {
    const value = props.event?.properties["path"];
    return typeof value === "string" ? value : undefined;
  };
  return (
    <div class={styles["first"]} role="status" data-arrived={props.event === undefined ? undefined : ""}>
      <Show
        when={props.event}
        fallback={
          <>
            <span class={styles["pulse"]} aria-hidden="true" />
            <span>{props.waiting}</span>
          </>
        }
      >
        {(event) => (
          <>
            <Icon name="check" size={17} />
            <span>
              The first event is here: <strong>{event().name}</strong>
              <Show when={path()}> {path()}</Show>
            </span>
          </>
        )}
      </Show>
    </div>
  );
}

import { For, Show, type JSX } from "solid-js";
import { IconButton } from "../controls/button.tsx";
import styles from "./settings.module.css";

/** Short texts, each with a button that takes it away; `fallback` where there are none. */
export function RemovableList(props: {
  label: string;
  items: readonly string[];
  disabled: boolean;
  onRemove: (item: string) => void;
  fallback?: JSX.Element;
}): JSX.Element {
  return (
    <Show when={props.items.length > 0} fallback={props.fallback}>
      <ul class={styles["origins"]} aria-label={props.label}>
        <For each={props.items}>
          {(item) => (
            <li>
              <code>{item}</code>
              <IconButton
                icon="close"
                label={`Remove ${item}`}
                look="quiet"
                small
                disabled={props.disabled}
                onClick={() => props.onRemove(item)}
              />
            </li>
          )}
        </For>
      </ul>
    </Show>
  );
}

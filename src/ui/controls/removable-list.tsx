import { For, type JSX } from "solid-js";
import { IconButton } from "./button.tsx";
import styles from "./framed-list.module.css";

/** A framed list, each of whose items can be taken from it. */
export function RemovableList<Item>(props: {
  label?: string;
  items: readonly Item[];
  /** The name of an item's button. */
  removeLabel: (item: Item) => string;
  disabled?: boolean;
  onRemove: (item: Item, index: number) => void;
  children: (item: Item, index: () => number) => JSX.Element;
}): JSX.Element {
  return (
    <ul class={styles["list"]} aria-label={props.label}>
      <For each={props.items}>
        {(item, index) => (
          <li>
            {props.children(item, index)}
            <IconButton
              icon="close"
              label={props.removeLabel(item)}
              look="quiet"
              small
              disabled={props.disabled === true}
              onClick={() => props.onRemove(item, index())}
            />
          </li>
        )}
      </For>
    </ul>
  );
}

import { DropdownMenu as Base } from "@kobalte/core/dropdown-menu";
import { For, Show, type JSX } from "solid-js";
import { buttonClass, type ButtonLook } from "./button.tsx";
import { Icon, type IconName } from "./icon.tsx";
import { join } from "./join.ts";
import styles from "./floating.module.css";

export interface MenuItem {
  label: string;
  hint?: string;
  icon?: IconName;
  danger?: boolean;
  disabled?: boolean;
  /** A line above this item. */
  separated?: boolean;
  onChoose: () => void;
}

/** A button that opens a list of actions. */
export function Menu(props: {
  trigger: JSX.Element;
  label?: string | undefined;
  triggerLook?: ButtonLook | undefined;
  triggerClass?: string | undefined;
  placement?: "bottom-start" | "bottom-end" | "top-start" | "top-end" | undefined;
  items: readonly MenuItem[];
}): JSX.Element {
  return (
    <Base gutter={6} modal={false} placement={props.placement ?? "bottom-start"}>
      <Base.Trigger
        class={props.triggerClass ?? buttonClass(props.triggerLook ?? {})}
        aria-label={props.label}
      >
        {props.trigger}
      </Base.Trigger>
      <Base.Portal>
        <Base.Content class={join(styles["surface"], styles["menu"])}>
          <For each={props.items}>
            {(item) => (
              <>
                <Show when={item.separated}>
                  <Base.Separator class={styles["separator"]} />
                </Show>
                <Base.Item
                  class={join(styles["item"], item.danger === true && styles["danger"])}
                  disabled={item.disabled ?? false}
                  onSelect={() => item.onChoose()}
                >
                  <Show when={item.icon}>{(icon) => <Icon name={icon()} size={15} />}</Show>
                  <span class={styles["itemText"]}>{item.label}</span>
                  <Show when={item.hint}>
                    <span class={styles["itemHint"]}>{item.hint}</span>
                  </Show>
                </Base.Item>
              </>
            )}
          </For>
        </Base.Content>
      </Base.Portal>
    </Base>
  );
}

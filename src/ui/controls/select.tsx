import { Select as Base } from "@kobalte/core/select";
import { Show, type JSX } from "solid-js";
import { buttonClass } from "./button.tsx";
import { Icon } from "./icon.tsx";
import { join } from "./join.ts";
import styles from "./floating.module.css";

export interface SelectOption<Value extends string> {
  value: Value;
  label: string;
  hint?: string;
}

/** One of a few choices. For many, or free text, use `SuggestInput`. */
export function Select<Value extends string>(props: {
  /** The accessible name; shown beside nothing. */
  label: string;
  options: SelectOption<Value>[];
  value: Value;
  onChange: (value: Value) => void;
  /** Fills its container and has the border of a form field. */
  wide?: boolean | undefined;
  small?: boolean | undefined;
  disabled?: boolean | undefined;
  /** Inside a dialog, which hides from assistive technology whatever is drawn outside of it. */
  inDialog?: boolean | undefined;
  placement?: "bottom-start" | "bottom-end" | undefined;
  /** What the button shows instead of the chosen label. */
  shown?: JSX.Element;
}): JSX.Element {
  let trigger: HTMLButtonElement | undefined;
  const chosen = (): SelectOption<Value> | undefined =>
    props.options.find((option) => option.value === props.value);
  return (
    <Base<SelectOption<Value>>
      options={props.options}
      optionValue="value"
      optionTextValue="label"
      value={chosen() ?? null}
      onChange={(option) => {
        // Kobalte tells of the value it was given, too.
        if (option !== null && option.value !== props.value) props.onChange(option.value);
      }}
      onOpenChange={(opens) => {
        // The list takes the focus with it when it goes, where it is not in a portal.
        if (!opens && props.inDialog === true) setTimeout(() => trigger?.focus());
      }}
      disallowEmptySelection
      gutter={6}
      sameWidth={false}
      placement={props.placement ?? "bottom-start"}
      disabled={props.disabled ?? false}
      itemComponent={(item) => (
        <Base.Item item={item.item} class={styles["item"]}>
          <Base.ItemLabel class={styles["itemLabel"]}>
            <span class={styles["itemText"]}>{item.item.rawValue.label}</span>
            <Show when={item.item.rawValue.hint}>
              {" "}
              <span class={styles["itemHint"]}>{item.item.rawValue.hint}</span>
            </Show>
          </Base.ItemLabel>
          <Base.ItemIndicator>
            <Icon name="check" size={14} />
          </Base.ItemIndicator>
        </Base.Item>
      )}
    >
      <Base.Trigger
        ref={trigger}
        aria-label={`${props.label}: ${chosen()?.label ?? "none"}`}
        class={buttonClass(
          { small: props.small },
          join(styles["selectTrigger"], props.wide === true && styles["selectWide"]),
        )}
      >
        <span class={styles["selectValue"]}>{props.shown ?? chosen()?.label}</span>
        <span class={styles["chevron"]}>
          <Icon name="chevron" size={13} />
        </span>
      </Base.Trigger>
      <Show
        when={props.inDialog === true}
        fallback={
          <Base.Portal>
            <Options label={props.label} />
          </Base.Portal>
        }
      >
        <Options label={props.label} />
      </Show>
    </Base>
  );
}

const Options = (props: { label: string }): JSX.Element => (
  <Base.Content class={join(styles["surface"], styles["menu"])}>
    <Base.Listbox aria-label={props.label} />
  </Base.Content>
);

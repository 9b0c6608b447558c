import { createUniqueId, For, type JSX } from "solid-js";
import styles from "./choices.module.css";
import { join } from "./join.ts";

/** One of a few, all of them in sight. */
export function Choices<Value extends string>(props: {
  legend: string;
  options: readonly { value: Value; label: string }[];
  value: Value;
  onChange: (value: Value) => void;
  /** Side by side, where there is room. */
  inline?: boolean;
  disabled?: boolean;
}): JSX.Element {
  const group = createUniqueId();
  return (
    <fieldset
      class={join(styles["choices"], props.inline === true && styles["inline"])}
      disabled={props.disabled === true}
    >
      <legend>{props.legend}</legend>
      <For each={props.options}>
        {(option) => (
          <label>
            <input
              type="radio"
              name={group}
              checked={option.value === props.value}
              onChange={() => props.onChange(option.value)}
            />
            {option.label}
          </label>
        )}
      </For>
    </fieldset>
  );
}

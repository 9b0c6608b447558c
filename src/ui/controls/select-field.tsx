import { Show, type ComponentProps, type JSX } from "solid-js";
import styles from "./field.module.css";
import { Select } from "./select.tsx";

/** A select as wide as there is room, under its label, with a hint below. */
export function SelectField<Value extends string>(
  props: ComponentProps<typeof Select<Value>> & { hint?: string | undefined },
): JSX.Element {
  return (
    <div class={styles["field"]}>
      <span class={styles["label"]} aria-hidden="true">
        {props.label}
      </span>
      <Select {...props} wide />
      <Show when={props.hint}>
        <span class={styles["hint"]}>{props.hint}</span>
      </Show>
    </div>
  );
}

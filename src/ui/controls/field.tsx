import { createUniqueId, Show, splitProps, type JSX } from "solid-js";
import { Icon } from "./icon.tsx";
import { join } from "./join.ts";
import styles from "./field.module.css";

/** What a control inside a {@link Field} must carry to be tied to its label, hint and error. */
export interface FieldWiring {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": "true" | undefined;
}

/** A label, an optional hint, a control and, when there is one, what is wrong in words. */
export function Field(props: {
  label: string;
  hint?: JSX.Element;
  error?: string | undefined;
  class?: string | undefined;
  children: (wiring: FieldWiring) => JSX.Element;
}): JSX.Element {
  const id = createUniqueId();
  const wiring: FieldWiring = {
    id,
    get "aria-describedby"() {
      const ids = [
        props.hint === undefined ? undefined : `${id}-hint`,
        props.error === undefined ? undefined : `${id}-error`,
      ].filter((each) => each !== undefined);
      return ids.length === 0 ? undefined : ids.join(" ");
    },
    get "aria-invalid"() {
      return props.error === undefined ? undefined : "true";
    },
  };
  return (
    <div class={join(styles["field"], props.class)}>
      <label for={id} class={styles["label"]}>
        {props.label}
      </label>
      {props.children(wiring)}
      <Show when={props.hint !== undefined}>
        <span id={`${id}-hint`} class={styles["hint"]}>
          {props.hint}
        </span>
      </Show>
      <Show when={props.error}>
        <span id={`${id}-error`} class={styles["error"]} role="alert">
          <Icon name="warning" size={14} />
          {props.error}
        </span>
      </Show>
    </div>
  );
}

export type InputProps = Omit<JSX.InputHTMLAttributes<HTMLInputElement>, "onInput"> & {
  value: string;
  onInput?: (text: string) => void;
};

/** A bare text input, for use inside {@link Field} with its wiring spread on it. */
export function Input(props: InputProps): JSX.Element {
  const [own, rest] = splitProps(props, ["class", "onInput"]);
  return (
    <input
      type="text"
      autocomplete="off"
      spellcheck={false}
      {...rest}
      class={join(styles["input"], own.class)}
      onInput={(event) => own.onInput?.(event.currentTarget.value)}
    />
  );
}

/** A labelled text input. */
export function TextInput(
  props: InputProps & { label: string; hint?: JSX.Element; error?: string | undefined },
): JSX.Element {
  const [own, rest] = splitProps(props, ["label", "hint", "error"]);
  return (
    <Field label={own.label} hint={own.hint} error={own.error}>
      {(wiring) => <Input {...rest} {...wiring} />}
    </Field>
  );
}

import { createSignal, type JSX } from "solid-js";
import { Button } from "../controls/button.tsx";
import { TextInput } from "../controls/field.tsx";
import { Form } from "../controls/form.tsx";
import styles from "./plan.module.css";

/** A line to add something by its name. */
export function AddRow(props: {
  label: string;
  maxLength: number;
  check: (text: string) => string | undefined;
  onAdd: (text: string) => void;
}): JSX.Element {
  const [text, setText] = createSignal("");
  const [error, setError] = createSignal<string>();
  const add = (): void => {
    const wrong = props.check(text().trim());
    setError(wrong);
    if (wrong !== undefined) return;
    props.onAdd(text().trim());
    setText("");
  };
  return (
    <Form class={styles["add"]} onSubmit={add}>
      <TextInput
        label={props.label}
        value={text()}
        maxLength={props.maxLength}
        error={error()}
        onInput={(typed) => {
          setText(typed);
          setError(undefined);
        }}
      />
      <Button type="submit" icon="plus">
        Add
      </Button>
    </Form>
  );
}

import { createSignal, type JSX } from "solid-js";
import { TextInput } from "../controls/field.tsx";
import styles from "./projects.module.css";

/** Guards what cannot be undone: the words must be typed before the button works. */
export function TypedConfirmation(props: {
  words: string;
  onMatch: (matches: boolean) => void;
}): JSX.Element {
  const [typed, setTyped] = createSignal("");
  return (
    <div class={styles["typed"]}>
      <TextInput
        label={`Type \u201c${props.words}\u201d to confirm`}
        value={typed()}
        onInput={(text) => {
          setTyped(text);
          props.onMatch(text.trim() === props.words.trim());
        }}
      />
    </div>
  );
}

import { createEffect, createSignal, createUniqueId, on, onCleanup, Show, type JSX } from "solid-js";
import styles from "./commit-input.module.css";
import { Input } from "./field.tsx";
import { join } from "./join.ts";

/** A text that is taken when it is left or Enter is pressed, and not while it is wrong; Escape brings back the old one. */
export function CommitInput(props: {
  label: string;
  value: string;
  placeholder?: string;
  maxLength: number;
  strong?: boolean;
  check?: (text: string) => string | undefined;
  onCommit: (text: string) => void;
}): JSX.Element {
  const errorId = createUniqueId();
  const [text, setText] = createSignal("");
  const [error, setError] = createSignal<string>();
  createEffect(
    on(
      () => props.value,
      (value) => {
        setText(value);
        setError(undefined);
      },
    ),
  );
  // A field that is taken away loses the focus once more, when there is nothing left to take its text.
  let isGone = false;
  onCleanup(() => (isGone = true));
  const commit = (): void => {
    if (isGone) return;
    // What was sent with spaces around it keeps them, unless it is typed anew.
    if (text() === props.value) return void setError(undefined);
    const next = text().trim();
    const wrong = props.check?.(next);
    setError(wrong);
    if (wrong === undefined) props.onCommit(next);
  };
  return (
    <span class={styles["commit"]}>
      <Input
        aria-label={props.label}
        aria-invalid={error() === undefined ? undefined : "true"}
        aria-describedby={error() === undefined ? undefined : errorId}
        class={join(props.strong === true && styles["strong"])}
        value={text()}
        placeholder={props.placeholder}
        maxLength={props.maxLength}
        onInput={setText}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === "Enter") commit();
          if (event.key !== "Escape") return;
          setText(props.value);
          setError(undefined);
        }}
      />
      <Show when={error()}>
        <span id={errorId} class={styles["wrong"]} role="alert">
          {error()}
        </span>
      </Show>
    </span>
  );
}

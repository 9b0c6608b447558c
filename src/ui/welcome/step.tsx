import { onMount, Show, type JSX, type ParentProps } from "solid-js";
import { Button } from "../controls/button.tsx";
import { Card } from "../controls/panel.tsx";
import styles from "./welcome.module.css";

/** One step of a way in. The focus moves to its heading when it appears. */
export function Step(
  props: ParentProps<{ title: string; text?: JSX.Element; onBack?: (() => void) | undefined }>,
): JSX.Element {
  let heading: HTMLHeadingElement | undefined;
  onMount(() => heading?.focus());
  return (
    <Card class={styles["step"]}>
      <div class={styles["stepHead"]}>
        <h2 ref={heading} tabIndex={-1}>
          {props.title}
        </h2>
        <Show when={props.onBack}>
          {(back) => (
            <Button small look="quiet" onClick={() => back()()}>
              Back
            </Button>
          )}
        </Show>
      </div>
      <Show when={props.text !== undefined}>
        <p class={styles["stepText"]}>{props.text}</p>
      </Show>
      {props.children}
    </Card>
  );
}

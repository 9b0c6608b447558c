import { Show, type JSX } from "solid-js";
import type { Failure } from "../../model/failure.ts";
import { failureText } from "../state/failure-text.ts";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";
import styles from "./feedback.module.css";

/** A typed failure in words, in place of what could not be shown. */
export function ErrorState(props: {
  failure: Failure;
  onRetry?: (() => void) | undefined;
  actions?: JSX.Element;
}): JSX.Element {
  const text = (): ReturnType<typeof failureText> => failureText(props.failure);
  return (
    <div class={styles["state"]} role="alert">
      <Icon name="warning" size={22} />
      <p class={styles["stateTitle"]}>{text().title}</p>
      <p class={styles["stateText"]}>{text().body}</p>
      <div class={styles["stateActions"]}>
        {props.actions}
        <Show when={props.onRetry}>
          {(retry) => <Button onClick={() => retry()()}>{text().action ?? "Try again"}</Button>}
        </Show>
      </div>
    </div>
  );
}

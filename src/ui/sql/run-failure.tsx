import { Show, type JSX } from "solid-js";
import type { Failure } from "../../model/failure.ts";
import { Button } from "../controls/button.tsx";
import { ErrorState } from "../controls/error-state.tsx";
import { Icon } from "../controls/icon.tsx";
import { Card } from "../controls/panel.tsx";
import type { ErrorPlace } from "./error-place.ts";
import styles from "./sql.module.css";

/** The longest a statement may run. */
export const LONGEST_MS = 600_000;

/** What went wrong: in DuckDB's words where it refused the statement, with the place if that is known. */
export function RunFailure(props: {
  failure: Failure;
  place: ErrorPlace | undefined;
  onGoTo: (place: ErrorPlace) => void;
  onRetry: (timeoutMs?: number) => void;
}): JSX.Element {
  return (
    <Card>
      <Show
        when={props.failure.kind === "query-failed" || props.failure.kind === "invalid-input"}
        fallback={
          <ErrorState
            failure={props.failure}
            onRetry={() => props.onRetry()}
            actions={
              <Show when={props.failure.kind === "query-timeout"}>
                <Button onClick={() => props.onRetry(LONGEST_MS)}>Run for up to 10 minutes</Button>
              </Show>
            }
          />
        }
      >
        <div class={styles["failure"]} role="alert">
          <Icon name="warning" size={17} />
          <div class={styles["failureBody"]}>
            <p class={styles["failureTitle"]}>The statement was not run</p>
            <pre class={styles["message"]} tabIndex={0} role="region" aria-label="What DuckDB says">
              {props.failure.message}
            </pre>
            <Show when={props.place}>
              {(place) => (
                <Button small onClick={() => props.onGoTo(place())}>
                  Go to line {place().line}, column {place().column}
                </Button>
              )}
            </Show>
          </div>
        </div>
      </Show>
    </Card>
  );
}

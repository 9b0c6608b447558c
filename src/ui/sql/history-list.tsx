import { For, Show, type JSX } from "solid-js";
import type { RunStatement } from "../../model/saved-query.ts";
import { Button } from "../controls/button.tsx";
import { EmptyState } from "../controls/empty-state.tsx";
import { agoText } from "../state/format.ts";
import styles from "./sql.module.css";

const SHOWN_CHARACTERS = 300;

/** Statements that were run here, newest first. */
export function HistoryList(props: {
  statements: readonly RunStatement[];
  now: number;
  onChoose: (text: string) => void;
  onClear: () => void;
}): JSX.Element {
  return (
    <Show
      when={props.statements.length > 0}
      fallback={
        <EmptyState title="Nothing was run yet">What you run is listed here, in this browser.</EmptyState>
      }
    >
      <div class={styles["side"]}>
        <ul class={styles["statements"]} aria-label="Statements that were run, newest first">
          <For each={props.statements}>
            {({ text, at }) => (
              <li>
                <button type="button" class={styles["statement"]} onClick={() => props.onChoose(text)}>
                  <code class={styles["excerpt"]}>{text.trim().slice(0, SHOWN_CHARACTERS)}</code>
                  <span class={styles["type"]}>{agoText(at, props.now)}</span>
                </button>
              </li>
            )}
          </For>
        </ul>
        <p class={styles["note"]}>The last 100 statements of this project, in this browser alone.</p>
        <Button small icon="trash" onClick={() => props.onClear()}>
          Clear the history
        </Button>
      </div>
    </Show>
  );
}

import { For, Show, type JSX } from "solid-js";
import styles from "./unread-files.module.css";

const MOST_SHOWN = 100;

/** Files that are not read, and why, behind a line that counts them. */
export function UnreadFiles(props: {
  summary: string;
  files: readonly {
    /** Whose it is, where that is not plain. */
    owner?: string;
    path: string;
    reason: string | undefined;
  }[];
}): JSX.Element {
  return (
    <Show when={props.files.length > 0}>
      <details class={styles["unread"]}>
        <summary>{props.summary}</summary>
        <ul>
          <For each={props.files.slice(0, MOST_SHOWN)}>
            {(file) => (
              <li>
                <bdi class={styles["name"]}>{file.owner ?? file.path}</bdi>{" "}
                <Show when={file.owner !== undefined}>
                  <span class={styles["path"]}>{file.path}</span>{" "}
                </Show>
                <span>{file.reason}</span>
              </li>
            )}
          </For>
        </ul>
      </details>
    </Show>
  );
}

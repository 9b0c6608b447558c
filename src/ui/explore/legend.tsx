import { For, type JSX } from "solid-js";
import { join } from "../controls/join.ts";
import styles from "./view.module.css";

/** The lines of a chart; each can be taken out of it and put back. */
export function Legend(props: {
  lines: readonly { id: string; words: string; color: string; dashed: boolean; right?: boolean }[];
  hidden: ReadonlySet<string>;
  onToggle: (id: string) => void;
}): JSX.Element {
  return (
    <ul class={styles["legend"]} aria-label="Lines of the chart">
      <For each={props.lines}>
        {(line) => (
          <li>
            <button
              type="button"
              class={join(styles["legendKey"], props.hidden.has(line.id) && styles["hiddenKey"])}
              aria-pressed={!props.hidden.has(line.id)}
              style={{ "--stroke": `var(${line.color})`, "--dash": line.dashed ? "dashed" : "solid" }}
              onClick={() => props.onToggle(line.id)}
            >
              <bdi>{line.words}</bdi>
              {line.right === true ? " (right)" : ""}
            </button>
          </li>
        )}
      </For>
    </ul>
  );
}

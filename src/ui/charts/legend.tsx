import { createSignal, For, type JSX } from "solid-js";
import { join } from "../controls/join.ts";
import { showAlone, shownLinesWords, toggleLine } from "./hidden-lines.ts";
import styles from "./legend.module.css";

/**
 * The lines of a chart. A click, Enter or Space takes one out and puts it back; with Alt or Shift it is shown alone, and the
 * next time with all others.
 */
export function Legend(props: {
  lines: readonly {
    id: string;
    words: string;
    /** A property of CSS. */
    color: string;
    dashed: boolean;
    right?: boolean;
  }[];
  hidden: ReadonlySet<string>;
  onHide: (hidden: ReadonlySet<string>) => void;
}): JSX.Element {
  const [said, setSaid] = createSignal("");
  const press = (id: string, alone: boolean): void => {
    const all = props.lines.map((line) => line.id);
    const next = alone ? showAlone(props.hidden, id, all) : toggleLine(props.hidden, id);
    setSaid(shownLinesWords(props.lines, next));
    props.onHide(next);
  };
  return (
    <>
      <ul class={styles["legend"]} aria-label="Lines of the chart">
        <For each={props.lines}>
          {(line) => (
            <li>
              <button
                type="button"
                class={join(styles["key"], props.hidden.has(line.id) && styles["hidden"])}
                aria-pressed={!props.hidden.has(line.id)}
                title="Click to hide or show, with Alt or Shift to show alone"
                style={{ "--stroke": `var(${line.color})`, "--dash": line.dashed ? "dashed" : "solid" }}
                onClick={(event) => press(line.id, event.altKey || event.shiftKey)}
              >
                <bdi>{line.words}</bdi>
                {line.right === true ? " (right axis)" : ""}
              </button>
            </li>
          )}
        </For>
      </ul>
      <span class="visually-hidden" role="status">
        {said()}
      </span>
    </>
  );
}

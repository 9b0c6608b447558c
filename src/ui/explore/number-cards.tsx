import { For, Show, type JSX } from "solid-js";
import { Sparkline } from "../charts/sparkline.tsx";
import { formatFigure } from "../state/format.ts";
import { Trend } from "../overview/trend.tsx";
import type { ColoredLine } from "./colored-lines.ts";
import styles from "./view.module.css";

/** The total of each line, large. */
export function NumberCards(props: {
  lines: readonly ColoredLine[];
  against: string | undefined;
}): JSX.Element {
  return (
    <ul class={styles["numbers"]} aria-label="Totals">
      <For each={props.lines}>
        {(line) => (
          <li class={styles["number"]}>
            <span class={styles["lineName"]} style={{ "--stroke": `var(${line.color})` }}>
              <bdi>{line.words}</bdi>
            </span>
            <span class={styles["figure"]}>
              <span class={styles["total"]}>{line.total === undefined ? "–" : formatFigure(line.total)}</span>
              <Show
                when={
                  props.against !== undefined && line.total !== undefined && line.previousTotal !== undefined
                }
              >
                <Trend now={line.total ?? 0} before={line.previousTotal ?? 0} against={props.against ?? ""} />
              </Show>
            </span>
            <Show when={line.previousTotal !== undefined && props.against !== undefined}>
              <span class={styles["before"]}>
                {formatFigure(line.previousTotal ?? 0)} in {props.against}
              </span>
            </Show>
            <Sparkline values={line.values.map((value) => value ?? 0)} />
          </li>
        )}
      </For>
    </ul>
  );
}

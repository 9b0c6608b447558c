import { For, Show, type JSX } from "solid-js";
import { Sparkline } from "../charts/sparkline.tsx";
import { formatFigure } from "../state/format.ts";
import { Trend } from "../overview/trend.tsx";
import type { ColoredLine } from "./colored-lines.ts";
import { comparedOf } from "./summary-table.tsx";
import styles from "./view.module.css";

/** The total of each line, large. */
export function NumberCards(props: {
  lines: readonly ColoredLine[];
  against: string | undefined;
  /** Only what is over of the range is compared. */
  isPart: boolean;
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
              <Show when={props.against !== undefined && comparedOf(line)}>
                {(moved) => <Trend {...moved()} against={props.against ?? ""} />}
              </Show>
            </span>
            <Show when={props.against !== undefined && comparedOf(line)}>
              {(moved) => (
                <span class={styles["before"]}>
                  <Show when={props.isPart}>{formatFigure(moved().now)} by then, </Show>
                  {formatFigure(moved().before)} in {props.against}
                </span>
              )}
            </Show>
            <Sparkline values={line.values.map((value) => value ?? 0)} />
          </li>
        )}
      </For>
    </ul>
  );
}

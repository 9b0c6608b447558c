import { Index, Show, type JSX } from "solid-js";
import { join } from "../controls/join.ts";
import { formatCount, formatPercent } from "../state/format.ts";
import styles from "./bar-list.module.css";

export interface BarRow {
  label: string;
  value: number;
  /** The label stands for a missing value. */
  missing?: boolean;
  /** What choosing the row does, in words. */
  action: string;
  onChoose: () => void;
}

/** Values by size, each a button, its bar relative to the first. */
export function BarList(props: {
  rows: readonly BarRow[];
  /** Of everything, for the shares. */
  total: number;
  other?: number | undefined;
}): JSX.Element {
  const greatest = (): number => Math.max(1, ...props.rows.map((row) => row.value));
  return (
    <>
      <ul class={styles["list"]}>
        <Index each={props.rows}>
          {(row) => (
            <li>
              <button
                type="button"
                class={styles["row"]}
                title={`${row().label}. ${row().action}`}
                onClick={() => row().onChoose()}
              >
                <span class={styles["fill"]} style={{ width: `${(row().value / greatest()) * 100}%` }} />
                <span class={join(styles["label"], row().missing === true && styles["muted"])}>
                  {row().label}
                </span>
                <span class={styles["numbers"]}>
                  <Show when={props.total > 0}>
                    <span class={styles["share"]}>{formatPercent(row().value / props.total)}</span>
                  </Show>
                  {formatCount(row().value)}
                </span>
              </button>
            </li>
          )}
        </Index>
      </ul>
      <Show when={props.other}>
        {(other) => (
          <p class={styles["other"]}>
            <span>Everything else</span>
            <span>{formatCount(other())}</span>
          </p>
        )}
      </Show>
    </>
  );
}

import { Index, Show, type JSX } from "solid-js";
import { join } from "../controls/join.ts";
import { formatCount, formatPercent } from "../state/format.ts";
import styles from "./bar-list.module.css";

export interface BarRow {
  label: string;
  value: number;
  /** The label stands for a missing value. */
  missing?: boolean;
  /** What choosing the row does, and its words; without it the row is no button. */
  choose?: { action: string; onChoose: () => void; isChosen?: boolean };
}

/** Values by size, each a bar relative to the greatest; what is below zero is of another colour. */
export function BarList(props: {
  rows: readonly BarRow[];
  /** What labels and numbers are, above them. */
  head?: readonly [labels: string, numbers: string];
  /** Of everything, for the shares. */
  total: number;
  other?: number | undefined;
  /** What that is called; `Everything else` if left out. */
  otherWords?: string | undefined;
}): JSX.Element {
  const greatest = (): number => Math.max(1, ...props.rows.map((row) => Math.abs(row.value)));
  return (
    <>
      <Show when={props.head}>
        {(head) => (
          <p class={styles["head"]}>
            <span>{head()[0]}</span>
            <span>{head()[1]}</span>
          </p>
        )}
      </Show>
      <ul class={styles["list"]}>
        <Index each={props.rows}>
          {(row) => (
            <li>
              <Show
                when={row().choose}
                fallback={
                  <div class={styles["row"]} title={row().label}>
                    <Bar row={row()} greatest={greatest()} total={props.total} />
                  </div>
                }
              >
                {(choose) => (
                  <button
                    type="button"
                    class={join(styles["row"], choose().isChosen === true && styles["chosen"])}
                    aria-pressed={choose().isChosen}
                    title={`${row().label}. ${choose().action}`}
                    onClick={() => choose().onChoose()}
                  >
                    <Bar row={row()} greatest={greatest()} total={props.total} />
                  </button>
                )}
              </Show>
            </li>
          )}
        </Index>
      </ul>
      <Show when={props.other}>
        {(other) => (
          <p class={styles["other"]}>
            <span>{props.otherWords ?? "Everything else"}</span>
            <span>{formatCount(other())}</span>
          </p>
        )}
      </Show>
    </>
  );
}

const Bar = (props: { row: BarRow; greatest: number; total: number }): JSX.Element => (
  <>
    <span
      class={join(styles["fill"], props.row.value < 0 && styles["below"])}
      style={{ width: `${(Math.abs(props.row.value) / props.greatest) * 100}%` }}
    />
    <span class={join(styles["label"], props.row.missing === true && styles["muted"])}>
      {props.row.label}
    </span>
    <span class={styles["numbers"]}>
      <Show when={props.total > 0}>
        <span class={styles["share"]}>{formatPercent(props.row.value / props.total)}</span>
      </Show>
      {formatCount(props.row.value)}
    </span>
  </>
);

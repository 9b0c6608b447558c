import { Match, Switch, type JSX } from "solid-js";
import { join } from "../controls/join.ts";
import { formatCount, formatPercent } from "../state/format.ts";
import styles from "./stat-card.module.css";

/** How a number moved against an earlier one. `against` ends "than" or "as": "yesterday by 14:00". */
export function Trend(props: {
  now: number;
  before: number;
  against: string;
  /** As a count if left out. */
  format?: (value: number) => string;
  /** Less is better. */
  isInverse?: boolean;
}): JSX.Element {
  const change = (): number => (props.now - props.before) / Math.abs(props.before);
  const words = (value: number): string => (props.format ?? formatCount)(value);
  const title = (): string => `${words(props.now)} against ${words(props.before)}, ${props.against}`;
  const isGood = (): boolean => change() > 0 !== (props.isInverse === true);
  return (
    <Switch>
      <Match when={props.before === 0 && props.now === 0}>{null}</Match>
      <Match when={props.before === 0}>
        <span class={join(styles["trend"], props.isInverse !== true && styles["up"])} title={title()}>
          new
        </span>
      </Match>
      <Match when={Math.abs(change()) < 0.0005}>
        <span class={styles["trend"]} title={title()}>
          no change
        </span>
      </Match>
      <Match when={true}>
        <span class={join(styles["trend"], isGood() ? styles["up"] : styles["down"])} title={title()}>
          <span aria-hidden="true">{change() > 0 ? "↑" : "↓"} </span>
          <span class="visually-hidden">{change() > 0 ? "up" : "down"} </span>
          {formatPercent(Math.abs(change()))}
          <span class="visually-hidden"> against {props.against}</span>
        </span>
      </Match>
    </Switch>
  );
}

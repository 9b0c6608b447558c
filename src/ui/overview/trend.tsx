import { Match, Switch, type JSX } from "solid-js";
import { join } from "../controls/join.ts";
import { formatCount, formatPercent } from "../state/format.ts";
import styles from "./stat-card.module.css";

/** How a number moved against an earlier one. `against` ends "than" or "as": "yesterday by 14:00". */
export function Trend(props: { now: number; before: number; against: string }): JSX.Element {
  const change = (): number => (props.now - props.before) / Math.abs(props.before);
  const title = (): string =>
    `${formatCount(props.now)} against ${formatCount(props.before)}, ${props.against}`;
  return (
    <Switch>
      <Match when={props.before === 0 && props.now === 0}>{null}</Match>
      <Match when={props.before === 0}>
        <span class={join(styles["trend"], styles["up"])} title={title()}>
          new
        </span>
      </Match>
      <Match when={Math.abs(change()) < 0.0005}>
        <span class={styles["trend"]} title={title()}>
          no change
        </span>
      </Match>
      <Match when={true}>
        <span class={join(styles["trend"], change() > 0 ? styles["up"] : styles["down"])} title={title()}>
          <span aria-hidden="true">{change() > 0 ? "↑" : "↓"} </span>
          <span class="visually-hidden">{change() > 0 ? "up" : "down"} </span>
          {formatPercent(Math.abs(change()))}
          <span class="visually-hidden"> against {props.against}</span>
        </span>
      </Match>
    </Switch>
  );
}

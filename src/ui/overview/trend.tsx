import { createMemo, Match, Switch, type JSX } from "solid-js";
import { join } from "../controls/join.ts";
import { changeOf, type Change } from "../state/change.ts";
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
  const change = createMemo((): Change => changeOf(props.now, props.before));
  const of = <Kind extends Change["kind"]>(kind: Kind) => {
    const now = change();
    return now.kind === kind ? (now as Extract<Change, { kind: Kind }>) : undefined;
  };
  const words = (value: number): string => (props.format ?? formatCount)(value);
  const title = (): string => `${words(props.now)} against ${words(props.before)}, ${props.against}`;
  const look = (isUp: boolean): string =>
    join(styles["trend"], isUp !== (props.isInverse === true) ? styles["up"] : styles["down"]);
  return (
    <Switch>
      <Match when={of("new")}>
        {(now) => (
          <span class={look(now().isUp)} title={title()}>
            new
          </span>
        )}
      </Match>
      <Match when={of("same")}>
        <span class={styles["trend"]} title={title()}>
          no change
        </span>
      </Match>
      <Match when={of("moved")}>
        {(now) => (
          <span class={look(now().isUp)} title={title()}>
            <span aria-hidden="true">{now().isUp ? "↑" : "↓"} </span>
            <span class="visually-hidden">{now().isUp ? "up" : "down"} </span>
            {formatPercent(now().share)}
            <span class="visually-hidden"> against {props.against}</span>
          </span>
        )}
      </Match>
    </Switch>
  );
}

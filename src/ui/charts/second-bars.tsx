import { createMemo, Index, Show, type JSX } from "solid-js";
import { join } from "../controls/join.ts";
import { counted } from "../state/counted.ts";
import { formatCount } from "../state/format.ts";
import { createPainted } from "../state/painted.ts";
import styles from "./second-bars.module.css";

/** Seconds at the right end drawn stronger: what just came in. */
const FRESH_SECONDS = 4;
const LEAST_TOP = 5;

/** One bar a second, oldest first, the running second last. */
export function SecondBars(props: { perSecond: readonly number[] }): JSX.Element {
  const isPainted = createPainted(1);
  const top = createMemo(() => Math.max(LEAST_TOP, ...props.perSecond));
  const total = createMemo(() => props.perSecond.reduce((sum, count) => sum + count, 0));
  return (
    <figure
      aria-label={`${counted(total(), "event")} in the last ${counted(props.perSecond.length, "second")}, at most ${formatCount(Math.max(0, ...props.perSecond))} in one`}
    >
      <div class={styles["bars"]} aria-hidden="true">
        <Show when={isPainted()}>
          <Index each={props.perSecond}>
            {(count, at) => (
              <div
                class={join(styles["bar"], at >= props.perSecond.length - FRESH_SECONDS && styles["fresh"])}
                style={{ height: `${count() === 0 ? 1 : Math.max(3, (count() / top()) * 100)}%` }}
                title={`${counted(count(), "event")}, ${props.perSecond.length - 1 - at} s ago`}
              />
            )}
          </Index>
        </Show>
      </div>
      <div class={styles["axis"]} aria-hidden="true">
        <span>{props.perSecond.length} s ago</span>
        <span>peak {formatCount(Math.max(0, ...props.perSecond))}/s</span>
        <span>now</span>
      </div>
    </figure>
  );
}

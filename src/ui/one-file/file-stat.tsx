import { createUniqueId, Show, type JSX } from "solid-js";
import type { Measure } from "../../model/question.ts";
import { pointsOf, type Slice, type SliceRange } from "../../slice/slice.ts";
import { Sparkline } from "../charts/sparkline.tsx";
import styles from "../overview/stat-card.module.css";
import { formatCount } from "../state/format.ts";

const TITLES: Record<Measure, string> = { events: "Events", users: "Unique users", sessions: "Sessions" };

/** A measure of the range, exact, or not told. */
export function FileStat(props: { slice: Slice; measure: Measure; range: SliceRange }): JSX.Element {
  const id = createUniqueId();
  const value = (): number | null => props.range[props.measure];
  const spark = (): number[] => {
    const { buckets } = props.slice;
    return buckets === undefined ? [] : pointsOf(buckets, props.measure, props.range).map(([, each]) => each);
  };
  return (
    <section class={styles["card"]} aria-labelledby={id}>
      <header class={styles["header"]}>
        <h2 id={id} class={styles["title"]}>
          {TITLES[props.measure]}
        </h2>
      </header>
      <div class={styles["figure"]}>
        <Show
          when={value() !== null}
          fallback={
            <span class={styles["trend"]}>
              Not told: compared with other ranges it would tell of fewer than {props.slice.leastUsers} users
            </span>
          }
        >
          <span class={styles["value"]}>{formatCount(value() ?? 0)}</span>
        </Show>
      </div>
      <div class={styles["spark"]}>
        <Show when={spark().length > 1}>
          <Sparkline values={spark()} />
        </Show>
      </div>
    </section>
  );
}

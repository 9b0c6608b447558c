import { children, createUniqueId, Show, type ComponentProps, type JSX } from "solid-js";
import type { Failure } from "../../model/failure.ts";
import { Sparkline } from "../charts/sparkline.tsx";
import { join } from "../controls/join.ts";
import { usePanelActions } from "../controls/panel-actions.ts";
import { Skeleton } from "../controls/skeleton.tsx";
import { failureText } from "../state/failure-text.ts";
import { formatCount } from "../state/format.ts";
import { Trend } from "./trend.tsx";
import styles from "./stat-card.module.css";

export interface StatCardProps {
  title: string;
  /** The window, at the right of the title. */
  tag: string;
  /** What exactly is counted, on demand. */
  explanation: string;
  value: number | undefined;
  /** The value as it is shown; as a count if left out. */
  words?: string | undefined;
  /** Where there is more of it. */
  href?: string | undefined;
  trend?: ComponentProps<typeof Trend> | undefined;
  spark?: readonly number[] | undefined;
  /** The last of `spark` is of a time that still runs. */
  sparkFilling?: boolean | undefined;
  /** A line of words where the sparkline would be. */
  note?: string | undefined;
  stale?: boolean | undefined;
  /** Where the figure comes from. */
  receipt?: JSX.Element;
  failure?: Failure | undefined;
}

export function StatCard(props: StatCardProps): JSX.Element {
  const id = createUniqueId();
  const actions = children(usePanelActions());
  return (
    <section class={styles["card"]} aria-labelledby={id} title={props.explanation}>
      <header class={styles["header"]}>
        <h2 id={id} class={styles["title"]}>
          <Show when={props.href} fallback={props.title}>
            {(href) => (
              <a class={styles["link"]} href={href()} title="Open in Explore">
                {props.title}
              </a>
            )}
          </Show>
        </h2>
        <span class={styles["tag"]}>{props.tag}</span>
        {props.receipt}
        {actions()}
      </header>
      <div class={styles["figure"]}>
        <Show
          when={props.words ?? (props.value === undefined ? undefined : formatCount(props.value))}
          fallback={
            <Show when={props.failure} fallback={<Skeleton width="96px" height="26px" />}>
              {(failure) => <span class={styles["trouble"]}>{failureText(failure()).title}</span>}
            </Show>
          }
        >
          {(words) => (
            <>
              <span class={join(styles["value"], props.stale === true && styles["stale"])}>{words()}</span>
              <Show when={props.trend}>{(trend) => <Trend {...trend()} />}</Show>
            </>
          )}
        </Show>
      </div>
      <div class={styles["spark"]}>
        <Show when={props.note}>
          <p class={styles["note"]}>{props.note}</p>
        </Show>
        <Show when={props.spark}>
          {(values) => <Sparkline values={values()} filling={props.sparkFilling} />}
        </Show>
      </div>
    </section>
  );
}

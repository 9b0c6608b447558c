import type { JSX } from "solid-js";
import { join } from "./join.ts";
import styles from "./feedback.module.css";

/** `value` from 0 to 1; absent when nobody knows how much is left. */
export function Progress(props: { label: string; value?: number | undefined }): JSX.Element {
  const percent = (): number | undefined =>
    props.value === undefined ? undefined : Math.round(Math.min(1, Math.max(0, props.value)) * 100);
  return (
    <div
      class={join(styles["progress"], percent() === undefined && styles["unknown"])}
      role="progressbar"
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent()}
    >
      <div class={styles["progressFill"]} style={percent() === undefined ? {} : { width: `${percent()}%` }} />
    </div>
  );
}

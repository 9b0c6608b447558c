import type { JSX } from "solid-js";
import { HEIGHT, sparkPath, WIDTH } from "./spark-path.ts";
import styles from "./sparkline.module.css";

/** The shape of a number's past; decorative beside the number. */
export function Sparkline(props: { values: readonly number[] }): JSX.Element {
  return (
    <svg
      class={styles["spark"]}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path
        class={styles["wash"]}
        d={props.values.length < 2 ? "" : `${sparkPath(props.values)} L${WIDTH},${HEIGHT} L0,${HEIGHT} Z`}
      />
      <path d={sparkPath(props.values)} />
    </svg>
  );
}

import type { JSX } from "solid-js";
import { HEIGHT, sparkParts, sparkPath, WIDTH } from "./spark-path.ts";
import styles from "./sparkline.module.css";

/** The shape of a number's past; decorative beside the number. */
export function Sparkline(props: {
  values: readonly number[];
  /** The last value is of a time that still runs: the way to it is dotted. */
  filling?: boolean | undefined;
}): JSX.Element {
  const parts = () => sparkParts(props.values, props.filling === true);
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
      <path d={parts().over} />
      <path class={styles["filling"]} d={parts().filling} />
    </svg>
  );
}

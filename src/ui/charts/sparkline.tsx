import type { JSX } from "solid-js";
import styles from "./sparkline.module.css";

const WIDTH = 96;
const HEIGHT = 28;
const TOP = 3;

/** Path through the values from zero at the bottom to the greatest at the top. */
export function sparkPath(values: readonly number[]): string {
  if (values.length === 0) return "";
  const greatest = Math.max(1, ...values);
  const step = values.length === 1 ? 0 : WIDTH / (values.length - 1);
  return values
    .map((value, at) => {
      const y = HEIGHT - 1 - (value / greatest) * (HEIGHT - 1 - TOP);
      return `${at === 0 ? "M" : "L"}${(at * step).toFixed(1)},${y.toFixed(1)}`;
    })
    .join(" ");
}

/** The shape of a number's past; decorative beside the number. */
export function Sparkline(props: { values: readonly number[] }): JSX.Element {
  return (
    <svg
      class={styles["spark"]}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path class={styles["wash"]} d={props.values.length < 2 ? "" : `${sparkPath(props.values)} L${WIDTH},${HEIGHT} L0,${HEIGHT} Z`} />
      <path d={sparkPath(props.values)} />
    </svg>
  );
}

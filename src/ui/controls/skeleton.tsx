import type { JSX } from "solid-js";
import styles from "./feedback.module.css";

/** Holds the place of something on its way; sizes are CSS lengths. */
export function Skeleton(props: { width?: string | undefined; height?: string | undefined }): JSX.Element {
  return (
    <span
      class={styles["skeleton"]}
      style={{ width: props.width ?? "100%", height: props.height ?? "1em" }}
      aria-hidden="true"
    />
  );
}

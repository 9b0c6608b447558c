import type { JSX } from "solid-js";
import { join } from "./join.ts";
import styles from "./badge.module.css";

export type Tone = "plain" | "good" | "warn" | "bad";

export function Badge(props: { tone?: Tone | undefined; children: JSX.Element }): JSX.Element {
  return (
    <span
      class={join(styles["badge"], props.tone !== undefined && props.tone !== "plain" && styles[props.tone])}
    >
      {props.children}
    </span>
  );
}

import { For, type JSX } from "solid-js";
import { keyWords } from "../state/key-words.ts";
import { IS_APPLE } from "../state/platform.ts";
import styles from "./key-caps.module.css";

/** Keys as they are printed on keyboards: those of a step beside each other, steps one after the other. */
export const KeyCaps = (props: { keys: readonly string[] }): JSX.Element => (
  <span class={styles["keys"]}>
    <For each={keyWords(props.keys, IS_APPLE)}>
      {(step, at) => (
        <>
          {at() > 0 && <span class={styles["then"]}>then</span>}
          <For each={step}>{(key) => <kbd class={styles["key"]}>{key}</kbd>}</For>
        </>
      )}
    </For>
  </span>
);

import type { JSX } from "solid-js";
import { Icon } from "../controls/icon.tsx";
import { KeyCaps } from "../controls/key-caps.tsx";
import { IS_APPLE } from "../state/platform.ts";
import styles from "./shell.module.css";

const KEYS = ["Mod+K"];

/** Opens the palette. */
export const FindButton = (props: { onOpen: () => void }): JSX.Element => (
  <button
    type="button"
    class={styles["find"]}
    aria-keyshortcuts={IS_APPLE ? "Meta+K" : "Control+K"}
    aria-haspopup="dialog"
    onClick={() => props.onOpen()}
  >
    <Icon name="search" size={15} />
    <span class="visually-hidden">Search and commands</span>
    <span class={styles["findWords"]} aria-hidden="true">
      Search
    </span>
    <span class={styles["findKeys"]} aria-hidden="true">
      <KeyCaps keys={KEYS} />
    </span>
  </button>
);

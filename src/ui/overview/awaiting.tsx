import { createSignal, onCleanup, Show, type JSX } from "solid-js";
import { awaitedWords } from "../state/engine-words.ts";
import { useLive } from "../state/live.ts";
import styles from "./awaiting.module.css";

const PATIENCE_MS = 1000;

/** After a second of waiting, says what an answer waits for. */
export function Awaiting(): JSX.Element {
  const live = useLive();
  const [late, setLate] = createSignal(false);
  const timer = setTimeout(() => setLate(true), PATIENCE_MS);
  onCleanup(() => clearTimeout(timer));
  return (
    <p class={styles["words"]} role="status">
      <Show when={late()}>{awaitedWords(live.mirror())}</Show>
    </p>
  );
}

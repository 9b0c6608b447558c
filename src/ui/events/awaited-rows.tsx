import { createSignal, onCleanup, Show, type JSX } from "solid-js";
import { Button } from "../controls/button.tsx";
import { awaitedWords } from "../state/engine-words.ts";
import { useLive } from "../state/live.ts";
import styles from "./events-page.module.css";

const PATIENCE_MS = 1000;

/** After a second, what a search waits for that asks what users and sessions did; with a way to stop it. */
export function AwaitedRows(props: { onCancel: () => void }): JSX.Element {
  const live = useLive();
  const [isLate, setLate] = createSignal(false);
  const timer = setTimeout(() => setLate(true), PATIENCE_MS);
  onCleanup(() => clearTimeout(timer));
  const words = (): string =>
    live.mirror().kind === "ready" ? "Looking up what users and sessions did" : awaitedWords(live.mirror());
  return (
    <div class={styles["awaited"]} role="status">
      <Show when={isLate()}>
        <span>{words()}</span>
        <Button small onClick={() => props.onCancel()}>
          Cancel
        </Button>
      </Show>
    </div>
  );
}

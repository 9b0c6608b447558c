import { createSignal, onCleanup, Show, type JSX } from "solid-js";
import { planQuestion } from "../../model/plan.ts";
import type { Question } from "../../model/question.ts";
import { awaitedWords } from "../state/engine-words.ts";
import { useLive } from "../state/live.ts";
import { useProject } from "../state/projects-context.ts";
import styles from "./awaiting.module.css";

const PATIENCE_MS = 1000;

/** After a second of waiting, says what the answer to a question waits for. */
export function Awaiting(props: { question: Question | undefined }): JSX.Element {
  const live = useLive();
  const project = useProject();
  /** Only events one by one are asked of the query engine. */
  const words = (): string =>
    props.question !== undefined && planQuestion(props.question, project(), Date.now()).source === "raw"
      ? awaitedWords(live.mirror())
      : "Counting";
  const [late, setLate] = createSignal(false);
  const timer = setTimeout(() => setLate(true), PATIENCE_MS);
  onCleanup(() => clearTimeout(timer));
  return (
    <p class={styles["words"]} role="status">
      <Show when={late()}>{words()}</Show>
    </p>
  );
}

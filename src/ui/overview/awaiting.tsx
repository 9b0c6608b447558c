import { createSignal, onCleanup, Show, type JSX } from "solid-js";
import { planQuestion } from "../../model/plan.ts";
import type { AnyQuestion } from "../../model/question.ts";
import { awaitedWords } from "../state/engine-words.ts";
import { useLive } from "../state/live.ts";
import { useProject } from "../state/projects-context.ts";
import styles from "./awaiting.module.css";

const PATIENCE_MS = 1000;

/** After a second of waiting, says what the answer to a question waits for. */
export function Awaiting(props: { question: AnyQuestion | undefined }): JSX.Element {
  const live = useLive();
  const project = useProject();
  /**
   * Events one by one are asked of the query engine alone, and so are counts of which a traffic rule may leave
   * something out: an engine that comes up does so for them.
   */
  const waitsForEngine = (question: AnyQuestion): boolean => {
    const plan = planQuestion(question, project(), Date.now());
    if (plan.source === "raw") return true;
    const isIdle = live.mirror().kind === "idle";
    return !isIdle && (plan.traffic?.rules.length ?? 0) > 0;
  };
  const words = (): string =>
    props.question !== undefined && waitsForEngine(props.question) ? awaitedWords(live.mirror()) : "Counting";
  const [late, setLate] = createSignal(false);
  const timer = setTimeout(() => setLate(true), PATIENCE_MS);
  onCleanup(() => clearTimeout(timer));
  return (
    <p class={styles["words"]} role="status">
      <Show when={late()}>{words()}</Show>
    </p>
  );
}

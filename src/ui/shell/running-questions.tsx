import { createMemo, For, Show, type JSX } from "solid-js";
import type { RunningQuestion } from "../../engine/api.ts";
import { Button } from "../controls/button.tsx";
import { createClock } from "../state/clock.ts";
import { counted } from "../state/counted.ts";
import { useEngine } from "../state/engine-context.ts";
import { propertyLabel } from "../state/filter-words.ts";
import { formatCount } from "../state/format.ts";
import { useLive } from "../state/live.ts";
import { measureWords } from "../state/question-words.ts";
import { rangeInWords } from "../state/range-words.ts";
import styles from "./running-questions.module.css";

function questionWords({ asked }: RunningQuestion, timeZone: string): string {
  if (asked.kind === "sql") return asked.text.trim().replaceAll(/\s+/g, " ");
  const { measure, breakdown, filters = [], window } = asked.question;
  const parts = [measureWords(measure)];
  if (breakdown !== undefined)
    parts.push(
      `by ${[breakdown]
        .flat()
        .map((each) => propertyLabel(each).toLowerCase())
        .join(" and ")}`,
    );
  if (filters.length > 0) parts.push(`with ${counted(filters.length, "filter")}`);
  return `${parts.join(" ")}, ${rangeInWords(window, timeZone)}`;
}

/** More than these are told by their number, and one by one when asked for. */
const FEW = 2;

/** What has been running for a while, with a way to stop just that. */
export function RunningQuestions(props: { timeZone: string }): JSX.Element {
  const live = useLive();
  // While the engine comes up, the panels themselves say what they wait for.
  const shown = createMemo(() =>
    live.mirror().kind === "ready"
      ? live.questions()
      : live.questions().filter(({ asked }) => asked.kind === "sql"),
  );
  return (
    <Show when={shown().length > 0}>
      <section class={styles["strip"]} aria-label="Questions that take long">
        <Show when={shown().length > FEW} fallback={<Rows questions={shown()} timeZone={props.timeZone} />}>
          <details>
            <summary class={styles["row"]}>
              <span class={styles["words"]}>{counted(shown().length, "question")} under way</span>
              <span class={styles["time"]}>
                the longest for <Seconds since={Math.min(...shown().map(({ since }) => since))} />
              </span>
            </summary>
            <Rows questions={shown()} timeZone={props.timeZone} />
          </details>
        </Show>
      </section>
    </Show>
  );
}

const Rows = (props: { questions: readonly RunningQuestion[]; timeZone: string }): JSX.Element => (
  <ul>
    <For each={props.questions}>{(each) => <Row question={each} timeZone={props.timeZone} />}</For>
  </ul>
);

function Seconds(props: { since: number }): JSX.Element {
  const now = createClock(1000);
  return <>{formatCount(Math.max(2, Math.round((now() - props.since) / 1000)))} s</>;
}

function Row(props: { question: RunningQuestion; timeZone: string }): JSX.Element {
  const engine = useEngine();
  const words = (): string => questionWords(props.question, props.timeZone);
  const isSql = (): boolean => props.question.asked.kind === "sql";
  return (
    <li class={styles["row"]}>
      <span class={styles["kind"]}>{isSql() ? "SQL" : "Question"}</span>
      <span class={isSql() ? styles["sql"] : styles["words"]} title={words()}>
        {words()}
      </span>
      <span class={styles["time"]}>
        running for <Seconds since={props.question.since} />
      </span>
      <Button
        small
        onClick={() => void engine.cancel(props.question.queryId)}
        aria-label={`Cancel: ${words()}`}
      >
        Cancel
      </Button>
    </li>
  );
}

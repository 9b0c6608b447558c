import { Show, type JSX } from "solid-js";
import type { Filter, Question } from "../../model/question.ts";
import { createAnswer } from "../state/answer.ts";
import { counted } from "../state/counted.ts";

/** How many events of the last 30 days keep to all of the conditions. */
export function RuleCount(props: { conditions: readonly Filter[] }): JSX.Element {
  const asked = createAnswer((): Question | undefined =>
    props.conditions.length === 0
      ? undefined
      : { version: 1, measure: "events", window: { last: "30d" }, filters: [...props.conditions] },
  );
  return (
    <Show when={!asked.stale() && asked.answer()} fallback={asked.failure() ? "Not counted" : "Counting …"}>
      {(answer) => <>{counted(answer().total, "event")} in the last 30 days</>}
    </Show>
  );
}

import { createMemo, type JSX } from "solid-js";
import type { Question } from "../../model/question.ts";
import { activeRules } from "../../model/traffic.ts";
import { createAnswer } from "../state/answer.ts";
import { useProject } from "../state/projects-context.ts";
import { useView } from "../state/view-context.ts";
import { TrafficBar } from "./traffic-bar.tsx";

/** How many events of the range the project's traffic rules leave out. */
export function TrafficNote(): JSX.Element {
  const project = useProject();
  const view = useView();
  const question = createMemo((): Question | undefined => {
    if (activeRules(project()).length === 0) return undefined;
    const { window, filters } = view.state();
    return {
      version: 1,
      measure: "events",
      window,
      traffic: "left-out",
      ...(filters.length === 0 ? {} : { filters }),
    };
  });
  const asked = createAnswer(question);
  return <TrafficBar leftOut={question() === undefined ? 0 : (asked.answer()?.total ?? 0)} />;
}

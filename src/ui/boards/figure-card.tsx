import type { JSX } from "solid-js";
import { formatFigure } from "../state/format.ts";
import { StatCard } from "../overview/stat-card.tsx";
import { comparedOf } from "../explore/summary-table.tsx";
import type { AnswerView } from "../explore/answer-view.ts";
import { rangeLabel } from "../state/range-words.ts";
import { useProject } from "../state/projects-context.ts";

/** The total of one line, as a card. */
export function FigureCard(props: { title: string; href: string; shown: AnswerView }): JSX.Element {
  const project = useProject();
  const line = () => props.shown.lines()[0];
  const total = (): number | undefined => (props.shown.waiting() === undefined ? line()?.total : undefined);
  const trend = () => {
    const [shown, against] = [line(), props.shown.against()];
    const moved = total() === undefined || shown === undefined ? undefined : comparedOf(shown);
    return moved === undefined || against === undefined ? undefined : { ...moved, against };
  };
  const values = (): number[] | undefined => {
    // What cannot be told is not zero.
    const known = (line()?.values ?? []).filter((value) => value !== undefined);
    return known.length < 2 ? undefined : known;
  };
  return (
    <StatCard
      title={props.title}
      tag={props.shown.isPart() && trend() !== undefined ? "vs same hours" : ""}
      href={props.href}
      explanation={`${props.title}, ${rangeLabel(props.shown.exploration().window, project().timeZone)}`}
      value={total()}
      words={
        props.shown.waiting() === undefined && props.shown.failed() === undefined
          ? total() === undefined
            ? "–"
            : formatFigure(total() ?? 0)
          : undefined
      }
      trend={trend()}
      spark={values()}
      stale={props.shown.stale()}
      failure={props.shown.failed()?.failure()}
    />
  );
}

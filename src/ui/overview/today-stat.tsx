import { createMemo, type JSX } from "solid-js";
import type { Measure, Question, QuestionWindow } from "../../model/question.ts";
import { sameHours } from "../../model/same-hours.ts";
import { zoneOf } from "../../model/time-zone.ts";
import { ReceiptLine } from "../receipts/receipt-line.tsx";
import { createAnswer } from "../state/answer.ts";
import { createClock } from "../state/clock.ts";
import { formatHour } from "../state/format.ts";
import { useLive } from "../state/live.ts";
import { useProject } from "../state/projects-context.ts";
import { useView } from "../state/view-context.ts";
import { StatCard } from "./stat-card.tsx";
import { byHours } from "./today-questions.ts";

const CLOCK_MS = 10_000;

/**
 * Today's number; its trend compares the hours that are over with the same hours of yesterday,
 * so that a running day does not look like a loss.
 */
export function TodayStat(props: { stat: "events_today" | "users_today" }): JSX.Element {
  const project = useProject();
  const view = useView();
  const live = useLive();
  const clock = createClock(CLOCK_MS);
  const measure = (): Measure => (props.stat === "events_today" ? "events" : "users");

  const hours = createMemo(() => sameHours(zoneOf(project().timeZone), clock()), undefined, {
    equals: (a, b) => a.until === b.until && a.today === b.today,
  });
  const question = (window: QuestionWindow): Question => byHours(measure(), view.state(), window);
  const over = (from: number, to: number): Question | undefined =>
    to > from ? question({ from, to }) : undefined;
  const total = createAnswer(() => question({ last: "today" }));
  const completed = createAnswer(() => over(hours().today, hours().until));
  const yesterday = createAnswer(() => over(hours().yesterday, hours().yesterdayUntil));

  const trend = () => {
    const now = completed.answer()?.total;
    const before = yesterday.answer()?.total;
    if (live.counting() || now === undefined || before === undefined || hours().until <= hours().today)
      return undefined;
    return {
      now,
      before,
      against: `the same hours of yesterday, to ${formatHour(hours().yesterdayUntil, project().timeZone)}`,
    };
  };
  const spark = (): number[] | undefined => {
    // The window goes on to midnight: hours to come would be drawn as none.
    const values = total.answer()?.series?.flatMap(([time, value]) => (time <= clock() ? [value] : []));
    return values?.length === 1 ? [0, ...values] : values;
  };
  return (
    <StatCard
      title={measure() === "events" ? "Events today" : "Unique users today"}
      tag={view.state().filters.length > 0 ? "filtered" : ""}
      explanation={`Since midnight in ${project().timeZone}. The trend compares the hours that are over with the same hours of yesterday`}
      value={total.answer()?.total}
      trend={trend()}
      spark={spark()}
      sparkFilling={total.answer()?.incompleteFrom !== undefined}
      receipt={<ReceiptLine told={total.told()} short />}
      stale={total.stale()}
      failure={total.failure()}
    />
  );
}

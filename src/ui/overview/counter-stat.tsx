import { Show, type JSX } from "solid-js";
import type { CounterView } from "../../engine/api.ts";
import { PushedReceipt, ReceiptLine } from "../receipts/receipt-line.tsx";
import { createAnswer } from "../state/answer.ts";
import { createShownCounters } from "../state/shown-counters.ts";
import { useView } from "../state/view-context.ts";
import { fiveMinutes } from "./today-questions.ts";
import { StatCard } from "./stat-card.tsx";

const AGAINST = "the 5 minutes before";

/** Five-minute cards: pushed counters, or a question where filters are set. */
export function CounterStat(props: { stat: "events_5m" | "active_users_5m" }): JSX.Element {
  const view = useView();
  const counters = createShownCounters();
  const isEvents = (): boolean => props.stat === "events_5m";
  const title = (): string => (isEvents() ? "Events" : "Active users");
  const explanation = (): string =>
    isEvents()
      ? "Events of the last five minutes, the running second included"
      : "Different users with an event in the last five minutes";
  const counter = (): CounterView | undefined =>
    isEvents() ? counters()?.events5m : counters()?.activeUsers5m;
  return (
    <Show
      when={view.state().filters.length > 0}
      fallback={
        <StatCard
          title={title()}
          tag="5 min"
          explanation={explanation()}
          value={counter()?.value}
          trend={trendOf(counter()?.value, counter()?.previous)}
          spark={counter()?.spark}
          receipt={<PushedReceipt question={fiveMinutes(isEvents() ? "events" : "users", view.state())} />}
        />
      }
    >
      <FilteredStat measure={isEvents() ? "events" : "users"} title={title()} explanation={explanation()} />
    </Show>
  );
}

const trendOf = (now: number | undefined, before: number | undefined) =>
  now === undefined || before === undefined ? undefined : { now, before, against: AGAINST };

function FilteredStat(props: {
  measure: "events" | "users";
  title: string;
  explanation: string;
}): JSX.Element {
  const view = useView();
  const asked = createAnswer(() => fiveMinutes(props.measure, view.state()));
  return (
    <StatCard
      title={props.title}
      tag="5 min, filtered"
      explanation={`${props.explanation}, filtered`}
      value={asked.answer()?.total}
      trend={trendOf(asked.answer()?.total, asked.answer()?.previous)}
      spark={asked.answer()?.series?.map(([, value]) => value)}
      sparkFilling={asked.answer()?.incompleteFrom !== undefined}
      receipt={<ReceiptLine told={asked.told()} short />}
      stale={asked.stale()}
      failure={asked.failure()}
    />
  );
}

import { lazy, Match, Suspense, Switch, type JSX } from "solid-js";
import type { Widget, WidgetKind, WidgetOf } from "../../model/dashboard.ts";
import { CounterStat } from "../overview/counter-stat.tsx";
import { GoalsPanel } from "../overview/goals-panel.tsx";
import { RecentPanel } from "../overview/recent-panel.tsx";
import { SeriesPanel } from "../overview/series-panel.tsx";
import { TodayStat } from "../overview/today-stat.tsx";
import { TopPanel } from "../overview/top-panel.tsx";
import { VisitStat } from "../overview/visit-stat.tsx";
import { Card } from "../controls/panel.tsx";
import { Skeleton } from "../controls/skeleton.tsx";
import { TextWidget } from "./text-widget.tsx";

// The Overview has none of its own, and is there before what Explore is made of.
const AnswerWidget = lazy(async () => ({ default: (await import("./answer-widget.tsx")).AnswerWidget }));

/** Every kind of widget. */
export function WidgetView(props: { widget: Widget }): JSX.Element {
  // Narrowed here, so that a widget that changes is drawn into what is there.
  const of = <Kind extends WidgetKind>(kind: Kind): WidgetOf<Kind> | undefined =>
    props.widget.kind === kind ? (props.widget as WidgetOf<Kind>) : undefined;
  return (
    <Switch>
      <Match when={of("stat")}>
        {(widget) => {
          const { stat } = widget();
          if (stat === "events_5m" || stat === "active_users_5m") return <CounterStat stat={stat} />;
          if (stat === "events_today" || stat === "users_today") return <TodayStat stat={stat} />;
          return <VisitStat stat={stat} />;
        }}
      </Match>
      <Match when={of("series")}>{(widget) => <SeriesPanel widget={widget()} />}</Match>
      <Match when={of("top")}>{(widget) => <TopPanel widget={widget()} />}</Match>
      <Match when={of("recent")}>
        <RecentPanel />
      </Match>
      <Match when={of("goals")}>
        <GoalsPanel />
      </Match>
      <Match when={of("answer")}>
        {(widget) => (
          <Suspense
            fallback={
              <Card>
                <Skeleton height="100%" />
              </Card>
            }
          >
            <AnswerWidget widget={widget()} />
          </Suspense>
        )}
      </Match>
      <Match when={of("text")}>{(widget) => <TextWidget widget={widget()} />}</Match>
    </Switch>
  );
}

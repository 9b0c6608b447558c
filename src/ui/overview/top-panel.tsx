import { createMemo, createSignal, createUniqueId, For, Match, Show, Switch, type JSX } from "solid-js";
import type { TopTab, WidgetOf } from "../../model/dashboard.ts";
import { PAGE_VIEW } from "../../model/event.ts";
import type { Answer, Filter, FilterTerm, Measure, Question } from "../../model/question.ts";
import { ROW_PX } from "../boards/board-places.tsx";
import { BarList, type BarRow } from "../charts/bar-list.tsx";
import { barsToCsv } from "../charts/chart-csv.ts";
import { drawBars } from "../charts/draw-picture.ts";
import { SaveMenu } from "../charts/save-menu.tsx";
import { EmptyState } from "../controls/empty-state.tsx";
import { ErrorState } from "../controls/error-state.tsx";
import { join } from "../controls/join.ts";
import { Panel } from "../controls/panel.tsx";
import { ReceiptLine } from "../receipts/receipt-line.tsx";
import { Skeleton } from "../controls/skeleton.tsx";
import { Tabs } from "../controls/tabs.tsx";
import { createAnswer } from "../state/answer.ts";
import { filterToText, groupFilter, missingLabel, propertyLabel, valueText } from "../state/filter-words.ts";
import { useLive } from "../state/live.ts";
import { trafficOf } from "../state/url-state.ts";
import { useProject } from "../state/projects-context.ts";
import { MEASURE_LABELS } from "../state/question-words.ts";
import { shownWords } from "../state/shown-words.ts";
import { useTermWords } from "../state/segments.ts";
import { useView } from "../state/view-context.ts";
import { Awaiting } from "./awaiting.tsx";
import { StillCounting } from "./nothing-in-range.tsx";
import styles from "./top-panel.module.css";

/** What a panel is high beside its rows, and each of them, in pixels. */
const FRAME_PX = 108;
const BAR_PX = 33;
const rowsOf = (h: number): number =>
  Math.max(3, Math.min(50, Math.floor((h * ROW_PX - 12 - FRAME_PX) / BAR_PX)));

/** What the snippet says of page views alone: all else of their sessions is kept with them. */
const OF_PAGE_VIEWS: ReadonlySet<string> = new Set(["language", "time_zone", "screen"]);

const rowFilter = (tab: TopTab | undefined, filter: Filter): FilterTerm =>
  tab?.name === PAGE_VIEW && OF_PAGE_VIEWS.has(filter.property)
    ? { who: "session", did: { name: PAGE_VIEW, filters: [filter] } }
    : filter;

/** Of page views. */
const VIEW_LABELS: Record<Measure, string> = { events: "Page views", users: "Visitors", sessions: "Visits" };

/** The most frequent values of a property in the range; a row filters everything by its value. */
export function TopPanel(props: { widget: WidgetOf<"top"> }): JSX.Element {
  const panelId = createUniqueId();
  const view = useView();
  const live = useLive();
  const project = useProject();
  const known = useTermWords();
  const [label, setLabel] = createSignal("");
  const tab = (): TopTab | undefined =>
    props.widget.tabs.find((each) => each.label === label()) ?? props.widget.tabs[0];
  const question = createMemo((): Question | undefined => {
    const chosen = tab();
    if (chosen === undefined) return undefined;
    const { window, filters: shared } = view.state();
    const filters = [...shared, ...(chosen.filters ?? [])];
    return {
      version: 1,
      measure: chosen.measure ?? "events",
      window,
      breakdown: chosen.breakdown,
      limit: rowsOf(props.widget.place.h),
      ...(chosen.type === undefined ? {} : { type: chosen.type }),
      ...(chosen.name === undefined ? {} : { name: chosen.name }),
      ...(filters.length === 0 ? {} : { filters }),
      ...trafficOf(view.state()),
    };
  });
  const asked = createAnswer(question);
  const rows = (answer: Answer): BarRow[] =>
    (answer.groups ?? [])
      .filter((group) => group.value > 0)
      .map((group) => {
        const property = tab()?.breakdown ?? "";
        const filter = rowFilter(tab(), groupFilter(property, group.key));
        const chosen = view.hasFilter(filter);
        return {
          label: group.key === null ? missingLabel(property) : valueText(property, group.key),
          missing: group.key === null,
          value: group.value,
          choose: {
            action: `${chosen ? "Show not only" : "Show only"} where ${filterToText(filter)}`,
            isChosen: chosen,
            onChoose: () => view.toggleFilter(filter),
          },
        };
      });
  const measured = (): string => {
    const { measure = "events", name } = tab() ?? {};
    return name === PAGE_VIEW ? VIEW_LABELS[measure] : MEASURE_LABELS[measure];
  };
  const isNew = (): boolean => live.recent()?.length === 0;
  const emptyWords = (): string => {
    const chosen = tab();
    if (chosen?.name !== undefined)
      return `No ${chosen.name} event here has a value of “${propertyLabel(chosen.breakdown)}”.`;
    return isNew() ? "Fills with the first event." : "Choose a longer range, or remove a filter.";
  };
  const title = (): string => {
    const shown = tab()?.label;
    return shown === undefined || shown === props.widget.title
      ? props.widget.title
      : `${props.widget.title}: ${shown}`;
  };
  const about = (): string => [project().name, ...shownWords(view.state(), known())].join(" · ");
  const shownAnswer = (): Answer | undefined => {
    const answer = asked.failure() === undefined ? asked.answer() : undefined;
    return answer !== undefined && rows(answer).length > 0 ? answer : undefined;
  };
  const many = (): boolean => props.widget.tabs.length > 1;
  return (
    <Panel
      title={props.widget.title}
      heading={
        many() ? (
          <Tabs
            label={props.widget.title}
            panelId={panelId}
            choices={props.widget.tabs.map((each) => ({ value: each.label, label: each.label }))}
            value={tab()?.label ?? ""}
            onChange={setLabel}
          />
        ) : undefined
      }
      aside={
        <>
          <ReceiptLine
            told={asked.told()}
            short={props.widget.tabs.length > 2}
            brief={props.widget.tabs.length > 3}
          />
          <Show when={shownAnswer()}>
            {(answer) => (
              <SaveMenu
                title={title()}
                csv={() =>
                  barsToCsv(rows(answer()), {
                    property: propertyLabel(tab()?.breakdown ?? ""),
                    measure: tab()?.measure ?? "events",
                    other: answer().other,
                  })
                }
                hasPicture
                picture={() => drawBars(rows(answer()), { title: title(), about: about() }, answer().other)}
              />
            )}
          </Show>
        </>
      }
    >
      <div
        id={panelId}
        role={many() ? "tabpanel" : undefined}
        aria-label={many() ? (tab()?.label ?? props.widget.title) : undefined}
        class={join(styles["body"], asked.stale() && styles["stale"])}
      >
        <Switch>
          <Match when={asked.failure()}>
            {(failure) => <ErrorState failure={failure()} onRetry={asked.retry} />}
          </Match>
          <Match when={asked.answer()}>
            {(answer) => (
              <Show
                when={rows(answer()).length > 0}
                fallback={
                  <Show when={!live.counting()} fallback={<StillCounting />}>
                    <EmptyState title={isNew() ? "Nothing here yet" : "Nothing in this range"}>
                      {emptyWords()}
                    </EmptyState>
                  </Show>
                }
              >
                <BarList
                  rows={rows(answer())}
                  head={[propertyLabel(tab()?.breakdown ?? ""), measured()]}
                  total={answer().total}
                  other={answer().other}
                />
              </Show>
            )}
          </Match>
          <Match when={true}>
            <Awaiting question={question()} />
            <div class={styles["skeletons"]}>
              <For each={Array.from({ length: rowsOf(props.widget.place.h) })}>
                {() => <Skeleton height="30px" />}
              </For>
            </div>
          </Match>
        </Switch>
      </div>
    </Panel>
  );
}

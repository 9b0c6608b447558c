import { createMemo, createSignal, createUniqueId, For, type JSX, Match, Show, Switch } from "solid-js";
import type { WidgetOf } from "../../model/dashboard.ts";
import type { Answer, Granularity, Measure, Question } from "../../model/question.ts";
import { zoneOfProject } from "../../model/time-zone.ts";
import { resolveWindow } from "../../model/windows.ts";
import { seriesToCsv } from "../charts/chart-csv.ts";
import { toMarks, type Mark } from "../annotations/annotation-marks.ts";
import { createAnnotations } from "../annotations/annotations-state.ts";
import { drawPlot, type LegendKey } from "../charts/draw-picture.ts";
import { Legend } from "../charts/legend.tsx";
import { SaveMenu } from "../charts/save-menu.tsx";
import { SeriesChart } from "../charts/series-chart.tsx";
import { IconButton } from "../controls/button.tsx";
import { ErrorState } from "../controls/error-state.tsx";
import { join } from "../controls/join.ts";
import { Panel } from "../controls/panel.tsx";
import { ReceiptLine } from "../receipts/receipt-line.tsx";
import { Select } from "../controls/select.tsx";
import { Skeleton } from "../controls/skeleton.tsx";
import { Tabs } from "../controls/tabs.tsx";
import { createAnswer } from "../state/answer.ts";
import { createTrend } from "../state/create-trend.ts";
import { formatBucket, formatCount } from "../state/format.ts";
import { useLive } from "../state/live.ts";
import { useProject } from "../state/projects-context.ts";
import { GRANULARITY_LABELS, MEASURE_LABELS } from "../state/question-words.ts";
import { granularitiesFor, previousLabel, rangeLabel } from "../state/range-words.ts";
import { trafficOf } from "../state/url-state.ts";
import { shownWords } from "../state/shown-words.ts";
import { useTermWords } from "../state/segments.ts";
import { useView } from "../state/view-context.ts";
import { Awaiting } from "./awaiting.tsx";
import { NothingInRange } from "./nothing-in-range.tsx";
import { SeriesTable } from "./series-table.tsx";
import { Trend } from "./trend.tsx";
import styles from "./series-panel.module.css";

export function SeriesPanel(props: { widget: WidgetOf<"series"> }): JSX.Element {
  const panelId = createUniqueId();
  const view = useView();
  const project = useProject();
  const known = useTermWords();
  const live = useLive();
  const [asTable, setAsTable] = createSignal(false);
  const [hidden, setHidden] = createSignal<ReadonlySet<string>>(new Set<string>());

  const measure = (): Measure => {
    const wanted = view.state().measure;
    return props.widget.measures.includes(wanted) ? wanted : (props.widget.measures[0] ?? "events");
  };
  const granularity = createMemo((): Granularity => {
    const { window, granularity: wanted } = view.state();
    if (wanted !== undefined && granularitiesFor(window).includes(wanted)) return wanted;
    return resolveWindow(window, Date.now(), zoneOfProject(project())).granularity;
  });
  const question = createMemo((): Question => {
    const { window, filters, compare } = view.state();
    return {
      version: 1,
      measure: measure(),
      window,
      granularity: granularity(),
      ...(filters.length === 0 ? {} : { filters }),
      ...trafficOf(view.state()),
      ...(compare ? { compare: "previous" as const } : {}),
    };
  });
  const asked = createAnswer(question);
  const moved = createTrend(question, asked.answer);
  const sizes = (): Granularity[] => [...new Set([...granularitiesFor(view.state().window), granularity()])];
  const title = (): string => `${MEASURE_LABELS[measure()]} over time`;
  const picture = (answer: Answer): HTMLCanvasElement | undefined => {
    const [range, ...filters] = shownWords(view.state(), known());
    const plot = document.getElementById(panelId)?.querySelector("canvas");
    const legend: LegendKey[] = [{ words: MEASURE_LABELS[measure()], color: "--accent" }];
    if (answer.incompleteFrom !== undefined)
      legend.push({ words: "still filling", color: "--accent", dash: [2, 4] });
    if (answer.previousSeries !== undefined)
      legend.push({ words: previousLabel(view.state().window), color: "--previous", dash: [4, 4] });
    const about = [project().name, range, `${formatCount(answer.total)} in all`, ...filters];
    return plot ? drawPlot(plot, { title: title(), about: about.join(" · ") }, legend) : undefined;
  };
  const annotations = createAnnotations();
  const marks = createMemo((): Mark[] => {
    const times = (asked.answer()?.series ?? []).map(([time]) => time);
    const end = zoneOfProject(project()).nextBucket(granularity(), times.at(-1) ?? 0);
    return toMarks(annotations.all() ?? [], times, end);
  });
  const isEmpty = (answer: Answer): boolean => answer.total === 0 && (answer.previous ?? 0) === 0;
  const shownAnswer = (): Answer | undefined => {
    const answer = asked.failure() === undefined ? asked.answer() : undefined;
    return answer !== undefined && !isEmpty(answer) ? answer : undefined;
  };

  return (
    <Panel
      title={title()}
      heading={
        <Tabs
          label="Measure"
          panelId={panelId}
          choices={props.widget.measures.map((value) => ({ value, label: MEASURE_LABELS[value] }))}
          value={measure()}
          onChange={(value) => view.change({ measure: value })}
        />
      }
      aside={
        <>
          <ReceiptLine told={asked.told()} />
          <Show when={sizes().length > 1}>
            <Select
              small
              label="Bucket size"
              placement="bottom-end"
              options={sizes().map((value) => ({ value, label: GRANULARITY_LABELS[value] }))}
              value={granularity()}
              onChange={(value) => view.change({ granularity: value })}
            />
          </Show>
          <IconButton
            icon={asTable() ? "chart" : "table"}
            label={asTable() ? "Show as chart" : "Show as table"}
            look="quiet"
            small
            onClick={() => setAsTable(!asTable())}
          />
          <Show when={shownAnswer()}>
            {(answer) => (
              <SaveMenu
                title={title()}
                csv={() => seriesToCsv(answer(), measure(), granularity(), zoneOfProject(project()))}
                hasPicture={!asTable()}
                picture={() => picture(answer())}
              />
            )}
          </Show>
        </>
      }
    >
      <div id={panelId} role="tabpanel" aria-label={MEASURE_LABELS[measure()]} class={styles["panel"]}>
        <div class={styles["summary"]}>
          <Show
            when={asked.answer()}
            fallback={
              <Show when={asked.failure() === undefined}>
                <Skeleton width="140px" height="20px" />
              </Show>
            }
          >
            {(answer) => (
              <>
                <Show when={!live.counting() || !isEmpty(answer())}>
                  <span class={styles["total"]}>{formatCount(answer().total)}</span>
                </Show>
                <Show when={view.state().compare && answer().previous !== undefined && !live.counting()}>
                  <Show when={moved()}>
                    {(trend) => (
                      <>
                        <Trend {...trend()} />
                        <Show when={trend().isPart}>
                          <span aria-hidden="true">against {trend().against}</span>
                        </Show>
                      </>
                    )}
                  </Show>
                </Show>
                <span>{rangeLabel(view.state().window, project().timeZone)}</span>
                <Show when={!isEmpty(answer())}>
                  <span class={styles["legend"]}>
                    <Show when={answer().incompleteFrom !== undefined}>
                      <span class={join(styles["key"], styles["keyFilling"])} aria-hidden="true">
                        still filling
                      </span>
                    </Show>
                    <Show when={answer().previousSeries !== undefined && !asTable()}>
                      <Legend
                        lines={[
                          { id: "own", words: MEASURE_LABELS[measure()], color: "--accent", dashed: false },
                          {
                            id: "previous",
                            words: previousLabel(view.state().window),
                            color: "--previous",
                            dashed: true,
                          },
                        ]}
                        hidden={hidden()}
                        onHide={setHidden}
                      />
                    </Show>
                  </span>
                </Show>
              </>
            )}
          </Show>
        </div>
        <Switch>
          <Match when={asked.failure()}>
            {(failure) => (
              <div class={styles["plot"]}>
                <ErrorState failure={failure()} onRetry={asked.retry} />
              </div>
            )}
          </Match>
          <Match when={asked.answer()} keyed={false}>
            {(answer) => (
              <Show
                when={!isEmpty(answer())}
                fallback={
                  <div class={styles["plot"]}>
                    <NothingInRange what={measure()} />
                  </div>
                }
              >
                <Show
                  when={asTable()}
                  fallback={
                    <div class={join(styles["plot"], asked.stale() && styles["stale"])}>
                      <SeriesChart
                        answer={answer()}
                        measure={measure()}
                        granularity={granularity()}
                        timeZone={project().timeZone}
                        onSelect={(from, to) => {
                          const zone = zoneOfProject(project());
                          const start = zone.bucketStart(granularity(), from);
                          view.zoom({ from: start, to: zone.nextBucket(granularity(), to) });
                        }}
                        onBack={() => view.zoomBack()}
                        hidden={hidden()}
                        marks={marks()}
                      />
                      <Show when={marks().length > 0}>
                        <ul class="visually-hidden" aria-label="Annotations">
                          <For each={marks()}>
                            {({ time, words }) => (
                              <li>
                                {formatBucket(time, granularity(), project().timeZone)}: {words}
                              </li>
                            )}
                          </For>
                        </ul>
                      </Show>
                    </div>
                  }
                >
                  <div class={styles["table"]}>
                    <SeriesTable
                      answer={answer()}
                      caption={`${MEASURE_LABELS[measure()]}, ${rangeLabel(view.state().window, project().timeZone)}`}
                      granularity={granularity()}
                      timeZone={project().timeZone}
                    />
                  </div>
                </Show>
              </Show>
            )}
          </Match>
          <Match when={true}>
            <div class={styles["plot"]}>
              <Awaiting question={question()} />
              <Skeleton height="236px" />
            </div>
          </Match>
        </Switch>
      </div>
    </Panel>
  );
}

import { createEffect, createMemo, createSignal, on, onCleanup, onMount, Show, type JSX } from "solid-js";
import uPlot from "uplot";
import type { Answer, Granularity, Measure } from "../../model/question.ts";
import { zoneOf } from "../../model/time-zone.ts";
import { join } from "../controls/join.ts";
import { counted } from "../state/counted.ts";
import { countOf, formatBucket } from "../state/format.ts";
import { theme } from "../state/theme.ts";
import { makePlotOptions, readInk } from "./plot-options.ts";
import { answerToColumns, type SeriesColumns } from "./series-columns.ts";
import styles from "./series-chart.module.css";
import "./uplot.css";

export interface SeriesChartProps {
  answer: Pick<Answer, "series" | "previousSeries" | "incompleteFrom">;
  measure: Measure;
  granularity: Granularity;
  timeZone: string;
  /** A stretch was dragged over, epoch milliseconds. */
  onSelect: (from: number, to: number) => void;
}

const READOUT_WIDTH = 190;

/**
 * One measure over time, the previous period dashed, what is still filling dotted. Arrow keys,
 * Home and End read bucket by bucket; a drag selects a stretch.
 */
export function SeriesChart(props: SeriesChartProps): JSX.Element {
  let frame: HTMLDivElement | undefined;
  let canvas: HTMLDivElement | undefined;
  let plot: uPlot | undefined;
  const [hovered, setHovered] = createSignal<number>();
  const [left, setLeft] = createSignal(0);
  const columns = createMemo(() => answerToColumns(props.answer, props.granularity, zoneOf(props.timeZone)));
  const count = (): number => columns().times.length;
  const endsNow = (): boolean => props.answer.incompleteFrom !== undefined;
  const toPlotData = ({ times, previous, complete, filling }: SeriesColumns): uPlot.AlignedData => [
    times,
    previous,
    complete,
    filling,
  ];

  const build = (): void => {
    plot?.destroy();
    if (canvas === undefined) return;
    plot = new uPlot(
      makePlotOptions({
        ink: readInk(canvas),
        width: canvas.clientWidth,
        height: canvas.clientHeight,
        granularity: props.granularity,
        timeZone: props.timeZone,
        points: count(),
        endsNow: endsNow(),
        onHover: (index) => {
          setHovered(index);
          if (plot !== undefined && index !== undefined)
            setLeft(plot.valToPos(columns().times[index] ?? 0, "x") + plot.over.offsetLeft);
        },
        onSelect: props.onSelect,
      }),
      toPlotData(columns()),
      canvas,
    );
  };
  onMount(() => {
    createEffect(
      on([theme, () => props.granularity, () => props.timeZone, () => count() < 3, endsNow], build),
    );
    createEffect(on(columns, (next) => plot?.setData(toPlotData(next)), { defer: true }));
    const observer = new ResizeObserver(() => {
      if (canvas !== undefined && canvas.clientWidth > 0)
        plot?.setSize({ width: canvas.clientWidth, height: canvas.clientHeight });
    });
    if (canvas !== undefined) observer.observe(canvas);
    onCleanup(() => {
      observer.disconnect();
      plot?.destroy();
    });
  });

  const moveTo = (index: number): void => {
    const time = columns().times[index];
    if (plot === undefined || time === undefined) return;
    plot.setCursor({ left: plot.valToPos(time, "x"), top: 10 });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const last = count() - 1;
    const at = hovered();
    if (event.key === "ArrowRight") moveTo(Math.min(last, (at ?? -1) + 1));
    else if (event.key === "ArrowLeft") moveTo(Math.max(0, (at ?? last + 1) - 1));
    else if (event.key === "Home") moveTo(0);
    else if (event.key === "End") moveTo(last);
    else if (event.key === "Escape" && at !== undefined) plot?.setCursor({ left: -10, top: -10 });
    else return;
    event.preventDefault();
  };
  const shown = createMemo(() => {
    const index = hovered();
    const time = index === undefined ? undefined : columns().times[index];
    if (index === undefined || time === undefined) return undefined;
    return {
      when: formatBucket(time, props.granularity, props.timeZone),
      value: columns().complete[index] ?? columns().filling[index] ?? 0,
      filling: columns().complete[index] === null,
      previous: columns().previous[index],
    };
  });
  const flip = (): boolean => left() > (frame?.clientWidth ?? 0) - READOUT_WIDTH - 16;

  return (
    <div
      ref={frame}
      class={styles["chart"]}
      role="group"
      aria-roledescription="chart"
      aria-label={`${props.measure} over time, ${counted(count(), "point")}. Arrow keys read the values.`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onBlur={() => plot?.setCursor({ left: -10, top: -10 })}
    >
      <div ref={canvas} class={styles["canvas"]} aria-hidden="true" />
      <div aria-live="polite">
        <Show when={shown()}>
          {(point) => (
            <div
              class={styles["readout"]}
              style={{
                transform: `translateX(${Math.round(left())}px) translateX(${flip() ? "calc(-100% - 12px)" : "12px"})`,
              }}
            >
              <div class={styles["when"]}>{point().when}</div>
              <div class={styles["row"]}>
                <span class={join(styles["key"], point().filling && styles["keyFilling"])}>
                  {point().filling ? "So far" : "This period"}
                </span>
                <span class={styles["value"]}>{countOf(point().value, props.measure)}</span>
              </div>
              <Show when={point().previous ?? undefined}>
                {(previous) => (
                  <div class={styles["row"]}>
                    <span class={join(styles["key"], styles["keyPrevious"])}>Previous</span>
                    <span class={styles["value"]}>{countOf(previous(), props.measure)}</span>
                  </div>
                )}
              </Show>
            </div>
          )}
        </Show>
      </div>
    </div>
  );
}

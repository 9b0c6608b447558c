import { createMemo, Match, Show, Switch, type JSX } from "solid-js";
import type uPlot from "uplot";
import type { SqlResult } from "../../engine/api.ts";
import { BarList } from "../charts/bar-list.tsx";
import { Legend } from "../charts/legend.tsx";
import { yLook, type DrawnLine } from "../charts/lines-look.ts";
import { tickLabel } from "../charts/series-look.ts";
import { TimePlot } from "../charts/time-plot.tsx";
import { EmptyState } from "../controls/empty-state.tsx";
import { counted } from "../state/counted.ts";
import { formatCount } from "../state/format.ts";
import { barsOf, pointsOf, type Bar, type Drawable, type Points } from "./result-shape.ts";
import styles from "./sql.module.css";

export const MOST_BARS = 50;
/** More would be of colours that nobody can tell apart. */
export const MOST_LINES = 8;

/** What is drawn of a result: lines of its numbers, bars of one column of them, or why not. */
export type Drawn =
  | { kind: "lines"; points: Points; lines: readonly DrawnLine[] }
  | { kind: "bars"; bars: Bar[]; name: string }
  | { kind: "none"; why: string };

/** `of` is the place of a column of numbers to draw bars of; the first one if left out. */
export function drawnOf(result: SqlResult, drawable: Drawable, of?: number): Drawn {
  if (drawable.kind === "none") return drawable;
  if (drawable.kind === "line") {
    const numbers = drawable.numbers.slice(0, MOST_LINES);
    const points = pointsOf(result, drawable.by, numbers);
    if (typeof points === "string") return { kind: "none", why: points };
    const lines = numbers.map((column, at): DrawnLine => ({
      id: String(column),
      words: result.columns[column]!.name,
      color: `--series-${at + 1}`,
      dashed: false,
      right: false,
      values: (points.lines[at] ?? []).map((value) => value ?? undefined),
    }));
    return { kind: "lines", points, lines };
  }
  const column = of !== undefined && drawable.numbers.includes(of) ? of : drawable.numbers[0]!;
  const bars = barsOf(result, drawable.by, column, MOST_BARS);
  return typeof bars === "string"
    ? { kind: "none", why: bars }
    : { kind: "bars", bars, name: result.columns[column]!.name };
}

/** A result as lines over time or as bars. */
export function ResultChart(props: {
  drawn: Drawn;
  rows: number;
  /** Lines by their id that are not drawn. */
  hidden: ReadonlySet<string>;
  onHide: (hidden: ReadonlySet<string>) => void;
}): JSX.Element {
  const lines = createMemo(() => (props.drawn.kind === "lines" ? props.drawn : undefined));
  const bars = createMemo(() => (props.drawn.kind === "bars" ? props.drawn : undefined));
  return (
    <Switch>
      <Match when={lines()}>
        {(drawn) => (
          <>
            <Show when={drawn().lines.length > 1}>
              <Legend lines={drawn().lines} hidden={props.hidden} onHide={(ids) => props.onHide(ids)} />
            </Show>
            <ResultLines
              points={drawn().points}
              lines={drawn().lines.filter(({ id }) => !props.hidden.has(id))}
            />
          </>
        )}
      </Match>
      <Match when={bars()}>
        {(drawn) => (
          <div class={styles["bars"]}>
            <BarList rows={drawn().bars} total={0} />
            {props.rows > MOST_BARS && (
              <p class={styles["note"]}>
                The first {MOST_BARS} of {formatCount(props.rows)} rows.
              </p>
            )}
          </div>
        )}
      </Match>
      <Match when={props.drawn.kind === "none" && props.drawn}>
        {(none) => (
          <EmptyState icon="chart" title="This result cannot be drawn">
            {none().why}
          </EmptyState>
        )}
      </Match>
    </Switch>
  );
}

function ResultLines(props: { points: Points; lines: readonly DrawnLine[] }): JSX.Element {
  const few = (): boolean => props.points.times.length < 60;
  const data = createMemo((): uPlot.AlignedData => [
    props.points.times,
    ...props.lines.map(({ values }) => values.map((value) => value ?? null)),
  ]);
  return (
    <div class={styles["plot"]}>
      <TimePlot
        label={`${props.lines.map(({ words }) => words).join(", ")} over time, ${counted(props.points.times.length, "point")}`}
        data={data()}
        look={(_ink, canvas) => {
          const style = getComputedStyle(canvas);
          return {
            // What the result says is taken as it stands, whatever zone it is of.
            timeZone: "UTC",
            axis: {
              values: (_plot, ticks, _axis, _space, stepMs) =>
                ticks.map((tick) => tickLabel(tick, stepMs, "UTC")),
            },
            y: yLook(props.lines),
            lines: props.lines.map(({ words, color }) => {
              const stroke = style.getPropertyValue(color).trim();
              return {
                label: words,
                stroke,
                width: 2,
                ...(props.lines.length === 1 && { fill: `${stroke}1f` }),
                points: { show: few(), size: 6, fill: stroke },
              };
            }),
          };
        }}
        readout={(index) => ({
          when: props.points.labels[index] ?? "",
          rows: props.lines.map(({ words, color, values }) => ({
            words,
            line: { color: `var(${color})`, dash: "solid" },
            value: String(values[index] ?? "NULL"),
          })),
        })}
      />
    </div>
  );
}

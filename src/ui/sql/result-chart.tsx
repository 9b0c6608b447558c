import { createMemo, Match, Switch, type JSX } from "solid-js";
import type { SqlResult } from "../../engine/api.ts";
import { BarList } from "../charts/bar-list.tsx";
import { tickLabel } from "../charts/series-look.ts";
import { TimePlot } from "../charts/time-plot.tsx";
import { EmptyState } from "../controls/empty-state.tsx";
import { counted } from "../state/counted.ts";
import { formatCount } from "../state/format.ts";
import { barsOf, pointsOf, type Bar, type Drawable, type Points } from "./result-shape.ts";
import styles from "./sql.module.css";

export const MOST_BARS = 50;

/** What is drawn of a result: the points or bars of one column of numbers, or why not. */
export type Drawn =
  | { kind: "line"; points: Points; name: string }
  | { kind: "bars"; bars: Bar[]; name: string }
  | { kind: "none"; why: string };

/** `of` is the place of a column of numbers; the first one if left out. */
export function drawnOf(result: SqlResult, drawable: Drawable, of?: number): Drawn {
  if (drawable.kind === "none") return drawable;
  const column = of !== undefined && drawable.numbers.includes(of) ? of : drawable.numbers[0]!;
  const { name } = result.columns[column]!;
  if (drawable.kind === "line") {
    const points = pointsOf(result, drawable.by, column);
    return typeof points === "string" ? { kind: "none", why: points } : { kind: "line", points, name };
  }
  const bars = barsOf(result, drawable.by, column, MOST_BARS);
  return typeof bars === "string" ? { kind: "none", why: bars } : { kind: "bars", bars, name };
}

/** A result as a line over time or as bars. */
export function ResultChart(props: { drawn: Drawn; rows: number }): JSX.Element {
  const line = createMemo(() => (props.drawn.kind === "line" ? props.drawn : undefined));
  const bars = createMemo(() => (props.drawn.kind === "bars" ? props.drawn : undefined));
  return (
    <Switch>
      <Match when={line()}>{(drawn) => <LineChart points={drawn().points} name={drawn().name} />}</Match>
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

function LineChart(props: { points: Points; name: string }): JSX.Element {
  const few = (): boolean => props.points.times.length < 60;
  return (
    <div class={styles["plot"]}>
      <TimePlot
        label={`${props.name} over time, ${counted(props.points.times.length, "point")}`}
        data={[props.points.times, props.points.values]}
        look={(ink) => ({
          // What the result says is taken as it stands, whatever zone it is of.
          timeZone: "UTC",
          cursorFill: ink.accent,
          axis: {
            values: (_plot, ticks, _axis, _space, stepMs) =>
              ticks.map((tick) => tickLabel(tick, stepMs, "UTC")),
          },
          lines: [
            {
              label: props.name,
              stroke: ink.accent,
              width: 2,
              fill: ink.wash,
              points: { show: few(), size: 6, fill: ink.accent },
            },
          ],
        })}
        readout={(index) => ({
          when: props.points.labels[index] ?? "",
          rows: [
            {
              words: props.name,
              line: { color: "var(--accent)", dash: "solid" },
              value: String(props.points.values[index] ?? "NULL"),
            },
          ],
        })}
      />
    </div>
  );
}

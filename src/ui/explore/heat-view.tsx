import { For, Show, type JSX } from "solid-js";
import { counted } from "../state/counted.ts";
import { formatCompact, formatFigure } from "../state/format.ts";
import type { HeatMap } from "./heat.ts";
import { COLORS } from "./lines.ts";
import styles from "./view.module.css";

/** The strongest a cell is coloured, in percent: words on it stay readable. */
const STRONGEST = 40;

/** How much of an hour there is, by weekday and hour of the day. */
export function HeatView(props: { maps: readonly HeatMap[]; timeZone: string }): JSX.Element {
  return (
    <div class={styles["heats"]}>
      <For each={props.maps}>
        {(map) => (
          <section class={styles["heat"]}>
            <h3
              class={styles["lineName"]}
              style={{ "--stroke": `var(--series-${(map.colorIndex % COLORS) + 1})` }}
            >
              <bdi>{map.words}</bdi>
            </h3>
            <HeatTable map={map} />
          </section>
        )}
      </For>
      <p class={styles["note"]}>
        Means over the hours of the range that are over, in {props.timeZone}. Users and sessions count once in
        each hour.
      </p>
    </div>
  );
}

function HeatTable(props: { map: HeatMap }): JSX.Element {
  const greatest = (): number =>
    Math.max(0, ...props.map.cells.flatMap((day) => day.map(({ value }) => value ?? 0)));
  const strength = (value: number | undefined): string =>
    `${value === undefined || greatest() === 0 ? 0 : Math.round((Math.max(0, value) / greatest()) * STRONGEST)}%`;
  const short = (value: number): string =>
    Math.abs(value) >= 100 ? formatCompact(Math.round(value)) : formatFigure(Number(value.toPrecision(2)));
  const caption = (): string => `${props.map.words} by weekday and hour, mean of an hour`;
  return (
    <div class={styles["heatScroll"]} tabIndex={0} role="region" aria-label={caption()}>
      <table
        class={styles["heatTable"]}
        style={{ "--heat": `var(--series-${(props.map.colorIndex % COLORS) + 1})` }}
      >
        <caption class="visually-hidden">{caption()}</caption>
        <thead>
          <tr>
            <td />
            <For each={Array.from({ length: 24 }, (_, hour) => hour)}>
              {(hour) => <th scope="col">{String(hour).padStart(2, "0")}</th>}
            </For>
          </tr>
        </thead>
        <tbody>
          <For each={props.map.weekdays}>
            {(weekday, day) => (
              <tr>
                <th scope="row">
                  <abbr title={weekday}>{weekday.slice(0, 3)}</abbr>
                </th>
                <For each={props.map.cells[day()] ?? []}>
                  {({ value, hours }, hour) => (
                    <td
                      style={{ "--strength": strength(value) }}
                      title={`${weekday} ${String(hour()).padStart(2, "0")}:00: ${value === undefined ? "nothing to tell" : formatFigure(value)}, mean of ${counted(hours, "hour")}`}
                    >
                      <Show when={value !== undefined} fallback={<span class={styles["gap"]}>–</span>}>
                        {short(value ?? 0)}
                      </Show>
                    </td>
                  )}
                </For>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </div>
  );
}

import {
  createMemo,
  createSignal,
  createUniqueId,
  For,
  Match,
  Show,
  Switch,
  type Accessor,
  type JSX,
} from "solid-js";
import type { Display } from "../../model/exploration.ts";
import type { SeriesLetter } from "../../model/formula.ts";
import type { AnyAnswer } from "../../model/question.ts";
import { zoneOf } from "../../model/time-zone.ts";
import { drawPlot, type LegendKey } from "../charts/draw-picture.ts";
import { LinesChart } from "../charts/lines-chart.tsx";
import type { ChartDisplay } from "../charts/lines-look.ts";
import { SaveMenu } from "../charts/save-menu.tsx";
import { ErrorState } from "../controls/error-state.tsx";
import { join } from "../controls/join.ts";
import { Panel } from "../controls/panel.tsx";
import { ReceiptLine } from "../controls/receipt-line.tsx";
import { Skeleton } from "../controls/skeleton.tsx";
import { Awaiting } from "../overview/awaiting.tsx";
import { NothingInRange } from "../overview/nothing-in-range.tsx";
import { useProject } from "../state/projects-context.ts";
import { previousLabel, rangeLabel } from "../state/range-words.ts";
import { shownWords } from "../state/shown-words.ts";
import { useView } from "../state/view-context.ts";
import { colorLines, linesToDraw } from "./colored-lines.ts";
import type { AskedSeries } from "./explore-answers.ts";
import { heatToCsv, linesToCsv, totalsToCsv } from "./explore-csv.ts";
import type { Explore } from "./explore-state.ts";
import { explorationNotes, explorationTitle } from "./exploration-words.ts";
import { HeatView } from "./heat-view.tsx";
import { toHeatMaps } from "./heat.ts";
import { Legend } from "./legend.tsx";
import type { Lines } from "./lines.ts";
import { NumberCards } from "./number-cards.tsx";
import { PickedPoint } from "./picked-point.tsx";
import { SummaryTable } from "./summary-table.tsx";
import { TimeTable } from "./time-table.tsx";
import styles from "./view.module.css";

const CHARTS: readonly Display[] = ["line", "area", "bar", "stacked"];

/** What is shown of the answers, with their tables and receipts. */
export function AnswerPanel(props: {
  explore: Explore;
  asked: readonly AskedSeries[];
  answers: ReadonlyMap<SeriesLetter, AnyAnswer>;
  lines: Lines;
}): JSX.Element {
  const panelId = createUniqueId();
  const view = useView();
  const project = useProject();
  const zone = () => zoneOf(project().timeZone);
  const [hidden, setHidden] = createSignal<ReadonlySet<string>>(new Set<string>());
  const [picked, setPicked] = createSignal<number>();
  const exploration = () => props.explore.exploration();
  const granularity = () => props.explore.granularity();
  const lines = createMemo(() => colorLines(props.lines.lines));
  const drawn = createMemo(() => linesToDraw(lines(), exploration().display, hidden()));
  const inLegend = createMemo(() => {
    const rights = new Set(drawn().flatMap(({ id, right }) => (right ? [id] : [])));
    return lines()
      .filter(
        ({ kind, values }) =>
          !(exploration().display === "stacked" && kind === "formula") &&
          values.some((value) => value !== undefined),
      )
      .map((line) => ({ ...line, right: rights.has(line.id) }));
  });
  const maps = createMemo(() =>
    exploration().display === "heat" ? toHeatMaps(exploration(), props.answers, zone()) : [],
  );
  const against = (): string | undefined =>
    exploration().compare === "none" ? undefined : previousLabel(exploration().window);
  const failed = createMemo(() => props.asked.find(({ asked }) => asked.failure() !== undefined)?.asked);
  const isStale = (): boolean => props.asked.some(({ asked }) => asked.stale());
  const waiting = (): AskedSeries | undefined => props.asked.find(({ letter }) => !props.answers.has(letter));
  /** Zero is nothing only of what counts: a median may be 0. */
  const isEmpty = (): boolean =>
    [...props.answers].every(([letter, { total, previous = null }]) => {
      const measure = exploration().series.find((each) => each.letter === letter)?.measure;
      return [total, previous].every((one) => one === null || (one === 0 && typeof measure === "string"));
    });
  const title = (): string => explorationTitle(exploration());
  const isChart = (): boolean => CHARTS.includes(exploration().display);
  const toggle = (id: string): void =>
    void setHidden((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  const csv = (): string => {
    const { display } = exploration();
    if (display === "heat") return heatToCsv(maps());
    return display === "number" ? totalsToCsv(lines()) : linesToCsv(props.lines, lines());
  };
  const picture = (): HTMLCanvasElement | undefined => {
    const plot = document.getElementById(panelId)?.querySelector("canvas");
    if (plot === null || plot === undefined) return undefined;
    const style = getComputedStyle(plot);
    const legend = drawn().map(({ words, color, dashed }): LegendKey => ({
      words,
      color: style.getPropertyValue(color).trim() as `#${string}`,
      ...(dashed && { dash: [6, 3] }),
    }));
    const about = [project().name, ...shownWords(view.state(), project().timeZone)].join(" · ");
    return drawPlot(plot, { title: title(), about }, legend);
  };
  const zoom = (from: number, to: number): void =>
    view.change({
      window: { from: zone().bucketStart(granularity(), from), to: zone().nextBucket(granularity(), to) },
    });
  const caption = (): string => `${title()}, ${rangeLabel(exploration().window, project().timeZone)}`;

  return (
    <Panel
      title={title()}
      aside={
        <Show when={failed() === undefined && waiting() === undefined && !isStale() && !isEmpty()}>
          <SaveMenu title={title()} csv={csv} hasPicture={isChart()} picture={picture} />
        </Show>
      }
    >
      <div id={panelId} class={join(styles["view"], isStale() && styles["stale"])}>
        <Switch>
          <Match when={failed()}>
            {(asked) => (
              <div class={styles["state"]}>
                <ErrorState failure={asked().failure()!} onRetry={() => asked().retry()} />
              </div>
            )}
          </Match>
          <Match when={waiting()}>
            {(series) => (
              <div class={styles["state"]} aria-busy="true">
                <Awaiting question={series().question()} />
                <Skeleton height="300px" />
              </div>
            )}
          </Match>
          <Match when={isEmpty()}>
            <div class={styles["state"]}>
              <NothingInRange what="events" />
            </div>
          </Match>
          <Match when={exploration().display === "heat"}>
            <HeatView maps={maps()} timeZone={project().timeZone} />
          </Match>
          <Match when={exploration().display === "number"}>
            <NumberCards lines={lines()} against={against()} />
          </Match>
          <Match when={exploration().display === "table"}>
            <TimeTable
              caption={caption()}
              {...props.lines}
              lines={lines()}
              granularity={granularity()}
              timeZone={project().timeZone}
            />
          </Match>
          <Match when={isChart()}>
            <Legend lines={inLegend()} hidden={hidden()} onToggle={toggle} />
            <div class={styles["plot"]}>
              <LinesChart
                label={title()}
                times={props.lines.times}
                filling={props.lines.filling}
                lines={drawn()}
                display={exploration().display as ChartDisplay}
                granularity={granularity()}
                timeZone={project().timeZone}
                onSelect={zoom}
                onPick={(at) => setPicked(props.lines.times[at])}
              />
            </div>
            <Show when={picked()}>
              {(time) => (
                <PickedPoint
                  time={time()}
                  {...props.lines}
                  lines={lines()}
                  granularity={granularity()}
                  onZoom={(window) => {
                    setPicked(undefined);
                    view.change({ window });
                  }}
                  onClose={() => setPicked(undefined)}
                />
              )}
            </Show>
          </Match>
        </Switch>
      </div>
      <For
        each={
          isEmpty() ? [] : explorationNotes(exploration(), props.lines.filling < props.lines.times.length)
        }
      >
        {(words) => <p class={styles["note"]}>{words}</p>}
      </For>
      <Receipts asked={() => props.asked} />
      <Show
        when={
          waiting() === undefined && failed() === undefined && !isEmpty() && exploration().display !== "heat"
        }
      >
        <div class={join(styles["tables"], isStale() && styles["stale"])}>
          <SummaryTable
            caption={`Totals: ${caption()}`}
            lines={lines()}
            filling={props.lines.filling}
            bucket={granularity()}
            against={against()}
            asCounted={exploration().shown === "counted"}
          />
          <Show when={exploration().display !== "table"}>
            <EveryFigure>
              <TimeTable
                caption={caption()}
                {...props.lines}
                lines={lines()}
                granularity={granularity()}
                timeZone={project().timeZone}
              />
            </EveryFigure>
          </Show>
        </div>
      </Show>
    </Panel>
  );
}

/** Where each series' answer comes from. */
function Receipts(props: { asked: Accessor<readonly AskedSeries[]> }): JSX.Element {
  return (
    <ul class={styles["receipts"]} aria-label="Receipts">
      <For each={props.asked()}>
        {({ letter, asked }) => (
          <Show when={asked.receipt()}>
            <li>
              <Show when={props.asked().length > 1}>{letter} </Show>
              <ReceiptLine receipt={asked.receipt()} />
            </li>
          </Show>
        )}
      </For>
    </ul>
  );
}

/** Drawn once it is opened: it may be thousands of cells. */
function EveryFigure(props: { children: JSX.Element }): JSX.Element {
  const [open, setOpen] = createSignal(false);
  return (
    <details class={styles["details"]} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Every figure as a table</summary>
      <Show when={open()}>{props.children}</Show>
    </details>
  );
}

import { createMemo, createSignal, For, type JSX, Match, Show, Switch } from "solid-js";
import type { Annotation } from "../../model/annotation.ts";
import { zoneOfProject } from "../../model/time-zone.ts";
import { Legend } from "../charts/legend.tsx";
import { AnnotationDialog, AnnotationList } from "../annotations/annotation-list.tsx";
import { toMarks } from "../annotations/annotation-marks.ts";
import { createAnnotations } from "../annotations/annotations-state.ts";
import { LinesChart } from "../charts/lines-chart.tsx";
import type { ChartDisplay } from "../charts/lines-look.ts";
import { ErrorState } from "../controls/error-state.tsx";
import { join } from "../controls/join.ts";
import { ReceiptLine } from "../receipts/receipt-line.tsx";
import { Skeleton } from "../controls/skeleton.tsx";
import { Awaiting } from "../overview/awaiting.tsx";
import { NothingInRange } from "../overview/nothing-in-range.tsx";
import { useProject } from "../state/projects-context.ts";
import { useView } from "../state/view-context.ts";
import type { AnswerView } from "./answer-view.ts";
import { HeatView } from "./heat-view.tsx";
import { NumberCards } from "./number-cards.tsx";
import { PickedPoint } from "./picked-point.tsx";
import { TimeTable } from "./time-table.tsx";
import styles from "./view.module.css";

/** Answers as the exploration says they are shown, or why there is nothing to see. */
export function AnswerBody(props: {
  id: string;
  shown: AnswerView;
  /** As high as its place is, as far as can be; else as high as it likes. */
  fitted?: boolean;
  /** Figures in place of a chart. */
  asTable?: boolean;
}): JSX.Element {
  const view = useView();
  const project = useProject();
  const [picked, setPicked] = createSignal<number>();
  const display = () => props.shown.exploration().display;
  const zone = () => zoneOfProject(project());
  const annotations = createAnnotations();
  const times = () => props.shown.told().times;
  /** Where the last bucket ends. */
  const end = (): number => zone().nextBucket(props.shown.granularity(), times().at(-1) ?? 0);
  const marks = createMemo(() => toMarks(annotations.all() ?? [], times(), end()), undefined, {
    equals: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  });
  const [annotating, setAnnotating] = createSignal<Pick<Annotation, "id" | "time" | "name">>();
  const zoom = (from: number, to: number): void => {
    const granularity = props.shown.granularity();
    view.zoom({ from: zone().bucketStart(granularity, from), to: zone().nextBucket(granularity, to) });
  };
  return (
    <div
      id={props.id}
      class={join(
        styles["view"],
        props.fitted === true && styles["fitted"],
        props.shown.stale() && styles["stale"],
      )}
    >
      <Switch>
        <Match when={props.shown.failed()}>
          {(asked) => (
            <div class={styles["state"]}>
              <ErrorState failure={asked().failure()!} onRetry={() => asked().retry()} />
            </div>
          )}
        </Match>
        <Match when={props.shown.waiting()}>
          {(series) => (
            <div class={styles["state"]} aria-busy="true">
              <Awaiting question={series().question()} />
              <Skeleton height={props.fitted === true ? "calc(100% - 20px)" : "300px"} />
            </div>
          )}
        </Match>
        <Match when={props.shown.isEmpty()}>
          <div class={styles["state"]}>
            <NothingInRange what="events" />
          </div>
        </Match>
        <Match when={display() === "heat"}>
          <HeatView maps={props.shown.maps()} timeZone={project().timeZone} />
        </Match>
        <Match when={display() === "number"}>
          <NumberCards
            lines={props.shown.lines()}
            against={props.shown.against()}
            isPart={props.shown.isPart()}
          />
        </Match>
        <Match when={display() === "table" || props.asTable === true}>
          <ShownTable shown={props.shown} />
        </Match>
        <Match when={props.shown.isChart()}>
          <Show when={props.fitted !== true || props.shown.inLegend().length > 1}>
            <Legend
              lines={props.shown.inLegend()}
              hidden={props.shown.hidden()}
              onHide={(ids) => props.shown.hide(ids)}
            />
          </Show>
          <div class={styles["plot"]}>
            <LinesChart
              label={props.shown.title()}
              times={props.shown.told().times}
              filling={props.shown.told().filling}
              lines={props.shown.drawn()}
              display={display() as ChartDisplay}
              granularity={props.shown.granularity()}
              timeZone={project().timeZone}
              onSelect={zoom}
              onBack={() => view.zoomBack()}
              marks={marks()}
              onPick={(at) => setPicked(props.shown.told().times[at])}
            />
          </div>
          <Show when={picked()}>
            {(time) => (
              <PickedPoint
                time={time()}
                {...props.shown.told()}
                lines={props.shown.lines()}
                exploration={props.shown.exploration()}
                granularity={props.shown.granularity()}
                over={props.shown.asked()[0]?.asked.receipt()}
                onZoom={(window) => {
                  setPicked(undefined);
                  view.zoom(window);
                }}
                onAnnotate={(at) => setAnnotating({ id: crypto.randomUUID(), time: at, name: "" })}
                onClose={() => setPicked(undefined)}
              />
            )}
          </Show>
          <Show when={props.fitted !== true && times()[0] !== undefined}>
            <AnnotationList
              annotations={annotations}
              from={times()[0] ?? 0}
              to={end()}
              timeZone={project().timeZone}
            />
          </Show>
          <Show when={annotating()}>
            {(fresh) => (
              <AnnotationDialog
                annotations={annotations}
                annotation={fresh()}
                timeZone={project().timeZone}
                onClose={() => setAnnotating(undefined)}
              />
            )}
          </Show>
        </Match>
      </Switch>
    </div>
  );
}

/** Every figure by time. */
export function ShownTable(props: { shown: AnswerView }): JSX.Element {
  const project = useProject();
  return (
    <TimeTable
      caption={props.shown.caption()}
      {...props.shown.told()}
      lines={props.shown.lines()}
      granularity={props.shown.granularity()}
      timeZone={project().timeZone}
    />
  );
}

/** Where each series' answer comes from. */
export function Receipts(props: { shown: AnswerView }): JSX.Element {
  return (
    <ul class={styles["receipts"]} aria-label="Receipts">
      <For each={props.shown.asked()}>
        {({ letter, asked }) => (
          <Show when={asked.receipt()}>
            <li>
              <Show when={props.shown.asked().length > 1}>{letter} </Show>
              <ReceiptLine told={asked.told()} />
            </li>
          </Show>
        )}
      </For>
    </ul>
  );
}

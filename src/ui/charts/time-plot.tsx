import {
  createEffect,
  createMemo,
  createSignal,
  Index,
  on,
  onCleanup,
  onMount,
  Show,
  untrack,
  type JSX,
} from "solid-js";
import uPlot from "uplot";
import { createPainted } from "../state/painted.ts";
import { theme } from "../state/theme.ts";
import { LEAST_DRAG, makePlotOptions, readInk, type Ink, type PlotLook } from "./plot-options.ts";
import styles from "./time-plot.module.css";
import "./uplot.css";

/** What is told of one instant. */
export interface Readout {
  when: string;
  rows: readonly {
    words: string;
    /** As its line is drawn; undefined where it has none. The colour is one of CSS. */
    line: { color: string; dash: "solid" | "dashed" | "dotted" } | undefined;
    value: string;
  }[];
}

const READOUT_WIDTH = 190;

/**
 * Lines over time with a readout: arrow keys, Home and End go from instant to instant, Escape leaves.
 * It is drawn anew where what `look` reads changes; `data` are drawn into what is there.
 */
export function TimePlot(props: {
  /** Of what; that arrow keys read it is added. */
  label: string;
  /** Times first, then the lines of the look. */
  data: uPlot.AlignedData;
  look: (ink: Ink, canvas: HTMLElement) => PlotLook;
  readout: (index: number) => Readout | undefined;
  /** An instant was clicked, or Enter pressed on it. */
  onPick?: ((index: number) => void) | undefined;
}): JSX.Element {
  let frame: HTMLDivElement | undefined;
  let canvas: HTMLDivElement | undefined;
  let plot: uPlot | undefined;
  const isPainted = createPainted(1);
  const [hovered, setHovered] = createSignal<number>();
  const [left, setLeft] = createSignal(0);
  const timeAt = (index: number): number | undefined => props.data[0][index];

  const onHover = (index: number | undefined): void => {
    setHovered(index);
    if (plot !== undefined && index !== undefined)
      setLeft(plot.valToPos(timeAt(index) ?? 0, "x") + plot.over.offsetLeft);
  };
  onMount(() => {
    createEffect(() => {
      theme();
      if (!isPainted() || canvas === undefined) return;
      const ink = readInk(canvas);
      const look = props.look(ink, canvas);
      plot?.destroy();
      plot = new uPlot(
        makePlotOptions(look, ink, canvas, onHover),
        untrack(() => props.data),
        canvas,
      );
    });
    createEffect(
      on(
        () => props.data,
        (next) => {
          // More or fewer lines have a look of their own, which is drawn with them.
          if (plot?.series.length === next.length) plot.setData(next);
        },
        { defer: true },
      ),
    );
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

  const leave = (): void => plot?.setCursor({ left: -10, top: -10 });
  const moveTo = (index: number): void => {
    const time = timeAt(index);
    if (plot !== undefined && time !== undefined) plot.setCursor({ left: plot.valToPos(time, "x"), top: 10 });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const last = props.data[0].length - 1;
    const at = hovered();
    if (event.key === "ArrowRight") moveTo(Math.min(last, (at ?? -1) + 1));
    else if (event.key === "ArrowLeft") moveTo(Math.max(0, (at ?? last + 1) - 1));
    else if (event.key === "Home") moveTo(0);
    else if (event.key === "End") moveTo(last);
    else if (event.key === "Escape" && at !== undefined) leave();
    else if (event.key === "Enter" && at !== undefined && props.onPick !== undefined) props.onPick(at);
    else return;
    event.preventDefault();
  };
  const shown = createMemo(() => {
    const index = hovered();
    return index === undefined ? undefined : props.readout(index);
  });
  /** Where a press began: a drag ends with a click too. */
  let pressedAt = 0;
  const onClick = (event: MouseEvent): void => {
    const at = hovered();
    if (at !== undefined && Math.abs(event.clientX - pressedAt) < LEAST_DRAG) props.onPick?.(at);
  };
  const flip = (): boolean => left() > (frame?.clientWidth ?? 0) - READOUT_WIDTH - 16;

  return (
    <div
      ref={frame}
      class={styles["plot"]}
      role="group"
      aria-roledescription="chart"
      aria-label={`${props.label}. Arrow keys read the values.${props.onPick === undefined ? "" : " Enter opens one."}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => (pressedAt = event.clientX)}
      onClick={onClick}
      onBlur={leave}
    >
      <div ref={canvas} class={styles["canvas"]} aria-hidden="true" />
      <div aria-live="polite">
        <Show when={shown()}>
          {(told) => (
            <div
              class={styles["readout"]}
              style={{
                transform: `translateX(${Math.round(left())}px) translateX(${flip() ? "calc(-100% - 12px)" : "12px"})`,
              }}
            >
              <div class={styles["when"]}>{told().when}</div>
              <Index each={told().rows}>
                {(row) => (
                  <div class={styles["row"]}>
                    <span
                      class={row().line && styles["key"]}
                      style={{ "--stroke": row().line?.color, "--dash": row().line?.dash }}
                    >
                      {row().words}
                    </span>
                    <span class={styles["value"]}>{row().value}</span>
                  </div>
                )}
              </Index>
            </div>
          )}
        </Show>
      </div>
    </div>
  );
}

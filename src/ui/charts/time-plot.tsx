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
import {
  LEAST_DRAG,
  makePlotOptions,
  readInk,
  type Ink,
  type PlotLook,
  type PlotMark,
} from "./plot-options.ts";
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
 * Lines over time with a readout: arrow keys, Home and End go from instant to instant, Escape leaves. Where a stretch can be
 * selected, Shift with arrow keys does and Enter takes it, as a drag does; a double click goes back. The other charts of the page
 * mark the same instant. It is drawn anew where what `look` reads changes; `data` are drawn into what is there.
 */
export function TimePlot(props: {
  /** Of what; that arrow keys read it is added. */
  label: string;
  /** Times first, then the lines of the look. */
  data: uPlot.AlignedData;
  look: (ink: Ink, canvas: HTMLElement) => PlotLook;
  readout: (index: number) => Readout | undefined;
  /** What happened at instants that are in the data. */
  marks?: readonly PlotMark[] | undefined;
  /** An instant was clicked, or Enter pressed on it. */
  onPick?: ((index: number) => void) | undefined;
  /** A double click: out of what was selected last. */
  onBack?: (() => void) | undefined;
}): JSX.Element {
  let frame: HTMLDivElement | undefined;
  let canvas: HTMLDivElement | undefined;
  let plot: uPlot | undefined;
  let onSelect: PlotLook["onSelect"];
  const isPainted = createPainted(1);
  const [hovered, setHovered] = createSignal<number>();
  const [left, setLeft] = createSignal(0);
  const [canSelect, setCanSelect] = createSignal(false);
  /** Where a selection by keys began. */
  const [anchor, setAnchor] = createSignal<number>();
  const timeAt = (index: number): number | undefined => props.data[0][index];

  /** Else another chart of the page is read, and this one marks the instant. */
  const isRead = (): boolean =>
    frame !== undefined && (frame.matches(":hover") || frame === document.activeElement);
  const onHover = (index: number | undefined): void => {
    setHovered(isRead() ? index : undefined);
    if (plot !== undefined && index !== undefined)
      setLeft(plot.valToPos(timeAt(index) ?? 0, "x") + plot.over.offsetLeft);
  };
  onMount(() => {
    createEffect(() => {
      theme();
      if (!isPainted() || canvas === undefined) return;
      const ink = readInk(canvas);
      const look = props.look(ink, canvas);
      onSelect = look.onSelect;
      setCanSelect(onSelect !== undefined);
      setAnchor(undefined);
      plot?.destroy();
      plot = new uPlot(
        makePlotOptions(look, ink, canvas, onHover, () => props.marks ?? []),
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
    createEffect(
      on(
        () => props.marks,
        () => plot?.redraw(false),
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

  const leave = (): void => {
    select(undefined);
    read({ left: -10, top: -10 });
  };
  const read = (at: { left: number; top: number }): void => {
    // As the pointer would, so that the charts beside it are told; uPlot's types leave the last argument out.
    const setCursor:
      | ((at: { left: number; top: number }, fire: boolean, publish: boolean) => void)
      | undefined = plot?.setCursor;
    setCursor?.(at, true, true);
  };
  const moveTo = (index: number): void => {
    const time = timeAt(index);
    if (plot !== undefined && time !== undefined) read({ left: plot.valToPos(time, "x"), top: 10 });
  };
  /** Marks what lies between where a selection began and here; nothing without a beginning. */
  const select = (from: number | undefined, to = hovered()): void => {
    setAnchor(from);
    if (plot === undefined) return;
    const [start, end] = [from, to].map((at) => plot!.valToPos(timeAt(at ?? 0) ?? 0, "x")) as [
      number,
      number,
    ];
    const isNone = from === undefined || to === undefined;
    plot.setSelect(
      {
        left: Math.min(start, end),
        width: isNone ? 0 : Math.abs(end - start),
        top: 0,
        height: isNone ? 0 : plot.over.clientHeight,
      },
      false,
    );
  };
  const take = (): boolean => {
    const [from, to] = [anchor(), hovered()];
    const ends = from === undefined || to === undefined ? [] : [timeAt(from), timeAt(to)];
    const [one, other] = ends;
    if (one === undefined || other === undefined) return false;
    select(undefined);
    onSelect?.(Math.min(one, other), Math.max(one, other));
    return true;
  };
  const target = (key: string, at: number | undefined): number | undefined => {
    const last = props.data[0].length - 1;
    switch (key) {
      case "ArrowRight":
        return Math.min(last, (at ?? -1) + 1);
      case "ArrowLeft":
        return Math.max(0, (at ?? last + 1) - 1);
      case "Home":
        return 0;
      case "End":
        return last;
      default:
        return undefined;
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = hovered();
    const to = target(event.key, at);
    if (to !== undefined) {
      const from = event.shiftKey && canSelect() ? (anchor() ?? at ?? to) : undefined;
      moveTo(to);
      select(from, to);
    } else if (event.key === "Escape" && anchor() !== undefined) select(undefined);
    else if (event.key === "Escape" && at !== undefined) leave();
    else if (event.key === "Enter" && take()) return event.preventDefault();
    else if (event.key === "Enter" && at !== undefined && props.onPick !== undefined) props.onPick(at);
    else return;
    event.preventDefault();
  };
  const shown = createMemo(() => {
    const index = hovered();
    if (index === undefined) return undefined;
    const told = props.readout(index);
    const mark = props.marks?.find(({ time }) => time === timeAt(index));
    if (told === undefined || mark === undefined) return told;
    return { ...told, rows: [...told.rows, { words: mark.words, line: undefined, value: "" }] };
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
      aria-label={`${props.label}. Arrow keys read the values.${canSelect() ? " With Shift they select a stretch, and Enter zooms into it." : ""}${props.onPick === undefined ? "" : " Enter opens one."}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => (pressedAt = event.clientX)}
      onClick={onClick}
      onDblClick={() => props.onBack?.()}
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
              <div class={styles["when"]}>
                {told().when}
                <Show when={anchor() !== undefined && anchor() !== hovered()}>, selected: Enter zooms</Show>
              </div>
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

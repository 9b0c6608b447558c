import { createSignal, type JSX } from "solid-js";
import { join } from "../controls/join.ts";
import { columnLabel, LEAST_PX, MOST_PX, type ColumnId } from "./event-columns.ts";
import styles from "./event-grid.module.css";

const STEP_PX = 16;

/**
 * The head of a column. It is moved by dragging it, or with Alt and an arrow key; its edge is dragged, or moved with the
 * arrow keys, to make it wider.
 */
export function ColumnHead(props: {
  column: ColumnId;
  index: number;
  count: number;
  widthPx: number;
  onMove: (from: number, to: number) => void;
  onResize: (widthPx: number) => void;
  onReset: () => void;
}): JSX.Element {
  const [isOver, setOver] = createSignal(false);
  const label = (): string => columnLabel(props.column);

  const onKey = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!event.altKey || by === undefined) return;
    event.preventDefault();
    const to = props.index + by;
    if (to >= 0 && to < props.count) props.onMove(props.index, to);
  };
  const onEdgeKey = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: -STEP_PX, ArrowRight: STEP_PX }[event.key];
    if (by === undefined || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    props.onResize(props.widthPx + by);
  };
  const drag = (event: PointerEvent & { currentTarget: HTMLElement }): void => {
    event.preventDefault();
    const edge = event.currentTarget;
    const start = event.clientX - props.widthPx;
    const follow = (moved: PointerEvent): void => props.onResize(moved.clientX - start);
    const end = (): void => {
      edge.removeEventListener("pointermove", follow);
      edge.removeEventListener("pointerup", end);
      edge.removeEventListener("pointercancel", end);
    };
    edge.setPointerCapture(event.pointerId);
    edge.addEventListener("pointermove", follow);
    edge.addEventListener("pointerup", end);
    edge.addEventListener("pointercancel", end);
  };

  return (
    <div
      role="columnheader"
      aria-colindex={props.index + 1}
      class={join(styles["head"], isOver() && styles["over"])}
      style={{ width: `${props.widthPx}px` }}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const from = Number(event.dataTransfer?.getData("text/lochan-column") || Number.NaN);
        if (Number.isInteger(from) && from !== props.index) props.onMove(from, props.index);
      }}
    >
      <button
        type="button"
        class={styles["headName"]}
        draggable="true"
        title={`${label()}. Drag to move, or Alt with an arrow key.`}
        aria-keyshortcuts="Alt+ArrowLeft Alt+ArrowRight"
        data-column={props.column}
        onKeyDown={onKey}
        onDragStart={(event) => {
          event.dataTransfer?.setData("text/lochan-column", String(props.index));
          if (event.dataTransfer) event.dataTransfer.effectAllowed = "move";
        }}
      >
        {label()}
      </button>
      <div
        role="separator"
        tabIndex={0}
        class={styles["edge"]}
        aria-orientation="vertical"
        aria-label={`Width of ${label()}`}
        aria-valuenow={props.widthPx}
        aria-valuemin={LEAST_PX}
        aria-valuemax={MOST_PX}
        aria-valuetext={`${props.widthPx} pixels`}
        onKeyDown={onEdgeKey}
        onPointerDown={drag}
        onDblClick={() => props.onReset()}
      />
    </div>
  );
}

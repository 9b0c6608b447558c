import { batch, createSignal, onCleanup, type Accessor } from "solid-js";
import type { Widget } from "../../model/dashboard.ts";
import { GRID_COLUMNS, moveInOrder, placeOnGrid, type Place } from "../../model/grid.ts";
import { useTermWords } from "../state/segments.ts";
import { ROW_PX } from "./board-places.tsx";
import { placeWords, widgetTitle } from "./widget-words.ts";

export type Hold = "move" | "size";

/** Widgets being moved about and made larger or smaller, by pointer or by keys. */
export interface Arranging {
  /** As they lie while one is held. */
  widgets: Accessor<readonly Widget[]>;
  held: Accessor<string | undefined>;
  /** Of what a pointer holds, how far it is from the place it would get, in pixels. */
  offset: Accessor<{ x: number; y: number }>;
  /** What happened, to be said aloud. */
  said: Accessor<string>;
  /** On a handle: Enter or Space takes and puts down, arrows move, with Shift they resize, Escape puts back. */
  onKeyDown(id: string, event: KeyboardEvent): void;
  /** Before or after its neighbour, where widgets are below one another. */
  step(id: string, by: -1 | 1): void;
  /** The handle lost the focus. */
  putDown(): void;
  /** A press on a widget of this board. */
  drag(id: string, hold: Hold, event: PointerEvent, board: HTMLElement): void;
}

const GAP_PX = 12;
/** What is less cannot be read. */
const LEAST = { w: 2, h: 2 };
/** Nearer to the edge of the screen than this, a drag scrolls. */
const EDGE_PX = 56;

const STEPS: Record<string, readonly [x: number, y: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

const shifted = (place: Place, hold: Hold, x: number, y: number): Place => {
  if (hold === "move")
    return {
      ...place,
      x: Math.min(GRID_COLUMNS - place.w, Math.max(0, place.x + x)),
      y: Math.max(0, place.y + y),
    };
  return {
    ...place,
    w: Math.min(GRID_COLUMNS - place.x, Math.max(LEAST.w, place.w + x)),
    h: Math.max(LEAST.h, place.h + y),
  };
};

export function createArranging(
  stored: Accessor<readonly Widget[]>,
  onChange: (widgets: Widget[]) => void,
): Arranging {
  const known = useTermWords();
  const [laid, setLaid] = createSignal<readonly Widget[]>();
  const [held, setHeld] = createSignal<string>();
  const [offset, setOffset] = createSignal({ x: 0, y: 0 });
  const [said, setSaid] = createSignal("");
  const widgets = (): readonly Widget[] => laid() ?? stored();
  const find = (id: string): Widget | undefined => widgets().find((widget) => widget.id === id);
  const describe = (id: string): string => {
    const widget = find(id);
    return widget === undefined ? "" : `${widgetTitle(widget, known())}: ${placeWords(widget, widgets())}`;
  };

  let dragging: AbortController | undefined;
  onCleanup(() => dragging?.abort());
  const take = (id: string): void =>
    batch(() => {
      setHeld(id);
      setLaid(stored());
      setOffset({ x: 0, y: 0 });
    });
  const end = (keeps: boolean): void => {
    const next = laid();
    const before = stored();
    batch(() => {
      setHeld(undefined);
      setLaid(undefined);
      setOffset({ x: 0, y: 0 });
      if (keeps && next !== undefined && JSON.stringify(next) !== JSON.stringify(before)) onChange([...next]);
    });
  };

  return {
    widgets,
    held,
    offset,
    said,
    onKeyDown(id, event) {
      const isHeld = held() === id;
      const step = STEPS[event.key];
      if (event.key === "Enter" || event.key === " ") {
        if (isHeld) {
          const where = describe(id);
          end(true);
          setSaid(`Put down. ${where}`);
        } else {
          take(id);
          setSaid(
            `Taken. ${describe(id)}. Arrow keys move it, with Shift they resize it, Enter puts it down, Escape puts it back.`,
          );
        }
      } else if (isHeld && event.key === "Escape") {
        end(false);
        setSaid(`Put back. ${describe(id)}`);
      } else if (isHeld && step !== undefined) {
        const widget = find(id);
        if (widget === undefined) return;
        const place = shifted(widget.place, event.shiftKey ? "size" : "move", ...step);
        const before = widgets();
        const next = placeOnGrid(before, id, place);
        const isSame = JSON.stringify(next) === JSON.stringify(before);
        setLaid(next);
        setSaid(isSame ? `It goes no further. ${describe(id)}` : describe(id));
      } else return;
      event.preventDefault();
      event.stopPropagation();
    },
    step(id, by) {
      onChange(moveInOrder(stored(), id, by));
      setSaid(describe(id));
    },
    putDown() {
      if (held() !== undefined) end(true);
    },
    drag(id, hold, event, board) {
      const base = stored();
      const start = base.find((widget) => widget.id === id)?.place;
      if (event.button !== 0 || start === undefined || held() !== undefined) return;
      event.preventDefault();
      const target = event.currentTarget as HTMLElement;
      target.setPointerCapture(event.pointerId);
      const unit = { x: (board.clientWidth + GAP_PX) / GRID_COLUMNS, y: ROW_PX };
      const from = { x: event.clientX, y: event.clientY + scrollY };
      take(id);
      const onMove = (moved: PointerEvent): void => {
        if (moved.clientY > innerHeight - EDGE_PX) scrollBy(0, ROW_PX / 2);
        else if (moved.clientY < EDGE_PX) scrollBy(0, -ROW_PX / 2);
        const by = { x: moved.clientX - from.x, y: moved.clientY + scrollY - from.y };
        const wanted = shifted(start, hold, Math.round(by.x / unit.x), Math.round(by.y / unit.y));
        const next = placeOnGrid(base, id, wanted);
        const place = next.find((widget) => widget.id === id)?.place ?? start;
        batch(() => {
          setLaid(next);
          if (hold === "move")
            setOffset({
              x: by.x - (place.x - start.x) * unit.x,
              y: by.y - (place.y - start.y) * unit.y,
            });
        });
      };
      const over = new AbortController();
      dragging = over;
      const { signal } = over;
      const finish = (keeps: boolean): void => {
        over.abort();
        end(keeps);
        if (keeps) setSaid(describe(id));
      };
      target.addEventListener("pointermove", onMove, { signal });
      target.addEventListener("pointerup", () => finish(true), { signal });
      target.addEventListener("pointercancel", () => finish(false), { signal });
      window.addEventListener("keydown", (pressed) => pressed.key === "Escape" && finish(false), { signal });
    },
  };
}

import { createEffect, createMemo, createSignal, on, type Accessor } from "solid-js";
import { keepItem, readItem } from "../state/local-item.ts";
import {
  DEFAULT_COLUMNS,
  defaultWidth,
  LEAST_PX,
  MOST_COLUMNS,
  MOST_PX,
  moveColumn,
  parseColumns,
  parseWidths,
  type ColumnId,
} from "./event-columns.ts";

export interface Columns {
  all: Accessor<readonly ColumnId[]>;
  widthOf(column: ColumnId): number;
  toggle(column: ColumnId): void;
  move(from: number, to: number): void;
  resize(column: ColumnId, widthPx: number): void;
  reset(): void;
}

/**
 * The columns of a project: those the address names, else those this browser showed last, else what most want. What is
 * changed is kept for the next time, and told to the address.
 */
export function createColumns(options: {
  projectId: Accessor<string>;
  /** The address's list, as text. */
  param: Accessor<string | undefined>;
  onParam: (text: string | undefined) => void;
}): Columns {
  const { projectId, param, onParam } = options;
  const listKey = (): string => `lochan-event-columns:${projectId()}`;
  const widthsKey = (): string => `lochan-event-widths:${projectId()}`;
  const [kept, setKept] = createSignal<string | null>(null);
  const [widths, setWidths] = createSignal<Readonly<Record<ColumnId, number>>>({});
  createEffect(
    on(projectId, () => {
      setKept(readItem(listKey()));
      setWidths(parseWidths(readItem(widthsKey())));
    }),
  );
  const all = createMemo(() => parseColumns(param()) ?? parseColumns(kept()) ?? DEFAULT_COLUMNS, undefined, {
    equals: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  });
  const show = (columns: readonly ColumnId[]): void => {
    const text = JSON.stringify(columns);
    keepItem(listKey(), text);
    setKept(text);
    onParam(text === JSON.stringify(DEFAULT_COLUMNS) ? undefined : text);
  };
  return {
    all,
    widthOf: (column) => widths()[column] ?? defaultWidth(column),
    toggle(column) {
      const columns = all();
      if (!columns.includes(column)) {
        if (columns.length < MOST_COLUMNS) show([...columns, column]);
      } else if (columns.length > 1) show(columns.filter((each) => each !== column));
    },
    move: (from, to) => show(moveColumn(all(), from, to)),
    resize(column, widthPx) {
      const width = Math.round(Math.min(MOST_PX, Math.max(LEAST_PX, widthPx)));
      setWidths({ ...widths(), [column]: width });
      keepItem(widthsKey(), JSON.stringify(widths()));
    },
    reset() {
      setWidths({});
      keepItem(widthsKey(), "{}");
      show(DEFAULT_COLUMNS);
    },
  };
}

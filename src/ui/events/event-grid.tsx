import {
  createEffect,
  createMemo,
  createSignal,
  For,
  Index,
  on,
  onCleanup,
  onMount,
  Show,
  type JSX,
} from "solid-js";
import type { LochanEvent } from "../../model/event.ts";
import { ruleOf, type ActiveRule } from "../../model/traffic.ts";
import { join } from "../controls/join.ts";
import { LeftOutBadge } from "../live/left-out-badge.tsx";
import { makeFreshness } from "../state/freshness.ts";
import { ColumnHead } from "./column-head.tsx";
import type { Columns } from "./create-columns.ts";
import type { EventList } from "./create-event-list.ts";
import { columnText, defaultWidth, drawnText, type ColumnId } from "./event-columns.ts";
import {
  placeOf,
  realHeight,
  rowsToDraw,
  scrolledTo,
  type Scrolled,
  type ScrollSpan,
} from "./scroll-span.ts";
import styles from "./event-grid.module.css";

const ROW_PX = 32;
const BEYOND = 10;
const TOP: Scrolled = { real: 0, full: 0 };

/** Events one below the other, however many: only what is looked at is read and drawn. */
export function EventGrid(props: {
  list: EventList;
  columns: Columns;
  rules: readonly ActiveRule[];
  timeZone: string;
  /** By row: the one the keys are at. */
  active: number;
  onActive: (index: number) => void;
  isOpen: (event: LochanEvent) => boolean;
  onOpen: (event: LochanEvent) => void;
  onClose: () => void;
  /** Whether the newest are in sight. */
  onTop: (isTop: boolean) => void;
}): JSX.Element {
  let scroller: HTMLDivElement | undefined;
  let head: HTMLDivElement | undefined;
  const [viewPx, setViewPx] = createSignal(0);
  const [scrolled, setScrolled] = createSignal<Scrolled>(TOP);
  const isFresh = makeFreshness();
  const rows = (): number => props.list.state()?.rows ?? 0;
  const span = (): ScrollSpan => ({ fullPx: rows() * ROW_PX, viewPx: viewPx() });
  const drawn = createMemo(
    () => rowsToDraw(scrolled().full, { viewPx: viewPx(), rowPx: ROW_PX, rows: rows() }, BEYOND),
    undefined,
    { equals: (a, b) => a.first === b.first && a.end === b.end },
  );
  const indexes = createMemo(() =>
    Array.from({ length: Math.max(0, drawn().end - drawn().first) }, (_, at) => drawn().first + at),
  );
  const widths = createMemo(() => props.columns.all().map((column) => props.columns.widthOf(column)));
  const totalWidth = (): number => widths().reduce((sum, width) => sum + width, 0);

  onMount(() => {
    const measure = (): void => {
      setViewPx(Math.max(0, (scroller?.clientHeight ?? 0) - (head?.offsetHeight ?? 0)));
    };
    const observer = new ResizeObserver(measure);
    if (scroller) observer.observe(scroller);
    measure();
    onCleanup(() => observer.disconnect());
  });
  createEffect(() => props.list.want(drawn().first, drawn().end));
  createEffect(() => props.onTop(scrolled().full < ROW_PX));
  const scrollTo = (place: Scrolled): void => {
    setScrolled(place);
    if (scroller) scroller.scrollTop = place.real;
  };
  createEffect(
    on(
      () => props.list.turn(),
      () => scrollTo(TOP),
      { defer: true },
    ),
  );

  /** A head that is moved is put in anew, and loses the focus: the address says so only later. */
  let refocus: ColumnId | undefined;
  createEffect(
    on(
      () => props.columns.all(),
      () => {
        const moved = refocus;
        refocus = undefined;
        if (moved !== undefined)
          scroller?.querySelector<HTMLElement>(`[data-column="${CSS.escape(moved)}"]`)?.focus();
      },
      { defer: true },
    ),
  );

  const show = (index: number): void => {
    const top = index * ROW_PX;
    const { full } = scrolled();
    if (top < full) scrollTo(placeOf(top, span()));
    else if (top + ROW_PX > full + viewPx()) scrollTo(placeOf(top + ROW_PX - viewPx(), span()));
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.target !== scroller) return;
    const page = Math.max(1, Math.floor(viewPx() / ROW_PX) - 1);
    const last = rows() - 1;
    const next = {
      ArrowDown: props.active + 1,
      ArrowUp: props.active - 1,
      PageDown: props.active + page,
      PageUp: props.active - page,
      Home: 0,
      End: last,
    }[event.key];
    if (next !== undefined && last >= 0) {
      event.preventDefault();
      const index = Math.min(last, Math.max(0, next));
      props.onActive(index);
      show(index);
    } else if (event.key === "Enter") {
      const found = props.list.rowAt(props.active);
      if (found !== undefined) props.onOpen(found);
    } else if (event.key === "Escape") props.onClose();
  };
  const rowId = (index: number): string => `event-row-${index}`;
  /** Of the row's place in a list that may be longer than a browser's element. */
  const offsetOf = (index: number): number => index * ROW_PX - scrolled().full + scrolled().real;

  return (
    <div
      ref={scroller}
      class={styles["grid"]}
      role="grid"
      tabIndex={0}
      aria-label="Events, newest first"
      aria-rowcount={props.list.state()?.total === undefined ? -1 : rows() + 1}
      aria-colcount={props.columns.all().length}
      aria-busy={props.list.state()?.isLoading === true}
      aria-activedescendant={indexes().includes(props.active) ? rowId(props.active) : undefined}
      onKeyDown={onKey}
      onScroll={(event) => setScrolled(scrolledTo(event.currentTarget.scrollTop, scrolled(), span()))}
    >
      <div ref={head} role="rowgroup" class={styles["heads"]} style={{ width: `${totalWidth()}px` }}>
        <div role="row" aria-rowindex={1} class={styles["headRow"]}>
          <For each={props.columns.all()}>
            {(column, index) => (
              <ColumnHead
                column={column}
                index={index()}
                count={props.columns.all().length}
                widthPx={props.columns.widthOf(column)}
                onMove={(from, to) => {
                  refocus = column;
                  props.columns.move(from, to);
                }}
                onResize={(widthPx) => props.columns.resize(column, widthPx)}
                onReset={() => props.columns.resize(column, defaultWidth(column))}
              />
            )}
          </For>
        </div>
      </div>
      <div
        role="rowgroup"
        class={styles["rows"]}
        style={{ height: `${realHeight(span())}px`, width: `${totalWidth()}px` }}
      >
        <For each={indexes()}>
          {(index) => {
            const event = createMemo(() => props.list.rowAt(index));
            const fresh = createMemo(() => {
              const found = event();
              return found !== undefined && isFresh(found.receivedAt);
            });
            const open = (): boolean => {
              const found = event();
              return found !== undefined && props.isOpen(found);
            };
            return (
              <div
                id={rowId(index)}
                role="row"
                aria-rowindex={index + 2}
                aria-selected={props.active === index}
                class={join(
                  styles["row"],
                  props.active === index && styles["active"],
                  open() && styles["open"],
                  fresh() && styles["fresh"],
                )}
                style={{ transform: `translateY(${offsetOf(index)}px)` }}
                onClick={() => {
                  props.onActive(index);
                  const found = event();
                  if (found !== undefined) props.onOpen(found);
                }}
              >
                <Show when={event()} fallback={<Blank columns={widths()} />}>
                  {(shown) => (
                    <Cells
                      event={shown()}
                      columns={props.columns.all()}
                      widths={widths()}
                      rules={props.rules}
                      timeZone={props.timeZone}
                    />
                  )}
                </Show>
              </div>
            );
          }}
        </For>
      </div>
    </div>
  );
}

function Cells(props: {
  event: LochanEvent;
  columns: readonly ColumnId[];
  widths: readonly number[];
  rules: readonly ActiveRule[];
  timeZone: string;
}): JSX.Element {
  return (
    <Index each={props.columns}>
      {(column, at) => {
        const text = createMemo(() => columnText(props.event, column(), props.timeZone));
        return (
          <div
            role="gridcell"
            aria-colindex={at + 1}
            class={join(styles["cell"], column() === "name" && styles["name"])}
            style={{ width: `${props.widths[at] ?? 0}px` }}
          >
            <Show
              when={text()}
              fallback={<span class={styles["none"]}>{text() === "" ? "empty" : "–"}</span>}
            >
              {(found) => <span title={drawnText(found())}>{drawnText(found())}</span>}
            </Show>
            <Show when={column() === "name"}>
              <LeftOutBadge rule={ruleOf(props.event, props.rules)} />
            </Show>
          </div>
        );
      }}
    </Index>
  );
}

/** An event on its way. */
const Blank = (props: { columns: readonly number[] }): JSX.Element => (
  <Index each={props.columns}>
    {(width, at) => (
      <div role="gridcell" aria-colindex={at + 1} class={styles["cell"]} style={{ width: `${width()}px` }}>
        <span class={styles["blank"]} style={{ width: `${30 + ((at * 37) % 45)}%` }} />
        <span class="visually-hidden">Loading</span>
      </div>
    )}
  </Index>
);

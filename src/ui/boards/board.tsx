import { createMemo, For, Show, type JSX } from "solid-js";
import type { Widget } from "../../model/dashboard.ts";
import { IconButton } from "../controls/button.tsx";
import { Icon } from "../controls/icon.tsx";
import { join } from "../controls/join.ts";
import { PanelActions } from "../controls/panel-actions.ts";
import { createInView, InViewContext } from "../state/in-view.ts";
import { useTermWords } from "../state/segments.ts";
import { createArranging, type Arranging } from "./arranging.ts";
import { cellClass, cellStyle, ROW_PX } from "./board-places.tsx";
import { widgetTitle } from "./widget-words.ts";
import { WidgetView } from "./widget-view.tsx";
import styles from "./board.module.css";

export interface BoardEdits {
  onChange: (widgets: Widget[]) => void;
  /** Undefined for kinds that have nothing to edit. */
  onEdit: (widget: Widget) => (() => void) | undefined;
  onRemove: (widget: Widget) => void;
}

/**
 * The widgets of a dashboard on their grid; in fewer columns, one after the other, where there is no room for twelve. With
 * `edits` they can be moved, resized and removed, and answer to nothing else.
 */
export function Board(props: {
  widgets: readonly Widget[];
  edits?: BoardEdits | undefined;
  /** Puts what a widget shows on another dashboard. */
  onPin: (widget: Widget) => void;
}): JSX.Element {
  let board: HTMLDivElement | undefined;
  const arranging = createArranging(
    () => props.widgets,
    (widgets) => {
      // What is moved in the document loses the focus.
      const focused = document.activeElement;
      props.edits?.onChange(widgets);
      queueMicrotask(() => focused instanceof HTMLElement && focused.isConnected && focused.focus());
    },
  );
  // In the order in which they are stored: nothing moves in the document while one is held.
  const ids = createMemo(() => props.widgets.map(({ id }) => id), undefined, {
    equals: (a, b) => a.join("\n") === b.join("\n"),
  });
  return (
    <>
      <div
        ref={board}
        class={join(styles["board"], props.edits && styles["editing"])}
        data-held={arranging.held() !== undefined ? "" : undefined}
      >
        <For each={ids()}>
          {(id) => {
            const widget = createMemo(
              () => arranging.widgets().find((each) => each.id === id),
              undefined,
              // Another object that says the same is drawn already.
              { equals: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
            );
            return (
              <Show when={widget()}>
                {(shown) => (
                  <Cell
                    widget={shown()}
                    arranging={arranging}
                    edits={props.edits}
                    onPin={(widget) => props.onPin(widget)}
                    board={() => board}
                  />
                )}
              </Show>
            );
          }}
        </For>
      </div>
      <div class="visually-hidden" role="status" aria-live="assertive">
        {arranging.said()}
      </div>
    </>
  );
}

function Cell(props: {
  widget: Widget;
  arranging: Arranging;
  edits: BoardEdits | undefined;
  onPin: (widget: Widget) => void;
  board: () => HTMLElement | undefined;
}): JSX.Element {
  let cell: HTMLDivElement | undefined;
  // eslint-disable-next-line solid/reactivity -- where it lies when it is made
  const inView = createInView(() => cell, props.widget.place.y * ROW_PX < 2 * innerHeight);
  const isHeld = (): boolean => props.arranging.held() === props.widget.id;
  const drag = (hold: "move" | "size", event: PointerEvent): void => {
    const board = props.board();
    if (board !== undefined) props.arranging.drag(props.widget.id, hold, event, board);
  };
  const known = useTermWords();
  const name = (): string => widgetTitle(props.widget, known());
  const pin = (): JSX.Element => (
    <IconButton
      icon="pin"
      label={`Pin ${name()} to a dashboard`}
      look="quiet"
      small
      onClick={() => props.onPin(props.widget)}
    />
  );
  return (
    <div
      ref={cell}
      class={join(cellClass(props.widget), isHeld() && styles["held"])}
      data-away={inView() ? undefined : ""}
      style={{
        ...cellStyle(props.widget),
        ...(isHeld() && {
          transform: `translate(${props.arranging.offset().x}px, ${props.arranging.offset().y}px)`,
        }),
      }}
    >
      <InViewContext.Provider value={inView}>
        <div class={styles["content"]} inert={props.edits !== undefined}>
          <PanelActions.Provider value={pin}>
            <WidgetView widget={props.widget} />
          </PanelActions.Provider>
        </div>
      </InViewContext.Provider>
      <Show when={props.edits}>
        {(edits) => (
          <div class={styles["shield"]} role="group" aria-label={name()}>
            <div class={styles["surface"]} onPointerDown={(event) => drag("move", event)} />
            <div class={styles["tools"]}>
              <button
                type="button"
                class={styles["grip"]}
                aria-label={`Move or resize ${name()}`}
                aria-pressed={isHeld()}
                title="Drag, or Enter and arrow keys; with Shift they resize"
                onKeyDown={(event) => props.arranging.onKeyDown(props.widget.id, event)}
                onBlur={() => props.arranging.putDown()}
                onPointerDown={(event) => {
                  event.currentTarget.focus();
                  drag("move", event);
                }}
              >
                <Icon name="grip" size={15} />
              </button>
              <span class={styles["steps"]}>
                <IconButton
                  icon="up"
                  label={`Move ${name()} up`}
                  look="quiet"
                  small
                  onClick={() => props.arranging.step(props.widget.id, -1)}
                />
                <IconButton
                  icon="chevron"
                  label={`Move ${name()} down`}
                  look="quiet"
                  small
                  onClick={() => props.arranging.step(props.widget.id, 1)}
                />
              </span>
              <Show when={edits().onEdit(props.widget)}>
                {(edit) => (
                  <IconButton
                    icon="edit"
                    label={`Edit ${name()}`}
                    look="quiet"
                    small
                    onClick={() => edit()()}
                  />
                )}
              </Show>
              <IconButton
                icon="trash"
                label={`Remove ${name()}`}
                look="quiet"
                small
                onClick={() => edits().onRemove(props.widget)}
              />
            </div>
            <div class={styles["corner"]} aria-hidden="true" onPointerDown={(event) => drag("size", event)} />
          </div>
        )}
      </Show>
    </div>
  );
}

import { For, type JSX } from "solid-js";
import type { Widget } from "../../model/dashboard.ts";
import { createInView, InViewContext } from "../state/in-view.ts";
import { cellClass, cellStyle, ROW_PX } from "./board-places.tsx";
import { WidgetView } from "./widget-view.tsx";
import styles from "./board.module.css";

/** The widgets of a dashboard on their grid; in fewer columns, one after the other, where there is no room for twelve. */
export function Board(props: { widgets: readonly Widget[] }): JSX.Element {
  return (
    <div class={styles["board"]}>
      <For each={props.widgets}>{(widget) => <Cell widget={widget} />}</For>
    </div>
  );
}

function Cell(props: { widget: Widget }): JSX.Element {
  let cell: HTMLDivElement | undefined;
  // eslint-disable-next-line solid/reactivity -- where it lies when it is made
  const inView = createInView(() => cell, props.widget.place.y * ROW_PX < innerHeight);
  return (
    <div ref={cell} class={cellClass(props.widget)} style={cellStyle(props.widget)}>
      <InViewContext.Provider value={inView}>
        <div class={styles["content"]}>
          <WidgetView widget={props.widget} />
        </div>
      </InViewContext.Provider>
    </div>
  );
}

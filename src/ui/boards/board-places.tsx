import { For, type JSX } from "solid-js";
import type { Widget } from "../../model/dashboard.ts";
import { join } from "../controls/join.ts";
import styles from "./board.module.css";

/** Of a row of the grid and the gap after it, as the stylesheet has them. */
export const ROW_PX = 32;

export const cellClass = ({ kind, place: { w, h } }: Widget): string =>
  join(
    styles["cell"],
    w > 6 && styles["wide"],
    w <= 3 && h <= 5 && styles["small"],
    kind === "text" && styles["text"],
  );

export const cellStyle = ({ place: { x, y, w, h } }: Widget): JSX.CSSProperties => ({
  ...{ "--x": x, "--y": y, "--w": w, "--h": h },
});

/** The places of widgets, with something else in them. */
export function BoardPlaces(props: {
  widgets: readonly Widget[];
  busy?: boolean;
  children: (widget: Widget) => JSX.Element;
}): JSX.Element {
  return (
    <div class={styles["board"]} aria-busy={props.busy}>
      <For each={props.widgets}>
        {(widget) => (
          <div class={cellClass(widget)} style={cellStyle(widget)}>
            <div class={styles["content"]}>{props.children(widget)}</div>
          </div>
        )}
      </For>
    </div>
  );
}

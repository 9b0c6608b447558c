import type { Widget, WidgetBody } from "../../model/dashboard.ts";
import { freePlace, packGrid } from "../../model/grid.ts";

type Size = readonly [w: number, h: number];

/** What shows such a thing well. */
function sizeOf(widget: WidgetBody): Size {
  switch (widget.kind) {
    case "stat":
      return [3, 4];
    case "series":
      return [8, 11];
    case "top":
    case "recent":
    case "goals":
      return [4, 10];
    case "text":
      return [4, 5];
    case "answer": {
      const { display, series, formulas, breakdown } = widget.exploration;
      if (display === "heat") return [12, 13];
      if (display !== "number") return [6, 10];
      return series.length + formulas.length === 1 && breakdown === undefined ? [3, 4] : [6, 7];
    }
  }
}

/** The widgets with one more, where there is room. */
export function withWidget(widgets: readonly Widget[], body: WidgetBody): Widget[] {
  const [w, h] = sizeOf(body);
  return packGrid([...widgets, { ...body, place: freePlace(widgets, { w, h }) }]);
}

/** One that replaces the one of its id. */
export const replaceWidget = (widgets: readonly Widget[], next: Widget): Widget[] =>
  widgets.map((widget) => (widget.id === next.id ? next : widget));

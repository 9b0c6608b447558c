import { canonicalJson } from "../model/canonical-json.ts";
import { type JsonValue, PAGE_VIEW } from "../model/event.ts";
import { flowOnGrid, GRID_COLUMNS } from "../model/grid.ts";
import { isRecord } from "../model/is-record.ts";
import { overviewWidgets } from "./default-dashboard.ts";

/** The Overview that version 1 made for every project. */
const DEFAULT = [
  { id: "events-5m", kind: "stat", stat: "events_5m", span: 3 },
  { id: "active-users-5m", kind: "stat", stat: "active_users_5m", span: 3 },
  { id: "events-today", kind: "stat", stat: "events_today", span: 3 },
  { id: "users-today", kind: "stat", stat: "users_today", span: 3 },
  { id: "series", kind: "series", measures: ["events", "users", "sessions"], span: 8 },
  {
    ...{ id: "top-events", kind: "top", title: "Top events", span: 4 },
    tabs: [{ label: "Top events", breakdown: "$name" }],
  },
  {
    ...{ id: "pages", kind: "top", title: "Pages", span: 4 },
    tabs: [
      { label: "Pages", breakdown: "path", name: PAGE_VIEW },
      { label: "Titles", breakdown: "title", name: PAGE_VIEW },
    ],
  },
  {
    ...{ id: "sources", kind: "top", title: "Sources", span: 4 },
    tabs: [
      { label: "Sources", breakdown: "referrer_host", name: PAGE_VIEW },
      { label: "UTM", breakdown: "utm_source", name: PAGE_VIEW },
    ],
  },
  { id: "recent", kind: "recent", span: 4 },
];

/**
 * Widgets of version 1 had columns alone, and flowed. One that nobody changed becomes the default there is now; a width that
 * was never allowed stays, and is refused with the rest.
 */
export function placeWidgets(widgets: unknown): unknown {
  if (!Array.isArray(widgets) || !widgets.every(isRecord)) return widgets;
  if (canonicalJson(widgets as JsonValue[]) === canonicalJson(DEFAULT)) return overviewWidgets();
  const isSpan = (span: unknown): span is number =>
    typeof span === "number" && Number.isInteger(span) && span >= 1 && span <= GRID_COLUMNS;
  if (!widgets.every(({ span }) => isSpan(span))) return widgets;
  return flowOnGrid(
    widgets.map(({ span, ...widget }) => [widget, Number(span), widget["kind"] === "stat" ? 4 : 11]),
  );
}

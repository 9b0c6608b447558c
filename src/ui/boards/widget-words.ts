import type { StatKind, Widget, WidgetBody } from "../../model/dashboard.ts";
import { explorationTitle } from "../explore/exploration-words.ts";
import type { TermWords } from "../state/filter-words.ts";
import { MEASURE_LABELS } from "../state/question-words.ts";

export const STAT_WORDS: Record<StatKind, string> = {
  events_5m: "Events, 5 minutes",
  active_users_5m: "Active users, 5 minutes",
  events_today: "Events today",
  users_today: "Unique users today",
  visitors: "Visitors",
  visits: "Visits",
  page_views: "Page views",
  pages_per_visit: "Pages a visit",
  bounce_rate: "Bounce rate",
  visit_duration: "Visit duration",
};

const SHOWN = 40;
const cut = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN - 1).trimEnd()}…` : text);

/** What a widget is called where it is one of several. */
export function widgetTitle(widget: WidgetBody, known: TermWords = {}): string {
  switch (widget.kind) {
    case "stat":
      return STAT_WORDS[widget.stat];
    case "series":
      return `${widget.measures.map((measure) => MEASURE_LABELS[measure]).join(", ")} over time`;
    case "top":
      return widget.title;
    case "recent":
      return "Recent events";
    case "goals":
      return "Goals";
    case "answer":
      return widget.title ?? explorationTitle(widget.exploration, known);
    case "text": {
      const line = widget.text.split("\n").find((each) => each.trim() !== "") ?? "";
      return (
        cut(
          line
            .replace(/^[#\-*\s]+/, "")
            .replaceAll(/[*`]/g, "")
            .trim(),
        ) || "Text"
      );
    }
  }
}

/** Where it lies, and how large it is. */
export function placeWords({ id, place: { x, y, w, h } }: Widget, all: readonly Widget[]): string {
  const columns = w === 1 ? `column ${x + 1}` : `columns ${x + 1} to ${x + w}`;
  const rows = h === 1 ? `row ${y + 1}` : `rows ${y + 1} to ${y + h}`;
  return `${columns}, ${rows}; ${all.findIndex((each) => each.id === id) + 1} of ${all.length}`;
}

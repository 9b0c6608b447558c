import { createMemo, createSignal, onCleanup, type Accessor } from "solid-js";
import { isOfPageViews, type Widget } from "../../model/dashboard.ts";
import { PAGE_VIEW } from "../../model/event.ts";
import { packGrid } from "../../model/grid.ts";
import type { Question } from "../../model/question.ts";
import { zoneOfProject } from "../../model/time-zone.ts";
import { createAnswer } from "../state/answer.ts";
import { createClock } from "../state/clock.ts";
import { useProject } from "../state/projects-context.ts";

const HOUR_MS = 3_600_000;
/** Where that is not known by then, all are shown. */
const WAIT_MS = 1_500;

/** Which widgets of the Overview have something to show: those of page views where the project ever had one. */
export function createPageWidgets(): {
  /** Or it was waited for long enough. */
  known: Accessor<boolean>;
  shown(widgets: readonly Widget[]): readonly Widget[];
} {
  const project = useProject();
  const clock = createClock(HOUR_MS);
  const question = createMemo((): Question => {
    const zone = zoneOfProject(project());
    const window = { from: zone.startOfDay(1), to: zone.nextBucket("day", clock()) };
    return { version: 1, measure: "events", window, name: PAGE_VIEW, granularity: "month" };
  });
  const asked = createAnswer(question);
  const [waited, setWaited] = createSignal(false);
  const timer = setTimeout(() => setWaited(true), WAIT_MS);
  onCleanup(() => clearTimeout(timer));
  const hasPages = (): boolean => (asked.answer()?.total ?? 1) > 0;
  return {
    known: () => asked.answer() !== undefined || asked.failure() !== undefined || waited(),
    shown: (widgets) => (hasPages() ? widgets : packGrid(widgets.filter((widget) => !isOfPageViews(widget)))),
  };
}

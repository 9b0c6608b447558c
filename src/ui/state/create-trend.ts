import { createMemo, type Accessor } from "solid-js";
import type { AnyAnswer, AnyQuestion, Granularity } from "../../model/question.ts";
import { soFar } from "../../model/same-hours.ts";
import { zoneOfProject } from "../../model/time-zone.ts";
import { createAnswer } from "./answer.ts";
import { createClock } from "./clock.ts";
import { formatInstant } from "./format.ts";
import { useProject } from "./projects-context.ts";
import { previousLabel } from "./range-words.ts";

export interface TrendState {
  now: number;
  before: number;
  /** Ends "than" or "as": "yesterday by 14:00". */
  against: string;
}

const CLOCK_MS = 10_000;
const DAY_MS = 86_400_000;

/** Buckets that rollups have: of minutes they would be counted from the events. */
const coarseFor = (lengthMs: number): Granularity =>
  lengthMs <= 7 * DAY_MS ? "hour" : lengthMs <= 400 * DAY_MS ? "day" : "month";

/**
 * How a figure moved against the period before. Of a range that is running the hours that are over are compared with
 * as many of the one before, so that a running day does not look like a loss. Undefined where nothing is compared, or not yet.
 */
export function createTrend(
  question: Accessor<AnyQuestion | undefined>,
  answer: Accessor<Pick<AnyAnswer, "total" | "previous"> | undefined>,
): Accessor<TrendState | undefined> {
  const project = useProject();
  const clock = createClock(CLOCK_MS);
  const asked = (): AnyQuestion | undefined => (question()?.compare === "previous" ? question() : undefined);
  const spans = createMemo(
    () => {
      const window = asked()?.window;
      return window && soFar(zoneOfProject(project()), window, clock());
    },
    undefined,
    { equals: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  );
  const over = (which: "current" | "previous"): AnyQuestion | undefined => {
    const [plain, span] = [asked(), spans()?.[which]];
    if (plain === undefined || span === undefined || span.from >= span.to) return undefined;
    const one: AnyQuestion = { ...plain, window: span, granularity: coarseFor(span.to - span.from) };
    delete one.compare;
    return one;
  };
  const completed = createAnswer<AnyQuestion>(() => over("current"));
  const earlier = createAnswer<AnyQuestion>(() => over("previous"));
  return () => {
    const window = asked()?.window;
    if (window === undefined) return undefined;
    const span = spans();
    const now = span === undefined ? answer()?.total : completed.answer()?.total;
    const before = span === undefined ? answer()?.previous : earlier.answer()?.total;
    if (typeof now !== "number" || typeof before !== "number") return undefined;
    const against =
      span === undefined
        ? previousLabel(window)
        : `as much of ${previousLabel(window)}, to ${formatInstant(span.previous.to, project().timeZone)}`;
    return { now, before, against };
  };
}

import { createMemo, type Accessor } from "solid-js";
import type { Compare, QuestionWindow } from "../../model/question.ts";
import { soFar } from "../../model/same-hours.ts";
import { zoneOfProject } from "../../model/time-zone.ts";
import { createClock } from "./clock.ts";
import { useProject } from "./projects-context.ts";
import type { Compared } from "./so-far.ts";

const CLOCK_MS = 10_000;

/** Of a range and what it is compared with; undefined where it is with nothing. Goes on with the hours. */
export function createCompared(
  asked: Accessor<{ window: QuestionWindow; compare?: Compare | undefined } | undefined>,
): Accessor<Compared | undefined> {
  const project = useProject();
  const clock = createClock(CLOCK_MS);
  return createMemo(
    () => {
      const { window, compare } = asked() ?? {};
      if (window === undefined || compare === undefined) return undefined;
      return soFar(zoneOfProject(project()), window, clock(), compare);
    },
    undefined,
    { equals: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  );
}

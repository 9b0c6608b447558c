import type { Annotation } from "../../model/annotation.ts";

/** What is drawn at a point of a chart. */
export interface Mark {
  /** The point's, epoch milliseconds. */
  time: number;
  words: string;
}

/**
 * Annotations at the points whose buckets they are in: a bucket ends where the next point begins, the last at `end`. Those
 * outside are left out, and those of one bucket are one mark.
 */
export function toMarks(annotations: readonly Annotation[], times: readonly number[], end: number): Mark[] {
  return times.flatMap((time, at) => {
    const next = times[at + 1] ?? end;
    const inside = annotations.filter((each) => each.time >= time && each.time < next);
    return inside.length === 0 ? [] : [{ time, words: inside.map(({ name }) => name).join(" · ") }];
  });
}

import type { Annotation } from "../../model/annotation.ts";

/** What is drawn at a point of a chart. */
export interface Mark {
  /** The point's, epoch milliseconds. */
  time: number;
  words: string;
}

/**
 * Annotations, by time, at the points whose buckets they are in: a bucket ends where the next point begins, the last at
 * `end`. Those outside are left out, and those of one bucket are one mark.
 */
export function toMarks(annotations: readonly Annotation[], times: readonly number[], end: number): Mark[] {
  const marks: Mark[] = [];
  let at = 0;
  for (const { time, name } of annotations) {
    if (time < (times[0] ?? end) || time >= end) continue;
    while (time >= (times[at + 1] ?? end)) at++;
    const last = marks.at(-1);
    if (last?.time === times[at]) last!.words += ` · ${name}`;
    else marks.push({ time: times[at]!, words: name });
  }
  return marks;
}

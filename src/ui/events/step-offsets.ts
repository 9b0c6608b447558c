import type { EventPlace, TimeSteps } from "../../model/event-search.ts";

/** Finds what stands at a number, newest first, without reading what is before it. */
export interface StepOffsets {
  /** Read what is before this place, and pass over `skip`. Undefined past the end. */
  find(offset: number): { before: EventPlace; skip: number } | undefined;
}

export function makeStepOffsets({ start, width, counts }: TimeSteps): StepOffsets {
  /** Of each step, how many are newer than all of it. */
  const newer = new Float64Array(counts.length);
  for (let step = counts.length - 2; step >= 0; step--) newer[step] = newer[step + 1]! + counts[step + 1]!;
  const total = counts.length === 0 ? 0 : newer[0]! + counts[0]!;
  return {
    find(offset) {
      if (offset < 0 || offset >= total) return undefined;
      let low = 0;
      let high = counts.length - 1;
      // The last step with no more than `offset` newer ones, in the order of the list the first.
      while (low < high) {
        const middle = (low + high) >> 1;
        if (newer[middle]! <= offset) high = middle;
        else low = middle + 1;
      }
      const isLast = low === counts.length - 1;
      // No id comes before the empty one: nothing of that very instant follows.
      const before: EventPlace = isLast
        ? { timestamp: Number.MAX_SAFE_INTEGER }
        : { timestamp: start + (low + 1) * width, id: "" };
      return { before, skip: offset - newer[low]! };
    },
  };
}

/** From a time, or ever, to before another; epoch milliseconds. */
export interface TimeSpan {
  from?: number;
  before: number;
}

export const isWithin = ({ from = -Infinity, before }: TimeSpan, time: number): boolean =>
  time >= from && time < before;

/** Whether there is any time in it. */
export const hasTime = ({ from = -Infinity, before }: TimeSpan): boolean => from < before;

/** Of spans that lie apart, ascending, and one more: the same times, again apart and ascending. */
export function withSpan(spans: readonly TimeSpan[], added: TimeSpan): TimeSpan[] {
  let { from = -Infinity, before } = added;
  const apart: TimeSpan[] = [];
  for (const span of spans) {
    const { from: first = -Infinity } = span;
    if (first > before || span.before < from) apart.push(span);
    else [from, before] = [Math.min(from, first), Math.max(before, span.before)];
  }
  const joined: TimeSpan = from === -Infinity ? { before } : { from, before };
  return [...apart, joined].sort((a, b) => a.before - b.before);
}

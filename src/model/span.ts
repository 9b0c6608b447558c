/** From a time, or ever, to before another; epoch milliseconds. */
export interface Span {
  from?: number;
  before: number;
}

export const isWithin = ({ from = -Infinity, before }: Span, time: number): boolean =>
  time >= from && time < before;

/** Whether there is any time in it. */
export const isSome = ({ from = -Infinity, before }: Span): boolean => from < before;

/** Of spans that lie apart, ascending, and one more: the same times, again apart and ascending. */
export function withSpan(spans: readonly Span[], added: Span): Span[] {
  let { from = -Infinity, before } = added;
  const apart: Span[] = [];
  for (const span of spans) {
    const { from: first = -Infinity } = span;
    if (first > before || span.before < from) apart.push(span);
    else [from, before] = [Math.min(from, first), Math.max(before, span.before)];
  }
  const joined: Span = from === -Infinity ? { before } : { from, before };
  return [...apart, joined].sort((a, b) => a.before - b.before);
}

/** No date is further from 1970, either way. */
export const FURTHEST_MS = 8.64e15;

/** From a time, or ever, to before another; epoch milliseconds. */
export interface TimeSpan {
  from?: number;
  before: number;
}

export const isWithin = ({ from = -Infinity, before }: TimeSpan, time: number): boolean =>
  time >= from && time < before;

/** Whether there is any time in it. */
export const hasTime = ({ from = -Infinity, before }: TimeSpan): boolean => from < before;

/** Spans in any order and number become such as lie apart, ascending: those that touch are one. */
export function joinSpans(spans: readonly TimeSpan[]): TimeSpan[] {
  const start = ({ from = -Infinity }: TimeSpan): number => from;
  const joined: TimeSpan[] = [];
  for (const span of spans.toSorted((a, b) => (start(a) < start(b) ? -1 : start(a) > start(b) ? 1 : 0))) {
    const last = joined.at(-1);
    if (last !== undefined && start(span) <= last.before) last.before = Math.max(last.before, span.before);
    else joined.push({ ...span });
  }
  return joined;
}

export const withSpan = (spans: readonly TimeSpan[], added: TimeSpan): TimeSpan[] =>
  joinSpans([...spans, added]);

/** Of spans that lie apart, ascending: whether one of them has a time from `first` to `last`, both included. */
export function touchesAny(spans: readonly TimeSpan[], first: number, last: number): boolean {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle]!.before > first) high = middle;
    else low = middle + 1;
  }
  const span = spans[low];
  return span !== undefined && (span.from ?? -Infinity) <= last;
}

/** Of spans that lie apart, ascending, what is in none of the time that is taken out; again apart and ascending. */
export function withoutSpan(spans: readonly TimeSpan[], out: TimeSpan): TimeSpan[] {
  const { from: outFrom = -Infinity, before: outBefore } = out;
  return spans.flatMap((span) => {
    const { from = -Infinity, before } = span;
    if (before <= outFrom || from >= outBefore) return [span];
    const earlier: TimeSpan = { ...span, before: Math.min(before, outFrom) };
    const later: TimeSpan = { from: Math.max(from, outBefore), before };
    return [earlier, later].filter(hasTime);
  });
}

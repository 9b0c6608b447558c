export interface Span {
  from: number;
  to: number;
}

export interface LookUp {
  /** What happened at these times is looked for, one span after another. */
  ask(times: readonly number[]): void;
  /** Nothing that waits is looked for any more. */
  forget(): void;
}

/** A resend has the time of the first sending, but for what the two were under way. */
export const AROUND_MS = 5_000;
const LONGEST_MS = 60_000;
const MOST_SPANS = 16;
const MOST_WAITING = 64;

/**
 * The times with what is around them, near ones as one span, the latest first. A site says when its
 * events happened: times all over the log are many short spans, of which only the latest count.
 */
export function spansAround(times: readonly number[]): Span[] {
  const spans: Span[] = [];
  for (const time of times.toSorted((a, b) => b - a)) {
    const last = spans.at(-1);
    const from = time - AROUND_MS;
    const to = time + AROUND_MS;
    if (last !== undefined && to >= last.from && last.to - from <= LONGEST_MS) last.from = from;
    else if (spans.length === MOST_SPANS) break;
    else spans.push({ from, to });
  }
  return spans;
}

/** Reads one span at a time. Where more wait than can be kept up with, those asked for first are left out. */
export function makeLookUp(read: (span: Span) => Promise<void>): LookUp {
  let waiting: Span[] = [];
  let reading = false;
  const readOn = async (): Promise<void> => {
    if (reading) return;
    reading = true;
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await read(next);
    } finally {
      reading = false;
    }
  };
  return {
    ask(times) {
      waiting = [...waiting, ...spansAround(times)].slice(-MOST_WAITING);
      void readOn();
    },
    forget() {
      waiting = [];
    },
  };
}

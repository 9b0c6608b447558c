/** Rows of the log from one to before another. */
export interface RowSpan {
  first: number;
  end: number;
}

/** Of spans that lie apart, ascending, the one that has a row. */
export function spanOf<Span extends RowSpan>(spans: readonly Span[], row: number): Span | undefined {
  let low = 0;
  let high = spans.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const span = spans[middle]!;
    if (row < span.first) high = middle - 1;
    else if (row >= span.end) low = middle + 1;
    else return span;
  }
  return undefined;
}

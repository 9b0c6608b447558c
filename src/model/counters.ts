export interface CounterView {
  value: number;
  /** The same window, one length earlier. */
  previous: number;
  /** Thirty equal steps of the last ten minutes, oldest first. */
  spark: number[];
}

/** The five-minute counters of one project at an instant. Epoch milliseconds. */
export interface CountersView {
  windowStart: number;
  windowEnd: number;
  updatedAt: number;
  events5m: CounterView;
  activeUsers5m: CounterView;
  /** Events in each of the last 300 whole seconds, oldest first, the running second last. */
  perSecond: number[];
}

/** What one source of a project has sent: `snippet:https://shop.example`, `file:name.ndjson`, `folder:logs`, `api`. */
export interface SourceTotals {
  source: string;
  events: number;
  /** Events of the last 60 s. */
  lastMinute: number;
  /** The latest event's time, epoch milliseconds. */
  lastAt: number;
}

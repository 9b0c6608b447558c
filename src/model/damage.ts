/** A block of the log whose bytes are not what was written: its events cannot be read. */
export interface DamagedBlock {
  sequence: number;
  events: number;
  /** Timestamps of its first and last event, epoch milliseconds. */
  from: number;
  to: number;
}

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace("T", " ");

export function damageWords({ sequence, events, from, to }: DamagedBlock): string {
  const times = day(from) === day(to) ? `at ${day(from)}` : `from ${day(from)} to ${day(to)}`;
  return `Block ${sequence} of the log cannot be read: ${events.toLocaleString("en")} events ${times} UTC.`;
}

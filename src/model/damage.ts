import type { DictionaryKind } from "./batch.ts";

/** A block of the log whose bytes are not what was written: its events cannot be read. */
export interface DamagedBlock {
  sequence: number;
  events: number;
  /** Timestamps of its first and last event, epoch milliseconds. */
  from: number;
  to: number;
}

export type DamagedRecord =
  /** Strings that events of the log refer to by number, and that cannot be read any more. */
  | { table: "dictionaries"; kind: DictionaryKind; first: number; count: number }
  /** Events that were stored and could not be read when they were to be admitted. */
  | { table: "arrivals"; id: number; events: number }
  /** Which events an import brought that others had brought before. */
  | { table: "claims"; first: number; count: number; claimant: string }
  /** Other contents of events that the log has. */
  | { table: "variants"; first: number; count: number; events: number };

const NOUNS: Record<DictionaryKind, string> = {
  people: "user ids",
  sessions: "session ids",
  names: "event names",
  types: "event types",
  keys: "property names",
  values: "property values",
};

/** Where a record is within its table, and what it means that it cannot be read. */
export function describeRecord(record: DamagedRecord): { key: string; words: string } {
  if (record.table === "arrivals") {
    const { id, events } = record;
    const words = `${eventsOf(events)} that had just come in could not be read and ${events === 1 ? "is" : "are"} left out.`;
    return { key: String(id), words };
  }
  if (record.table === "claims") {
    const { first, count, claimant } = record;
    const words = `Which of ${eventsOf(count)} came more than once cannot be read: undoing an import keeps them all.`;
    return { key: `${first} ${claimant}`, words };
  }
  if (record.table === "variants") {
    const { first, events } = record;
    const words = `Other contents of ${eventsOf(events)} cannot be read: undoing an import does not bring them back.`;
    return { key: String(first), words };
  }
  const { kind, first, count } = record;
  return {
    key: `${kind} ${first}`,
    words: `${count.toLocaleString("en")} ${NOUNS[kind]} from number ${first} on cannot be read. Their events count, without them.`,
  };
}

const eventsOf = (count: number): string =>
  count === 1 ? "1 event" : `${count.toLocaleString("en")} events`;

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace("T", " ");

export function damageWords({ sequence, events, from, to }: DamagedBlock): string {
  const times = day(from) === day(to) ? `at ${day(from)}` : `from ${day(from)} to ${day(to)}`;
  return `Block ${sequence} of the log cannot be read: ${eventsOf(events)} ${times} UTC.`;
}

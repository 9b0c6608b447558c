import type { LochanEvent } from "../../src/model/event.ts";
import { SESSION_CAP_MS } from "../../src/model/project.ts";
import type { Measure } from "../../src/model/question.ts";

export interface NaiveFilter {
  from: number;
  to: number;
  type?: string;
  name?: string;
}

/** What the definitions say of a list of events, straight from the events. */
export interface NaiveStats {
  measure(measure: Measure, filter: NaiveFilter): number;
  person(event: LochanEvent): string;
  stay(event: LochanEvent): string;
}

const before = (a: LochanEvent, b: LochanEvent): boolean =>
  a.timestamp < b.timestamp || (a.timestamp === b.timestamp && a.id < b.id);

export function naiveStats(events: readonly LochanEvent[], sessionIdleMs: number): NaiveStats {
  const firstIdentified = new Map<string, LochanEvent>();
  for (const event of events) {
    if (event.userId === undefined) continue;
    const known = firstIdentified.get(event.distinctId);
    if (known === undefined || before(event, known)) firstIdentified.set(event.distinctId, event);
  }
  const stays = new Map<LochanEvent, string>();
  const last = new Map<string, { start: number; end: number }>();
  for (const event of events.toSorted((a, b) => a.timestamp - b.timestamp)) {
    if (event.sessionId !== undefined) {
      stays.set(event, `given ${event.sessionId}`);
      continue;
    }
    const { distinctId, timestamp } = event;
    let open = last.get(distinctId);
    if (
      open === undefined ||
      timestamp - open.end > sessionIdleMs ||
      timestamp - open.start >= SESSION_CAP_MS
    )
      open = { start: timestamp, end: timestamp };
    open.end = timestamp;
    last.set(distinctId, open);
    stays.set(event, `cut ${distinctId} ${open.start}`);
  }
  const person = (event: LochanEvent): string =>
    event.userId ?? firstIdentified.get(event.distinctId)?.userId ?? event.distinctId;
  const stay = (event: LochanEvent): string => stays.get(event) as string;
  return {
    person,
    stay,
    measure(measure, { from, to, type, name }) {
      const counted = events.filter(
        (event) =>
          event.timestamp >= from &&
          event.timestamp < to &&
          (type === undefined || event.type === type) &&
          (name === undefined ? !event.name.startsWith("$") : event.name === name),
      );
      if (measure === "events") return counted.length;
      return new Set(counted.map(measure === "users" ? person : stay)).size;
    },
  };
}

import type { LochanEvent } from "../../src/model/event.ts";
import type { Project } from "../../src/model/project.ts";
import { naiveStats } from "./naive-stats.ts";

const isCounted = ({ name }: LochanEvent): boolean => !name.startsWith("$");
const byTime = (a: LochanEvent, b: LochanEvent): number => a.timestamp - b.timestamp;

function grouped(
  events: readonly LochanEvent[],
  keyOf: (event: LochanEvent) => string,
): [string, LochanEvent[]][] {
  const groups = new Map<string, LochanEvent[]>();
  for (const event of events) groups.set(keyOf(event), [...(groups.get(keyOf(event)) ?? []), event]);
  return [...groups].filter(([, own]) => own.some(isCounted));
}

/** What a clock of the zone shows, as SQL writes it: `2026-06-02T00:30:15.25`. */
function clockOf(ms: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
  }).formatToParts(ms);
  const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? "";
  const whole = `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}:${part("second")}`;
  return `${whole}.${part("fractionalSecond")}`.replace(/\.?0*$/, "");
}

/** Of the people of the first events, the least by code points. */
function least(first: readonly LochanEvent[], personOf: (event: LochanEvent) => string): string {
  const codes = (text: string): string =>
    Array.from(text, (letter) => letter.codePointAt(0)!.toString(16).padStart(6, "0")).join("");
  const byCode = new Map(first.map((event) => [codes(personOf(event)), personOf(event)]));
  return byCode.get([...byCode.keys()].sort()[0]!)!;
}

/** Rows of the view `sessions`, column by column as its schema says, from the events one by one. */
export function naiveSessions(events: readonly LochanEvent[], { sessionIdleMs, timeZone }: Project) {
  const { person, stay } = naiveStats(events, sessionIdleMs);
  return grouped(events, stay).map(([, own]) => {
    const sorted = own.toSorted(byTime);
    const [begin, end] = [sorted[0]!, sorted.at(-1)!];
    const first = own.filter(({ timestamp }) => timestamp === begin.timestamp);
    const local = clockOf(begin.timestamp, timeZone);
    return [
      begin.sessionId ?? `cut:${begin.timestamp}:${begin.distinctId}`,
      least(first, person),
      least(first, ({ distinctId }) => distinctId),
      begin.timestamp,
      clockOf(begin.timestamp, "UTC"),
      local,
      local.slice(0, 10),
      Number(local.slice(11, 13)),
      clockOf(end.timestamp, "UTC"),
      (end.timestamp - begin.timestamp) / 1000,
      own.filter(isCounted).length,
      own.filter(({ name }) => name === "page_view").length,
    ];
  });
}

/** Rows of the view `users`, likewise. */
export function naiveUsers(events: readonly LochanEvent[], { sessionIdleMs, timeZone }: Project) {
  const { person, stay } = naiveStats(events, sessionIdleMs);
  return grouped(events, person).map(([actor, own]) => {
    const sorted = own.toSorted(byTime);
    const counted = own.filter(isCounted);
    const time = ({ timestamp }: LochanEvent) => [
      timestamp,
      clockOf(timestamp, "UTC"),
      clockOf(timestamp, timeZone).slice(0, 10),
    ];
    return [
      actor,
      events.some(({ userId }) => userId === actor),
      ...time(sorted[0]!),
      ...time(sorted.at(-1)!),
      counted.length,
      new Set(counted.map(stay)).size,
      new Set(counted.map(({ distinctId }) => distinctId)).size,
    ];
  });
}

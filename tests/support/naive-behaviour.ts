import type { LochanEvent } from "../../src/model/event.ts";
import type { DidFilter, Filter, FirstSeenFilter } from "../../src/model/question.ts";
import type { NaiveCalendar } from "./naive-calendar.ts";

interface Known {
  /** Those that the question's traffic has count. */
  events: readonly LochanEvent[];
  person(event: LochanEvent): string;
  stay(event: LochanEvent): string;
  calendar: NaiveCalendar;
  passes(event: LochanEvent, filter: Filter): boolean;
}

const startOfLastDays = (calendar: NaiveCalendar, end: number, count: number): number => {
  let start = calendar.bucketStart("day", end - 1);
  for (let day = 1; day < count; day++) start = calendar.bucketStart("day", start - 1000);
  return start;
};

/** Whether who an event is of did, or was first seen, as the term says; `asked` is the window it is judged by. */
export function passesBehaviour(
  event: LochanEvent,
  term: DidFilter | FirstSeenFilter,
  asked: { from: number; to: number },
  { events, person, stay, calendar, passes }: Known,
): boolean {
  const whose = term.who === "user" ? person : stay;
  const own = events.filter((each) => whose(each) === whose(event));
  if ("did" in term) {
    const { did, least = 1, days, not } = term;
    const from = days === undefined ? -Infinity : startOfLastDays(calendar, asked.to, days);
    const named = (did.filters ?? []).flatMap(({ property, op, value }) =>
      property === "$name" && op === "is" ? [value].flat() : [],
    );
    const done = own.filter(
      (each) =>
        each.timestamp >= from &&
        each.timestamp < asked.to &&
        (did.name === undefined || each.name === did.name) &&
        (did.type === undefined || each.type === did.type) &&
        (!each.name.startsWith("$") || each.name === did.name || named.includes(each.name)) &&
        (did.filters ?? []).every((filter) => passes(each, filter)),
    );
    return done.length >= least !== (not ?? false);
  }
  const { firstSeen, not } = term;
  const { from, to } =
    firstSeen === "window"
      ? asked
      : "days" in firstSeen
        ? { from: startOfLastDays(calendar, asked.to, firstSeen.days), to: asked.to }
        : firstSeen;
  const first = Math.min(...own.filter(({ name }) => !name.startsWith("$")).map((each) => each.timestamp));
  return (first >= from && first < to) !== (not ?? false);
}

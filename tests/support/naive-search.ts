import type { LochanEvent } from "../../src/model/event.ts";
import type { EventSearch } from "../../src/model/event-search.ts";
import { passesTerm } from "./naive-answer.ts";

const texts = ({ name, distinctId, userId, properties }: LochanEvent): string[] => [
  name,
  distinctId,
  ...(userId === undefined ? [] : [userId]),
  ...Object.values(properties).flatMap((value) => {
    if (value === null) return [];
    return [typeof value === "string" ? value : JSON.stringify(sorted(value))];
  }),
];

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
}

/** Every event the search finds, in its order, looked at one by one. */
export const naiveSearch = (
  events: readonly LochanEvent[],
  { from, to, filters, text }: EventSearch,
): LochanEvent[] =>
  events
    .filter(
      (event) =>
        event.timestamp >= from &&
        event.timestamp < to &&
        filters.every((filter) => passesTerm(event, filter)) &&
        (text === "" ||
          event.id === text ||
          texts(event).some((each) => each.toLowerCase().includes(text.toLowerCase()))),
    )
    .sort((a, b) => b.timestamp - a.timestamp || (a.id < b.id ? 1 : -1));

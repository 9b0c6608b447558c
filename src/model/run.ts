import { compareText } from "./compare-text.ts";
import { isHiddenName, type LochanEvent } from "./event.ts";
import { toSource } from "./source.ts";
import { isContextKey, PLANNED_TYPES, typeOfValue, type PlannedType } from "./tracking-plan.ts";

/**
 * A time in which the events of one site were recorded, under a name. It holds none of them: they are
 * read from the log, so what is erased there is gone from the run too.
 */
export interface Run {
  id: string;
  name: string;
  origin: string;
  /** Received in `[from, to)`, epoch milliseconds; without `to` it is still being recorded. */
  from: number;
  to?: number;
  /** Sequence of the log as it began: every event of the run comes after it. */
  after?: number;
  /** As they were when it was stopped. */
  counts?: RunCounts;
}

export interface RunCounts {
  events: number;
  /** Different names. */
  names: number;
}

export const runSource = (run: Pick<Run, "origin">): string => toSource("snippet", run.origin);

/** How often a property came with events of one name, and with which types, in {@link PLANNED_TYPES} order. */
export interface PropertyShape {
  key: string;
  count: number;
  types: PlannedType[];
}

export interface EventShape {
  name: string;
  count: number;
  /** By key. */
  properties: PropertyShape[];
}

/** What a site sent, without its values: events by name. */
export interface RunShape {
  events: EventShape[];
}

type Counted = { count: number; properties: Map<string, { count: number; types: Set<PlannedType> }> };

/**
 * Adds up a {@link RunShape}. Lochan's own are left out: names and keys that begin with `$`, and the
 * context the snippet adds to page views. A property that is null is one that is missing.
 */
export function makeShaper(): { add(event: LochanEvent): void; shape(): RunShape } {
  const events = new Map<string, Counted>();
  return {
    add({ name, properties }) {
      if (isHiddenName(name)) return;
      let counted = events.get(name);
      if (counted === undefined) events.set(name, (counted = { count: 0, properties: new Map() }));
      counted.count++;
      for (const [key, value] of Object.entries(properties)) {
        if (value === null || isContextKey(key)) continue;
        let property = counted.properties.get(key);
        if (property === undefined)
          counted.properties.set(key, (property = { count: 0, types: new Set<PlannedType>() }));
        property.count++;
        property.types.add(typeOfValue(value));
      }
    },
    shape: () => ({
      events: sortedBy([...events.entries()]).map(([name, { count, properties }]) => ({
        name,
        count,
        properties: sortedBy([...properties.entries()]).map(([key, property]) => ({
          key,
          count: property.count,
          types: PLANNED_TYPES.filter((type) => property.types.has(type)),
        })),
      })),
    }),
  };
}

const sortedBy = <T>(entries: [text: string, T][]): [text: string, T][] =>
  entries.sort(([a], [b]) => compareText(a, b));

export const countShape = ({ events }: RunShape): RunCounts => ({
  events: events.reduce((sum, { count }) => sum + count, 0),
  names: events.length,
});

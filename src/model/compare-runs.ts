import { compareText } from "./compare-text.ts";
import type { EventShape, PropertyShape, RunShape } from "./run.ts";

/**
 * What a property of an event was in the run before and is in the run after. `share`: it came with
 * every event of that name in one run, and with some of them in the other.
 */
export interface PropertyChange {
  key: string;
  kind: "missing" | "new" | "type" | "share";
  before?: PropertyShape;
  after?: PropertyShape;
}

export interface EventChange {
  name: string;
  /** `changed` has properties that changed; `count` came as it was, but more or less often. */
  kind: "missing" | "new" | "changed" | "count";
  before: number;
  after: number;
  /** Of `changed` alone, by key. */
  properties: PropertyChange[];
}

/** Every difference of two runs, once: by name, each name's properties by key. The same runs have none. */
export function compareRuns(before: RunShape, after: RunShape): EventChange[] {
  return pair(before.events, after.events, ({ name }) => name).flatMap(([name, was, is]): EventChange[] => {
    const counts = { name, before: was?.count ?? 0, after: is?.count ?? 0 };
    if (was === undefined) return [{ ...counts, kind: "new", properties: [] }];
    if (is === undefined) return [{ ...counts, kind: "missing", properties: [] }];
    const properties = compareProperties(was, is);
    if (properties.length > 0) return [{ ...counts, kind: "changed", properties }];
    return was.count === is.count ? [] : [{ ...counts, kind: "count", properties }];
  });
}

function compareProperties(was: EventShape, is: EventShape): PropertyChange[] {
  return pair(was.properties, is.properties, ({ key }) => key).flatMap(
    ([key, before, after]): PropertyChange[] => {
      if (before === undefined) return after === undefined ? [] : [{ key, kind: "new", after }];
      if (after === undefined) return [{ key, kind: "missing", before }];
      if (before.types.join() !== after.types.join()) return [{ key, kind: "type", before, after }];
      const isAlways = (before.count === was.count) !== (after.count === is.count);
      return isAlways ? [{ key, kind: "share", before, after }] : [];
    },
  );
}

/** Those of two lists that have the same key side by side, ascending by key. */
function pair<T>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (one: T) => string,
): [key: string, before: T | undefined, after: T | undefined][] {
  const was = new Map(before.map((one) => [keyOf(one), one]));
  const is = new Map(after.map((one) => [keyOf(one), one]));
  return [...new Set([...was.keys(), ...is.keys()])]
    .sort(compareText)
    .map((key) => [key, was.get(key), is.get(key)]);
}

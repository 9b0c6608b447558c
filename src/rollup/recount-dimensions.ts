import type { Database } from "../database/database.ts";
import { isHiddenName, PAGE_VIEW } from "../model/event.ts";
import type { BatchColumns } from "../model/batch.ts";
import type { Project } from "../model/project.ts";
import { zoneOf } from "../model/time-zone.ts";
import { trackedProperties } from "../model/tracked-properties.ts";
import { readDictionary, readEntries } from "../log/dictionary.ts";
import type { StoredSets } from "./compare-recount.ts";
import { DamagedRowError } from "./damaged-row.ts";
import { MOST_VALUES, type DimensionBucket } from "./dimension-bucket.ts";
import { partsOf, rowsToBucket, type DimensionKey } from "./dimension-rows.ts";
import { TIERS, type BucketTier, type BucketUnit } from "./group-dimensions.ts";
import { mergeBuckets } from "./merge-lists.ts";

interface CountedValue {
  events: number;
  pageViews: number;
  /** Whether a page view is among them, by number of the person and session. */
  stays: Map<number, boolean>;
}

/** By `values` ordinal + 1, 0 for none; NaN for numbers. */
type PropertyTally = Map<number, CountedValue>;

/** Buckets by start, then properties by place. */
type DimensionTally = Map<number, PropertyTally[]>;

/** Counts events by tracked property, one by one, for one slice of time. */
export interface DimensionRecount {
  /** `person` and `stay` of a row as texts. */
  take(row: number, person: string, stay: string): void;
  /** What {@link take} is about from now on. */
  open(columns: BatchColumns): void;
  /** In words, one for each bucket that differs, with where it is. */
  compare(
    range: [from: number, to: number],
    set: string,
    hoursFrom: number,
    stored: StoredSets,
  ): Promise<{ unit: BucketUnit; start: number; difference: string }[]>;
}

export async function startDimensionRecount(db: Database, project: Project): Promise<DimensionRecount> {
  const zone = zoneOf(project.timeZone);
  const properties = trackedProperties(project);
  const keys = await readDictionary(db, project.id, "keys");
  const names = (await readDictionary(db, project.id, "names")).map((entry) => entry?.split("\0")[1] ?? "$");
  const tallies: Record<BucketUnit, DimensionTally> = { hour: new Map(), day: new Map() };
  const stayNumbers = new Map<string, number>();
  let opened: BatchColumns | undefined;
  let valuesByRow: Map<number, number>[] = [];

  const numberOf = (person: string, stay: string): number => {
    const text = `${person}\0${stay}`;
    const known = stayNumbers.get(text) ?? stayNumbers.size;
    stayNumbers.set(text, known);
    return known;
  };
  const count = (counted: PropertyTally, value: number, number: number, isPageView: boolean): void => {
    let here = counted.get(value);
    if (here === undefined) counted.set(value, (here = { events: 0, pageViews: 0, stays: new Map() }));
    here.events++;
    if (isPageView) here.pageViews++;
    here.stays.set(number, isPageView || here.stays.get(number) === true);
  };
  type Range = [from: number, to: number];
  /** Buckets of a tier by start, each part of all of them read at once. */
  async function readTier(set: string, tier: BucketTier, [from, to]: Range) {
    const parts = partsOf(tier, properties.length);
    const rows = await Promise.all(
      parts.map(async (part) => {
        const keysOf = (start: number): DimensionKey => [project.id, set, part, start];
        const found = await db.dimensions.where(":id").between(keysOf(from), keysOf(to)).toArray();
        return new Map(found.map((row) => [row.start, row]));
      }),
    );
    const [whole, counts] = rows;
    return {
      starts: [...whole!.keys(), ...counts!.keys()],
      bucket: (start: number) => rowsToBucket(rows.map((byStart) => byStart.get(start))),
    };
  }
  async function readUnit(set: string, unit: BucketUnit, range: Range) {
    const [first, second] = await Promise.all(TIERS[unit].map((tier) => readTier(set, tier, range)));
    return {
      starts: first!.starts,
      bucket(start: number): DimensionBucket | undefined {
        const [base, more] = [first!.bucket(start), second!.bucket(start)];
        return base && more ? mergeBuckets(base, more) : base;
      },
    };
  }
  const shown = async (value: number): Promise<string> => {
    if (value === 0) return "no value";
    const entries = await readEntries(db, project.id, "values", [value - 1]);
    return `"${entries.get(value - 1)?.slice(1) ?? "?"}"`;
  };

  async function differenceOf(
    expected: readonly PropertyTally[],
    bucket: DimensionBucket,
    stored: StoredSets,
  ): Promise<string | undefined> {
    const numbers = Array.from(bucket.sessions, (session, stay) =>
      numberOf(stored.person(bucket.actors[stay]!), stored.session(session)),
    );
    for (const [place, counted] of expected.entries()) {
      const lists = bucket.lists[place]!;
      const isUntold = counted.size > MOST_VALUES || counted.has(Number.NaN);
      if (lists.untold !== isUntold) return `the values of ${properties[place]} are told, or not, wrongly`;
      if (isUntold) continue;
      const found = new Set(lists.values);
      for (const value of counted.keys())
        if (!found.has(value)) return `${properties[place]} lacks ${await shown(value)}`;
      for (const [index, value] of lists.values.entries()) {
        const here = counted.get(value);
        const what = async () => `${properties[place]}, ${await shown(value)}`;
        if (here === undefined) return `the log has no ${await what()}`;
        if (lists.events[index] !== here.events || lists.pageViews[index] !== here.pageViews)
          return `${lists.events[index]} events where the log has ${here.events}, of ${await what()}`;
        const stays = new Map<number, boolean>();
        for (let at = lists.starts[index]!; at < lists.starts[index + 1]!; at++) {
          const number = numbers[lists.members[at]! >> 1]!;
          stays.set(number, (lists.members[at]! & 1) === 1 || stays.get(number) === true);
        }
        const isSame =
          stays.size === here.stays.size &&
          [...stays].every(([number, flag]) => here.stays.get(number) === flag);
        if (!isSame) return `other users or sessions than in the log, of ${await what()}`;
      }
    }
    return undefined;
  }

  return {
    open(columns) {
      opened = columns;
      valuesByRow = properties.map((property) => {
        const byRow = new Map<number, number>();
        for (const { key, text, numbers } of columns.properties) {
          if (keys[key] !== property) continue;
          text?.ordinals.forEach((ordinal, index) => byRow.set(text.rows?.[index] ?? index, ordinal + 1));
          numbers?.values.forEach((_, index) => byRow.set(numbers.rows?.[index] ?? index, Number.NaN));
        }
        return byRow;
      });
    },
    take(row, person, stay) {
      const name = names[opened?.name[row] ?? -1] ?? "$";
      if (opened === undefined || isHiddenName(name)) return;
      const at = opened.timestamp[row]!;
      const number = numberOf(person, stay);
      for (const unit of ["hour", "day"] as const) {
        const start = zone.bucketStart(unit, at);
        let bucket = tallies[unit].get(start);
        if (bucket === undefined) tallies[unit].set(start, (bucket = properties.map(() => new Map())));
        for (const [place, byRow] of valuesByRow.entries())
          count(bucket[place]!, byRow.get(row) ?? 0, number, name === PAGE_VIEW);
      }
    },
    async compare(range, set, hoursFrom, stored) {
      const differences: { unit: BucketUnit; start: number; difference: string }[] = [];
      for (const unit of ["hour", "day"] as const) {
        const found = await readUnit(set, unit, range);
        const starts = new Set([...tallies[unit].keys(), ...found.starts]);
        for (const start of starts) {
          const expected = tallies[unit].get(start);
          const isKept = unit === "day" || start >= hoursFrom;
          try {
            const bucket = found.bucket(start);
            const difference =
              bucket === undefined
                ? isKept
                  ? "the values of its properties are missing"
                  : undefined
                : expected === undefined || !isKept
                  ? "values of properties that should not be there"
                  : await differenceOf(expected, bucket, stored);
            if (difference !== undefined) differences.push({ unit, start, difference });
          } catch (error) {
            if (!(error instanceof DamagedRowError)) throw error;
            differences.push({ unit, start, difference: "the values of its properties cannot be read" });
          }
        }
      }
      return differences;
    },
  };
}

import { makeIdReader } from "../log/event-id.ts";
import type { LogDatabase } from "../log/reader.ts";
import { splitKind } from "../log/split-kind.ts";
import { NUMBER, VALUE_KINDS, type ValueKinds } from "../log/value-kinds.ts";
import type { BatchColumns, PropertyColumn } from "../model/batch.ts";
import { compareText } from "../model/compare-text.ts";
import { toEventId, type ProjectId } from "../model/identifier.ts";
import { LISTED_VIOLATIONS, type PlanViolations, type ViolationCount } from "../model/plan-violations.ts";
import {
  isContextKey,
  isPlannedKind,
  type PlannedProperty,
  type PlannedType,
  type TrackingPlan,
  type Violation,
} from "../model/tracking-plan.ts";
import { KINDS, NULL, OUTSIDE, surveyLog, type ScanOptions } from "./survey-log.ts";

interface Tally {
  event: string;
  violation: Violation;
  count: number;
  at: number;
  id: string;
  /** Of the latest, in the batch that is being read; -1 where it is not in it. */
  row: number;
}

/** The events of one name. */
interface Slot {
  name: string;
  isPlanned: boolean;
  events: number;
  departing: number;
  /** Of the batch that is being read, if it misses anything when a property is not there. */
  rows: number[] | undefined;
  unplanned: Tally | undefined;
}

/** What the plan says of a property, by slot. */
interface Rule {
  key: string;
  planned: (PlannedProperty | undefined)[];
  requiredBy: number[];
  /** Where no plan names it, it is no violation. */
  isFree: boolean;
  missing: (Tally | undefined)[];
  extra: (Tally | undefined)[];
  /** By slot, then by the code of the type found. */
  wrong: (Tally | undefined)[];
}

/** Which slot each row of a batch is of, what is there of the property that is read, and what departs. */
interface Reading {
  columns: BatchColumns;
  slotByRow: Int32Array;
  /** By row, the stamp of the last property that was there. */
  present: Uint32Array;
  stamp: number;
  hit(tally: Tally, row: number): void;
  close(): void;
}

/**
 * Counts, over every event of a time, what {@link checkEvent} finds in it. Reads the columns of the log:
 * each property once, and of its values only the type. Throws the signal's reason when aborted.
 */
export function countViolations(
  db: LogDatabase,
  projectId: ProjectId,
  plan: TrackingPlan,
  options: ScanOptions = {},
): Promise<PlanViolations> {
  return surveyLog(db, projectId, options, (from, to) => startCount(plan, from, to));
}

function startCount(plan: TrackingPlan, from: number, to: number) {
  const slots: Slot[] = [];
  const slotByName = new Map<string, number>();
  const rules = new Map<string, Rule>();
  /** By ordinal of the kind of event. */
  let slotByKind: number[] = [];
  let keys: (string | null)[] = [];
  let departing = 0;

  function slotOf(name: string, isPlanned: boolean): number {
    const known = slotByName.get(name);
    if (known !== undefined) return known;
    slots.push({ name, isPlanned, events: 0, departing: 0, rows: undefined, unplanned: undefined });
    slotByName.set(name, slots.length - 1);
    return slots.length - 1;
  }

  function ruleOf(key: string): Rule {
    const known = rules.get(key);
    if (known !== undefined) return known;
    const isFree = isContextKey(key);
    const rule: Rule = { key, planned: [], requiredBy: [], isFree, missing: [], extra: [], wrong: [] };
    rules.set(key, rule);
    return rule;
  }

  for (const { name, properties } of plan.events) {
    const slot = slotOf(name, true);
    for (const property of properties) {
      const rule = ruleOf(property.key);
      rule.planned[slot] = property;
      if (property.required) rule.requiredBy.push(slot);
    }
  }
  const requiring = new Set([...rules.values()].flatMap(({ requiredBy }) => requiredBy));
  const required = [...rules.values()].filter(({ requiredBy }) => requiredBy.length > 0);

  function readRows(columns: BatchColumns): Reading {
    const { count: rows, timestamp } = columns;
    const slotByRow = new Int32Array(rows).fill(OUTSIDE);
    const departs = new Uint8Array(rows);
    const touched: Tally[] = [];
    const idOf = makeIdReader(columns);
    const isBefore = (row: number, tally: Tally): boolean =>
      idOf(row) < (tally.row < 0 ? tally.id : idOf(tally.row));
    const hit = (tally: Tally, row: number): void => {
      tally.count++;
      departs[row] = 1;
      const at = timestamp[row]!;
      if (at < tally.at || (at === tally.at && isBefore(row, tally))) return;
      tally.at = at;
      if (tally.row < 0) touched.push(tally);
      tally.row = row;
    };
    for (const slot of requiring) slots[slot]!.rows = [];
    for (let row = 0; row < rows; row++) {
      const at = timestamp[row]!;
      const slot = at >= from && at < to ? (slotByKind[columns.name[row]!] ?? OUTSIDE) : OUTSIDE;
      if (slot === OUTSIDE) continue;
      slotByRow[row] = slot;
      const known = slots[slot]!;
      known.events++;
      known.rows?.push(row);
      if (!known.isPlanned) hit((known.unplanned ??= tallyOf(slot, { kind: "unplanned-event" })), row);
    }
    return {
      columns,
      slotByRow,
      present: new Uint32Array(rows),
      stamp: 0,
      hit,
      close() {
        for (const tally of touched) {
          tally.id = idOf(tally.row);
          tally.row = -1;
        }
        for (let row = 0; row < rows; row++) {
          if (departs[row] === 0) continue;
          departing++;
          slots[slotByRow[row]!]!.departing++;
        }
      },
    };
  }

  function tallyOf(slot: number, violation: Violation): Tally {
    return { event: slots[slot]!.name, violation, count: 0, at: -Infinity, id: "", row: -1 };
  }

  function checkColumn(reading: Reading, column: PropertyColumn, rule: Rule, codes: Uint8Array): void {
    const { slotByRow, present, hit } = reading;
    const stamp = ++reading.stamp;
    const check = (row: number, code: number): void => {
      const slot = slotByRow[row]!;
      if (slot === OUTSIDE || code === NULL || !slots[slot]!.isPlanned) return;
      present[row] = stamp;
      const planned = rule.planned[slot];
      if (planned === undefined) {
        if (rule.isFree) return;
        hit((rule.extra[slot] ??= tallyOf(slot, { kind: "unplanned-property", property: rule.key })), row);
        return;
      }
      const expected = planned.type;
      const found = VALUE_KINDS[code] as PlannedType;
      if (expected === "any" || expected === found) return;
      const place = slot * KINDS + code;
      hit(
        (rule.wrong[place] ??= tallyOf(slot, { kind: "wrong-type", property: rule.key, expected, found })),
        row,
      );
    };
    const { text, numbers } = column;
    // Both parts ascend, and a row is in one of them.
    let next = 0;
    const textRows = text?.ordinals.length ?? 0;
    const checkText = (until: number): void => {
      while (text !== undefined && next < textRows) {
        const row = text.rows?.[next] ?? next;
        if (row >= until) return;
        check(row, codes[text.ordinals[next]!]!);
        next++;
      }
    };
    for (let place = 0; place < (numbers?.values.length ?? 0); place++) {
      const row = numbers!.rows?.[place] ?? place;
      checkText(row);
      check(row, NUMBER);
    }
    checkText(Infinity);
    checkMissing(reading, rule);
  }

  function checkMissing({ present, stamp, hit }: Reading, rule: Rule): void {
    for (const slot of rule.requiredBy)
      for (const row of slots[slot]!.rows ?? [])
        if (present[row] !== stamp)
          hit((rule.missing[slot] ??= tallyOf(slot, { kind: "missing-property", property: rule.key })), row);
  }

  return {
    open(names: readonly (string | null)[], keyEntries: (string | null)[]): void {
      keys = keyEntries;
      slotByKind = names.map((entry) => {
        const [type, name] = splitKind(entry ?? "\0");
        return isPlannedKind(name, type) && plan.events.length > 0 ? slotOf(name, false) : OUTSIDE;
      });
    },

    async take(columns: BatchColumns, kinds: ValueKinds): Promise<void> {
      const wanted = columns.properties
        .map((column) => ({ column, rule: ruleOf(keys[column.key] ?? "") }))
        .filter(({ rule }) => !rule.isFree || rule.planned.length > 0);
      const codes = await kinds.codesFor(wanted.map(({ column }) => column));
      const reading = readRows(columns);
      const seen = new Set<Rule>();
      for (const { column, rule } of wanted) {
        checkColumn(reading, column, rule, codes);
        seen.add(rule);
      }
      for (const rule of required) {
        if (seen.has(rule)) continue;
        reading.stamp++;
        checkMissing(reading, rule);
      }
      reading.close();
    },

    result(): Omit<PlanViolations, "receipt"> {
      const tallies: Tally[] = [];
      for (const { unplanned } of slots) if (unplanned !== undefined) tallies.push(unplanned);
      for (const { missing, extra, wrong } of rules.values())
        for (const list of [missing, extra, wrong])
          for (const tally of list) if (tally !== undefined) tallies.push(tally);
      const planned = slots.filter(({ isPlanned }) => isPlanned);
      const others = slots
        .filter(({ isPlanned, events }) => !isPlanned && events > 0)
        .sort((a, b) => b.events - a.events || compareText(a.name, b.name))
        .slice(0, LISTED_VIOLATIONS);
      return {
        events: slots.reduce((sum, { events }) => sum + events, 0),
        departing,
        byEvent: [...planned, ...others].map((slot) => ({
          name: slot.name,
          events: slot.events,
          departing: slot.departing,
        })),
        violations: tallies
          .map(({ event, violation, count, at, id }): ViolationCount => ({
            event,
            violation,
            count,
            sample: { id: toEventId(id), timestamp: at },
          }))
          .sort(byCount)
          .slice(0, LISTED_VIOLATIONS),
        kinds: tallies.length,
      };
    },
  };
}

function byCount(a: ViolationCount, b: ViolationCount): number {
  return (
    b.count - a.count ||
    compareText(a.event, b.event) ||
    compareText(JSON.stringify(a.violation), JSON.stringify(b.violation))
  );
}

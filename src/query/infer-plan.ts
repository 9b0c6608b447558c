import type { LogDatabase } from "../log/reader.ts";
import { splitKind } from "../log/split-kind.ts";
import { NUMBER, VALUE_KINDS, type ValueKinds } from "../log/value-kinds.ts";
import type { BatchColumns, PropertyColumn } from "../model/batch.ts";
import { compareText } from "../model/compare-text.ts";
import type { ProjectId } from "../model/identifier.ts";
import {
  inferredToPlan,
  type InferredEvent,
  type InferredPlan,
  type InferredProperty,
} from "../model/plan-violations.ts";
import { isContextKey, isPlannedKind, PLAN_LIMITS, type PlannedType } from "../model/tracking-plan.ts";
import { KINDS, NULL, OUTSIDE, surveyLog, type ScanOptions } from "./survey-log.ts";

interface Slot {
  name: string;
  events: number;
  /** By key, how often each type was seen, by its code. */
  properties: Map<string, number[]>;
}

/**
 * The plan that the events of a time keep: each name with its properties, the type they have, `any` where
 * they have several, required where every event has them. What Lochan adds itself is left out. Throws the
 * signal's reason when aborted.
 */
export function inferPlan(
  db: LogDatabase,
  projectId: ProjectId,
  options: ScanOptions = {},
): Promise<InferredPlan> {
  return surveyLog(db, projectId, options, startSurvey);
}

function startSurvey(from: number, to: number) {
  const slots: Slot[] = [];
  const slotByName = new Map<string, number>();
  let slotByKind: number[] = [];
  let keys: (string | null)[] = [];
  /** By slot and code, of the property that is read; all zero between two. */
  let counts = new Uint32Array(0);

  function slotOf(name: string): number {
    const known = slotByName.get(name);
    if (known !== undefined) return known;
    slots.push({ name, events: 0, properties: new Map() });
    slotByName.set(name, slots.length - 1);
    return slots.length - 1;
  }

  function countColumn(
    { text, numbers }: PropertyColumn,
    slotByRow: Int32Array,
    codes: Uint8Array,
  ): number[] {
    const used: number[] = [];
    const count = (row: number, code: number): void => {
      const slot = slotByRow[row]!;
      if (slot === OUTSIDE || code === NULL) return;
      const at = slot * KINDS + code;
      if (counts[at] === 0) used.push(at);
      counts[at]!++;
    };
    for (let place = 0; place < (text?.ordinals.length ?? 0); place++)
      count(text!.rows?.[place] ?? place, codes[text!.ordinals[place]!]!);
    for (let place = 0; place < (numbers?.values.length ?? 0); place++)
      count(numbers!.rows?.[place] ?? place, NUMBER);
    return used;
  }

  return {
    open(names: readonly (string | null)[], keyEntries: (string | null)[]): void {
      keys = keyEntries;
      slotByKind = names.map((entry) => {
        const [type, name] = splitKind(entry ?? "\0");
        return isPlannedKind(name, type) ? slotOf(name) : OUTSIDE;
      });
      counts = new Uint32Array(slots.length * KINDS);
    },

    async take(columns: BatchColumns, kinds: ValueKinds): Promise<void> {
      const slotByRow = new Int32Array(columns.count).fill(OUTSIDE);
      for (let row = 0; row < columns.count; row++) {
        const at = columns.timestamp[row]!;
        const slot = at >= from && at < to ? (slotByKind[columns.name[row]!] ?? OUTSIDE) : OUTSIDE;
        if (slot === OUTSIDE) continue;
        slotByRow[row] = slot;
        slots[slot]!.events++;
      }
      const wanted = columns.properties.filter(({ key }) => {
        return !isContextKey(keys[key] ?? "");
      });
      const codes = await kinds.codesFor(wanted);
      for (const column of wanted) {
        const key = keys[column.key] ?? "";
        for (const at of countColumn(column, slotByRow, codes)) {
          const { properties } = slots[Math.floor(at / KINDS)]!;
          let seen = properties.get(key);
          if (seen === undefined) properties.set(key, (seen = Array.from({ length: KINDS }, () => 0)));
          seen[at % KINDS]! += counts[at]!;
          counts[at] = 0;
        }
      }
    },

    result(): Omit<InferredPlan, "receipt"> {
      const found = slots.filter(({ events }) => events > 0);
      const fitting = found
        .filter(({ name }) => name.length <= PLAN_LIMITS.nameLength)
        .sort((a, b) => b.events - a.events || compareText(a.name, b.name))
        .slice(0, PLAN_LIMITS.events);
      const events = fitting.map(toInferred);
      while (JSON.stringify(inferredToPlan({ events })).length > PLAN_LIMITS.characters) events.pop();
      const all = fitting.reduce((sum, { properties }) => sum + properties.size, 0);
      const kept = events.reduce((sum, { properties }) => sum + properties.length, 0);
      return { events, omitted: { events: found.length - events.length, properties: all - kept } };
    },
  };
}

function toInferred({ name, events, properties }: Slot): InferredEvent {
  return {
    name,
    events,
    properties: [...properties]
      .filter(([key]) => key.length <= PLAN_LIMITS.keyLength)
      .map(([key, counts]) => toProperty(key, counts, events))
      .sort((a, b) => b.seen - a.seen || compareText(a.key, b.key))
      .slice(0, PLAN_LIMITS.properties),
  };
}

function toProperty(key: string, counts: readonly number[], events: number): InferredProperty {
  const seen = counts.reduce((sum, count) => sum + count, 0);
  const found = VALUE_KINDS.flatMap((kind, code) =>
    kind !== "null" && counts[code]! > 0 ? [[kind, counts[code]!] as const] : [],
  );
  const [only] = found;
  const type: PlannedType = found.length === 1 && only !== undefined ? only[0] : "any";
  return { key, type, required: seen === events, seen, types: Object.fromEntries(found) };
}

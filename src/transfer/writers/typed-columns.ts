import { openValueKinds, VALUE_KINDS } from "../../log/value-kinds.ts";
import type { EntryLookup } from "../../log/dictionary.ts";
import type { LogDatabase } from "../../log/reader.ts";
import type { WalkedEntry } from "../../log/walk-range.ts";
import { compareText } from "../../model/compare-text.ts";
import type { ProjectId } from "../../model/identifier.ts";
import type { Zone } from "../../model/time-zone.ts";
import { keptRows, type Selection } from "./open-slices.ts";

export interface TypedColumn {
  key: string;
  /** `text` also where numbers and truth values are among texts. */
  type: "text" | "number" | "boolean";
}

/** So many of the commonest properties have a column of their own. */
const COLUMNS = 100;
/** What other programs take for the name of a column. */
const PLAIN_KEY = /^[^\p{Cc}]{1,100}$/u;

const TEXT = VALUE_KINDS.indexOf("text");
const BOOLEAN = VALUE_KINDS.indexOf("boolean");

interface Counts {
  number: number;
  text: number;
  boolean: number;
}

/**
 * The properties that have scalar values in the events that are asked for, the commonest first, with the type that holds
 * all of them. Lists and objects are in no column. Where names differ by case alone, which many programs cannot tell apart, the
 * commoner one has the column.
 */
export async function findTypedColumns(
  db: LogDatabase,
  projectId: ProjectId,
  walk: AsyncIterable<WalkedEntry>,
  selection: Selection,
): Promise<TypedColumn[]> {
  const kinds = openValueKinds(db, projectId);
  const counts = new Map<string, Counts>();
  for await (const { batch, entries } of walk) {
    const marks = markKept(batch, entries, selection);
    const { properties } = batch.columns;
    const codes = await kinds.codesFor(properties);
    for (const { key, text, numbers } of properties) {
      const each = countsOf(counts, entries, key);
      if (numbers !== undefined) each.number += countKept(numbers.rows, numbers.values.length, marks);
      for (let at = 0; at < (text?.ordinals.length ?? 0); at++) {
        if (marks !== undefined && marks[text!.rows?.[at] ?? at] === 0) continue;
        const code = codes[text!.ordinals[at]!];
        if (code === TEXT) each.text++;
        else if (code === BOOLEAN) each.boolean++;
      }
    }
  }
  const sum = ({ number, text, boolean }: Counts) => number + text + boolean;
  const taken = new Set<string>();
  return [...counts]
    .filter(([key, each]) => sum(each) > 0 && PLAIN_KEY.test(key))
    .sort((a, b) => sum(b[1]) - sum(a[1]) || compareText(a[0], b[0]))
    .filter(([key]) => !taken.has(key.toLowerCase()) && taken.add(key.toLowerCase()))
    .slice(0, COLUMNS)
    .map(([key, each]) => ({ key, type: typeOf(each) }));
}

/** The keys that the events that are asked for have, the commonest first. */
export async function findKeys(walk: AsyncIterable<WalkedEntry>, selection: Selection): Promise<string[]> {
  const counts = new Map<string, number>();
  for await (const { batch, entries } of walk) {
    const marks = markKept(batch, entries, selection);
    for (const { key, text, numbers } of batch.columns.properties) {
      const name = entries.entry("keys", key) ?? "";
      const found =
        countKept(text?.rows, text?.ordinals.length ?? 0, marks) +
        countKept(numbers?.rows, numbers?.values.length ?? 0, marks);
      if (found > 0) counts.set(name, (counts.get(name) ?? 0) + found);
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1] || compareText(a[0], b[0])).map(([key]) => key);
}

/** 1 for each row that is asked for; undefined where all are. */
function markKept(
  batch: WalkedEntry["batch"],
  entries: EntryLookup,
  selection: Selection,
): Uint8Array | undefined {
  const { count } = batch.columns;
  const kept = keptRows(batch, entries, selection);
  if (kept.length === count) return undefined;
  const marks = new Uint8Array(count);
  for (const row of kept) marks[row] = 1;
  return marks;
}

/** Of so many values, those of rows that are marked. */
function countKept(rows: Uint32Array | undefined, length: number, marks: Uint8Array | undefined): number {
  if (marks === undefined) return length;
  let kept = 0;
  for (let at = 0; at < length; at++) kept += marks[rows?.[at] ?? at]!;
  return kept;
}

function countsOf(counts: Map<string, Counts>, entries: EntryLookup, key: number): Counts {
  const name = entries.entry("keys", key) ?? "";
  let each = counts.get(name);
  if (each === undefined) counts.set(name, (each = { number: 0, text: 0, boolean: 0 }));
  return each;
}

function typeOf({ number, text, boolean }: Counts): TypedColumn["type"] {
  if (text > 0 || (number > 0 && boolean > 0)) return "text";
  return number > 0 ? "number" : "boolean";
}

/** Passes entries on, and notes the local days of the events that are asked for. */
export async function* noteDays(
  walk: AsyncIterable<WalkedEntry>,
  selection: Selection,
  zone: Zone,
  days: Set<number>,
): AsyncGenerator<WalkedEntry, void, undefined> {
  for await (const walked of walk) {
    const { timestamp } = walked.batch.columns;
    for (const row of keptRows(walked.batch, walked.entries, selection))
      days.add(zone.localDay(timestamp[row]!));
    yield walked;
  }
}

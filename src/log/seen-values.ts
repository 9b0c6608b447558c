import { DICTIONARY_KINDS, type DictionaryKind } from "../model/batch.ts";
import type { ProjectId } from "../model/identifier.ts";
import { isOwnField } from "../model/own-fields.ts";
import type { EventTerm, Filter, FilterOperator, FilterScalar } from "../model/question.ts";
import type { ActiveRule } from "../model/traffic.ts";
import { numberWrittenAs } from "../model/written-number.ts";
import { readDictionary } from "./dictionary.ts";
import { followExtent, type FollowedExtent, type LogPosition } from "./match-extent.ts";
import { readHead, type LogDatabase } from "./reader.ts";
import { splitKind } from "./split-kind.ts";

/** Longer dictionaries are not looked through. */
const MOST_ENTRIES = 500_000;

/**
 * What rules look for, and whether a project ever had it: dictionaries list every string that any event
 * has. Reads them as they grow, each entry once. And when it had it, as far as it was told.
 */
export interface SeenValues {
  /**
   * False only where no event up to `at` can match any of the rules; or none in the spans, half-open in
   * epoch milliseconds, where these are given.
   */
  mayMatch(
    rules: readonly ActiveRule[],
    at: LogPosition,
    spans?: readonly { from: number; to: number }[],
  ): Promise<boolean>;
  /** When events match these rules. */
  extentOf(rules: readonly ActiveRule[]): FollowedExtent;
}

/** One dictionary, read up to `next`. */
interface Scan {
  next: number;
  /** Texts asked for, and whether they were among those read. */
  found: Map<string, boolean>;
}

const NOTHING: LogPosition = { generation: -1, sequence: -1 };

type Sought = [kind: DictionaryKind, texts: string[]];

export function makeSeenValues(db: LogDatabase, projectId: ProjectId): SeenValues {
  let known = NOTHING;
  let ordinals: Record<DictionaryKind, number>;
  let scans: Record<DictionaryKind, Scan>;
  /** Of `known`, by rules as JSON. */
  const looked = new Map<string, boolean>();
  let followed = { key: "", extent: followExtent() };
  let hasRead = false;
  let turn: Promise<unknown> = Promise.resolve();

  const isKnown = (at: LogPosition): boolean =>
    known.generation === at.generation && known.sequence >= at.sequence;
  const know = (checkpoint: LogPosition): void => {
    known = checkpoint;
    looked.clear();
  };
  const forget = (): void => {
    scans = Object.fromEntries(
      DICTIONARY_KINDS.map((kind) => [kind, { next: 0, found: new Map() }]),
    ) as Record<DictionaryKind, Scan>;
  };

  async function readTo(kind: DictionaryKind, scan: Scan): Promise<void> {
    if (scan.next >= ordinals[kind]) return;
    hasRead = true;
    const entries = await readDictionary(db, projectId, kind, scan.next);
    for (const entry of entries) {
      if (entry === null) continue;
      const text = kind === "names" ? splitKind(entry)[1] : entry;
      if (scan.found.has(text)) scan.found.set(text, true);
    }
    scan.next += entries.length;
  }

  async function isSeen([kind, texts]: Sought): Promise<boolean> {
    if (ordinals[kind] > MOST_ENTRIES) return true;
    const scan = scans[kind];
    if (texts.some((text) => !scan.found.has(text))) {
      for (const text of texts) if (!scan.found.has(text)) scan.found.set(text, false);
      scan.next = 0;
    }
    await readTo(kind, scan);
    return texts.some((text) => scan.found.get(text));
  }

  async function mayKeep(term: EventTerm): Promise<boolean> {
    if ("all" in term) return mayKeepAll(term.all);
    if ("any" in term) {
      for (const each of term.any) if (await mayKeep(each)) return true;
      return false;
    }
    for (const sought of soughtBy(term)) if (!(await isSeen(sought))) return false;
    return true;
  }

  async function mayKeepAll(terms: readonly EventTerm[]): Promise<boolean> {
    for (const term of terms) if (!(await mayKeep(term))) return false;
    return true;
  }

  async function anyMayMatch(rules: readonly ActiveRule[]): Promise<boolean> {
    for (const { conditions } of rules) if (await mayKeepAll(conditions)) return true;
    return false;
  }

  async function look(rules: readonly ActiveRule[], key: string, at: LogPosition): Promise<boolean> {
    if (!isKnown(at)) {
      const { generation, sequence, ordinals: next } = await readHead(db, projectId);
      if (generation !== known.generation) forget();
      know({ generation, sequence });
      ordinals = next;
    }
    // Of another log than the one asked about: nothing is certain.
    if (!isKnown(at)) return true;
    hasRead = false;
    const may = looked.get(key) ?? (await anyMayMatch(rules));
    if (hasRead && (await readHead(db, projectId)).generation !== known.generation) {
      // An erasure takes strings out of dictionaries.
      know(NOTHING);
      return true;
    }
    looked.set(key, may);
    return may;
  }

  /** Of the rules asked about last. */
  function extentBy(key: string): FollowedExtent {
    if (followed.key !== key) followed = { key, extent: followExtent() };
    return followed.extent;
  }

  return {
    extentOf: (rules) => extentBy(JSON.stringify(rules)),
    async mayMatch(rules, at, spans) {
      const key = JSON.stringify(rules);
      if (spans !== undefined && extentBy(key).isOutside(at, spans)) return false;
      const before = isKnown(at) ? looked.get(key) : undefined;
      if (before !== undefined) return before;
      const looking = turn.then(() => look(rules, key, at));
      turn = looking.catch(() => know(NOTHING));
      return looking;
    },
  };
}

/** Which operators keep an event that has no such property, so that no text need be there. */
const KEEPS_MISSING: Record<FilterOperator, boolean> = {
  is: false,
  "is-not": true,
  contains: false,
  "not-contains": true,
  matches: false,
  "not-matches": true,
  greater: false,
  less: false,
  between: false,
  set: false,
  "not-set": true,
};

/** What a filter needs of dictionaries to keep any event: of each, one of the texts. */
function soughtBy({ property, op, value }: Filter): Sought[] {
  const wanted = Array.isArray(value) ? value : [value ?? null];
  if (KEEPS_MISSING[op] || (op === "is" && wanted.includes(null))) return [];
  const texts = wanted.map((one: FilterScalar) => String(one));
  if (isOwnField(property)) {
    if (op !== "is") return [];
    switch (property) {
      case "$name":
        return [["names", texts]];
      case "$type":
        return [["types", texts]];
      case "$distinctId":
        return [["people", texts.map((text) => `d${text}`)]];
      case "$userId":
        return [["people", texts.map((text) => `u${text}`)]];
      case "$source":
        return [["values", texts.map((text) => `s${text}`)]];
      case "$sessionId":
        return [["sessions", texts]];
    }
  }
  const key: Sought = ["keys", [property]];
  // Numbers are in no dictionary.
  if (op !== "is" || texts.some((text) => numberWrittenAs(text) !== undefined)) return [key];
  return [key, ["values", texts.flatMap((text) => [`s${text}`, `j${text}`])]];
}

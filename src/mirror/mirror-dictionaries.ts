import { tableFromColumns, type Table } from "@uwdata/flechette";
import { splitKind } from "../log/split-kind.ts";
import { isHiddenName } from "../model/event.ts";
import { numberWrittenAs } from "../model/written-number.ts";
import { columnOfBooleans, doubleOrNullColumn, intColumn, textColumn } from "./arrow-columns.ts";
import { TAG } from "./property-layout.ts";

type Entries = readonly (string | null)[];

/** Dictionaries that are tables in DuckDB. */
export const MIRRORED_KINDS = ["people", "sessions", "names", "values"] as const;
export type MirroredKind = (typeof MIRRORED_KINDS)[number];

const ordinals = (first: number, count: number) =>
  intColumn(Int32Array.from({ length: count }, (_, i) => first + i));

/** What is remembered of `names` beside its table. */
export class NameIndex {
  readonly #firstByName = new Map<string, number>();
  readonly #firstByType = new Map<string, number>();
  readonly hidden: number[] = [];

  table(first: number, entries: Entries): Table {
    const types: string[] = [];
    const names: string[] = [];
    const hidden: boolean[] = [];
    const sameName = new Int32Array(entries.length);
    const sameType = new Int32Array(entries.length);
    for (const [index, entry] of entries.entries()) {
      const [type, name] = entry === null ? ["", ""] : splitKind(entry);
      types.push(type);
      names.push(name);
      hidden.push(isHiddenName(name));
      if (isHiddenName(name)) this.hidden.push(first + index);
      sameName[index] = rememberFirst(this.#firstByName, name, first + index);
      sameType[index] = rememberFirst(this.#firstByType, type, first + index);
    }
    return tableFromColumns([
      ["ordinal", ordinals(first, entries.length)],
      ["type", textColumn(types)],
      ["name", textColumn(names)],
      ["hidden", columnOfBooleans(hidden)],
      ["same_name", intColumn(sameName)],
      ["same_type", intColumn(sameType)],
    ]);
  }
}

function rememberFirst(firsts: Map<string, number>, key: string, ordinal: number): number {
  const known = firsts.get(key);
  if (known === undefined) firsts.set(key, ordinal);
  return known ?? ordinal;
}

/** The tag of every `values` ordinal, one byte each. */
export class ValueTags {
  #tags = new Uint8Array(1024);
  #count = 0;
  #jsonNull: number | undefined;

  /** Ordinal of JSON null, where it was seen. */
  get jsonNull(): number | undefined {
    return this.#jsonNull;
  }

  get tags(): Uint8Array {
    return this.#tags;
  }

  /** Takes the tags of every ordinal as they were stored. */
  restore(tags: ArrayLike<number>, jsonNull: number | undefined): void {
    this.#tags = Uint8Array.from(tags);
    this.#count = tags.length;
    this.#jsonNull = jsonNull;
  }

  push(tag: number, entry: string | null): void {
    if (entry === "jnull") this.#jsonNull = this.#count;
    if (this.#count === this.#tags.length) {
      const grown = new Uint8Array(Math.max(1024, this.#tags.length * 2));
      grown.set(this.#tags);
      this.#tags = grown;
    }
    this.#tags[this.#count++] = tag;
  }
}

const tagOf = (entry: string | null): number => {
  if (entry === null || entry === "jnull") return TAG.none;
  if (entry.startsWith("s")) return TAG.text;
  return entry === "jtrue" || entry === "jfalse" ? TAG.boolean : TAG.json;
};

export function valuesTable(first: number, entries: Entries, valueTags: ValueTags): Table {
  const texts: (string | null)[] = [];
  const tags = new Int32Array(entries.length);
  const numbers: (number | null)[] = [];
  for (const [index, entry] of entries.entries()) {
    const tag = tagOf(entry);
    const text = tag === TAG.none || entry === null ? null : entry.slice(1);
    valueTags.push(tag, entry);
    tags[index] = tag;
    texts.push(text);
    numbers.push((tag === TAG.text && text !== null ? numberWrittenAs(text) : undefined) ?? null);
  }
  return tableFromColumns([
    ["ordinal", ordinals(first, entries.length)],
    ["text", textColumn(texts)],
    ["tag", intColumn(tags)],
    ["num", doubleOrNullColumn(numbers)],
  ]);
}

export const peopleTable = (first: number, entries: Entries): Table =>
  tableFromColumns([
    ["ordinal", ordinals(first, entries.length)],
    ["text", textColumn(entries.map((entry) => entry?.slice(1) ?? null))],
    ["identified", columnOfBooleans(entries.map((entry) => entry?.startsWith("u") ?? false))],
  ]);

export const sessionsTable = (first: number, entries: Entries): Table =>
  tableFromColumns([
    ["ordinal", ordinals(first, entries.length)],
    ["text", textColumn([...entries])],
  ]);

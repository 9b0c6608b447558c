import { DICTIONARY_KINDS, type BatchColumns, type DictionaryKind } from "../model/batch.ts";
import type { TextTest } from "../model/event-search.ts";
import { eachPlace } from "./column-places.ts";
import { CHUNK_ENTRIES, chunkOf } from "./dictionary.ts";
import type { ReadChunks } from "./entry-reader.ts";
import { writeUuid } from "./event-id.ts";
import { UUID_BYTES } from "./pack-uuids.ts";
import { PackedTexts, type TextList } from "./packed-texts.ts";
import { splitKind } from "./split-kind.ts";

/** Finds a text in the rows of batches of one generation. An entry of a dictionary is looked at once, however many rows have it. */
export interface TextHits {
  /** A 1 for each row that holds the text. */
  match(columns: BatchColumns): Promise<Uint8Array>;
}

const SEARCHED = ["names", "people", "values"] as const satisfies readonly DictionaryKind[];
type Searched = (typeof SEARCHED)[number];

const NO_ORDINALS = new Uint32Array(0);

const UNKNOWN = 0;
const MISS = 1;
const HIT = 2;

/** What of an entry is looked at; undefined for nothing. */
const TEXT_OF: Record<Searched, (entry: string) => string | undefined> = {
  names: (entry) => splitKind(entry)[1],
  people: (entry) => entry.slice(TAG),
  values: (entry) => (entry === NULL ? undefined : entry.slice(TAG)),
};
/** Entries but names begin with a letter that says what they are. */
const TAG = 1;
const NULL = "jnull";
/** The text of a UUID can be a part of no other text than this. */
const OF_UUIDS = /^[-\da-f]+$/;

export function makeTextHits(chunks: ReadChunks, test: TextTest, id: string): TextHits {
  const states = Object.fromEntries(DICTIONARY_KINDS.map((kind) => [kind, new Uint8Array(0)])) as Record<
    DictionaryKind,
    Uint8Array
  >;

  const mayBeInUuid = OF_UUIDS.test(test.text);

  function judge(kind: Searched, first: number, entries: TextList): void {
    const state = states[kind].subarray(first, first + entries.length);
    const isQuick = entries instanceof PackedTexts && kind !== "names" && !mayBeInUuid;
    const found = isQuick ? entries.holding(test.text, TAG) : undefined;
    if (found === undefined) {
      for (let at = 0; at < entries.length; at++) {
        const entry = entries.at(at) ?? undefined;
        const text = entry === undefined ? undefined : TEXT_OF[kind](entry);
        state[at] = text !== undefined && test.isIn(text) ? HIT : MISS;
      }
      return;
    }
    state.fill(MISS);
    for (const at of found) if (kind !== "values" || entries.at(at) !== NULL) state[at] = HIT;
  }

  /** By chunk, how many of its entries must be known for these columns and are not. */
  function unknownChunks(columns: BatchColumns, kind: Searched): Map<number, number> {
    const least = new Map<number, number>();
    const state = states[kind];
    const look = (column: Uint32Array, none: 0 | 1): void => {
      for (let at = 0; at < column.length; at++) {
        const stored = column[at]!;
        // Past its end nothing is known.
        if (stored < none || state[stored - none]! > UNKNOWN) continue;
        const chunk = chunkOf(stored - none);
        const count = ((stored - none) % CHUNK_ENTRIES) + 1;
        if (count > (least.get(chunk) ?? 0)) least.set(chunk, count);
      }
    };
    if (kind === "names") look(columns.name, 0);
    else if (kind === "values")
      for (const { text } of columns.properties) look(text?.ordinals ?? NO_ORDINALS, 0);
    else {
      look(columns.distinct, 0);
      look(columns.user, 1);
    }
    return least;
  }

  async function prepare(columns: BatchColumns, kind: Searched): Promise<void> {
    const least = unknownChunks(columns, kind);
    if (least.size === 0) return;
    const end = (Math.max(...least.keys()) + 1) * CHUNK_ENTRIES;
    if (end > states[kind].length) {
      const grown = new Uint8Array(Math.max(end, states[kind].length * 2));
      grown.set(states[kind]);
      states[kind] = grown;
    }
    for (const [chunk, entries] of await chunks.read(kind, least))
      judge(kind, chunk * CHUNK_ENTRIES, entries);
  }

  return {
    async match(columns) {
      for (const kind of SEARCHED) await prepare(columns, kind);
      const rows = matchFields(columns, states);
      matchProperties(columns, states.values, test, rows);
      matchId(columns, id, rows);
      return rows;
    },
  };
}

function matchFields(
  { count, name, distinct, user }: BatchColumns,
  { names, people }: Record<DictionaryKind, Uint8Array>,
): Uint8Array {
  const rows = new Uint8Array(count);
  for (let row = 0; row < count; row++) {
    const person = user[row]!;
    const isHit =
      names[name[row]!] === HIT ||
      people[distinct[row]!] === HIT ||
      (person > 0 && people[person - 1] === HIT);
    if (isHit) rows[row] = 1;
  }
  return rows;
}

function matchProperties(
  { count, properties }: BatchColumns,
  values: Uint8Array,
  { isInNumber }: TextTest,
  rows: Uint8Array,
): void {
  for (const { text, numbers } of properties) {
    if (text !== undefined) {
      const { rows: places, ordinals } = text;
      for (let at = 0; at < ordinals.length; at++)
        if (values[ordinals[at]!] === HIT) rows[places === undefined ? at : places[at]!] = 1;
    }
    if (numbers === undefined || isInNumber === undefined) continue;
    eachPlace(numbers.rows, count, undefined, (place, row) => {
      if (rows[row] === 0 && isInNumber(numbers.values[place]!)) rows[row] = 1;
    });
  }
}

function matchId({ count, uuids, otherIds }: BatchColumns, id: string, rows: Uint8Array): void {
  const others = new Map(otherIds);
  for (const [row, other] of others) if (other === id) rows[row] = 1;
  const wanted = new Uint8Array(UUID_BYTES);
  if (!writeUuid(id, wanted, 0)) return;
  for (let row = 0; row < count; row++) {
    let at = 0;
    while (at < UUID_BYTES && uuids[row * UUID_BYTES + at] === wanted[at]) at++;
    if (at === UUID_BYTES && !others.has(row)) rows[row] = 1;
  }
}

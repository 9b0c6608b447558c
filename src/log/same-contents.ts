import type { BatchColumns, LocalEvents, PropertyColumn } from "../model/batch.ts";
import type { Dictionaries } from "./dictionary.ts";

const UNKNOWN = -2;
const NOT_IN_LOG = -1;

type Kind = "people" | "sessions" | "names" | "keys" | "values";

/** What the log has for a local ordinal, looked up once. */
type Lookup = (ordinal: number) => number;

/** Rows of local events, and the stored row with the id of each; `same` is cleared where they differ. */
interface Pairs {
  rows: Uint32Array;
  storedRows: Uint32Array;
  same: Uint8Array;
}

/** A 1 for each of the rows that says the same as its stored row. By ordinals: no event is made an object. */
export function sameContents(
  { columns: local, entries }: LocalEvents,
  stored: BatchColumns,
  { byKind }: Dictionaries,
  rows: Uint32Array,
  storedRows: Uint32Array,
): Uint8Array {
  const lookupIn = (kind: Kind): Lookup => {
    const known = new Int32Array(entries[kind].length).fill(UNKNOWN);
    return (ordinal) => {
      const found = known[ordinal]!;
      if (found !== UNKNOWN) return found;
      return (known[ordinal] = byKind[kind].lookup("", entries[kind][ordinal]!) ?? NOT_IN_LOG);
    };
  };
  const [people, keys, values] = [lookupIn("people"), lookupIn("keys"), lookupIn("values")];
  const pairs: Pairs = { rows, storedRows, same: new Uint8Array(rows.length).fill(1) };
  compareValues(local.timestamp, stored.timestamp, pairs);
  compareValues(local.name, stored.name, pairs, { lookup: lookupIn("names") });
  compareValues(local.distinct, stored.distinct, pairs, { lookup: people });
  compareValues(local.user, stored.user, pairs, { lookup: marks(people) });
  compareValues(local.session, stored.session, pairs, { lookup: marks(lookupIn("sessions")) });
  const storedByKey = new Map(stored.properties.map((property) => [property.key, property]));
  const compare = (here: PropertyColumn | undefined, there: PropertyColumn | undefined): void => {
    const text = placesOf(here?.text, there?.text, local.count, stored.count, pairs);
    if (text)
      compareValues(here!.text!.ordinals, there!.text!.ordinals, pairs, { lookup: values, places: text });
    const numbers = placesOf(here?.numbers, there?.numbers, local.count, stored.count, pairs);
    if (numbers) compareValues(here!.numbers!.values, there!.numbers!.values, pairs, { places: numbers });
  };
  for (const property of local.properties) {
    const there = storedByKey.get(keys(property.key));
    if (there !== undefined) storedByKey.delete(there.key);
    compare(property, there);
  }
  for (const there of storedByKey.values()) compare(undefined, there);
  return pairs.same;
}

/** Of a column where 0 is for none and the rest one more than its ordinal. */
const marks =
  (lookup: Lookup): Lookup =>
  (mark) => {
    if (mark === 0) return 0;
    const found = lookup(mark - 1);
    return found < 0 ? found : found + 1;
  };

/** Where rows stand in parts of a property; undefined where every row does, in order. */
interface Places {
  here: Int32Array | undefined;
  there: Int32Array | undefined;
}

/** Of ordinals `lookup` says what they are in the log. */
function compareValues(
  here: Uint32Array | Float64Array,
  there: Uint32Array | Float64Array,
  { rows, storedRows, same }: Pairs,
  { lookup, places }: { lookup?: Lookup; places?: Places } = {},
): void {
  for (let at = 0; at < rows.length; at++) {
    if (same[at] === 0) continue;
    const place = places?.here === undefined ? rows[at]! : places.here[rows[at]!]!;
    const placeThere = places?.there === undefined ? storedRows[at]! : places.there[storedRows[at]!]!;
    if (place < 0) continue;
    const value = lookup === undefined ? here[place] : lookup(here[place]!);
    if (!Object.is(value, there[placeThere])) same[at] = 0;
  }
}

type Part = { rows?: Uint32Array } | undefined;

/**
 * Where the rows stand, once those are told apart that have the part on one side alone; undefined where that leaves
 * nothing to compare.
 */
function placesOf(
  here: Part,
  there: Part,
  count: number,
  storedCount: number,
  pairs: Pairs,
): Places | undefined {
  if (here === undefined && there === undefined) return undefined;
  const { rows, storedRows, same } = pairs;
  const places = { here: placesIn(here, count), there: placesIn(there, storedCount) };
  if (places.here === undefined && places.there === undefined) return places;
  for (let at = 0; at < rows.length; at++) {
    const isHere = places.here === undefined || places.here[rows[at]!]! >= 0;
    const isThere = places.there === undefined || places.there[storedRows[at]!]! >= 0;
    if (isHere !== isThere) same[at] = 0;
  }
  return here === undefined || there === undefined ? undefined : places;
}

function placesIn(part: Part, count: number): Int32Array | undefined {
  if (part !== undefined && part.rows === undefined) return undefined;
  const places = new Int32Array(count).fill(-1);
  const { rows = [] } = part ?? {};
  for (let place = 0; place < rows.length; place++) places[rows[place]!] = place;
  return places;
}

import { wider } from "../model/wider.ts";
import { sha256 } from "./sha256.ts";

/** 128 bits, in an array that the next digest overwrites. */
export type RowDigest = Int32Array;

const [NULL, FALSE, TRUE, NUMBER, TEXT, JSON_TEXT] = [0, 1, 2, 3, 4, 5];

const state = new Int32Array(4);
const number = new Float64Array(1);
const halves = new Int32Array(number.buffer);
let words = new Int32Array(256);
let used = 0;

/**
 * Names rows of one table by their values, the same whichever container they stood in: MurmurHash3 (x86, 128 bits,
 * public domain) of what is read back without doubt as just these values, begun with the SHA-256 of the columns' names.
 * It takes a quarter of what making the JSON of a row and its SHA-256 does. It is not secret: who has a digest may find the row.
 */
export function makeRowDigest(names: readonly string[]): (valueAt: (column: number) => unknown) => RowDigest {
  const seed = seedOf(names);
  return (valueAt) => {
    used = 0;
    for (let column = 0; column < names.length; column++) pushValue(valueAt(column));
    return murmur(seed);
  };
}

/** {@link makeRowDigest} value by value: of what comes again, its words are made once. */
export interface RowDigester {
  begin(): void;
  push(value: unknown): void;
  /** Of a value, as `wordsOf` made them. */
  pushWords(from: Int32Array, at: number, count: number): void;
  end(): RowDigest;
}

export function makeRowDigester(names: readonly string[]): RowDigester {
  const seed = seedOf(names);
  return {
    begin: () => void (used = 0),
    push: pushValue,
    pushWords(from, at, count) {
      if (used + count > words.length) widen(count);
      for (let word = 0; word < count; word++) words[used++] = from[at + word]!;
    },
    end: () => murmur(seed),
  };
}

/** In an array that the next value or row overwrites. */
export function wordsOf(value: unknown): Int32Array {
  used = 0;
  pushValue(value);
  return words.subarray(0, used);
}

const seedOf = (names: readonly string[]): Int32Array => sha256(JSON.stringify(names)).slice(0, 4);

function pushValue(value: unknown): void {
  if (used + 4 > words.length) widen(4);
  switch (typeof value) {
    case "string":
      pushText(TEXT, value);
      return;
    case "number":
      // JSON has no minus zero.
      number[0] = value + 0;
      words[used] = NUMBER;
      words[used + 1] = halves[0]!;
      words[used + 2] = halves[1]!;
      used += 3;
      return;
    case "boolean":
      words[used++] = value ? TRUE : FALSE;
      return;
    default:
      if (value === null || value === undefined) words[used++] = NULL;
      else pushText(JSON_TEXT, JSON.stringify(value));
  }
}

function pushText(kind: number, text: string): void {
  const { length } = text;
  if (used + length > words.length) widen(length);
  words[used++] = kind | (length << 3);
  for (let at = 0; at < length; at += 2)
    words[used++] = text.charCodeAt(at) | (at + 1 < length ? text.charCodeAt(at + 1) << 16 : 0);
}

function widen(more: number): void {
  words = wider(words, (used + more) * 2 + 8);
}

const [C1, C2, C3, C4] = [0x239b_961b, 0xab0e_9789 | 0, 0x38b3_4ae5, 0xa1e3_8b93 | 0];

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

function murmur(seed: Int32Array): RowDigest {
  let [h1, h2, h3, h4] = [seed[0]!, seed[1]!, seed[2]!, seed[3]!];
  const length = used;
  // The last block is filled up with zeros: the length, which ends the digest, tells them apart.
  if (used + 4 > words.length) widen(4);
  words.fill(0, used, used + 4);
  for (let at = 0; at < length; at += 4) {
    h1 ^= Math.imul(rotate(Math.imul(words[at]!, C1), 15), C2);
    h1 = (Math.imul((rotate(h1, 19) + h2) | 0, 5) + 0x561c_cd1b) | 0;
    h2 ^= Math.imul(rotate(Math.imul(words[at + 1]!, C2), 16), C3);
    h2 = (Math.imul((rotate(h2, 17) + h3) | 0, 5) + 0x0bca_a747) | 0;
    h3 ^= Math.imul(rotate(Math.imul(words[at + 2]!, C3), 17), C4);
    h3 = (Math.imul((rotate(h3, 15) + h4) | 0, 5) + 0x96cd_1c35) | 0;
    h4 ^= Math.imul(rotate(Math.imul(words[at + 3]!, C4), 18), C1);
    h4 = (Math.imul((rotate(h4, 13) + h1) | 0, 5) + 0x32ac_3b17) | 0;
  }
  h1 ^= length;
  h2 ^= length;
  h3 ^= length;
  h4 ^= length;
  h1 = (h1 + h2 + h3 + h4) | 0;
  h2 = (h2 + h1) | 0;
  h3 = (h3 + h1) | 0;
  h4 = (h4 + h1) | 0;
  h1 = scatter(h1);
  h2 = scatter(h2);
  h3 = scatter(h3);
  h4 = scatter(h4);
  h1 = (h1 + h2 + h3 + h4) | 0;
  state[0] = h1;
  state[1] = h2 + h1;
  state[2] = h3 + h1;
  state[3] = h4 + h1;
  return state;
}

function scatter(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85eb_ca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35);
  return h ^ (h >>> 16);
}

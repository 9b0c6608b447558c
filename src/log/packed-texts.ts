import { readUuid } from "./event-id.ts";
import { skipNumbers, unpackNumbers, type ByteReader } from "./pack-numbers.ts";
import { unpackText } from "./pack-text.ts";
import { ERASED, TAGGED, TEXT, UUID } from "./pack-texts.ts";
import { unpackIntegers, UUID_BYTES, UUID_PARTS } from "./pack-uuids.ts";

/** Strings by number; null for one that was erased. A list of strings is one. */
export interface TextList {
  readonly length: number;
  at(index: number): string | null | undefined;
}

/** Who takes packed strings one by one. A UUID is 16 bytes at `offset`; `tag` is a character before it. */
export interface TextTaker {
  erased(): void;
  text(text: string): void;
  uuid(bytes: Uint8Array, offset: number, tag: number | undefined): void;
}

const ASCII = /^[\0-\x7f]*$/;

/** What `packTexts` packed, unpacked as far as it is asked for: a string is made the first time it is wanted. */
export class PackedTexts implements TextList {
  readonly length: number;
  readonly #forms: Float64Array;
  /** Of each string, its place among the UUIDs, or where it begins in `joined`. */
  readonly #places: Uint32Array;
  readonly #lengths: Float64Array;
  readonly #uuidCount: number;
  readonly #packedUuids: ByteReader;
  /** All strings that are no UUID, one after another. */
  readonly joined: string;
  #uuids: Uint8Array | undefined;
  #made: (string | undefined)[] = [];
  #folded: string | null | undefined;

  constructor(from: ByteReader) {
    this.length = from.count();
    this.#forms = unpackNumbers(this.length, from);
    let [uuids, texts] = [0, 0];
    for (const form of this.#forms)
      if (form >= UUID) uuids++;
      else if (form === TEXT) texts++;
    this.#uuidCount = uuids;
    this.#packedUuids = from.copy();
    for (const _ of UUID_PARTS) skipNumbers(uuids, from);
    const lengths = unpackNumbers(texts, from);
    this.joined = unpackText(from);
    this.#places = new Uint32Array(this.length);
    this.#lengths = new Float64Array(this.length);
    let [uuid, text, start] = [0, 0, 0];
    for (const [at, form] of this.#forms.entries()) {
      if (form === TEXT) {
        this.#places[at] = start;
        start += this.#lengths[at] = lengths[text++]!;
      } else if (form >= UUID) this.#places[at] = uuid++;
    }
  }

  at(index: number): string | null | undefined {
    const form = this.#forms[index];
    if (form === undefined) return undefined;
    if (form === ERASED) return null;
    return (this.#made[index] ??= this.#make(index, form));
  }

  /** Gives all in order. */
  each(take: TextTaker): void {
    const bytes = (this.#uuids ??= this.#unpackUuids());
    for (const [at, form] of this.#forms.entries()) {
      const place = this.#places[at]!;
      if (form === ERASED) take.erased();
      else if (form === TEXT) take.text(this.joined.slice(place, this.#endOf(at)));
      else take.uuid(bytes, place * UUID_BYTES, form === UUID ? undefined : form - TAGGED);
    }
  }

  /**
   * The numbers of the strings, UUIDs aside, that hold `text` after their first `skipped` characters, upper and lower case
   * being the same. Undefined where that is not to be told without making each string.
   */
  holding(text: string, skipped: number): number[] | undefined {
    const { joined } = this;
    // Of other letters, a lower case may be longer, or depend on what is beside it.
    if (this.#folded === undefined) this.#folded = ASCII.test(joined) ? joined.toLowerCase() : null;
    if (this.#folded === null) return undefined;
    const found: number[] = [];
    let index = 0;
    for (let at = this.#folded.indexOf(text); at >= 0;) {
      while (this.#forms[index] !== TEXT || this.#endOf(index) <= at) index++;
      const begin = this.#places[index]! + skipped;
      const end = this.#endOf(index);
      if (at >= begin && at + text.length <= end) found.push(index);
      // Once is enough, and what reaches beyond the end does so further on, too: each string is looked at twice at most.
      at = this.#folded.indexOf(text, at < begin ? begin : end);
    }
    return found;
  }

  #endOf(index: number): number {
    return this.#places[index]! + this.#lengths[index]!;
  }

  #make(index: number, form: number): string {
    const place = this.#places[index]!;
    if (form === TEXT) return this.joined.slice(place, this.#endOf(index));
    const uuid = readUuid((this.#uuids ??= this.#unpackUuids()), place * UUID_BYTES);
    return form === UUID ? uuid : String.fromCharCode(form - TAGGED) + uuid;
  }

  #unpackUuids(): Uint8Array {
    const bytes = new Uint8Array(this.#uuidCount * UUID_BYTES);
    const from = this.#packedUuids.copy();
    for (const [start, end] of UUID_PARTS) unpackIntegers(bytes, this.#uuidCount, start, end, from);
    return bytes;
  }
}

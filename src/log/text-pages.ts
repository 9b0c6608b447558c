import { hashText, hashUuid, readUuid, writeUuid, type IdHash } from "./event-id.ts";

const PAGE_BITS = 20;
const PAGE_BYTES = 1 << PAGE_BITS;
const UUID_LENGTH = 36;
const LATIN_END = 0x100;

/** How an entry is kept: its first byte. */
const ERASED = 0;
const LATIN = 1;
const UTF16 = 2;
const UUID = 3;
/** With one character before the UUID, in the next byte. */
const TAGGED_UUID = 4;

/**
 * Strings by dense number, as bytes outside the heap of objects: a UUID takes 17 or 18, other text
 * one a character and up to six more. Any string comes back as it was.
 */
export class TextPages {
  #pages: Uint8Array[] = [];
  #starts = new Uint32Array(1024);
  #size = 0;
  #end = 0;
  readonly #scratch = new Uint8Array(16);

  get size(): number {
    return this.#size;
  }

  push(text: string | null): void {
    if (text === null) this.#begin(1)[0] = ERASED;
    else if (!this.#pushIfUuid(text)) this.#pushText(text);
  }

  /** The text of a UUID, 16 bytes at `offset`, after a character below 256 or none. */
  pushUuid(uuid: Uint8Array, offset: number, tag: number | undefined): void {
    const tagged = tag !== undefined;
    const bytes = this.#begin(tagged ? 18 : 17);
    bytes[0] = tagged ? TAGGED_UUID : UUID;
    if (tagged) bytes[1] = tag;
    const first = tagged ? 2 : 1;
    for (let at = 0; at < 16; at++) bytes[first + at] = uuid[offset + at]!;
  }

  at(number: number): string | null | undefined {
    if (!(number < this.#size)) return undefined;
    const bytes = this.#bytesAt(number);
    switch (bytes[0]) {
      case ERASED:
        return null;
      case UUID:
        return readUuid(bytes, 1);
      case TAGGED_UUID:
        return String.fromCharCode(bytes[1]!) + readUuid(bytes, 2);
      default:
        return readUnits(bytes);
    }
  }

  is(number: number, text: string): boolean {
    const bytes = this.#bytesAt(number);
    const form = bytes[0]!;
    if (form === ERASED) return false;
    if (form === UUID || form === TAGGED_UUID) return this.at(number) === text;
    const [length, start] = readLength(bytes);
    if (length !== text.length) return false;
    for (let index = 0; index < length; index++)
      if (text.charCodeAt(index) !== unitAt(bytes, start, index, form)) return false;
    return true;
  }

  /** A hash of the text, the same for equal texts. */
  hash(text: string, into: IdHash): void {
    const tagged = text.length === UUID_LENGTH + 1;
    const uuid = tagged ? text.slice(1) : text;
    if (!writeUuid(uuid, this.#scratch, 0)) return hashText(text, into);
    this.hashUuid(this.#scratch, 0, tagged ? text.charCodeAt(0) : undefined, into);
  }

  /** The hash of the text a UUID and the character before it make. */
  hashUuid(bytes: Uint8Array, offset: number, tag: number | undefined, into: IdHash): void {
    hashUuid(bytes, offset, into);
    if (tag !== undefined) into.fingerprint = Math.imul(into.fingerprint ^ tag, 0x9e37_79b1) >>> 0;
  }

  /** Forgets every string from `size` on. */
  truncate(size: number): void {
    if (size >= this.#size) return;
    this.#end = this.#starts[size]!;
    this.#size = size;
    this.#pages.length = Math.min(this.#pages.length, (this.#end >>> PAGE_BITS) + 1);
  }

  #bytesAt(number: number): Uint8Array {
    const start = this.#starts[number]!;
    return this.#pages[start >>> PAGE_BITS]!.subarray(start & (PAGE_BYTES - 1));
  }

  /** Room for the next entry, which lies in one page. */
  #begin(bytes: number): Uint8Array {
    const left = PAGE_BYTES - (this.#end & (PAGE_BYTES - 1));
    if (bytes > left) this.#end += left;
    const page = this.#end >>> PAGE_BITS;
    while (this.#pages.length <= page) this.#pages.push(new Uint8Array(PAGE_BYTES));
    if (this.#size === this.#starts.length) {
      const grown = new Uint32Array(this.#size * 2);
      grown.set(this.#starts);
      this.#starts = grown;
    }
    this.#starts[this.#size++] = this.#end;
    const at = this.#end & (PAGE_BYTES - 1);
    this.#end += bytes;
    return this.#pages[page]!.subarray(at, at + bytes);
  }

  #pushIfUuid(text: string): boolean {
    const tagged = text.length === UUID_LENGTH + 1;
    if (!tagged && text.length !== UUID_LENGTH) return false;
    if (tagged && text.charCodeAt(0) >= LATIN_END) return false;
    if (!writeUuid(tagged ? text.slice(1) : text, this.#scratch, 0)) return false;
    this.pushUuid(this.#scratch, 0, tagged ? text.charCodeAt(0) : undefined);
    return true;
  }

  #pushText(text: string): void {
    let wide = false;
    for (let index = 0; index < text.length && !wide; index++) wide = text.charCodeAt(index) >= LATIN_END;
    let lengthBytes = 1;
    for (let rest = text.length; rest >= 0x80; rest >>>= 7) lengthBytes++;
    const bytes = this.#begin(1 + lengthBytes + text.length * (wide ? 2 : 1));
    bytes[0] = wide ? UTF16 : LATIN;
    let at = 1;
    for (let rest = text.length; at <= lengthBytes; rest >>>= 7)
      bytes[at++] = rest < 0x80 ? rest : (rest & 0x7f) | 0x80;
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      bytes[at++] = unit;
      if (wide) bytes[at++] = unit >>> 8;
    }
  }
}

const unitAt = (bytes: Uint8Array, start: number, index: number, form: number): number =>
  form === LATIN ? bytes[start + index]! : bytes[start + index * 2]! | (bytes[start + index * 2 + 1]! << 8);

function readUnits(bytes: Uint8Array): string {
  const [length, start] = readLength(bytes);
  let text = "";
  for (let index = 0; index < length; index++)
    text += String.fromCharCode(unitAt(bytes, start, index, bytes[0]!));
  return text;
}

/** Of the text in code units, seven bits a byte, and where the text begins. */
function readLength(bytes: Uint8Array): [length: number, start: number] {
  let at = 1;
  let length = bytes[at]! & 0x7f;
  for (let bits = 7; bytes[at++]! >= 0x80; bits += 7) length |= (bytes[at]! & 0x7f) << bits;
  return [length, at];
}

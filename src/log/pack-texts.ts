import { readUuid, writeUuid } from "./event-id.ts";
import { packNumbers, unpackNumbers, type ByteReader, type ByteWriter } from "./pack-numbers.ts";
import { packText, unpackText } from "./pack-text.ts";
import { packIntegers, unpackIntegers, UUID_BYTES, UUID_PARTS } from "./pack-uuids.ts";

const UUID_LENGTH = 36;

/** What a string is: its form. From {@link TAGGED} on, a UUID after the character that is left. */
const ERASED = 0;
const TEXT = 1;
const UUID = 2;
const TAGGED = 3;

const formOf = (text: string | null, scratch: Uint8Array): number => {
  if (text === null) return ERASED;
  if (text.length === UUID_LENGTH) return writeUuid(text, scratch, 0) ? UUID : TEXT;
  if (text.length !== UUID_LENGTH + 1 || !writeUuid(text.slice(1), scratch, 0)) return TEXT;
  return TAGGED + text.charCodeAt(0);
};

/** Strings and nulls: UUIDs as numbers, all other text as one. */
export function packTexts(texts: readonly (string | null)[], into: ByteWriter): void {
  const forms = new Float64Array(texts.length);
  const uuids = new Uint8Array(texts.length * UUID_BYTES);
  const rest: string[] = [];
  let used = 0;
  for (const [at, text] of texts.entries()) {
    const scratch = uuids.subarray(used * UUID_BYTES, (used + 1) * UUID_BYTES);
    forms[at] = formOf(text, scratch);
    if (forms[at] >= UUID) used++;
    else if (text !== null) rest.push(text);
  }
  into.count(texts.length);
  packNumbers(forms, into);
  for (const [start, end] of UUID_PARTS) packIntegers(uuids, used, start, end, into);
  packNumbers(
    Float64Array.from(rest, (text) => text.length),
    into,
  );
  packText(rest.join(""), into);
}

export function unpackTexts(from: ByteReader): (string | null)[] {
  const forms = unpackNumbers(from.count(), from);
  const used = forms.reduce((sum, form) => (form >= UUID ? sum + 1 : sum), 0);
  const uuids = new Uint8Array(used * UUID_BYTES);
  for (const [start, end] of UUID_PARTS) unpackIntegers(uuids, used, start, end, from);
  const texts = forms.reduce((sum, form) => (form === TEXT ? sum + 1 : sum), 0);
  const lengths = unpackNumbers(texts, from);
  const rest = unpackText(from);
  let uuid = 0;
  let text = 0;
  let at = 0;
  return Array.from(forms, (form) => {
    if (form === ERASED) return null;
    if (form === TEXT) {
      const start = at;
      at += lengths[text++]!;
      return rest.slice(start, at);
    }
    const id = readUuid(uuids, uuid++ * UUID_BYTES);
    return form === UUID ? id : String.fromCharCode(form - TAGGED) + id;
  });
}

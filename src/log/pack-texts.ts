import { writeUuid } from "./event-id.ts";
import { packNumbers, type ByteWriter } from "./pack-numbers.ts";
import { packText } from "./pack-text.ts";
import { packIntegers, UUID_BYTES, UUID_PARTS } from "./pack-uuids.ts";

const UUID_LENGTH = 36;

/** What a string is: its form. From {@link TAGGED} on, a UUID after a character below 256. */
export const ERASED = 0;
export const TEXT = 1;
export const UUID = 2;
export const TAGGED = 3;

const formOf = (text: string | null, scratch: Uint8Array): number => {
  if (text === null) return ERASED;
  if (text.length === UUID_LENGTH) return writeUuid(text, scratch, 0) ? UUID : TEXT;
  const tag = text.charCodeAt(0);
  if (text.length !== UUID_LENGTH + 1 || tag > 0xff || !writeUuid(text.slice(1), scratch, 0)) return TEXT;
  return TAGGED + tag;
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

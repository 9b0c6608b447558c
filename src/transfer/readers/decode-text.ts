import { type Result, success } from "../../model/failure.ts";
import { chain, joinBytes, type Pieces } from "./pieces.ts";

/** Text in its order, cut anywhere. A failure is the last piece. */
export type TextPieces = AsyncGenerator<Result<string>, void, undefined>;

/** Of text that is not UTF-8: how it was read, to be said with the result. */
export type Encoding = "utf-16le" | "utf-16be" | "windows-1252";

/** Of what is not ASCII, looked at to tell UTF-8 from Windows-1252. */
const JUDGED_BYTES = 64 * 1024;
const SMALL_PIECE = 64 * 1024;
const MARK = 0xdc00;

/** UTF-16 by its byte order mark or its NULs; undefined for all else, UTF-8 among it. */
export function recogniseUtf16(head: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  const [a, b, c, d] = head;
  if (a === 0xff && b === 0xfe) return "utf-16le";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  if (a === undefined || b === undefined) return undefined;
  if (a !== 0 && b === 0 && (c === undefined || (c !== 0 && d === 0))) return "utf-16le";
  if (a === 0 && b !== 0 && (c === undefined || (c === 0 && d !== 0))) return "utf-16be";
  return undefined;
}

/** The same text in UTF-8, without a byte order mark. */
export async function* toUtf8(pieces: Pieces, encoding: "utf-16le" | "utf-16be"): Pieces {
  const decoder = new TextDecoder(encoding);
  const encoder = new TextEncoder();
  for await (const piece of pieces) {
    if (!piece.ok) {
      yield piece;
      return;
    }
    const text = decoder.decode(piece.value, { stream: true });
    if (text !== "") yield success(encoder.encode(text));
  }
  const rest = decoder.decode();
  if (rest !== "") yield success(encoder.encode(rest));
}

/**
 * UTF-8 as text, without a byte order mark, where the pieces are a file from its beginning. A byte that is no UTF-8 becomes a lone surrogate, which UTF-8
 * never holds: text with one is not well formed.
 */
export async function* decodeUtf8(pieces: Pieces, isWhole = true): TextPieces {
  let open: Uint8Array = new Uint8Array(0);
  let isFirst = isWhole;
  for await (const piece of pieces) {
    if (!piece.ok) {
      yield piece;
      return;
    }
    const bytes = open.length === 0 ? piece.value : joinBytes([open, piece.value]);
    const end = wholeCharacters(bytes);
    open = bytes.slice(end);
    if (end === 0) continue;
    const text = decodeMarked(bytes.subarray(0, end));
    yield success(isFirst && text.startsWith("\ufeff") ? text.slice(1) : text);
    isFirst = false;
  }
  if (open.length > 0) yield success(decodeMarked(open));
}

/**
 * Text of programs that know nothing of UTF-8: of a file whose first 64 KB from its first byte that is not
 * ASCII are less UTF-8 than not, all is read as Windows-1252, and `onEncoding` told.
 */
export async function* decodeAnyText(pieces: Pieces, onEncoding: (encoding: Encoding) => void): TextPieces {
  const judged: Uint8Array[] = [];
  let judgedBytes = 0;
  let failed: Result<never> | undefined;
  let isWhole = true;
  while (judgedBytes < JUDGED_BYTES) {
    const { done, value } = await pieces.next();
    if (done) break;
    if (!value.ok) {
      failed = value;
      break;
    }
    const bytes = value.value;
    const from = judgedBytes > 0 ? 0 : firstBeyondAscii(bytes);
    if (from > 0) isWhole = false;
    if (from > 0) yield success(utf8.decode(bytes.subarray(0, from)));
    if (from === bytes.length) continue;
    judged.push(bytes.subarray(from));
    judgedBytes += bytes.length - from;
  }
  const start = joinBytes(judged);
  const rest = chain(failed === undefined ? [success(start)] : [success(start), failed], pieces);
  if (isUtf8(start.subarray(0, JUDGED_BYTES))) {
    yield* decodeUtf8(rest, isWhole);
    return;
  }
  onEncoding("windows-1252");
  for await (const piece of rest) yield piece.ok ? success(windows1252.decode(piece.value)) : piece;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const windows1252 = new TextDecoder("windows-1252");

/**
 * The same text in pieces of at most 64 thousand characters: what a reader makes of one is used before the next, so that
 * its strings die young. Of pieces of a megabyte collecting them took as long as all the rest.
 */
export async function* inSmallPieces(text: TextPieces): TextPieces {
  for await (const piece of text) {
    if (!piece.ok || piece.value.length <= SMALL_PIECE) yield piece;
    else
      for (let from = 0; from < piece.value.length; from += SMALL_PIECE)
        yield success(piece.value.slice(from, from + SMALL_PIECE));
  }
}

function firstBeyondAscii(bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; at++) if ((bytes[at] as number) >= 0x80) return at;
  return bytes.length;
}

/** How many bytes from the front hold no cut character. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}

function decodeMarked(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  let text = "";
  let good = 0;
  for (let at = 0; at < bytes.length;) {
    const length = characterBytes(bytes, at);
    if (length === 0) {
      text += utf8.decode(bytes.subarray(good, at)) + String.fromCharCode(MARK + (bytes[at] as number));
      good = at + 1;
    }
    at += Math.max(1, length);
  }
  return text + utf8.decode(bytes.subarray(good));
}

function isUtf8(bytes: Uint8Array): boolean {
  let good = 0;
  let bad = 0;
  const end = wholeCharacters(bytes);
  for (let at = 0; at < end;) {
    const length = characterBytes(bytes, at);
    if (length === 0) bad += 1;
    else if (length > 1) good += 1;
    at += Math.max(1, length);
  }
  return good >= bad && (good > 0 || bad === 0);
}

/** Of the UTF-8 character that begins at `at`; 0 where none does. */
function characterBytes(bytes: Uint8Array, at: number): number {
  const a = bytes[at] as number;
  if (a < 0x80) return 1;
  const isNext = (ahead: number): boolean => ((bytes[at + ahead] ?? 0) & 0xc0) === 0x80;
  const b = bytes[at + 1] ?? 0;
  if (a >= 0xc2 && a <= 0xdf) return isNext(1) ? 2 : 0;
  if (a >= 0xe0 && a <= 0xef) {
    const isAllowed = a === 0xe0 ? b >= 0xa0 : a === 0xed ? b < 0xa0 : true;
    return isAllowed && isNext(1) && isNext(2) ? 3 : 0;
  }
  if (a >= 0xf0 && a <= 0xf4) {
    const isAllowed = a === 0xf0 ? b >= 0x90 : a === 0xf4 ? b < 0x90 : true;
    return isAllowed && isNext(1) && isNext(2) && isNext(3) ? 4 : 0;
  }
  return 0;
}

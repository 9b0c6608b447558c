import type { ByteReader, ByteWriter } from "./pack-numbers.ts";

const encoder = new TextEncoder();
// A byte order mark is text like any other.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** UTF-8, or UTF-16 where the text holds half a surrogate pair, which UTF-8 cannot say. */
export function packText(text: string, into: ByteWriter): void {
  const isWhole = text.isWellFormed();
  const bytes = isWhole ? encoder.encode(text) : utf16Of(text);
  into.byte(isWhole ? 1 : 0);
  into.count(bytes.length);
  into.bytes(bytes);
}

export function unpackText(from: ByteReader): string {
  const isWhole = from.byte() === 1;
  const bytes = from.bytes(from.count());
  if (isWhole) return decoder.decode(bytes);
  return Array.from(new Uint16Array(bytes.slice().buffer), (unit) => String.fromCharCode(unit)).join("");
}

function utf16Of(text: string): Uint8Array {
  const units = new Uint16Array(text.length);
  for (let at = 0; at < text.length; at++) units[at] = text.charCodeAt(at);
  return new Uint8Array(units.buffer);
}

import type { BatchColumns } from "../model/batch.ts";

const HEX = new Int8Array(128).fill(-1);
for (let digit = 0; digit < 16; digit++) HEX[digit.toString(16).charCodeAt(0)] = digit;
const PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const DASHES = [8, 13, 18, 23] as const;
const DASH = 45;
const UUID_LENGTH = 36;

/**
 * Writes the 16 bytes of a lower-case UUID at `offset`. False, with nothing written but zeros,
 * for any other text.
 */
export function writeUuid(id: string, bytes: Uint8Array, offset: number): boolean {
  if (id.length !== UUID_LENGTH) return false;
  for (const at of DASHES) if (id.charCodeAt(at) !== DASH) return false;
  let at = 0;
  for (let byte = 0; byte < 16; byte++) {
    if (byte === 4 || byte === 6 || byte === 8 || byte === 10) at++;
    const high = id.charCodeAt(at++);
    const low = id.charCodeAt(at++);
    const value = high < 128 && low < 128 ? (HEX[high]! << 4) | HEX[low]! : -1;
    if (value < 0) {
      bytes.fill(0, offset, offset + byte);
      return false;
    }
    bytes[offset + byte] = value;
  }
  return true;
}

export function readUuid(bytes: Uint8Array, offset: number): string {
  const p = (byte: number) => PAIRS[bytes[offset + byte]!]!;
  return (
    `${p(0)}${p(1)}${p(2)}${p(3)}-${p(4)}${p(5)}-${p(6)}${p(7)}-` +
    `${p(8)}${p(9)}-${p(10)}${p(11)}${p(12)}${p(13)}${p(14)}${p(15)}`
  );
}

/** The ids of rows, most of them UUIDs. */
export function makeIdReader({
  uuids,
  otherIds,
}: Pick<BatchColumns, "uuids" | "otherIds">): (row: number) => string {
  const others = new Map(otherIds);
  return (row) => others.get(row) ?? readUuid(uuids, row * 16);
}

/** 36 bits of hash: which of sixteen tables to look in, and what to find there. */
export interface IdHash {
  shard: number;
  fingerprint: number;
}

// The finaliser of MurmurHash3 (public domain): every bit of the input reaches every bit of the result.
function scatter(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85eb_ca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

export function hashUuid(bytes: Uint8Array, offset: number, into: IdHash): void {
  let a = 0x9e37_79b1;
  let b = 0x85eb_ca77;
  for (let at = offset; at < offset + 16; at += 4) {
    const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    a = Math.imul(a ^ scatter(word), 0x27d4_eb2f);
    b = Math.imul(b ^ scatter(word + 0x1656_67b1), 0xc2b2_ae3d);
  }
  into.shard = scatter(a) >>> 28;
  into.fingerprint = scatter(b);
}

export function hashText(id: string, into: IdHash): void {
  let a = 0x9e37_79b1 ^ id.length;
  let b = 0x85eb_ca77;
  for (let at = 0; at < id.length; at++) {
    const unit = id.charCodeAt(at);
    a = Math.imul(a ^ unit, 0x0100_0193);
    b = Math.imul(b ^ unit, 0x27d4_eb2f);
    b ^= b >>> 15;
  }
  into.shard = scatter(a) >>> 28;
  into.fingerprint = scatter(b);
}

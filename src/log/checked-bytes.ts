import { crc32 } from "./checksum.ts";
import { DamagedBlockError } from "./damaged-block.ts";
import { ByteReader, type ByteWriter } from "./pack-numbers.ts";

const CHECKSUM_BYTES = 4;

/** What was written, and a CRC-32 over all of it. */
export function finishChecked(into: ByteWriter): Uint8Array<ArrayBuffer> {
  const content = into.finish();
  const bytes = new Uint8Array(content.length + CHECKSUM_BYTES);
  bytes.set(content);
  new DataView(bytes.buffer).setUint32(content.length, crc32(content), true);
  return bytes;
}

/** What {@link finishChecked} put after the content. */
export const checksumOf = (bytes: Uint8Array): number =>
  new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - CHECKSUM_BYTES, true);

/** Throws a {@link DamagedBlockError} unless the bytes are what {@link finishChecked} gave. */
export function openChecked(bytes: Uint8Array): ByteReader {
  const end = bytes.length - CHECKSUM_BYTES;
  const content = bytes.subarray(0, Math.max(0, end));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (end <= 0 || view.getUint32(end, true) !== crc32(content))
    throw new DamagedBlockError("The checksum of a block does not match its bytes.");
  return new ByteReader(content);
}

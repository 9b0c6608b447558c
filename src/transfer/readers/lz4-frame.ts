/**
 * An LZ4 frame, whose blocks may look back into those before. Throws where it is cut short, or holds more than
 * `size` bytes. Checksums are not compared. Source: github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md.
 */
export function unpackLz4Frame(bytes: Uint8Array, size: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(0, true) !== 0x184d_2204) throw new Error("This is no LZ4 frame.");
  const flags = view.getUint8(4);
  const hasBlockChecksums = (flags & 0x10) !== 0;
  // Flags, block size, and where it says so the content's size and a dictionary's id; then a checksum of these.
  let at = 6 + ((flags & 0x08) === 0 ? 0 : 8) + ((flags & 0x01) === 0 ? 0 : 4) + 1;
  const output = new Uint8Array(size);
  let done = 0;
  for (;;) {
    const header = view.getUint32(at, true);
    at += 4;
    if (header === 0) break;
    const length = header & 0x7fff_ffff;
    const block = bytes.subarray(at, at + length);
    if (block.length < length) throw new RangeError("An LZ4 block is cut short.");
    if (header >= 0x8000_0000) {
      output.set(block, done);
      done += length;
    } else done = unpackBlock(block, output, done);
    at += length + (hasBlockChecksums ? 4 : 0);
  }
  if (done !== size) throw new RangeError("An LZ4 frame is cut short.");
  return output;
}

function unpackBlock(block: Uint8Array, output: Uint8Array, from: number): number {
  let at = 0;
  let done = from;
  const next = (): number => {
    const byte = block[at++];
    if (byte === undefined) throw new RangeError("An LZ4 block is cut short.");
    return byte;
  };
  const lengthOf = (nibble: number): number => {
    let length = nibble;
    if (nibble === 15)
      for (let byte = 255; byte === 255;) {
        byte = next();
        length += byte;
      }
    return length;
  };
  while (at < block.length) {
    const token = next();
    const literals = lengthOf(token >> 4);
    if (at + literals > block.length || done + literals > output.length)
      throw new RangeError("An LZ4 block is damaged.");
    output.set(block.subarray(at, at + literals), done);
    at += literals;
    done += literals;
    // The last sequence of a block has no match.
    if (at >= block.length) return done;
    const back = next() + next() * 256;
    const match = lengthOf(token & 15) + 4;
    if (back === 0 || back > done || done + match > output.length)
      throw new RangeError("An LZ4 block is damaged.");
    for (let end = done + match; done < end; done++) output[done] = output[done - back] as number;
  }
  return done;
}

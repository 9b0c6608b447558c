/**
 * `count` numbers of `width` bits in Parquet's mix of runs and packed groups of eight. Throws where the bytes end
 * before. Source: parquet.apache.org/docs/file-format/data-pages/encodings.
 */
export function readHybrid(bytes: Uint8Array, width: number, count: number): Uint32Array {
  const values = new Uint32Array(count);
  let at = 0;
  let done = 0;
  const next = (): number => {
    const byte = bytes[at++];
    if (byte === undefined) throw new RangeError("The bytes of a page end too early.");
    return byte;
  };
  while (done < count) {
    const header = readVarint(next);
    if (header % 2 === 0) {
      let value = 0;
      for (let byte = 0; byte * 8 < width; byte++) value += next() * 2 ** (8 * byte);
      const end = Math.min(count, done + header / 2);
      values.fill(value, done, end);
      done = end;
      continue;
    }
    const groups = (header - 1) / 2;
    const end = Math.min(count, done + groups * 8);
    unpack(bytes.subarray(at, at + groups * width), width, values.subarray(done, end));
    at += groups * width;
    done = end;
  }
  return values;
}

function readVarint(next: () => number): number {
  let value = 0;
  for (let scale = 1; scale <= 2 ** 42; scale *= 128) {
    const byte = next();
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
  }
  throw new RangeError("A number of a page is too long.");
}

/** The lowest bits first. Packed bytes may end with the last value that counts. */
function unpack(bytes: Uint8Array, width: number, values: Uint32Array): void {
  if (Math.ceil((values.length * width) / 8) > bytes.length)
    throw new RangeError("The bytes of a page end too early.");
  if (width > 24) {
    unpackWide(bytes, width, values);
    return;
  }
  const mask = 2 ** width - 1;
  let held = 0;
  let bits = 0;
  let at = 0;
  for (let index = 0; index < values.length; index++) {
    while (bits < width) {
      held |= (bytes[at++] as number) << bits;
      bits += 8;
    }
    values[index] = held & mask;
    held >>>= width;
    bits -= width;
  }
}

/** More bits than fit together in a 32-bit integer. */
function unpackWide(bytes: Uint8Array, width: number, values: Uint32Array): void {
  const most = 2 ** width;
  let held = 0;
  let bits = 0;
  let at = 0;
  for (let index = 0; index < values.length; index++) {
    while (bits < width) {
      held += (bytes[at++] as number) * 2 ** bits;
      bits += 8;
    }
    values[index] = held % most;
    held = Math.floor(held / most);
    bits -= width;
  }
}

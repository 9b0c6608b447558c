import { decompressZstd } from "hyparquet-compressors";

/**
 * Unpacks to no more than `size` bytes: a few may stand for millions. The library compares the array it is given with a
 * number, by which it would be made text, every byte of it, were it not a number itself.
 */
export const unpackZstd = (packed: Uint8Array, size: number): Uint8Array =>
  decompressZstd(packed, Object.assign(new Uint8Array(size), { valueOf: () => Number.NaN }));

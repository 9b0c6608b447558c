import { RoaringArenaAllocator, RoaringBitmap32, roaringLibraryInitialize } from "roaring-wasm";

/** A set of ordinals in WebAssembly memory: whoever makes one disposes of it. */
export type Bitmap = RoaringBitmap32;

/** Await once before any other function here: the library compiles its WebAssembly. */
export const initBitmaps = (): Promise<void> => roaringLibraryInitialize();

export const makeBitmap = (ordinals?: Uint32Array): Bitmap => new RoaringBitmap32(ordinals);
export const readBitmap = (bytes: Uint8Array): Bitmap => RoaringBitmap32.deserialize(bytes, "portable");
export const bitmapBytes = (bitmap: Bitmap): Uint8Array => bitmap.serialize("portable");

/** The caller disposes of the union. */
export const uniteBitmaps = (bitmaps: readonly Bitmap[]): Bitmap =>
  bitmaps.length === 1 ? (bitmaps[0] as Bitmap).clone() : RoaringBitmap32.orMany([...bitmaps]);

/** Runs `work`, which must not await, and disposes of every bitmap it made. */
export function withBitmaps<T>(work: () => T): T {
  const arena = RoaringArenaAllocator.start();
  try {
    return work();
  } finally {
    RoaringArenaAllocator.stop();
    arena.disposeAll();
  }
}

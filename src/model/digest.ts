import { toHex } from "./hex.ts";

/** SHA-256, as hex digits. */
export const digestOf = async (bytes: BufferSource): Promise<string> =>
  toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));

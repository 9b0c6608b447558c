/** A UUIDv7 of the given time: sorts by it. Variant bits are fixed to 10, 2 random bits fewer. */
export function uuid(now: number): string {
  let hex = now.toString(16).padStart(12, "0");
  for (const byte of crypto.getRandomValues(new Uint8Array(10))) hex += (byte + 256).toString(16).slice(1);
  return hex.replace(/(.{8})(.{4}).(...).(...)/, "$1-$2-7$3-a$4-");
}

import { readUuid } from "../../log/event-id.ts";

/** What typed columns of binary tables hold, as JSON values: the same whichever container they came in. */
const MOST_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** A number where none of its digits are lost, else text. */
export function integerValue(count: bigint): number | string {
  return count <= MOST_SAFE && count >= -MOST_SAFE ? Number(count) : String(count);
}

/** The same of all, without making a `bigint` of each. */
export function integerValues(counts: BigInt64Array): ArrayLike<number | string> {
  const halves = new Int32Array(counts.buffer, counts.byteOffset, counts.length * 2);
  const values = new Float64Array(counts.length);
  for (let at = 0; at < values.length; at++) {
    const high = halves[at * 2 + 1] as number;
    if (high >= 0x20_0000 || high < -0x20_0000) return Array.from(counts, integerValue);
    values[at] = high * 0x1_0000_0000 + ((halves[at * 2] as number) >>> 0);
  }
  return values;
}

/** JSON has neither NaN, by which some programs mean that there is no value, nor infinity. */
export const finiteValue = (number: number): number | null => (Number.isFinite(number) ? number : null);

/** Digits a `double` keeps, whichever they are. */
const DOUBLE_DIGITS = 15;

/** `unscaled` / 10^`scale`: a number where none of its digits are lost, else text. */
export function decimalValue(unscaled: bigint, scale: number): number | string {
  const digits = String(unscaled < 0n ? -unscaled : unscaled);
  if (scale <= 0 && scale > -100) return integerValue(unscaled * 10n ** BigInt(-scale));
  const whole = digits.padStart(scale + 1, "0");
  const text = `${unscaled < 0n ? "-" : ""}${whole.slice(0, -scale)}.${whole.slice(-scale)}`;
  return digits.length <= DOUBLE_DIGITS ? Number(text) : text;
}

/** Two's complement, its first byte the highest. */
export function signedInteger(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return BigInt.asIntN(bytes.length * 8, value);
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Text, which some programs write without saying so; what cannot be text is base64. */
export function bytesValue(bytes: Uint8Array): string {
  try {
    const text = strict.decode(bytes);
    if (!/[\0-\x08\x0e-\x1f]/.test(text)) return text;
  } catch {
    // No UTF-8.
  }
  let latin = "";
  for (let from = 0; from < bytes.length; from += 8_192)
    latin += String.fromCharCode(...bytes.subarray(from, from + 8_192));
  return btoa(latin);
}

/** Of a damaged file a UUID may have another length. */
export const uuidText = (bytes: Uint8Array): string =>
  bytes.length === 16 ? readUuid(bytes, 0) : bytesValue(bytes);

/** ISO 8601: `P1M2DT3.5S`. */
export function durationText(months: number, days: number, nanos: bigint): string {
  const sign = nanos < 0n ? "-" : "";
  const whole = nanos < 0n ? -nanos : nanos;
  const fraction = String(whole % 1_000_000_000n)
    .padStart(9, "0")
    .replace(/0+$/, "");
  const seconds = `${sign}${whole / 1_000_000_000n}${fraction === "" ? "" : `.${fraction}`}`;
  const date = `${months === 0 ? "" : `${months}M`}${days === 0 ? "" : `${days}D`}`;
  return `P${date}${whole === 0n && date !== "" ? "" : `T${seconds}S`}`;
}

/** Of what has its type in each value, such as a Variant: JSON values. */
export function anyValue(value: unknown): unknown {
  if (typeof value === "bigint") return integerValue(value);
  if (typeof value === "number") return finiteValue(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return bytesValue(value);
  if (Array.isArray(value)) return value.map(anyValue);
  if (typeof value !== "object" || value === null) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, anyValue(member)]));
}

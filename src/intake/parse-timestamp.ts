const ISO =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:(Z)|([+-])(\d\d):?(\d\d))$/i;
/** Exclusive: the first instant of the year 10000. */
export const LATEST_MS = 253_402_300_800_000;

/**
 * Epoch milliseconds, or ISO 8601 with `Z` or an offset, as whole epoch milliseconds in
 * [1970, 10000). Text without a zone is refused: its instant is not known. A string result says,
 * in words that follow the field's name, what is wrong.
 */
export function parseTimestamp(input: unknown): number | string {
  if (typeof input === "number") {
    const rounded = Math.round(input);
    if (rounded >= 0 && rounded < LATEST_MS) return rounded === 0 ? 0 : rounded;
    return Number.isFinite(input)
      ? "is outside 1970 to 9999 (epoch milliseconds are expected)"
      : "is not a finite number";
  }
  if (typeof input !== "string")
    return input === undefined || input === null
      ? "is missing"
      : "must be epoch milliseconds or ISO 8601 text";
  if (input.length === 24) {
    const plain = parsePlain(input);
    if (plain !== undefined) return plain;
  }
  const match = input.length <= 40 ? ISO.exec(input) : null;
  if (match === null)
    return /^\d{4}-\d\d-\d\d([T ][\d:.,]*)?$/.test(input)
      ? "has no time zone: end it with Z or an offset such as +02:00"
      : "is not ISO 8601, such as 2026-11-24T10:15:00.000Z";
  const year = Number(match[1]);
  const month = Number(match[2]);
  const day = Number(match[3]);
  const hour = Number(match[4]);
  const minute = Number(match[5]);
  const second = Number(match[6] ?? 0);
  const fraction = match[7];
  const offsetHours = Number(match[10] ?? 0);
  const offsetMinutes = Number(match[11] ?? 0);
  const real =
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysInMonth(year, month) &&
    hour < 24 &&
    minute < 60 &&
    second < 60 &&
    offsetHours < 24 &&
    offsetMinutes < 60;
  if (!real) return "is not a date and time that exists";
  if (year < 1969) return "is outside 1970 to 9999";
  const milliseconds = fraction === undefined ? 0 : Math.trunc(Number(`0.${fraction}`) * 1000 + 1e-6);
  const offsetMs = (offsetHours * 60 + offsetMinutes) * (match[9] === "-" ? -60_000 : 60_000);
  const instant = Date.UTC(year, month - 1, day, hour, minute, second, milliseconds) - offsetMs;
  return instant >= 0 && instant < LATEST_MS ? instant : "is outside 1970 to 9999";
}

/** Exactly `2026-11-24T10:15:00.123Z`, as every JSON writer has it; the rest goes the slow way. */
function parsePlain(text: string): number | undefined {
  const shape =
    text.charCodeAt(4) === 45 &&
    text.charCodeAt(7) === 45 &&
    text.charCodeAt(10) === 84 &&
    text.charCodeAt(13) === 58 &&
    text.charCodeAt(16) === 58 &&
    text.charCodeAt(19) === 46 &&
    text.charCodeAt(23) === 90;
  if (!shape) return undefined;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 2);
  const day = digits(text, 8, 2);
  const hour = digits(text, 11, 2);
  const minute = digits(text, 14, 2);
  const second = digits(text, 17, 2);
  const millisecond = digits(text, 20, 3);
  // Comparisons with NaN are false.
  const real =
    year >= 1970 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysInMonth(year, month) &&
    hour < 24 &&
    minute < 60 &&
    second < 60 &&
    millisecond >= 0;
  return real ? Date.UTC(year, month - 1, day, hour, minute, second, millisecond) : undefined;
}

function digits(text: string, from: number, count: number): number {
  let value = 0;
  for (let index = from; index < from + count; index++) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

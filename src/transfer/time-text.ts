const DAY_MS = 86_400_000;
const LAST_DAY = 100_000_000;
const pad = (length: number): string[] =>
  Array.from({ length: 10 ** length }, (_, number) => String(number).padStart(length, "0"));
const TWO = pad(2);
const THREE = pad(3);

export type TimeUnit = "s" | "ms" | "us" | "ns";

/** How many of them are a millisecond; of seconds, how many milliseconds they are is {@link MS_A_SECOND}. */
const A_MS = { us: 1_000, ns: 1_000_000 } as const;
const MS_A_SECOND = 1_000;

/**
 * ISO 8601 in UTC of a count since 1970, with as many groups of three digits as it needs, at least
 * milliseconds. Of a time without a zone too: whoever writes one as a timestamp means UTC. What is no time
 * a `Date` can tell stays a number, as text.
 */
export function makeTimestampText(unit: TimeUnit): (count: bigint | number) => string {
  const textOf = makeIsoText();
  if (unit === "ms") return (count) => textOf(Number(count), "") ?? String(count);
  if (unit === "s") return (count) => textOf(Number(count) * MS_A_SECOND, "") ?? String(count);
  const per = A_MS[unit];
  return (count) => {
    let ms: number;
    let rest: number;
    if (typeof count === "number" || (count < MOST_SAFE && count > -MOST_SAFE)) {
      const number = Number(count);
      ms = Math.floor(number / per);
      rest = number - ms * per;
    } else {
      const perMs = BigInt(per);
      const modulo = ((count % perMs) + perMs) % perMs;
      ms = Number((count - modulo) / perMs);
      rest = Number(modulo);
    }
    return textOf(ms, finer(rest, unit)) ?? String(count);
  };
}

const MOST_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** The digits below milliseconds. */
function finer(rest: number, unit: "us" | "ns"): string {
  if (rest === 0) return "";
  if (unit === "us") return THREE[rest] ?? "";
  const nanos = rest % 1_000;
  return `${THREE[(rest - nanos) / 1_000]}${nanos === 0 ? "" : THREE[nanos]}`;
}

/** Several times faster than `Date` where days repeat. */
function makeIsoText(): (ms: number, digits: string) => string | undefined {
  let day = Number.NaN;
  let date = "";
  return (ms, digits) => {
    const itsDay = Math.floor(ms / DAY_MS);
    if (itsDay !== day) {
      if (!(Math.abs(itsDay) < LAST_DAY)) return undefined;
      day = itsDay;
      date = dayText(day);
    }
    return `${date}T${clock(Math.floor(ms - day * DAY_MS))}${digits}Z`;
  };
}

function clock(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return `${TWO[hours]}:${TWO[minutes - hours * 60]}:${TWO[seconds - minutes * 60]}.${THREE[ms - seconds * 1_000]}`;
}

/** `2026-11-29` of days since 1970. */
export function dayText(day: number): string {
  if (!(Math.abs(day) < LAST_DAY)) return String(day);
  const text = new Date(day * DAY_MS).toISOString();
  return text.slice(0, text.indexOf("T"));
}

/** `08:30:00.000` of a time of day; finer digits as {@link makeTimestampText} has them. */
export function clockText(count: bigint | number, unit: TimeUnit): string {
  if (unit === "s" || unit === "ms") {
    const ms = Number(count) * (unit === "s" ? MS_A_SECOND : 1);
    return ms >= 0 && ms < DAY_MS ? clock(ms) : String(count);
  }
  const ms = Math.floor(Number(count) / A_MS[unit]);
  if (!(ms >= 0 && ms < DAY_MS)) return String(count);
  return clock(ms) + finer(Number(count) - ms * A_MS[unit], unit);
}

import { parseJson } from "../../intake/parse-json.ts";

/** A whole number that may be beyond what a `double` counts. */
const MAY_BE_LONG = /[[:,\s-]\d{16}/;
/** A string that is never closed goes to the end: from each quote in it the end would be looked for anew. */
const STRING_OR_NUMBER = /"(?:[^"\\]|\\[^])*(?:"|\\?$)|-?\d[\d.eE+-]*/g;
const LONG = /^-?\d{16,}$/;
/** No row of any product is nested so. `JSON.parse` reads deeper than `JSON.stringify` writes, which throws. */
const MOST_LEVELS = 1_000;
const [QUOTE, BACKSLASH] = [0x22, 0x5c];

/** JSON, in which a whole number that would lose digits is the text it is, as in tables; or in words why there is none. */
export function parseExactJson(text: string): { value: unknown } | { fault: string } {
  if (isTooDeep(text)) return { fault: `is nested deeper than 1,000 levels` };
  const value = parseJson(
    MAY_BE_LONG.test(text)
      ? text.replaceAll(STRING_OR_NUMBER, (token) =>
          LONG.test(token) && String(Number(token)) !== token ? `"${token}"` : token,
        )
      : text,
  );
  return value === undefined ? { fault: "is not valid JSON" } : { value };
}

/** `{` is `[` with one bit more, and so is `}` to `]`. */
const isOpening = (code: number): boolean => (code & ~0x20) === 0x5b;
const isClosing = (code: number): boolean => (code & ~0x20) === 0x5d;

/** Whatever it is: most texts are too short, or have too few brackets even where strings are not left out. */
function isTooDeep(text: string): boolean {
  if (text.length <= 2 * MOST_LEVELS) return false;
  let openings = 0;
  for (let at = 0; at < text.length; at++) if (isOpening(text.charCodeAt(at))) openings += 1;
  if (openings <= MOST_LEVELS) return false;
  let depth = 0;
  let isString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) isString = !isString;
    else if (isString && code === BACKSLASH) at += 1;
    else if (!isString && isOpening(code) && ++depth > MOST_LEVELS) return true;
    else if (!isString && isClosing(code)) depth -= 1;
  }
  return false;
}

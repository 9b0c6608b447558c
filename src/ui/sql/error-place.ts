/** A stretch of a statement, in UTF-16 units. */
export interface ErrorPlace {
  from: number;
  to: number;
  /** Both from 1. */
  line: number;
  column: number;
}

/** What DuckDB names: `near "x"`, `column "x"`, `Function with name x`, `Table with name x`. */
const NAMED = [
  /at or near "([^]*?)"(?:$|\n)/,
  /(?:Referenced column|Referenced table|column) "([^"\n]+)"/,
  /(?:Function|Table|Type|Macro) with name "?([^"\s!]+)"?/i,
];

/** Strings, comments and all else that holds words which are not the statement's. */
const SKIPPED = /'(?:[^']|'')*'|--[^\n]*|\/\*[^]*?\*\//g;

/**
 * Where in a statement what DuckDB complains of stands; undefined where its message names nothing, or what it names
 * stands there more than once. DuckDB gets the statement as a string, so that it tells no line of its own.
 */
export function findErrorPlace(text: string, message: string): ErrorPlace | undefined {
  if (message.includes("at end of input")) {
    const end = text.trimEnd().length;
    return placeOf(text, Math.max(0, end - 1), end);
  }
  for (const pattern of NAMED) {
    const named = pattern.exec(message)?.[1];
    if (named === undefined || named === "") continue;
    const found = occurrences(text, named);
    if (found.length === 1) return placeOf(text, found[0]!, found[0]! + named.length);
  }
  return undefined;
}

function occurrences(text: string, named: string): number[] {
  // A string that is named may be looked for in strings.
  const searched = named.startsWith("'")
    ? text
    : text.replaceAll(SKIPPED, (skipped) => " ".repeat(skipped.length));
  const [haystack, needle] = [searched.toLowerCase(), named.toLowerCase()];
  if (haystack.length !== text.length) return [];
  const found: number[] = [];
  for (let at = haystack.indexOf(needle); at >= 0; at = haystack.indexOf(needle, at + 1))
    if (isWhole(haystack, at, needle)) found.push(at);
  return found;
}

const WORD = /[\w$\u0080-\uffff]/;

/** Not in the middle of a longer word. */
const isWhole = (text: string, at: number, word: string): boolean =>
  !(WORD.test(word[0]!) && WORD.test(text[at - 1] ?? " ")) &&
  !(WORD.test(word.at(-1)!) && WORD.test(text[at + word.length] ?? " "));

function placeOf(text: string, from: number, to: number): ErrorPlace {
  const before = text.slice(0, from).split("\n");
  return { from, to, line: before.length, column: before.at(-1)!.length + 1 };
}

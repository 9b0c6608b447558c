/** Table functions that change the engine, or that would hide another statement from this check. */
const FORBIDDEN = new Set([
  "enable_logging",
  "disable_logging",
  "truncate_duckdb_logs",
  "force_checkpoint",
  "checkpoint",
  "arrow_scan",
  "arrow_scan_dumb",
  "query",
  "query_table",
]);

/** Table functions that read a file: the mirror's own may be open to them. */
const FILE_READERS = new Set(["read_blob", "read_text", "read_csv", "read_csv_auto", "sniff_csv", "glob"]);

export const FILES_REFUSED =
  "Files and addresses cannot be read from SQL: events stay in this browser, and nothing is fetched.";

const SPACES = /[ \t\n\r\f\v]+/y;
const NUMBER = /\d[\d_.]*/y;
const WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
const LINE_COMMENT = /--[^\n\r]*/y;
const COMMENT_EDGE = /\/\*|\*\//g;
/** DuckDB takes some of these for spaces and some for letters. */
const ODD_SPACE = /[\p{Z}\p{Cf}]/u;

const notClosed = (what: string) => `The SQL has a ${what} that is not closed.`;
const ODD_SPACE_WORDS =
  "The SQL has a no-break space or an invisible character outside quotes: type a plain space instead.";
const DOLLAR_WORDS =
  "The SQL has a $ outside quotes: put a name that holds one in double quotes. There are no parameters here.";

/**
 * Why a statement is not run, in words, or undefined. Walks the text once, as DuckDB's own lexer
 * reads it (strings, quoted names, dollar quotes, comments, nested ones too), and looks for calls
 * of forbidden functions outside of those. What the two could read differently is refused, so that
 * nothing hides in it. Takes time linear in the length of the text.
 */
export function sqlRefusal(sql: string): string | undefined {
  let at = 0;
  /** The name just before, with nothing but spaces and comments since. */
  let name: string | undefined;
  let afterEscapes = false;

  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(sql)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };

  while (at < sql.length) {
    if (take(SPACES) !== undefined || take(LINE_COMMENT) !== undefined) continue;
    if (sql.startsWith("/*", at)) {
      at = endOfComment(sql, at);
      if (at < 0) return notClosed("comment");
      continue;
    }
    const before = name;
    const continuesEscapes = afterEscapes;
    name = undefined;
    afterEscapes = false;
    const sign = sql[at] as string;

    if (sign === "(" && before !== undefined && FORBIDDEN.has(before))
      return `${before}() cannot be used here: Lochan runs one SELECT that only reads.`;
    if (sign === "(" && before !== undefined && FILE_READERS.has(before)) return FILES_REFUSED;
    if (sign === "'") {
      // DuckDB reads a string on a later line as more of the one before, escapes included.
      if (continuesEscapes) return "Write a string with escapes as one string.";
      at = endOfQuoted(sql, at, "'");
      if (at < 0) return notClosed("string");
      continue;
    }
    if (sign === '"') {
      const start = at + 1;
      at = endOfQuoted(sql, at, '"');
      if (at < 0) return notClosed("quoted name");
      name = sql
        .slice(start, at - 1)
        .replaceAll('""', '"')
        .toLowerCase();
      continue;
    }
    if (sign === "$") {
      const tag = take(DOLLAR_TAG);
      if (tag === undefined) return DOLLAR_WORDS;
      if (ODD_SPACE.test(tag)) return ODD_SPACE_WORDS;
      const end = sql.indexOf(tag, at);
      if (end < 0) return notClosed("dollar quote");
      at = end + tag.length;
      continue;
    }
    const number = take(NUMBER);
    const word = take(WORD);
    if (word !== undefined) {
      if (ODD_SPACE.test(word)) return ODD_SPACE_WORDS;
      if (number !== undefined && word.includes("$")) return DOLLAR_WORDS;
      if (sql[at] === "'" && word.toLowerCase() === "e") {
        at = endOfEscapes(sql, at);
        if (at < 0) return notClosed("string");
        afterEscapes = true;
      } else name = word.toLowerCase();
      continue;
    }
    if (number === undefined) at += 1;
  }
  return undefined;
}

/** Behind the comment that begins at `start`; -1 where it does not end. */
function endOfComment(sql: string, start: number): number {
  COMMENT_EDGE.lastIndex = start;
  let depth = 0;
  for (;;) {
    const edge = COMMENT_EDGE.exec(sql);
    if (edge === null) return -1;
    depth += edge[0] === "/*" ? 1 : -1;
    if (depth === 0) return COMMENT_EDGE.lastIndex;
  }
}

/** A doubled quote is one inside. */
function endOfQuoted(sql: string, start: number, quote: string): number {
  for (let from = start + 1; ;) {
    const end = sql.indexOf(quote, from);
    if (end < 0) return -1;
    if (sql[end + 1] !== quote) return end + 1;
    from = end + 2;
  }
}

/** As {@link endOfQuoted}, where a backslash takes the meaning of what follows. */
function endOfEscapes(sql: string, start: number): number {
  for (let at = start + 1; at < sql.length; at++) {
    if (sql[at] === "\\") at += 1;
    else if (sql[at] === "'") {
      if (sql[at + 1] !== "'") return at + 1;
      at += 1;
    }
  }
  return -1;
}

/**
 * How Lochan's own CSV holds text, exactly both ways.
 *
 * Guard: spreadsheets run what begins with `=`, `+`, `-`, `@`, one of these in full width, a tab, a carriage return or a line feed as a formula. Text
 * that begins so, after any number of apostrophes, gets one apostrophe before it. To undo it, take one
 * apostrophe from text that begins with one or more of them followed by such a character. All other text is as it is.
 *
 * Value of a property that has a column: missing is an empty cell. What is not text is its JSON. Text is as it
 * is, guarded, unless it is empty or would be read as JSON: then it is its JSON too, in quotes. To read a cell:
 * empty is missing, JSON is that value, and all else is text whose guard is undone.
 */

/** The name of such a column begins so; what follows is the property's, with the spaces around it. */
export const PROPERTY_COLUMN = "properties.";

const FORMULA = /^'*[=+\-@＝＋－＠\t\r\n]/;
const GUARDED = /^'+[=+\-@＝＋－＠\t\r\n]/;
/** JSON begins with one of these. */
const MAYBE_JSON = /^[\s\d"[{tfn-]/;
const SPECIAL = /[",\r\n]/;

export const guardText = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);

export const unguardText = (text: string): string => (GUARDED.test(text) ? text.slice(1) : text);

/** Quoted where RFC 4180 wants it. */
export const quoteCell = (text: string): string =>
  SPECIAL.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

export type Cell = string | number | boolean | undefined;

/** Rows as CSV by RFC 4180; what spreadsheets would run as a formula is guarded, undefined is an empty cell. */
export const toCsv = (rows: readonly (readonly Cell[])[]): string =>
  rows.map((row) => `${row.map(cellText).join(",")}\r\n`).join("");

const cellText = (cell: Cell): string =>
  typeof cell === "string" ? quoteCell(guardText(cell)) : cell === undefined ? "" : String(cell);

/** The text of a property's value that is text, before {@link quoteCell}. */
export const textToCell = (text: string): string =>
  text === "" || parseCellJson(text) !== undefined ? JSON.stringify(text) : guardText(text);

/** What {@link textToCell} and JSON wrote; undefined for an empty cell. Null is a value. */
export function cellToValue(cell: string): unknown {
  if (cell === "") return undefined;
  const json = parseCellJson(cell);
  return json === undefined ? unguardText(cell) : json.value;
}

function parseCellJson(text: string): { value: unknown } | undefined {
  if (!MAYBE_JSON.test(text)) return undefined;
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

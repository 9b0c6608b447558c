import type { ParseStepResult } from "papaparse";
import { fail, type Result, success } from "../../model/failure.ts";
import type { TextPieces } from "./decode-text.ts";
import { failureAt } from "./read-bytes.ts";
import type { CsvForm } from "./recognise-csv.ts";
import { NOT_UTF8, tooLong } from "./row-limit.ts";

/** `line`: of the file, from 1, where the row begins. */
export type CsvRow = { line: number; cells: string[] } | { line: number; fault: string; text?: string };

/** Each costs looking through as much as the longest row again. */
const MOST_OPEN_QUOTES = 100;
/** What rows over several lines, whose quotes are damaged, may have together, as a multiple of the longest row. */
const MOST_READ_AGAIN = 64;
const OPEN_QUOTE = "A quote in this line is never closed.";
const ODD_QUOTE = "Text follows a quote that should end its field.";

/**
 * Cuts text into rows of fields, wherever its pieces are cut. A row longer than `rowLimit`, most often for a
 * quote that is never closed, is a fault of its first line, and reading goes on with the next; so it is where a quote is only closed
 * lines later, and text follows. `unreadable-file` after 100 quotes that are
 * never closed.
 */
export async function* cutCsv(
  pieces: TextPieces,
  { delimiter, newline }: CsvForm,
  rowLimit: number,
): AsyncGenerator<Result<CsvRow[]>, void, undefined> {
  const { default: papa } = await import("papaparse");
  let text = "";
  /** Parsing again what was too short to be a row waits until there is twice as much. */
  let enough = 1;
  let line = 1;
  let openQuotes = 0;
  let readAgain = 0;
  /** A line given up on, whose end has not come yet. */
  let isSkipping = false;
  /** Of all the text: most often, so that its cells need not be looked at one by one. */
  let isWellFormed = true;

  const skip = (): void => {
    const end = text.indexOf(newline);
    isSkipping = end === -1;
    text = isSkipping ? "" : text.slice(end + 1);
    if (!isSkipping) line += 1;
  };

  /** However long the row is, no more of it is given than of one that is read. */
  const refused = (fault: string, whole: string) => ({ line, fault, text: whole.slice(0, rowLimit) });

  const giveUp = (rows: CsvRow[], fault: string): void => {
    const end = text.indexOf(newline);
    const row = refused(fault, end === -1 ? text : text.slice(0, end));
    rows.push(row);
    if (fault !== ODD_QUOTE && row.text.includes('"')) openQuotes += 1;
    skip();
  };

  /** Without the end of its line. */
  const lengthOf = (from: number, to: number): number => {
    const end = text[to - 1] === newline ? to - 1 : to;
    return end - from - (newline === "\n" && text[end - 1] === "\r" ? 1 : 0);
  };

  const isSound = (cells: readonly string[]): boolean =>
    isWellFormed || cells.every((cell) => cell.isWellFormed());

  /** The same as papaparse, without a call for each row: most text is not quoted. */
  const parseUnquoted = (rows: CsvRow[], isLast: boolean): boolean => {
    const lines = text.split(newline);
    const open = lines.pop() ?? "";
    if (isLast && open !== "") lines.push(open);
    for (const whole of lines) {
      const row = newline === "\n" && whole.endsWith("\r") ? whole.slice(0, -1) : whole;
      const cells = row.length > rowLimit ? [] : row.split(delimiter);
      if (row.length > rowLimit) rows.push(refused(tooLong(rowLimit), row));
      else rows.push(isSound(cells) ? { line, cells } : { line, fault: NOT_UTF8 });
      line += 1;
    }
    text = isLast ? "" : open;
    if (text.length <= rowLimit + 1) return false;
    giveUp(rows, tooLong(rowLimit));
    return text !== "";
  };

  /** Rows from the front of the text up to one that is given up on; true where there is more to parse. */
  const parse = (rows: CsvRow[], isLast: boolean): boolean => {
    if (!text.includes('"')) return parseUnquoted(rows, isLast);
    let from = 0;
    let fault: string | undefined;
    const parser = new papa.Parser({
      delimiter,
      newline,
      quoteChar: '"',
      step({ data, errors, meta }: ParseStepResult<string[][]>) {
        const [cells = []] = data;
        const isOpen = errors.some(({ code }) => code === "MissingQuotes");
        const isTooLong = lengthOf(from, meta.cursor) > rowLimit;
        if (isOpen || isTooLong) {
          fault = isTooLong ? tooLong(rowLimit) : OPEN_QUOTE;
          parser.abort();
          return;
        }
        const firstEnd = text.indexOf(newline, from);
        if (errors.length > 0 && firstEnd !== -1 && firstEnd < meta.cursor - 1) {
          readAgain += meta.cursor - from;
          if (readAgain <= MOST_READ_AGAIN * rowLimit) {
            fault = ODD_QUOTE;
            parser.abort();
            return;
          }
        }
        const last = cells.length - 1;
        if (text[meta.cursor - 2] === "\r" && text[meta.cursor - 1] === "\n") dropReturn(cells, last);
        else if (meta.cursor === text.length && isLast) dropReturn(cells, last);
        if (errors.length > 0) rows.push(refused(ODD_QUOTE, text.slice(from, meta.cursor)));
        else rows.push(isSound(cells) ? { line, cells } : { line, fault: NOT_UTF8 });
        for (let at = text.indexOf(newline, from); at !== -1 && at < meta.cursor;) {
          line += 1;
          at = text.indexOf(newline, at + 1);
        }
        from = meta.cursor;
      },
    });
    parser.parse(text, 0, !isLast);
    text = text.slice(from);
    if (fault === undefined && text.length > rowLimit + 1) fault = tooLong(rowLimit);
    if (fault === undefined) return false;
    giveUp(rows, fault);
    return text !== "";
  };

  const take = (isLast: boolean): CsvRow[] => {
    const rows: CsvRow[] = [];
    isWellFormed = text.isWellFormed();
    while (text !== "" && openQuotes < MOST_OPEN_QUOTES && parse(rows, isLast));
    enough = text.length * 2;
    return rows;
  };

  for await (const piece of pieces) {
    if (!piece.ok) {
      yield fail(failureAt(piece.failure, { line }));
      return;
    }
    text += piece.value;
    if (isSkipping) skip();
    if (text.length < enough || text === "") continue;
    yield success(take(false));
    if (openQuotes >= MOST_OPEN_QUOTES) break;
  }
  if (text !== "" && openQuotes < MOST_OPEN_QUOTES) yield success(take(true));
  if (openQuotes >= MOST_OPEN_QUOTES)
    yield fail({
      kind: "unreadable-file",
      message: `${MOST_OPEN_QUOTES} quotes are never closed: the file is damaged, or its fields are quoted otherwise.`,
      line,
    });
}

function dropReturn(cells: string[], last: number): void {
  const cell = cells[last];
  if (cell?.endsWith("\r") === true) cells[last] = cell.slice(0, -1);
}

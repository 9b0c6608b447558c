import { PROPERTY_COLUMN } from "../../model/csv-cells.ts";
import { fail, type Result, success } from "../../model/failure.ts";
import type { FileRow, RowGroup } from "../row-group.ts";
import { columnNames } from "./column-names.ts";
import { cutCsv, type CsvRow } from "./cut-csv.ts";
import { decodeAnyText, type Encoding, inSmallPieces } from "./decode-text.ts";
import { makeRow } from "./make-row.ts";
import { chain, type Pieces } from "./pieces.ts";
import { type CsvForm, recogniseCsv } from "./recognise-csv.ts";
import { ROW_LIMIT } from "./row-limit.ts";

export const MOST_COLUMNS = 10_000;
const HEAD_CHARACTERS = 64 * 1024;

/**
 * A row after the header as an object of column and text; numbers are lines of the file. Spaces around a column's name go, but
 * for those of our own exports' properties. Columns without a name or with one that was there are given one (`column_3`, `plan_2`). A row with more or fewer fields than the
 * header is a fault, and so is one of damaged quotes. `unreadable-file` where the header has more than
 * 10,000 columns.
 */
export async function* readCsv(
  pieces: Pieces,
  onEncoding: (encoding: Encoding) => void,
  rowLimit = ROW_LIMIT,
  onForm: (form: CsvForm) => void = () => undefined,
): AsyncGenerator<Result<RowGroup>, void, undefined> {
  const text = decodeAnyText(pieces, onEncoding);
  const first: Result<string>[] = [];
  let head = "";
  while (head.length < HEAD_CHARACTERS) {
    const { done, value } = await text.next();
    if (done) break;
    first.push(value);
    if (!value.ok) break;
    head += value.value;
  }
  const form: CsvForm = recogniseCsv(head.slice(0, HEAD_CHARACTERS)) ?? { delimiter: ",", newline: "\n" };
  onForm(form);
  let columns: Columns | undefined;
  for await (const group of cutCsv(inSmallPieces(chain(first, text)), form, rowLimit)) {
    if (!group.ok) {
      yield group;
      return;
    }
    let rows = group.value;
    while (columns === undefined && rows.length > 0) {
      const [first, ...rest] = rows;
      rows = rest;
      if (first === undefined || isBlank(first)) continue;
      if ("fault" in first) {
        yield fail({
          kind: "unreadable-file",
          message: `The header cannot be read: ${first.fault}`,
          line: first.line,
        });
        return;
      }
      if (first.cells.length > MOST_COLUMNS) {
        yield fail({
          kind: "unreadable-file",
          message: `The header has ${first.cells.length.toLocaleString("en")} columns; Lochan reads at most ${MOST_COLUMNS.toLocaleString("en")}.`,
          line: first.line,
        });
        return;
      }
      columns = makeColumns(first.cells);
    }
    if (columns !== undefined && rows.length > 0) yield success(csvRows(rows, columns));
  }
}

const isBlank = (row: CsvRow): boolean =>
  !("fault" in row) && row.cells.length === 1 && row.cells[0]?.trim() === "";

interface Columns {
  names: string[];
  toRow(cells: readonly string[]): Record<string, string>;
  /** The same for the same cells, whatever the order of columns. */
  toText(cells: readonly string[]): string;
}

function makeColumns(header: readonly string[]): Columns {
  const names = columnNames(header.map((cell) => (cell.startsWith(PROPERTY_COLUMN) ? cell : cell.trim())));
  const sorted = names.map((name, index) => ({ name, index, key: `${JSON.stringify(name)}:` }));
  sorted.sort((a, b) => (a.name < b.name ? -1 : 1));
  const hasOddName = names.includes("__proto__");
  return {
    names,
    toRow(cells) {
      if (hasOddName) return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ""]));
      const row: Record<string, string> = {};
      for (let index = 0; index < names.length; index++) row[names[index] as string] = cells[index] as string;
      return row;
    },
    toText: (cells) => `{${sorted.map(({ key, index }) => key + JSON.stringify(cells[index])).join(",")}}`,
  };
}

const csvRows = (rows: readonly CsvRow[], columns: Columns): RowGroup => ({
  count: rows.length,
  numberAt: (index) => rows[index]?.line ?? 0,
  rowAt(index): FileRow | undefined {
    const row = rows[index];
    if (row === undefined || isBlank(row)) return undefined;
    if ("fault" in row) return row;
    const { cells } = row;
    const { length } = columns.names;
    if (cells.length !== length)
      return {
        fault: `The row has ${cells.length === 1 ? "1 field" : `${cells.length.toLocaleString("en")} fields`}, the header ${length.toLocaleString("en")}.`,
        text: JSON.stringify(cells),
      };
    return makeRow(columns.toRow(cells), () => columns.toText(cells));
  },
});

import { parseExactJson } from "./exact-json.ts";
import { fail, type Result, success } from "../../model/failure.ts";
import type { FileRow, RowGroup } from "../row-group.ts";
import { type JsonElement, makeJsonCutter } from "./cut-json.ts";
import { decodeUtf8, inSmallPieces } from "./decode-text.ts";
import { makeRow } from "./make-row.ts";
import type { Pieces } from "./pieces.ts";
import { failureAt } from "./read-bytes.ts";
import { NOT_UTF8, ROW_LIMIT, tooLong } from "./row-limit.ts";

/**
 * The elements of a JSON list, of a list inside an object, or objects one after another; numbered from 1, not by line:
 * a gigabyte often has one line. An element that cannot be read is a fault of it alone. `unreadable-file`
 * at the end where brackets are still open.
 */
export async function* readJson(
  pieces: Pieces,
  rowLimit = ROW_LIMIT,
): AsyncGenerator<Result<RowGroup>, void, undefined> {
  const cutter = makeJsonCutter(rowLimit);
  let next = 1;
  const toGroup = (elements: JsonElement[]): Result<RowGroup> => {
    const first = next;
    next += elements.length;
    return success(jsonRows(elements, first, rowLimit));
  };
  for await (const piece of inSmallPieces(decodeUtf8(pieces))) {
    if (!piece.ok) {
      yield fail(failureAt(piece.failure, { row: next }));
      return;
    }
    const elements = cutter.take(piece.value);
    if (elements.length > 0) yield toGroup(elements);
  }
  const { elements, isWhole } = cutter.end();
  if (elements.length > 0) yield toGroup(elements);
  if (!isWhole)
    yield fail({
      kind: "unreadable-file",
      message: "The file is cut short: a bracket of its JSON is never closed.",
      row: next,
    });
}

const jsonRows = (elements: readonly JsonElement[], first: number, rowLimit: number): RowGroup => ({
  count: elements.length,
  numberAt: (index) => first + index,
  rowAt(index): FileRow {
    const text = elements[index];
    if (text === undefined) return { fault: tooLong(rowLimit) };
    if (!text.isWellFormed()) return { fault: NOT_UTF8 };
    const parsed = parseExactJson(text);
    if ("fault" in parsed) return { fault: `The row ${parsed.fault}.`, text };
    // The same however the file is laid out, and as a line of NDJSON most often is.
    return makeRow(parsed.value, () => JSON.stringify(parsed.value));
  },
});

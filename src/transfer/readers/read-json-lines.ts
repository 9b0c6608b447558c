import { parseExactJson } from "./exact-json.ts";
import type { Result } from "../../model/failure.ts";
import type { FileRow, RowGroup } from "../row-group.ts";
import { readLineRows } from "./read-line-rows.ts";

/** No event of the limits comes near it, whatever its escapes; a longer line is refused unparsed. */
export const EVENT_LINE_BYTES = 1024 * 1024;

/** One JSON value a line. A line that is none is a fault of that line only. */
export const readJsonLines = (
  pieces: AsyncIterable<Result<Uint8Array>>,
): AsyncGenerator<Result<RowGroup>, void, undefined> => readLineRows(pieces, EVENT_LINE_BYTES, jsonRow);

function jsonRow(text: string): FileRow {
  const parsed = parseExactJson(text);
  return "fault" in parsed ? { fault: `The line ${parsed.fault}.`, text } : { value: parsed.value, text };
}

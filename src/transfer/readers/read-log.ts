import type { Result } from "../../model/failure.ts";
import type { RowGroup } from "../row-group.ts";
import type { Pieces } from "./pieces.ts";
import { readLineRows } from "./read-line-rows.ts";

/** Web servers allow requests of some 8 KB a line. */
const LOG_LINE_BYTES = 1024 * 1024;

const LOG_LINE = /^\S+ \S+ .{1,200}?\[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "/;

/** A line of a web server's log in the Common or Combined Log Format, or like them, by its beginning. */
export const isLogLine = (line: string): boolean => LOG_LINE.test(line.slice(0, 400));

/** Each line as it stands, a text. */
export const readLog = (pieces: Pieces): AsyncGenerator<Result<RowGroup>, void, undefined> =>
  readLineRows(pieces, LOG_LINE_BYTES, (text) => ({ value: text, text }));

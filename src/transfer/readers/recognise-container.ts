import { fail, type Result, success } from "../../model/failure.ts";
import { READ_FORMATS } from "../../model/file-formats.ts";
import { makeJsonCutter } from "./cut-json.ts";
import { recogniseCsv } from "./recognise-csv.ts";
import { isLogLine } from "./read-log.ts";

/** As much of a file's content as {@link recogniseContainer} looks at. */
export const HEAD_BYTES = 64 * 1024;
const LATIN_BYTES = 512;
const LOG_LINES = 5;
/** Of so many characters of text at most one is a control character that texts do not have. */
const CONTROLS_IN = 50;
/** The first names of a table's header. What is in its rows is text then, whatever its characters. */
const HEADER = /^(?:\xef\xbb\xbf)?"?\w+"?(?:[,;\t|]"?\w+"?){3,}[,;\t|\r\n]/;

/** How rows stand in a file, whatever they mean. */
export type Container = ContentContainer | "lochan";

/** What content alone tells. */
export type ContentContainer = "ndjson" | "json" | "csv" | "xml" | "log" | "parquet" | "arrow";

const MAGIC: readonly (readonly [bytes: string, format: string, words: string])[] = [
  ["\x1f\x8b", "gzip", "a gzip file inside a gzip file"],
  ["SQLite format 3", "sqlite", "an SQLite database"],
  ["%PDF", "pdf", "a PDF document"],
  ["\x89PNG", "png", "a picture"],
  ["\xff\xd8\xff", "jpeg", "a picture"],
  ["GIF8", "gif", "a picture"],
  ["7z\xbc\xaf\x27\x1c", "7z", "a 7-Zip archive; unpack it first"],
  ["Rar!", "rar", "a RAR archive; unpack it first"],
  ["\x28\xb5\x2f\xfd", "zstd", "packed with Zstandard; unpack it first"],
  ["BZh", "bzip2", "packed with bzip2; unpack it first"],
  ["\xfd7zXZ", "xz", "packed with xz; unpack it first"],
  ["\xd0\xcf\x11\xe0", "xls", "an old Excel or Word file; save it as CSV"],
];

const ZIP = ["PK\x03\x04", "PK\x05\x06", "PK\x07\x08"];

export const isZip = (head: Uint8Array): boolean => ZIP.includes(String.fromCharCode(...head.subarray(0, 4)));

/** Which table in bytes it holds, which text in UTF-16 may be taken for. */
export function recogniseTable(head: Uint8Array): "parquet" | "arrow" | undefined {
  const latin = String.fromCharCode(...head.subarray(0, 6));
  if (latin.startsWith("PAR1")) return "parquet";
  return latin === "ARROW1" || isArrowStream(head) ? "arrow" : undefined;
}

/**
 * How rows stand in a file, or that it is a zip of files, by its first bytes (unpacked, and in UTF-8 where they were
 * in UTF-16), never by its name. `unsupported-format` says in words what it seems to be.
 */
export function recogniseContainer(head: Uint8Array): Result<ContentContainer | "zip"> {
  const latin = String.fromCharCode(...head.subarray(0, LATIN_BYTES));
  if (isZip(head)) return success("zip");
  const table = recogniseTable(head);
  if (table !== undefined) return success(table);
  for (const [bytes, format, words] of MAGIC) if (latin.startsWith(bytes)) return unsupported(format, words);
  // One in a text is damage of a row.
  if (!HEADER.test(latin) && countControls(latin) * CONTROLS_IN > latin.length)
    return unsupported("binary", "not a text file");
  const text = new TextDecoder().decode(head.subarray(0, HEAD_BYTES)).trimStart();
  if (text === "") return success("ndjson");
  if (text.startsWith("{")) return success(isOneObjectALine(text) ? "ndjson" : "json");
  const lines = text.split(/\r?\n|\r/).filter((line) => line.trim() !== "");
  const logLines = lines.slice(0, LOG_LINES).filter(isLogLine).length;
  if (logLines > 0 && logLines * 2 >= Math.min(lines.length, LOG_LINES)) return success("log");
  if (/^\[\s*([[{"\]\d-]|$)/.test(text)) return success("json");
  if (text.startsWith("<")) {
    if (/^<!doctype html|^<html/i.test(text)) return unsupported("html", "an HTML page");
    if (/<svg[\s>]/i.test(text.slice(0, LATIN_BYTES))) return unsupported("svg", "a picture");
    return /^<[?!\p{L}_]/u.test(text) ? success("xml") : unsupported("text", "plain text");
  }
  return recogniseCsv(text) === undefined ? unsupported("text", "plain text") : success("csv");
}

const countControls = (text: string): number => text.match(/[\0-\x08\x0e-\x1a\x1c-\x1f]/g)?.length ?? 0;

/** Not where the first goes on over its line, another follows it there, or it holds a list of events. */
function isOneObjectALine(text: string): boolean {
  const [firstLine = "", next] = text.split("\n", 2);
  if (next !== undefined && /[{[,]\s*$/.test(firstLine)) return false;
  const cutter = makeJsonCutter(HEAD_BYTES);
  const [first] = cutter.take(firstLine);
  if (first === undefined) return !cutter.isInList();
  return firstLine.startsWith(first) && !/^\s*[{,]/.test(firstLine.slice(first.length));
}

/**
 * A mark, the length of a message, and its flatbuffer, whose table names a schema (1) in its second field. All
 * streams begin so.
 */
function isArrowStream(head: Uint8Array): boolean {
  if (head.length < 24) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  if (view.getUint32(0, true) !== 0xffff_ffff || view.getUint32(4, true) % 8 !== 0) return false;
  const table = 8 + view.getUint32(8, true);
  if (table + 4 > head.length) return false;
  const vtable = table - view.getInt32(table, true);
  if (vtable < 8 || vtable + 8 > head.length) return false;
  const type = table + view.getUint16(vtable + 6, true);
  return type > table && head[type] === 1;
}

const unsupported = (format: string, words: string): Result<never> =>
  fail({
    kind: "unsupported-format",
    message: `This seems to be ${words}. Lochan reads ${READ_FORMATS}.`,
    format,
  });

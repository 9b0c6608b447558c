import { fail, type Result, success } from "../model/failure.ts";

/** As much of a file's content as {@link recogniseFormat} looks at. */
export const HEAD_BYTES = 512;

const MAGIC: readonly (readonly [bytes: string, format: string, words: string])[] = [
  ["\x1f\x8b", "gzip", "a gzip file inside a gzip file"],
  ["PK\x03\x04", "zip", "a zip file"],
  ["PAR1", "parquet", "a Parquet file"],
  ["ARROW1", "arrow", "an Arrow file"],
  ["SQLite format 3", "sqlite", "an SQLite database"],
  ["%PDF", "pdf", "a PDF document"],
  ["\x89PNG", "png", "a picture"],
  ["\xff\xd8\xff", "jpeg", "a picture"],
  ["\xff\xfe", "utf-16", "text in UTF-16; save it as UTF-8"],
  ["\xfe\xff", "utf-16", "text in UTF-16; save it as UTF-8"],
  ["{\0", "utf-16", "text in UTF-16; save it as UTF-8"],
  ["\0{", "utf-16", "text in UTF-16; save it as UTF-8"],
];

/**
 * What a file is, by its first bytes (decompressed), never by its name. `unsupported-format` says
 * in words what it seems to be.
 */
export function recogniseFormat(head: Uint8Array): Result<"ndjson"> {
  const latin = String.fromCharCode(...head.subarray(0, HEAD_BYTES));
  for (const [bytes, format, words] of MAGIC) if (latin.startsWith(bytes)) return unsupported(format, words);
  const text = latin.replace("\xef\xbb\xbf", "").trimStart();
  // Control characters that no text file has.
  if (/[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(text)) return unsupported("binary", "not a text file");
  if (text === "") return success("ndjson");
  if (text.startsWith("{")) {
    const [firstLine = ""] = text.split("\n");
    return firstLine.trim() === "{" && text.includes("\n")
      ? unsupported("json", "one JSON object written over several lines")
      : success("ndjson");
  }
  if (text.startsWith("[")) return unsupported("json", "a JSON array");
  if (text.startsWith("<")) return unsupported("xml", "an HTML or XML document");
  return unsupported("text", text.split("\n")[0]?.includes(",") ? "a CSV file" : "plain text");
}

const unsupported = (format: string, words: string): Result<never> =>
  fail({
    kind: "unsupported-format",
    message: `This seems to be ${words}. Lochan reads NDJSON: one JSON object a line, plain or gzipped. Nothing was imported.`,
    format,
  });

/**
 * Whose export a row that is no event of ours comes from, with its article: `an Amplitude`. A
 * guess by the fields that each product's rows always have.
 */
export function recogniseProduct(row: unknown): string | undefined {
  if (typeof row !== "object" || row === null || Array.isArray(row)) return undefined;
  const has = (...keys: string[]): boolean => keys.every((key) => key in row);
  if (has("event_type") && (has("$insert_id") || has("amplitude_id") || has("device_id")))
    return "an Amplitude";
  if (has("messageId", "type") && (has("anonymousId") || has("userId"))) return "a Segment";
  if (has("event_name", "event_timestamp", "user_pseudo_id")) return "a Google Analytics";
  if (!has("event", "properties")) return undefined;
  return has("distinct_id") || has("uuid") || has("timestamp") ? "a PostHog" : "a Mixpanel";
}

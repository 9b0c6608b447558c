import type { WatchedFile } from "../model/folder.ts";
import type { Failure } from "../model/failure.ts";
import { recogniseUtf16 } from "../transfer/readers/decode-text.ts";
import { isGzip } from "../transfer/readers/read-bytes.ts";
import { EVENT_LINE_BYTES } from "../transfer/readers/read-json-lines.ts";
import { HEAD_BYTES, recogniseContainer } from "../transfer/readers/recognise-container.ts";
import { isAsMarked } from "./file-mark.ts";

const NEWLINE = 0x0a;
const decoder = new TextDecoder("utf-8", { fatal: true });

/** What there is to read of a file after what was read of it. */
export type NextLines =
  /** It shrank, or another stands in its place: all of it is new. */
  | { kind: "replaced" }
  | { kind: "unread"; failure: Failure }
  /** It has no lines to read on from: gzip, UTF-16, and what is not NDJSON. It is read as a whole. */
  | { kind: "whole" }
  /** No whole line. */
  | { kind: "nothing" }
  /** `bytes` end a line too long to be read, or belong to one. */
  | { kind: "too-long"; bytes: Uint8Array<ArrayBuffer>; isOver: boolean }
  | { kind: "lines"; bytes: Uint8Array<ArrayBuffer> };

/**
 * Looks at no more than `mostBytes` from where the file was read to. A last line without its line
 * feed counts as whole once it is a JSON object, which nothing that follows can be part of.
 * Rejects with the browser's DOMException where the file changed since it was opened.
 */
export async function nextLines(
  file: Blob,
  known: Pick<WatchedFile, "offset" | "mark" | "isInLongLine">,
  mostBytes: number,
): Promise<NextLines> {
  const { offset, mark } = known;
  if (mark !== undefined && !(await isAsMarked(file, mark, offset))) return { kind: "replaced" };
  if (offset === 0) {
    const head = await read(file, 0, HEAD_BYTES);
    if (head.length === 0) return { kind: "nothing" };
    if (isGzip(head) || recogniseUtf16(head) !== undefined) return { kind: "whole" };
    const container = recogniseContainer(head);
    if (!container.ok) return { kind: "unread", failure: container.failure };
    if (container.value !== "ndjson") return { kind: "whole" };
  }
  const bytes = await read(file, offset, offset + mostBytes);
  if (known.isInLongLine === true) {
    const end = bytes.indexOf(NEWLINE) + 1;
    if (bytes.length === 0) return { kind: "nothing" };
    return { kind: "too-long", bytes: end > 0 ? bytes.subarray(0, end) : bytes, isOver: end > 0 };
  }
  const isAtEnd = offset + bytes.length === file.size;
  const whole = bytes.lastIndexOf(NEWLINE) + 1;
  const end = isAtEnd && isObject(bytes.subarray(whole)) ? bytes.length : whole;
  if (end > 0) return { kind: "lines", bytes: bytes.subarray(0, end) };
  if (bytes.length > EVENT_LINE_BYTES) return { kind: "too-long", bytes, isOver: false };
  return { kind: "nothing" };
}

async function read(file: Blob, from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await file.slice(from, to).arrayBuffer());
}

function isObject(bytes: Uint8Array): boolean {
  if (bytes.length > EVENT_LINE_BYTES) return false;
  try {
    const text = decoder.decode(bytes).trim();
    return text.startsWith("{") && typeof JSON.parse(text) === "object";
  } catch {
    return false;
  }
}

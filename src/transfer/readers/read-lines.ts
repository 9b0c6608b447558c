import { fail, type Result, success } from "../../model/failure.ts";
import { sizeWords } from "../../model/size-words.ts";
import { joinBytes } from "./pieces.ts";
import { failureAt } from "./read-bytes.ts";

export const LINE_LIMIT_BYTES = 16 * 1024 * 1024;

export interface LineGroup {
  /** Number of `lines[0]` in the file, from 1. */
  firstLine: number;
  /** Without their line feed. A line named in `faults` is empty here. */
  lines: string[];
  faults: { line: number; reason: string }[];
}

const NEWLINE = 0x0a;
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Cuts bytes into numbered lines of UTF-8, in file order. A line that is too long or not UTF-8 is a
 * fault of that line only. Memory is bounded by one line and one piece. A failed piece ends the
 * lines: the line it cut is not given, and the failure (`unreadable-file`) carries its number.
 */
export async function* readLines(
  pieces: AsyncIterable<Result<Uint8Array>>,
  maxLineBytes = LINE_LIMIT_BYTES,
): AsyncGenerator<Result<LineGroup>, void, undefined> {
  let nextLine = 1;
  /** The start of a line whose end has not come yet; empty once it is too long to keep. */
  let open: Uint8Array[] = [];
  let openBytes = 0;

  const takeLines = (whole: Uint8Array[], openLineBytes: number): LineGroup => {
    const tooLong = openLineBytes > maxLineBytes;
    const group = tooLong
      ? withoutFirst(joinBytes(whole), nextLine, maxLineBytes)
      : decodeLines(joinBytes(whole), nextLine);
    nextLine += group.lines.length;
    return group;
  };

  for await (const piece of pieces) {
    if (!piece.ok) {
      yield fail(failureAt(piece.failure, { line: nextLine }));
      return;
    }
    const bytes = piece.value;
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end > 0) {
      const firstLineBytes = openBytes + bytes.indexOf(NEWLINE);
      yield success(takeLines([...open, bytes.subarray(0, end)], firstLineBytes));
      open = [];
      openBytes = 0;
    }
    openBytes += bytes.length - end;
    if (openBytes > maxLineBytes) open = [];
    else if (end < bytes.length) open.push(bytes.subarray(end));
  }
  if (openBytes > 0) yield success(takeLines([...open, Uint8Array.of(NEWLINE)], openBytes));
}

function withoutFirst(bytes: Uint8Array, firstLine: number, maxLineBytes: number): LineGroup {
  const rest = decodeLines(bytes.subarray(bytes.indexOf(NEWLINE) + 1), firstLine + 1);
  const reason = `The line is longer than ${sizeWords(maxLineBytes)}.`;
  return {
    firstLine,
    lines: ["", ...rest.lines],
    faults: [{ line: firstLine, reason }, ...rest.faults],
  };
}

/** `bytes` are whole lines, each with its line feed. */
function decodeLines(bytes: Uint8Array, firstLine: number): LineGroup {
  const group: LineGroup = { firstLine, lines: [], faults: [] };
  if (bytes.length === 0) return group;
  const text = decode(bytes);
  if (text !== undefined) {
    group.lines = text.split("\n");
    group.lines.pop();
    return group;
  }
  for (let from = 0; from < bytes.length;) {
    const to = bytes.indexOf(NEWLINE, from);
    const line = decode(bytes.subarray(from, to));
    if (line === undefined)
      group.faults.push({
        line: firstLine + group.lines.length,
        reason: "The line is not valid UTF-8 text.",
      });
    group.lines.push(line ?? "");
    from = to + 1;
  }
  return group;
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

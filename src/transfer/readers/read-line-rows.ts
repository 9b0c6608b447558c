import { type Result, success } from "../../model/failure.ts";
import type { FileRow, RowGroup } from "../row-group.ts";
import { type LineGroup, readLines } from "./read-lines.ts";

/** A row of each line, trimmed; a blank line is none, and one that cannot be read a fault. */
export async function* readLineRows(
  pieces: AsyncIterable<Result<Uint8Array>>,
  maxLineBytes: number,
  toRow: (text: string) => FileRow,
): AsyncGenerator<Result<RowGroup>, void, undefined> {
  for await (const group of readLines(pieces, maxLineBytes))
    yield group.ok ? success(lineRows(group.value, toRow)) : group;
}

function lineRows({ firstLine, lines, faults }: LineGroup, toRow: (text: string) => FileRow): RowGroup {
  const reasons = new Map(faults.map(({ line, reason }) => [line, reason]));
  return {
    count: lines.length,
    numberAt: (index) => firstLine + index,
    rowAt(index) {
      const fault = reasons.get(firstLine + index);
      if (fault !== undefined) return { fault };
      const text = (lines[index] ?? "").trim();
      return text === "" ? undefined : toRow(text);
    },
  };
}

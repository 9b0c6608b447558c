import type { FileMark } from "../model/folder.ts";
import { digestOf } from "../model/digest.ts";

const MARK_BYTES = 512;

/** Of a file that was read from its start: `bytes` are what came before `offset`, or the last part of it. */
export async function markFile(
  before: FileMark | undefined,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<FileMark> {
  const tail = bytes.subarray(-MARK_BYTES);
  const end = { tailBytes: tail.length, tail: await digestOf(tail) };
  if (before !== undefined) return { headBytes: before.headBytes, head: before.head, ...end };
  const head = bytes.subarray(0, MARK_BYTES);
  return { headBytes: head.length, head: await digestOf(head), ...end };
}

/** Whether the file still begins, and goes on before `offset`, as it did when it was marked. */
export async function isAsMarked(file: Blob, mark: FileMark, offset: number): Promise<boolean> {
  if (file.size < offset) return false;
  const [head, tail] = await Promise.all([
    file.slice(0, mark.headBytes).arrayBuffer(),
    file.slice(offset - mark.tailBytes, offset).arrayBuffer(),
  ]);
  return (await digestOf(head)) === mark.head && (await digestOf(tail)) === mark.tail;
}

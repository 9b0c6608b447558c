import { sizeWords } from "../../model/size-words.ts";
import { checkArrowMetadata, fieldsOf } from "./check-arrow-metadata.ts";

/** A message of Arrow IPC, whole. */
export interface ArrowMessage {
  kind: "schema" | "dictionary" | "records";
  bytes: Uint8Array;
  /** Where it ends in the file. */
  end: number;
  /** Of a dictionary: which it is, whether it goes on with the one before, and how many values it says it has. */
  dictionary?: { id: bigint; isDelta: boolean; values: number };
}

const MOST_MESSAGE_BYTES = 512 * 1024 * 1024;
const HEAD_BYTES = 64 * 1024;
const KINDS = { 1: "schema", 2: "dictionary", 3: "records" } as const;

export class ArrowTooLarge extends Error {}

/**
 * The messages of a stream, or of a file, which is a stream after its magic bytes. Throws where they are cut short or no
 * messages. Source: arrow.apache.org/docs/format/Columnar.html#serialization-and-interprocess-communication-ipc.
 */
export async function* cutArrow(file: Blob): AsyncGenerator<ArrowMessage, void, undefined> {
  const magic = new TextDecoder("latin1").decode(await file.slice(0, 6).arrayBuffer());
  const isFile = magic === "ARROW1";
  let at = isFile ? 8 : 0;
  let isFirst = true;
  for (;;) {
    const head = new DataView(await file.slice(at, at + HEAD_BYTES).arrayBuffer());
    // A stream may simply end; a file says that its messages do.
    if (head.byteLength === 0 && !isFile && !isFirst) return;
    const isMarked = head.getUint32(0, true) === 0xffff_ffff;
    const size = isMarked ? head.getUint32(4, true) : head.getUint32(0, true);
    if (size === 0) return;
    const prefix = isMarked ? 8 : 4;
    if (size > MOST_MESSAGE_BYTES) throw new Error("This is no message.");
    const metadata =
      prefix + size <= head.byteLength
        ? new DataView(head.buffer, prefix, size)
        : new DataView(await file.slice(at + prefix, at + prefix + size).arrayBuffer());
    const { kind, bodyBytes, dictionary } = readMessage(metadata);
    if (isFirst !== (kind === "schema")) throw new Error("The schema is not where it must be.");
    const length = prefix + size + bodyBytes;
    if (length > MOST_MESSAGE_BYTES)
      throw new ArrowTooLarge(
        `One record batch of the Arrow file is larger than ${sizeWords(MOST_MESSAGE_BYTES)}, and would have to be held whole. Write it in smaller batches, or as Parquet.`,
      );
    const bytes = new Uint8Array(await file.slice(at, at + length).arrayBuffer());
    if (bytes.length < length) throw new Error("A message is cut short.");
    at += length;
    isFirst = false;
    yield { kind, bytes, end: at, ...(dictionary && { dictionary }) };
  }
}

/** Of a `Message` table of its flatbuffer: the type of its header is its second field, the header the third, its body's length the fourth. */
function readMessage(view: DataView): Pick<ArrowMessage, "kind" | "dictionary"> & { bodyBytes: number } {
  const table = view.getUint32(0, true);
  const field = fieldsOf(view, table);
  const type = field(1) === 0 ? 0 : view.getUint8(table + field(1));
  const kind = KINDS[type as keyof typeof KINDS];
  if (kind === undefined) throw new Error("This is no message of a table.");
  const bodyBytes = field(3) === 0 ? 0 : Number(view.getBigInt64(table + field(3), true));
  const header = field(2);
  if (!(bodyBytes >= 0) || header === 0) throw new Error("This is no message.");
  const at = table + header + view.getUint32(table + header, true);
  const values = checkArrowMetadata(view, at, { kind, bodyBytes });
  if (kind !== "dictionary") return { kind, bodyBytes };
  const [id = 0, , delta = 0] = [0, 1, 2].map(fieldsOf(view, at));
  const dictionary = {
    id: id === 0 ? 0n : view.getBigInt64(at + id, true),
    isDelta: delta !== 0 && view.getUint8(at + delta) !== 0,
    values,
  };
  return { kind, bodyBytes, dictionary };
}

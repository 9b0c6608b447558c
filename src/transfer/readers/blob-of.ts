import { fail, type Result, success } from "../../model/failure.ts";
import { sizeWords } from "../../model/size-words.ts";
import { makeBlobParts } from "../blob-parts.ts";

/**
 * All pieces as one file that can be read at any place, for formats that say at their end what they hold. Browsers
 * keep large ones on disk. Fails as the pieces do, and with `unreadable-file` where there are more than `mostBytes`.
 */
export async function blobOf(
  pieces: AsyncIterable<Result<Uint8Array>>,
  mostBytes = Infinity,
): Promise<Result<Blob>> {
  let sizeBytes = 0;
  const parts = makeBlobParts();
  for await (const piece of pieces) {
    if (!piece.ok) return piece;
    sizeBytes += piece.value.length;
    if (sizeBytes > mostBytes)
      return fail({
        kind: "unreadable-file",
        message: `It unpacks to more than ${sizeWords(mostBytes)}: unpack it first.`,
      });
    parts.add(piece.value.slice());
  }
  return success(parts.blob());
}

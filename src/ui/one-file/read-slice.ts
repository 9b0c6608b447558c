import { isRecord } from "../../model/is-record.ts";
import type { Slice } from "../../slice/slice.ts";
import { sliceDigest, SLICE_ID } from "../../slice/write-slice-file.ts";

export interface FoundSlice {
  slice: Slice;
  /** SHA-256 of the slice's text, as the file says it. */
  digest: string;
  text: string;
}

/** The slice this page carries; undefined where there is none, or one cut short or of another version. */
export function readSlice(page: Document): FoundSlice | undefined {
  const element = page.getElementById(SLICE_ID);
  const text = element?.textContent ?? "";
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value) || value["version"] !== 1 || !Array.isArray(value["ranges"])) return undefined;
    // Whoever wrote this page wrote the slice with it.
    return { slice: value as unknown as Slice, digest: element?.dataset["sha256"] ?? "", text };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Whether the text is what the digest was taken of; undefined where the browser cannot tell. */
export const isWhole = async ({ text, digest }: FoundSlice): Promise<boolean | undefined> =>
  "subtle" in crypto ? (await sliceDigest(text)) === digest : undefined;

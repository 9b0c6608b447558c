import {
  BlobReader,
  BlobWriter,
  Uint8ArrayReader,
  Uint8ArrayWriter,
  ZipReader,
  ZipWriter,
  type ZipWriterAddDataOptions,
} from "@zip.js/zip.js";
import { utf8 } from "./read-rows.ts";

export type ZipFile = [name: string, content: string | Uint8Array, options?: ZipWriterAddDataOptions];

/** A zip of these files, in their order. */
export async function zipOf(...files: ZipFile[]): Promise<Uint8Array> {
  const writer = new ZipWriter(new BlobWriter(), { useWebWorkers: false, keepOrder: true });
  for (const [name, content, options] of files)
    await writer.add(
      name,
      new Uint8ArrayReader(typeof content === "string" ? utf8(content) : content),
      options,
    );
  const blob = await writer.close();
  return new Uint8Array(await blob.arrayBuffer());
}

/** What a zip holds, by name, in its order. */
export async function unzip(file: BlobPart): Promise<Record<string, Uint8Array<ArrayBuffer>>> {
  const reader = new ZipReader(new BlobReader(new Blob([file])), { useWebWorkers: false });
  const files: Record<string, Uint8Array<ArrayBuffer>> = {};
  for (const entry of await reader.getEntries())
    if (!entry.directory) files[entry.filename] = await entry.getData(new Uint8ArrayWriter());
  return files;
}

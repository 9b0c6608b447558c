import type { PropertyColumn } from "../model/batch.ts";
import type { ProjectId } from "../model/identifier.ts";
import { CHUNK_ENTRIES, chunkOf, eachStoredChunk, type DictionaryEntry } from "./dictionary.ts";
import type { LogDatabase } from "./reader.ts";

/** What a stored value is, by its code. */
export const VALUE_KINDS = ["null", "text", "number", "boolean", "list", "object"] as const;
export type ValueKind = (typeof VALUE_KINDS)[number];

const TEXT = VALUE_KINDS.indexOf("text");
export const NUMBER = VALUE_KINDS.indexOf("number");

/** An erased entry is read as an empty text. */
function codeOf(entry: DictionaryEntry | undefined): number {
  if (entry === null || entry === undefined || entry.startsWith("s")) return TEXT;
  switch (entry[1]) {
    case "[":
      return VALUE_KINDS.indexOf("list");
    case "{":
      return VALUE_KINDS.indexOf("object");
    case "n":
      return VALUE_KINDS.indexOf("null");
    default:
      return VALUE_KINDS.indexOf("boolean");
  }
}

/** The kinds of a project's `values`, a byte each: the texts themselves are not kept. */
export interface ValueKinds {
  /** Reads what these columns need. Codes are in {@link VALUE_KINDS}. */
  codesFor(columns: readonly PropertyColumn[]): Promise<Uint8Array>;
}

export function openValueKinds(db: LogDatabase, projectId: ProjectId): ValueKinds {
  let codes = new Uint8Array(CHUNK_ENTRIES);
  let isRead = new Uint8Array(1);
  return {
    async codesFor(columns) {
      const wanted = new Set<number>();
      for (const { text } of columns) {
        if (text === undefined) continue;
        for (const ordinal of text.ordinals) {
          const chunk = chunkOf(ordinal);
          if (chunk >= isRead.length) {
            isRead = grown(isRead, chunk + 1);
            codes = grown(codes, isRead.length * CHUNK_ENTRIES);
          }
          if (isRead[chunk] !== 0) continue;
          isRead[chunk] = 1;
          wanted.add(chunk);
        }
      }
      // What no chunk holds any more reads as erased.
      for (const chunk of wanted) codes.fill(TEXT, chunk * CHUNK_ENTRIES, (chunk + 1) * CHUNK_ENTRIES);
      await eachStoredChunk(db, projectId, "values", [...wanted], (first, entries) => {
        for (let index = 0; index < entries.length; index++) codes[first + index] = codeOf(entries.at(index));
      });
      return codes;
    },
  };
}

function grown(bytes: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(length, bytes.length * 2));
  larger.set(bytes);
  return larger;
}

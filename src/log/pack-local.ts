import { DICTIONARY_KINDS, type LocalEvents, type PackedEvents } from "../model/batch.ts";
import { finishChecked, openChecked } from "./checked-bytes.ts";
import { DamagedBlockError } from "./damaged-block.ts";
import { readContent, writeContent } from "./pack-block.ts";
import { ByteWriter } from "./pack-numbers.ts";
import { packTexts, unpackTexts } from "./pack-texts.ts";

/**
 * Many events as bytes with a checksum, about a third of what their columns take. What a browser
 * stores of more than 64 KiB becomes a file of its own, for ten times the cost, and a thousand events
 * as columns are that much.
 */
export function packLocal({ columns, entries }: LocalEvents): PackedEvents {
  const into = new ByteWriter();
  writeContent({ parts: [], columns }, into);
  for (const kind of DICTIONARY_KINDS) packTexts(entries[kind], into);
  return { count: columns.count, packed: finishChecked(into) };
}

/** Throws a {@link DamagedBlockError} unless the bytes are what {@link packLocal} made. */
export function unpackLocal(packed: Uint8Array): LocalEvents {
  const from = openChecked(packed);
  const { columns } = readContent(from);
  const entries = {} as LocalEvents["entries"];
  for (const kind of DICTIONARY_KINDS)
    entries[kind] = unpackTexts(from).map((text) => {
      if (text === null) throw new DamagedBlockError("Events refer to a string that is not there.");
      return text;
    });
  return { columns, entries };
}

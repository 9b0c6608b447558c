import { sizeWords } from "../../model/size-words.ts";
import { type ArrowMessage, ArrowTooLarge } from "./cut-arrow.ts";

/** Dictionaries are held as long as they hold. */
const MOST_DICTIONARY_BYTES = 512 * 1024 * 1024;
const MOST_DICTIONARY_VALUES = 2 ** 26;
const MOST_GROUP_BYTES = 64 * 1024 * 1024;

/** Record batches with all that they are read by. */
export interface ArrowGroup {
  /** The schema, then the dictionaries that hold. */
  known: Uint8Array[];
  records: ArrowMessage[];
}

/**
 * Record batches together, as many as their dictionaries are large: the library reads these anew each time. What a message
 * replaces is let go. Throws as the messages do, after those before, and {@link ArrowTooLarge} where dictionaries are together.
 */
export async function* groupArrow(
  messages: AsyncIterable<ArrowMessage>,
): AsyncGenerator<ArrowGroup, void, undefined> {
  let schema: Uint8Array = new Uint8Array(0);
  const dictionaries = new Map<bigint, ArrowMessage[]>();
  let knownBytes = 0;
  let records: ArrowMessage[] = [];
  let recordBytes = 0;

  const given = (): ArrowGroup => {
    const group = {
      known: [schema, ...[...dictionaries.values()].flat().map(({ bytes }) => bytes)],
      records,
    };
    records = [];
    recordBytes = 0;
    return group;
  };
  const learn = (message: ArrowMessage): void => {
    const { id = 0n, isDelta = false } = message.dictionary ?? {};
    dictionaries.set(id, isDelta ? [...(dictionaries.get(id) ?? []), message] : [message]);
    const all = [...dictionaries.values()].flat();
    knownBytes = all.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const values = all.reduce((sum, { dictionary }) => sum + (dictionary?.values ?? 0), 0);
    if (knownBytes > MOST_DICTIONARY_BYTES || values > MOST_DICTIONARY_VALUES)
      throw new ArrowTooLarge(
        `The dictionaries of the Arrow file are larger than ${sizeWords(MOST_DICTIONARY_BYTES)}, or have more than ${MOST_DICTIONARY_VALUES.toLocaleString("en")} values, and would have to be held whole. Write it as Parquet.`,
      );
  };

  try {
    for await (const message of messages) {
      if (message.kind === "records") {
        records.push(message);
        recordBytes += message.bytes.length;
        if (recordBytes >= Math.min(knownBytes, MOST_GROUP_BYTES)) yield given();
        continue;
      }
      if (records.length > 0) yield given();
      if (message.kind === "schema") schema = message.bytes;
      else learn(message);
    }
  } catch (error) {
    if (records.length > 0) yield given();
    throw error;
  }
  if (records.length > 0) yield given();
}

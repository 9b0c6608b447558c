import { DICTIONARY_KINDS, type DictionaryKind, type LocalEvents } from "../model/batch.ts";
import type { LochanEvent } from "../model/event.ts";
import { decodeBatch } from "./decode-batch.ts";
import { type BatchEncoder, type Interner, makeBatchEncoder } from "./encode-batch.ts";

export interface LocalEncoder extends Omit<BatchEncoder, "finish"> {
  /** Its own dictionaries. */
  readonly byKind: Interner["byKind"];
  finish(): LocalEvents;
}

/** The strings of a few events, for a while: what it is asked for twice, it finds without building a string. */
class LocalDictionary {
  readonly entries: string[] = [];
  readonly #ordinalsByTag = new Map<string, Map<string, number>>();
  #lastTag: string | undefined;
  #ordinals = new Map<string, number>();

  intern(tag: string, text: string): number {
    if (tag !== this.#lastTag) {
      const ordinals = this.#ordinalsByTag.get(tag) ?? new Map<string, number>();
      this.#ordinalsByTag.set(tag, ordinals);
      this.#ordinals = ordinals;
      this.#lastTag = tag;
    }
    const known = this.#ordinals.get(text);
    if (known !== undefined) return known;
    const ordinal = this.entries.length;
    this.#ordinals.set(text, ordinal);
    this.entries.push(tag + text);
    return ordinal;
  }
}

export function makeLocalEncoder(expected?: number): LocalEncoder {
  const byKind = recordOf(() => new LocalDictionary());
  const encoder = makeBatchEncoder({ byKind }, expected);
  return {
    get count() {
      return encoder.count;
    },
    byKind,
    add: encoder.add,
    addHead: encoder.addHead,
    property: encoder.property,
    addNumber: encoder.addNumber,
    addText: encoder.addText,
    finish: () => ({ columns: encoder.finish(), entries: recordOf((kind) => byKind[kind].entries) }),
  };
}

export const decodeLocal = ({ columns, entries }: LocalEvents): LochanEvent[] =>
  decodeBatch({ columns }, { entry: (kind, ordinal) => entries[kind][ordinal] });

function recordOf<T>(make: (kind: DictionaryKind) => T): Record<DictionaryKind, T> {
  return Object.fromEntries(DICTIONARY_KINDS.map((kind) => [kind, make(kind)])) as Record<DictionaryKind, T>;
}

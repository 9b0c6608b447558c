import type { LogHeadRow } from "../database/rows.ts";
import { DICTIONARY_KINDS } from "../model/batch.ts";

/** Nothing was erased, nor anybody kept out for another device, between the two. */
export const isSameMemory = (a: LogHeadRow, b: LogHeadRow | undefined): boolean =>
  a.generation === b?.generation && a.keptOut === b.keptOut;

/** What memory knows of a log at one head is true of it at the other. */
export function isSameHead(a: LogHeadRow, b: LogHeadRow): boolean {
  return (
    isSameMemory(a, b) &&
    a.sequence === b.sequence &&
    a.nextRow === b.nextRow &&
    a.events === b.events &&
    a.keepsFrom === b.keepsFrom &&
    DICTIONARY_KINDS.every((kind) => a.ordinals[kind] === b.ordinals[kind])
  );
}

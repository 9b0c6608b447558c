import { Dexie } from "dexie";
import type { Database } from "../database/database.ts";
import type { IdRange } from "../database/rows.ts";
import type { BatchColumns } from "../model/batch.ts";
import type { ProjectId, Sequence } from "../model/identifier.ts";
import { UUID_BYTES, UUID_TIME_BYTES } from "./pack-uuids.ts";

const GREATEST_TIME = 2 ** (8 * UUID_TIME_BYTES) - 1;
const EVERYWHERE: IdRange = { idFrom: 0, idTo: GREATEST_TIME };

type Ids = Pick<BatchColumns, "count" | "uuids" | "otherIds">;

/** The first six bytes of a UUID. */
export function idTime(uuids: Uint8Array, row: number): number {
  const at = row * UUID_BYTES;
  const high = uuids[at]! * 0x100 + uuids[at + 1]!;
  return (
    high * 0x1_0000_0000 +
    uuids[at + 2]! * 0x100_0000 +
    ((uuids[at + 3]! << 16) | (uuids[at + 4]! << 8) | uuids[at + 5]!)
  );
}

export function idRangeOf({ count, uuids, otherIds }: Ids): IdRange {
  if (otherIds.length > 0) return EVERYWHERE;
  let idFrom = GREATEST_TIME;
  let idTo = 0;
  for (let row = 0; row < count; row++) {
    const time = idTime(uuids, row);
    if (time < idFrom) idFrom = time;
    if (time > idTo) idTo = time;
  }
  return { idFrom, idTo };
}

export interface EntryIdRange extends IdRange {
  sequence: Sequence;
}

/** Of every entry of a project, without reading one. */
export async function readIdRanges(db: Database, projectId: ProjectId): Promise<EntryIdRange[]> {
  const within = (index: string) =>
    db.batches.where(index).between([projectId, Dexie.minKey], [projectId, Dexie.maxKey]);
  const known = (await within("[projectId+sequence+idFrom+idTo]").keys()) as unknown as [
    string,
    Sequence,
    number,
    number,
  ][];
  const rangeBySequence = new Map(
    known.map(([, sequence, idFrom, idTo]) => [sequence, { sequence, idFrom, idTo }]),
  );
  const sequences = (await within("[projectId+sequence]").primaryKeys()) as Sequence[];
  return sequences.map((sequence) => rangeBySequence.get(sequence) ?? { sequence, ...EVERYWHERE });
}

/** Those of the ranges that one of the wanted rows may be in. */
export function rangesOf(
  ranges: readonly EntryIdRange[],
  ids: Ids,
  isWanted: (row: number) => boolean,
): EntryIdRange[] {
  const found = new Set<EntryIdRange>();
  const { idFrom, idTo } = idRangeOf(ids);
  let left = ranges.filter((range) => range.idFrom <= idTo && range.idTo >= idFrom);
  if (ids.otherIds.length > 0) return left;
  for (let row = 0; row < ids.count && left.length > 0; row++) {
    if (!isWanted(row)) continue;
    const time = idTime(ids.uuids, row);
    const holds = (range: EntryIdRange) => range.idFrom <= time && time <= range.idTo;
    if (!left.some(holds)) continue;
    for (const range of left) if (holds(range)) found.add(range);
    left = left.filter((range) => !found.has(range));
  }
  return [...found];
}

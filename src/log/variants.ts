import { Dexie } from "dexie";
import type { Database } from "../database/database.ts";
import type { VariantRow } from "../database/rows.ts";
import type { BatchColumns } from "../model/batch.ts";
import type { ProjectId } from "../model/identifier.ts";
import { CLAIM_ROWS, chunkOf } from "./claims.ts";
import { DamagedBlockError } from "./damaged-block.ts";
import { tellDamagedRecord } from "./damaged-records.ts";
import { packBlock } from "./pack-block.ts";
import { unpackBlock, unpackIds } from "./unpack-block.ts";
import { selectRows } from "./select-rows.ts";

/** Contents that lost: each `targets[i]` is the row of the log that has the id of row `i`. */
export interface Variants {
  targets: readonly number[];
  columns: BatchColumns;
}

/** So many are stored as one, at most: nobody holds more of them at a time, however many there are. */
const STORED_VARIANTS = 4_096;

/** Of the log's rows, 65,536 each. */
type Chunks = readonly [first: number, last: number];

const variantsOf = (db: Database, projectId: ProjectId, chunks?: Chunks) => {
  const [first, last] = chunks ?? [Dexie.minKey, Dexie.maxKey];
  return db.variants.where("[projectId+chunk]").between([projectId, first], [projectId, last], true, true);
};

/** As they are stored: those of one chunk of the log's rows in one row, or in several. */
export function variantRows(projectId: ProjectId, { targets, columns }: Variants): VariantRow[] {
  const rowsByChunk = new Map<number, number[][]>();
  for (const [row, target] of targets.entries()) {
    let stored = rowsByChunk.get(chunkOf(target));
    if (stored === undefined) rowsByChunk.set(chunkOf(target), (stored = []));
    const last = stored.at(-1);
    if (last === undefined || last.length === STORED_VARIANTS) stored.push([row]);
    else last.push(row);
  }
  return [...rowsByChunk].flatMap(([chunk, stored]) =>
    stored.map((rows): VariantRow => ({
      projectId,
      chunk,
      places: Uint32Array.from(rows, (row) => targets[row]! % CLAIM_ROWS),
      packed: packBlock({
        parts: [],
        columns: rows.length === targets.length ? columns : selectRows(columns, rows),
      }),
    })),
  );
}

/** Rows of the log, by what is stored of the contents that lost to them. */
export const targetsOf = ({ chunk, places }: Pick<VariantRow, "chunk" | "places">): number[] =>
  Array.from(places, (place) => chunk * CLAIM_ROWS + place);

/** Of what is stored, in the order in which it was. */
export async function variantKeys(db: Database, projectId: ProjectId, chunks?: Chunks): Promise<number[]> {
  const keys = await variantsOf(db, projectId, chunks).primaryKeys();
  return keys.filter((key) => key !== undefined);
}

/** One after another, as they are stored, of all rows of the log or of those of some chunks. */
export async function* storedVariants(
  db: Database,
  projectId: ProjectId,
  chunks?: Chunks,
): AsyncGenerator<VariantRow & { id: number }, void, undefined> {
  for (const id of await variantKeys(db, projectId, chunks)) {
    const row = await db.variants.get(id);
    if (row !== undefined) yield { ...row, id };
  }
}

/** Those of {@link storedVariants}, read. What cannot be read is told, and left out. */
export async function* readVariants(
  db: Database,
  projectId: ProjectId,
): AsyncGenerator<Variants, void, undefined> {
  for await (const row of storedVariants(db, projectId)) {
    const columns = openVariants(db, row);
    if (columns !== undefined) yield { targets: targetsOf(row), columns };
  }
}

/** Whose they are alone, as the log's columns mark imports: for less than reading them. */
export async function* readVariantMarks(
  db: Database,
  projectId: ProjectId,
): AsyncGenerator<{ targets: readonly number[]; marks: Uint32Array }, void, undefined> {
  for await (const row of storedVariants(db, projectId)) {
    const read = orTold(db, row, () => unpackIds(row.packed));
    if (read !== undefined)
      yield { targets: targetsOf(row), marks: read.importId ?? new Uint32Array(row.places.length) };
  }
}

/** Undefined where they cannot be read, which is told. */
export const openVariants = (db: Database, row: VariantRow): BatchColumns | undefined =>
  orTold(db, row, () => unpackBlock(row.packed).columns);

function orTold<T>(db: Database, { projectId, chunk, places }: VariantRow, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DamagedBlockError)) throw error;
    tellDamagedRecord(db, projectId, {
      table: "variants",
      first: chunk * CLAIM_ROWS,
      count: CLAIM_ROWS,
      events: places.length,
    });
    return undefined;
  }
}

/** Whether any id of the project came with another content than the one that stands. */
export async function hasVariants(db: Database, projectId: ProjectId): Promise<boolean> {
  return (await variantsOf(db, projectId).limit(1).primaryKeys()).length > 0;
}

/** All there are. */
export const dropVariants = (db: Database, projectId: ProjectId): Promise<number> =>
  variantsOf(db, projectId).delete();

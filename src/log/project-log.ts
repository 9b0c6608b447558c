import type { Database } from "../database/database.ts";
import type { LogHeadRow } from "../database/rows.ts";
import type { Batch, BatchColumns, BatchPart } from "../model/batch.ts";
import type { LochanEvent } from "../model/event.ts";
import { toSequence, type ProjectId, type Sequence } from "../model/identifier.ts";
import { readEntryIds } from "./damage.ts";
import { loadDictionaries, type Dictionaries } from "./dictionary.ts";
import { hashText, hashUuid, readUuid, writeUuid, type IdHash } from "./event-id.ts";
import { FingerprintIndex } from "./fingerprint-index.ts";
import { readBatches, readHead } from "./reader.ts";
import { readTombstones, type Tombstones } from "./tombstones.ts";
import { breathe } from "./turns.ts";

/** What admission keeps in memory of one project: true of the log at `head`, or thrown away. */
export interface ProjectLog {
  readonly head: LogHeadRow;
  readonly dictionaries: Dictionaries;
  readonly tombstones: Tombstones;
  /** 1 for each event whose id is in the log, or came earlier in the list; else 0. */
  findDuplicates(events: readonly LochanEvent[]): Promise<Uint8Array>;
  committed(batches: readonly Batch[], head: LogHeadRow): void;
  /** The parts of an entry are now in it; some were in another before. */
  sealed(sequence: Sequence, parts: readonly BatchPart[], head: LogHeadRow): void;
  /** Forgets the strings interned since {@link head}. */
  rollback(): void;
}

interface BatchIds {
  uuids: Uint8Array;
  otherIds: ReadonlyMap<number, string>;
}

const LOAD_EVENTS = 50_000;
const SLICE_EVENTS = 5_000;
/** A block's ids are a megabyte. */
const REMEMBERED_BATCHES = 24;
const CONFIRM_BATCHES = 16;

export async function loadProjectLog(db: Database, projectId: ProjectId): Promise<ProjectLog> {
  let head = await readHead(db, projectId);
  const dictionaries = await loadDictionaries(db, projectId, head.ordinals);
  const tombstones = await readTombstones(db, projectId);
  const index = new FingerprintIndex();
  const hash: IdHash = { shard: 0, fingerprint: 0 };
  const scratch = new Uint8Array(16);
  // Of what was admitted as one, in order: its first row, and the entry it is in now from which row.
  const firstRows: number[] = [];
  const sequences: Sequence[] = [];
  const offsets: number[] = [];
  const idsBySequence = new Map<Sequence, BatchIds>();

  function addBatch(batch: Batch): void {
    const { sequence, columns } = batch;
    const parts = batch.parts ?? [{ ...batch, count: columns.count }];
    let offset = 0;
    const rowNumbers = new Float64Array(columns.count);
    for (const { firstRow, count } of parts) {
      firstRows.push(firstRow);
      sequences.push(sequence);
      offsets.push(offset);
      for (let row = 0; row < count; row++) rowNumbers[offset + row] = firstRow + row;
      offset += count;
    }
    eachIdHash(columns, hash, (row) => index.add(hash, rowNumbers[row]!));
  }

  function hashId(id: string): void {
    if (writeUuid(id, scratch, 0)) hashUuid(scratch, 0, hash);
    else hashText(id, hash);
  }

  /** Position in `firstRows` of what a row was admitted with. */
  function placeOf(row: number): number {
    let low = 0;
    let high = firstRows.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (firstRows[middle]! <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  async function readIds(wanted: readonly Sequence[]): Promise<Map<Sequence, BatchIds>> {
    const found = new Map<Sequence, BatchIds>();
    const missing: Sequence[] = [];
    for (const sequence of wanted) {
      const ids = idsBySequence.get(sequence);
      if (ids === undefined) missing.push(sequence);
      else found.set(sequence, ids);
    }
    for (const row of await db.batches.bulkGet(missing)) {
      if (row === undefined) continue;
      const stored = readEntryIds(db, row);
      // What a damaged block held may come again.
      if (stored === undefined) continue;
      const ids = { uuids: stored.uuids, otherIds: new Map(stored.otherIds) };
      found.set(row.sequence, ids);
      idsBySequence.set(row.sequence, ids);
    }
    for (const oldest of idsBySequence.keys()) {
      if (idsBySequence.size <= REMEMBERED_BATCHES) break;
      idsBySequence.delete(oldest);
    }
    return found;
  }

  async function confirm(
    events: readonly LochanEvent[],
    suspects: ReadonlyMap<Sequence, [event: number, row: number][]>,
    duplicates: Uint8Array,
  ): Promise<void> {
    const wanted = [...suspects.keys()];
    for (let start = 0; start < wanted.length; start += CONFIRM_BATCHES) {
      const ids = await readIds(wanted.slice(start, start + CONFIRM_BATCHES));
      for (const [sequence, { uuids, otherIds }] of ids) {
        for (const [event, row] of suspects.get(sequence) ?? []) {
          const stored = otherIds.get(row) ?? readUuid(uuids, row * 16);
          if (stored === events[event]!.id) duplicates[event] = 1;
        }
      }
    }
  }

  for (let after = toSequence(0); ;) {
    const batches = await readBatches(db, projectId, after, { maxEvents: LOAD_EVENTS });
    const last = batches.at(-1);
    if (last === undefined) break;
    for (const batch of batches) addBatch(batch);
    after = last.sequence;
    await breathe();
  }

  return {
    get head() {
      return head;
    },
    dictionaries,
    tombstones,
    async findDuplicates(events) {
      const duplicates = new Uint8Array(events.length);
      const seen = new Set<string>();
      const suspects = new Map<Sequence, [event: number, row: number][]>();
      for (const [at, { id }] of events.entries()) {
        if (at > 0 && at % SLICE_EVENTS === 0) await breathe();
        const before = seen.size;
        seen.add(id);
        if (seen.size === before) {
          duplicates[at] = 1;
          continue;
        }
        hashId(id);
        index.candidates(hash, (row) => {
          const place = placeOf(row);
          const sequence = sequences[place]!;
          const suspect: [event: number, row: number] = [at, row - firstRows[place]! + offsets[place]!];
          const others = suspects.get(sequence);
          if (others === undefined) suspects.set(sequence, [suspect]);
          else others.push(suspect);
        });
      }
      await confirm(events, suspects, duplicates);
      return duplicates;
    },
    committed(batches, next) {
      for (const batch of batches) addBatch(batch);
      head = next;
    },
    sealed(sequence, parts, next) {
      let offset = 0;
      for (const { firstRow, count } of parts) {
        const place = placeOf(firstRow);
        idsBySequence.delete(sequences[place]!);
        sequences[place] = sequence;
        offsets[place] = offset;
        offset += count;
      }
      head = next;
    },
    rollback() {
      for (const dictionary of Object.values(dictionaries.byKind))
        dictionary.rollback(head.ordinals[dictionary.kind]);
    },
  };
}

function eachIdHash(columns: BatchColumns, hash: IdHash, take: (row: number) => void): void {
  const otherIds = new Map(columns.otherIds);
  for (let row = 0; row < columns.count; row++) {
    const other = otherIds.get(row);
    if (other === undefined) hashUuid(columns.uuids, row * 16, hash);
    else hashText(other, hash);
    take(row);
  }
}

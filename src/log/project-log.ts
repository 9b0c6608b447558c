import type { Database } from "../database/database.ts";
import type { LogHeadRow } from "../database/rows.ts";
import type { Batch, BatchColumns } from "../model/batch.ts";
import type { LochanEvent } from "../model/event.ts";
import { toSequence, type ProjectId, type Sequence } from "../model/identifier.ts";
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
  /** Forgets the strings interned since {@link head}. */
  rollback(): void;
}

interface BatchIds {
  firstRow: number;
  uuids: Uint8Array;
  otherIds: ReadonlyMap<number, string>;
}

const LOAD_EVENTS = 50_000;
const SLICE_EVENTS = 5_000;
const REMEMBERED_BATCHES = 64;
const CONFIRM_BATCHES = 64;

export async function loadProjectLog(db: Database, projectId: ProjectId): Promise<ProjectLog> {
  let head = await readHead(db, projectId);
  const dictionaries = await loadDictionaries(db, projectId, head.ordinals);
  const tombstones = await readTombstones(db, projectId);
  const index = new FingerprintIndex();
  const hash: IdHash = { shard: 0, fingerprint: 0 };
  const scratch = new Uint8Array(16);
  const firstRows: number[] = [];
  const sequences: Sequence[] = [];
  const idsBySequence = new Map<Sequence, BatchIds>();

  function addBatch({ firstRow, sequence, columns }: Batch): void {
    firstRows.push(firstRow);
    sequences.push(sequence);
    eachIdHash(columns, hash, (row) => index.add(hash, firstRow + row));
  }

  function hashId(id: string): void {
    if (writeUuid(id, scratch, 0)) hashUuid(scratch, 0, hash);
    else hashText(id, hash);
  }

  /** Position in `sequences` of the batch that holds a row. */
  function batchOf(row: number): number {
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
    for (const batch of await db.batches.bulkGet(missing)) {
      if (batch === undefined) continue;
      const { firstRow, columns } = batch;
      const ids = { firstRow, uuids: columns.uuids, otherIds: new Map(columns.otherIds) };
      found.set(batch.sequence, ids);
      idsBySequence.set(batch.sequence, ids);
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
      for (const [sequence, { firstRow, uuids, otherIds }] of ids) {
        for (const [event, row] of suspects.get(sequence) ?? []) {
          const stored = otherIds.get(row - firstRow) ?? readUuid(uuids, (row - firstRow) * 16);
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
          const sequence = sequences[batchOf(row)]!;
          const others = suspects.get(sequence);
          if (others === undefined) suspects.set(sequence, [[at, row]]);
          else others.push([at, row]);
        });
      }
      await confirm(events, suspects, duplicates);
      return duplicates;
    },
    committed(batches, next) {
      for (const batch of batches) addBatch(batch);
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

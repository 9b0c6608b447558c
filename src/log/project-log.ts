import type { Database } from "../database/database.ts";
import type { LogHeadRow } from "../database/rows.ts";
import type { Batch, BatchColumns } from "../model/batch.ts";
import type { ProjectId, Sequence } from "../model/identifier.ts";
import { readEntryIds } from "./damage.ts";
import { loadDictionaries, type Dictionaries } from "./dictionary.ts";
import { hashText, hashUuid, type IdHash } from "./event-id.ts";
import { FATE } from "./fate.ts";
import { FingerprintIndex } from "./fingerprint-index.ts";
import { rangesOf, readIdRanges } from "./id-range.ts";
import { UUID_BYTES } from "./pack-uuids.ts";
import { readHead } from "./reader.ts";
import type { SealStep } from "./seal.ts";
import type { EntryIds } from "./stored-batch.ts";
import { readTombstones, type Tombstones } from "./tombstones.ts";
import { breathe } from "./breathe.ts";

/** What admission keeps in memory of one project: true of the log at `head`, or thrown away. */
export interface ProjectLog {
  readonly head: LogHeadRow;
  readonly dictionaries: Dictionaries;
  readonly tombstones: Tombstones;
  /** Marks each accepted row whose id is in the log, or came in an accepted row before it. */
  findDuplicates(pieces: readonly Judged[]): Promise<void>;
  committed(batches: readonly Batch[], head: LogHeadRow): void;
  /** The parts of a block are now in it; some were in another entry before. */
  sealed(step: SealStep): void;
  /** Forgets the strings interned since {@link head}. */
  rollback(): void;
}

/** Rows and what happens to them, a {@link FATE} each. */
export interface Judged {
  ids: Pick<BatchColumns, "count" | "uuids" | "otherIds">;
  fates: Uint8Array;
}

interface Ids {
  uuids: Uint8Array;
  otherIds: ReadonlyMap<number, string>;
}

const isSameId = (a: Ids, rowA: number, b: Ids, rowB: number): boolean => {
  const other = a.otherIds.get(rowA);
  if (other !== b.otherIds.get(rowB)) return false;
  if (other !== undefined) return true;
  for (let at = 0; at < UUID_BYTES; at++)
    if (a.uuids[rowA * UUID_BYTES + at] !== b.uuids[rowB * UUID_BYTES + at]) return false;
  return true;
};

/** A row that may be a duplicate of a stored one. */
interface Suspect {
  ids: Ids;
  fates: Uint8Array;
  row: number;
  storedRow: number;
}

const SLICE_EVENTS = 5_000;
/** A block's ids are a megabyte. */
const REMEMBERED_BATCHES = 24;
const CONFIRM_BATCHES = 16;
const LEARN_ENTRIES = 4;

export async function loadProjectLog(db: Database, projectId: ProjectId): Promise<ProjectLog> {
  let head = await readHead(db, projectId);
  const dictionaries = await loadDictionaries(db, projectId, head.ordinals);
  const tombstones = await readTombstones(db, projectId);
  const index = new FingerprintIndex();
  const hash: IdHash = { shard: 0, fingerprint: 0 };
  /** Entries whose ids the index does not know yet: most never matter. */
  let unread = await readIdRanges(db, projectId);
  // Of what was admitted as one, in order: its first row, and the entry it is in now from which row.
  const firstRows: number[] = [];
  const sequences: Sequence[] = [];
  const offsets: number[] = [];
  const idsBySequence = new Map<Sequence, Ids>();

  /** Parts that are known already are left as they are. */
  function add(sequence: Sequence, { uuids, otherIds, parts }: EntryIds): void {
    const ids: Ids = { uuids, otherIds: new Map(otherIds) };
    let row = 0;
    for (const { firstRow, count } of parts) {
      const place = firstRows.length === 0 ? -1 : placeOf(firstRow);
      const isKnown = firstRows[place] === firstRow;
      const offset = row;
      row += count;
      if (isKnown || count === 0) continue;
      const at = place >= 0 && firstRows[place]! < firstRow ? place + 1 : 0;
      firstRows.splice(at, 0, firstRow);
      sequences.splice(at, 0, sequence);
      offsets.splice(at, 0, offset);
      for (let each = 0; each < count; each++) {
        hashRow(ids, offset + each, hash);
        index.add(hash, firstRow + each);
      }
    }
  }

  /** Reads the ids of every entry that may hold one of the rows, so that the index knows them. */
  async function learn(pieces: readonly Judged[]): Promise<void> {
    for (const { ids, fates } of pieces) {
      const wanted = rangesOf(unread, ids, (row) => fates[row] === FATE.accepted);
      for (let start = 0; start < wanted.length; start += LEARN_ENTRIES) {
        const some = wanted.slice(start, start + LEARN_ENTRIES);
        for (const row of await db.batches.bulkGet(some.map(({ sequence }) => sequence))) {
          if (row === undefined) continue;
          const stored = readEntryIds(db, row);
          // What a damaged block held may come again.
          if (stored !== undefined) add(row.sequence, stored);
          await breathe();
        }
      }
      unread = unread.filter((range) => !wanted.includes(range));
    }
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

  async function readIds(wanted: readonly Sequence[]): Promise<Map<Sequence, Ids>> {
    const found = new Map<Sequence, Ids>();
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
      // A view would keep all columns of the entry.
      const ids = { uuids: stored.uuids.slice(), otherIds: new Map(stored.otherIds) };
      found.set(row.sequence, ids);
      idsBySequence.set(row.sequence, ids);
    }
    for (const oldest of idsBySequence.keys()) {
      if (idsBySequence.size <= REMEMBERED_BATCHES) break;
      idsBySequence.delete(oldest);
    }
    return found;
  }

  async function confirm(suspects: ReadonlyMap<Sequence, Suspect[]>): Promise<void> {
    const wanted = [...suspects.keys()];
    for (let start = 0; start < wanted.length; start += CONFIRM_BATCHES) {
      const stored = await readIds(wanted.slice(start, start + CONFIRM_BATCHES));
      for (const [sequence, there] of stored)
        for (const { ids, fates, row, storedRow } of suspects.get(sequence) ?? [])
          if (isSameId(ids, row, there, storedRow)) fates[row] = FATE.duplicate;
    }
  }

  /** Duplicates among the rows themselves; the others are looked for in the log. */
  async function suspectsAmong(pieces: readonly Judged[]): Promise<Map<Sequence, Suspect[]>> {
    const suspects = new Map<Sequence, Suspect[]>();
    const seen = new FingerprintIndex();
    const firsts: number[] = [];
    const idsOf = pieces.map(({ ids }): Ids => ({ uuids: ids.uuids, otherIds: new Map(ids.otherIds) }));
    const pieceOf = (number: number) => firsts.findLastIndex((first) => first <= number);
    let next = 0;
    for (const [at, { ids: columns, fates }] of pieces.entries()) {
      const ids = idsOf[at]!;
      firsts.push(next);
      for (let row = 0; row < columns.count; row++) {
        if (row % SLICE_EVENTS === SLICE_EVENTS - 1) await breathe();
        if (fates[row] !== FATE.accepted) continue;
        hashRow(ids, row, hash);
        const earlier = seen.find(hash, (number) => {
          const piece = pieceOf(number);
          return isSameId(idsOf[piece]!, number - firsts[piece]!, ids, row);
        });
        if (earlier !== undefined) {
          fates[row] = FATE.duplicate;
          continue;
        }
        seen.add(hash, next + row);
        index.candidates(hash, (stored) => {
          const place = placeOf(stored);
          const sequence = sequences[place]!;
          const suspect = { ids, fates, row, storedRow: stored - firstRows[place]! + offsets[place]! };
          const others = suspects.get(sequence);
          if (others === undefined) suspects.set(sequence, [suspect]);
          else others.push(suspect);
        });
      }
      next += columns.count;
    }
    return suspects;
  }

  return {
    get head() {
      return head;
    },
    dictionaries,
    tombstones,
    async findDuplicates(pieces) {
      await learn(pieces);
      await confirm(await suspectsAmong(pieces));
    },
    committed(batches, next) {
      for (const { sequence, firstRow, columns } of batches)
        add(sequence, { ...columns, parts: [{ sequence, firstRow, count: columns.count }] });
      head = next;
    },
    sealed({ sequence, parts, range, head: next }) {
      const before = unread.length;
      const within = new Set(parts.map((part) => part.sequence));
      unread = unread.filter((entry) => !within.has(entry.sequence));
      if (unread.length < before) unread.push({ sequence, ...range });
      let offset = 0;
      for (const { firstRow, count } of parts) {
        const place = firstRows.length === 0 ? -1 : placeOf(firstRow);
        if (firstRows[place] === firstRow) {
          idsBySequence.delete(sequences[place]!);
          sequences[place] = sequence;
          offsets[place] = offset;
        }
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

function hashRow({ uuids, otherIds }: Ids, row: number, hash: IdHash): void {
  const other = otherIds.get(row);
  if (other === undefined) hashUuid(uuids, row * UUID_BYTES, hash);
  else hashText(other, hash);
}

import type { Database } from "../database/database.ts";
import type { LogHeadRow } from "../database/rows.ts";
import type { Batch, LocalEvents } from "../model/batch.ts";
import type { ProjectId, Sequence } from "../model/identifier.ts";
import { readEntryIds } from "./damage.ts";
import { loadDictionaries, type Dictionaries } from "./dictionary.ts";
import {
  draftClaims,
  importsOf,
  NO_IMPORT,
  type CameAgain,
  type DraftClaims,
  type Place,
} from "./draft-claims.ts";
import { hashText, hashUuid, type IdHash } from "./event-id.ts";
import { FATE } from "./fate.ts";
import { FingerprintIndex } from "./fingerprint-index.ts";
import { rangesOf, readIdRanges } from "./id-range.ts";
import { judgeRepeats, judgeStored, type Found } from "./judge-repeats.ts";
import { UUID_BYTES } from "./pack-uuids.ts";
import { readHead } from "./reader.ts";
import type { SealStep } from "./seal.ts";
import type { EntryIds } from "./stored-batch.ts";
import { openStoredEntries, type Ids } from "./stored-entries.ts";
import { readTombstones, type Tombstones } from "./tombstones.ts";
import { breathe } from "./breathe.ts";

/** What admission keeps in memory of one project: true of the log at `head`, or thrown away. */
export interface ProjectLog {
  readonly head: LogHeadRow;
  readonly dictionaries: Dictionaries;
  readonly tombstones: Tombstones;
  /**
   * Marks each accepted row whose id is in the log, or comes with it again: of those the first with the least content
   * stays accepted. Gives what that says of who brought what.
   */
  findDuplicates(pieces: readonly Judged[]): Promise<CameAgain>;
  committed(batches: readonly Batch[], head: LogHeadRow): void;
  /** The parts of a block are now in it; some were in another entry before. */
  sealed(step: SealStep): void;
  /** Forgets the strings interned since {@link head}. */
  rollback(): void;
}

/** Rows and what happens to them, a {@link FATE} each. */
export interface Judged {
  local: LocalEvents;
  fates: Uint8Array;
}

const isSameId = (a: Ids, rowA: number, b: Ids, rowB: number): boolean => {
  const other = a.otherIds.get(rowA);
  if (other !== b.otherIds.get(rowB)) return false;
  if (other !== undefined) return true;
  for (let at = 0; at < UUID_BYTES; at++)
    if (a.uuids[rowA * UUID_BYTES + at] !== b.uuids[rowB * UUID_BYTES + at]) return false;
  return true;
};

/** A row that may be a duplicate of a stored one; whose that is is told once it is. */
interface Suspect extends Found {
  ids: Ids;
}

const SLICE_EVENTS = 5_000;
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
  const entries = openStoredEntries(db);

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
    for (const { local, fates } of pieces) {
      const wanted = rangesOf(unread, local.columns, (row) => fates[row] === FATE.accepted);
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

  async function confirm(
    pieces: readonly Judged[],
    suspects: ReadonlyMap<Sequence, Suspect[]>,
    repeats: Repeats,
    claims: DraftClaims,
  ): Promise<void> {
    const wanted = [...suspects.keys()];
    const owners = new Map<number, string | undefined>([[0, NO_IMPORT]]);
    const ownerOf = (mark: number): string | undefined => {
      if (!owners.has(mark)) owners.set(mark, dictionaries.entry("values", mark - 1)?.slice(1));
      return owners.get(mark);
    };
    for (let start = 0; start < wanted.length; start += CONFIRM_BATCHES) {
      const stored = await entries.readIds(wanted.slice(start, start + CONFIRM_BATCHES));
      for (const [sequence, there] of stored) {
        const found: Found[] = [];
        for (const suspect of suspects.get(sequence) ?? []) {
          const { ids, piece, row, storedRow } = suspect;
          if (!isSameId(ids, row, there, storedRow)) continue;
          pieces[piece]!.fates[row] = FATE.duplicate;
          const { importId } = there;
          suspect.owner = ownerOf(typeof importId === "number" ? importId : importId[storedRow]!);
          found.push(suspect);
          for (const again of repeats.take(piece, row)) found.push({ ...suspect, ...again });
        }
        const columns = found.length > 0 ? await entries.readColumns(sequence) : undefined;
        if (columns !== undefined) await judgeStored(pieces, found, columns, dictionaries, claims);
      }
    }
  }

  /** Duplicates among the rows themselves; the others are looked for in the log. */
  async function suspectsAmong(
    pieces: readonly Judged[],
    repeats: Repeats,
  ): Promise<Map<Sequence, Suspect[]>> {
    const suspects = new Map<Sequence, Suspect[]>();
    const seen = new FingerprintIndex();
    const firsts: number[] = [];
    const idsOf = pieces.map(({ local: { columns } }): Ids => ({
      uuids: columns.uuids,
      otherIds: new Map(columns.otherIds),
    }));
    const pieceOf = (number: number) => firsts.findLastIndex((first) => first <= number);
    const earlierOf = (ids: Ids, row: number) =>
      seen.find(hash, (number) => {
        const piece = pieceOf(number);
        return isSameId(idsOf[piece]!, number - firsts[piece]!, ids, row);
      });
    let next = 0;
    for (const [at, { local, fates }] of pieces.entries()) {
      const ids = idsOf[at]!;
      firsts.push(next);
      for (let row = 0; row < fates.length; row++) {
        if (row % SLICE_EVENTS === SLICE_EVENTS - 1) await breathe();
        if (fates[row] !== FATE.accepted) continue;
        hashRow(ids, row, hash);
        const earlier = seen.has(hash) ? earlierOf(ids, row) : undefined;
        if (earlier !== undefined) {
          fates[row] = FATE.duplicate;
          const piece = pieceOf(earlier);
          repeats.add(piece, earlier - firsts[piece]!, { piece: at, row });
          continue;
        }
        seen.add(hash, next + row);
        if (!index.has(hash)) continue;
        index.candidates(hash, (stored) => {
          const place = placeOf(stored);
          const sequence = sequences[place]!;
          const storedRow = stored - firstRows[place]! + offsets[place]!;
          const suspect = { ids, piece: at, row, storedRow, rowInLog: stored, owner: undefined };
          const others = suspects.get(sequence);
          if (others === undefined) suspects.set(sequence, [suspect]);
          else others.push(suspect);
        });
      }
      next += local.columns.count;
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
      const repeats = makeRepeats();
      const claims = draftClaims(pieces.map(({ local, fates }) => ({ fates, importOf: importsOf(local) })));
      await confirm(pieces, await suspectsAmong(pieces, repeats), repeats, claims);
      await judgeRepeats(pieces, repeats.left(), claims);
      return claims.finish(head.nextRow);
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
          entries.forget(sequences[place]!);
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

/** Rows of one id, under the first of them. */
interface Repeats {
  add(piece: number, row: number, again: Place): void;
  /** Those under a row, which are then told of no more. */
  take(piece: number, row: number): Place[];
  /** All others, with the first. */
  left(): Place[][];
}

function makeRepeats(): Repeats {
  const byFirst = new Map<number, Map<number, Place[]>>();
  return {
    add(piece, row, again) {
      const byRow = byFirst.get(piece) ?? new Map<number, Place[]>();
      byFirst.set(piece, byRow);
      const rows = byRow.get(row);
      if (rows === undefined) byRow.set(row, [again]);
      else rows.push(again);
    },
    take(piece, row) {
      const rows = byFirst.get(piece)?.get(row) ?? [];
      byFirst.get(piece)?.delete(row);
      return rows;
    },
    left: () =>
      [...byFirst].flatMap(([piece, byRow]) =>
        Array.from(byRow, ([row, rows]): Place[] => [{ piece, row }, ...rows]),
      ),
  };
}

function hashRow({ uuids, otherIds }: Ids, row: number, hash: IdHash): void {
  const other = otherIds.get(row);
  if (other === undefined) hashUuid(uuids, row * UUID_BYTES, hash);
  else hashText(other, hash);
}

import type { ArrivalRow, BatchRow, LogHeadRow, VariantRow } from "../database/rows.ts";
import type { Batch, BatchColumns, LocalEvents } from "../model/batch.ts";
import { toSequence, type ProjectId } from "../model/identifier.ts";
import { isWithin, type TimeSpan } from "../model/time-span.ts";
import { openArrival } from "./arrival-events.ts";
import type { NewClaims } from "./claims.ts";
import { timesOf } from "./column-times.ts";
import type { CameAgain, DraftVariant } from "./draft-claims.ts";
import { FATE } from "./fate.ts";
import { idRangeOf } from "./id-range.ts";
import { joinColumns } from "./join-columns.ts";
import { makeLocalEncoder } from "./local-events.ts";
import { mapToLog } from "./map-to-log.ts";
import { inOneBuffer } from "./one-buffer.ts";
import { packPausing } from "./pack-block.ts";
import type { ProjectLog } from "./project-log.ts";
import { selectRows } from "./select-rows.ts";
import { makesBlock } from "./stored-batch.ts";
import { variantRows } from "./variants.ts";
import { breathe, makeBreather } from "./breathe.ts";

export interface Outcome {
  accepted: number;
  duplicate: number;
  erased: number;
}

interface ProjectDraft {
  projectId: ProjectId;
  log: ProjectLog;
  /** Sequences are given when they are written. */
  batches: Batch[];
  /** The same as they are stored. */
  rows: BatchRow[];
  /** As it will be, but for the sequences. */
  head: LogHeadRow;
  /** What came again of what imports had brought. */
  claims: NewClaims;
  /** What came again with another content. */
  variants: VariantRow[];
}

export interface Draft {
  projects: ProjectDraft[];
  /** Of each arrival. */
  outcomes: Outcome[];
  /** Projects that are gone; their arrivals are dropped. */
  unknown: ReadonlySet<ProjectId>;
  /** Arrivals that cannot be read, by index: they are dropped. */
  damaged: number[];
}

/** What arrivals are admitted to. */
export interface Target {
  log: ProjectLog;
  /** Events from before this time are kept out, epoch milliseconds. */
  keepsFrom: number;
  /** And events from these. */
  erasedSpans: readonly TimeSpan[];
}

/** Events of one or more arrivals, in their order. */
interface Piece {
  local: LocalEvents;
  /** Arrivals by index, each with the row past its last. */
  origins: [arrival: number, end: number][];
  fates: Uint8Array;
}

const BATCH_EVENTS = 10_000;

/**
 * Works out what admitting the arrivals will write. Touches nothing but dictionaries in memory. What
 * holds half of `blockEvents` or more is a block from the start.
 */
export async function prepareAdmission(
  arrivals: readonly ArrivalRow[],
  targetOf: (projectId: ProjectId) => Promise<Target> | undefined,
  blockEvents: number,
): Promise<Draft> {
  const outcomes = arrivals.map((): Outcome => ({ accepted: 0, duplicate: 0, erased: 0 }));
  const indexesByProject = new Map<ProjectId, number[]>();
  for (const [index, { projectId }] of arrivals.entries()) {
    const indexes = indexesByProject.get(projectId);
    if (indexes === undefined) indexesByProject.set(projectId, [index]);
    else indexes.push(index);
  }
  const projects: ProjectDraft[] = [];
  const unknown = new Set<ProjectId>();
  const damaged: number[] = [];
  for (const [projectId, indexes] of indexesByProject) {
    const target = await targetOf(projectId);
    if (target === undefined) {
      unknown.add(projectId);
      for (const index of indexes) outcomes[index]!.erased = arrivals[index]!.count;
      continue;
    }
    const { emptied = -Infinity } = target.log.head;
    const current: number[] = [];
    for (const index of indexes) {
      const { generation = Infinity, count } = arrivals[index]!;
      if (generation < emptied) outcomes[index]!.erased = count;
      else current.push(index);
    }
    const pieces = await openPieces(arrivals, current, damaged);
    const again = await decideFates(pieces, target);
    for (const piece of pieces) countFates(piece, outcomes);
    projects.push(await draftProject({ projectId, log: target.log, pieces, again, blockEvents }));
  }
  return { projects, outcomes, unknown, damaged };
}

/** Arrivals as text together, of columns each for itself. */
async function openPieces(
  arrivals: readonly ArrivalRow[],
  indexes: readonly number[],
  damaged: number[],
): Promise<Piece[]> {
  const pieces: Piece[] = [];
  const expected = indexes.reduce((sum, index) => sum + arrivals[index]!.count, 0);
  const open = () => makeLocalEncoder(Math.min(expected, BATCH_EVENTS));
  let encoder = open();
  let origins: Piece["origins"] = [];
  const finish = () => {
    if (encoder.count === 0) return;
    pieces.push({ local: encoder.finish(), origins, fates: new Uint8Array(encoder.count) });
    encoder = open();
    origins = [];
  };
  const rest = makeBreather();
  for (const index of indexes) {
    const content = openArrival(arrivals[index]!);
    if (content === undefined) damaged.push(index);
    else if (Array.isArray(content)) {
      if (encoder.count >= BATCH_EVENTS) finish();
      for (const event of content) encoder.add(event);
      origins.push([index, encoder.count]);
    } else {
      finish();
      const { count } = content.columns;
      pieces.push({ local: content, origins: [[index, count]], fates: new Uint8Array(count) });
    }
    await rest();
  }
  finish();
  return pieces;
}

async function decideFates(
  pieces: readonly Piece[],
  { log, keepsFrom, erasedSpans }: Target,
): Promise<CameAgain> {
  const isOut = (time: number) => time < keepsFrom || erasedSpans.some((span) => isWithin(span, time));
  for (const { local, fates } of pieces) {
    const isErased = await log.tombstones.testOf(local);
    const { timestamp } = local.columns;
    for (let row = 0; row < fates.length; row++)
      if (isOut(timestamp[row]!) || isErased?.(row) === true) fates[row] = FATE.erased;
  }
  return log.findDuplicates(pieces);
}

function countFates({ origins, fates }: Piece, outcomes: readonly Outcome[]): void {
  let row = 0;
  for (const [arrival, end] of origins) {
    const outcome = outcomes[arrival]!;
    for (; row < end; row++) {
      if (fates[row] === FATE.accepted) outcome.accepted++;
      else if (fates[row] === FATE.duplicate) outcome.duplicate++;
      else outcome.erased++;
    }
  }
}

async function draftProject({
  projectId,
  log,
  pieces,
  again,
  blockEvents,
}: {
  projectId: ProjectId;
  log: ProjectLog;
  pieces: readonly Piece[];
  again: CameAgain;
  blockEvents: number;
}): Promise<ProjectDraft> {
  const { head, dictionaries } = log;
  const mapped: BatchColumns[] = [];
  for (const { local, fates } of pieces) {
    const kept = fates.every((fate) => fate === FATE.accepted) ? undefined : keptRows(fates);
    if ((kept ?? fates).length === 0) continue;
    const columns = kept === undefined ? local.columns : selectRows(local.columns, kept);
    mapped.push(mapToLog({ ...local, columns }, dictionaries, { sparse: kept !== undefined }));
    await breathe();
  }
  const batches: Batch[] = [];
  const rows: BatchRow[] = [];
  let { nextRow, events } = head;
  for (const columns of await inBatches(mapped, blockEvents)) {
    const entry = { sequence: toSequence(0), projectId, firstRow: nextRow, ...timesOf(columns) };
    const { count } = columns;
    const range = idRangeOf(columns);
    batches.push({ ...entry, columns });
    rows.push(
      makesBlock(count, blockEvents)
        ? { ...entry, ...range, count, packed: await packPausing({ parts: [], columns }) }
        : { ...entry, ...range, columns: inOneBuffer(columns) },
    );
    nextRow += count;
    events += count;
  }
  const variants = await draftVariants(projectId, log, pieces, again.variants);
  const { people, sessions, names, types, keys, values } = dictionaries.byKind;
  const ordinals = {
    people: people.size,
    sessions: sessions.size,
    names: names.size,
    types: types.size,
    keys: keys.size,
    values: values.size,
  };
  const contested = again.contested && { contested: true as const };
  const next = { ...head, nextRow, events, ordinals, ...contested };
  return { projectId, log, batches, rows, head: next, claims: again.claims, variants };
}

/** Contents that are not in the log, with the ordinals the log gives their strings. */
async function draftVariants(
  projectId: ProjectId,
  { dictionaries }: ProjectLog,
  pieces: readonly Piece[],
  drafts: readonly DraftVariant[],
): Promise<VariantRow[]> {
  if (drafts.length === 0) return [];
  const mapped: BatchColumns[] = [];
  const targets: number[] = [];
  for (const [number, { local }] of pieces.entries()) {
    const own = drafts.filter(({ piece }) => piece === number).sort((a, b) => a.row - b.row);
    if (own.length === 0) continue;
    const columns = selectRows(
      local.columns,
      own.map(({ row }) => row),
    );
    mapped.push(mapToLog({ ...local, columns }, dictionaries, { sparse: true }));
    for (const { rowInLog } of own) targets.push(rowInLog);
    await breathe();
  }
  return variantRows(projectId, { targets, columns: await joinColumns(mapped) });
}

function keptRows(fates: Uint8Array): number[] {
  const rows: number[] = [];
  for (let row = 0; row < fates.length; row++) if (fates[row] === FATE.accepted) rows.push(row);
  return rows;
}

/** Few events are put together, up to a block where together they are half of one; many stay as they came. */
async function inBatches(pieces: readonly BatchColumns[], blockEvents: number): Promise<BatchColumns[]> {
  const all = pieces.reduce((sum, { count }) => sum + count, 0);
  const most = makesBlock(all, blockEvents) ? blockEvents : BATCH_EVENTS;
  const batches: BatchColumns[] = [];
  let small: BatchColumns[] = [];
  let events = 0;
  const finish = async () => {
    if (small.length > 0) batches.push(small.length === 1 ? small[0]! : await joinColumns(small));
    small = [];
    events = 0;
  };
  for (const columns of pieces) {
    if (events + columns.count > most) await finish();
    small.push(columns);
    events += columns.count;
  }
  await finish();
  return batches;
}

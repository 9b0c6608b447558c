import { timesOf } from "../log/column-times.ts";
import { makeLocalEncoder } from "../log/local-events.ts";
import { BLOCK_EVENTS } from "../model/batch.ts";
import type { LocalEvents } from "../model/batch.ts";
import type { LochanEvent } from "../model/event.ts";
import type { Failure, Result } from "../model/failure.ts";
import { wait } from "../model/wait.ts";
import { claimedId, type ImportTally } from "./import-tally.ts";
import { type LineIds, makeLineIds } from "./line-id.ts";
import type { RowDigest } from "./row-digest.ts";
import type { FileRow, RowGroup } from "./row-group.ts";
import type { Shape } from "./shapes/shape.ts";
import { STRETCH_ROWS, type TableReader } from "./table-reader.ts";
import { makeBreather } from "../log/breathe.ts";

const FIRST_GROUP_EVENTS = 8_192;
/** One is stored while another is admitted and the next is parsed. */
const GROUPS_UNDER_WAY = 2;
/** Between two calls of the event loop; at 1 KB a line it takes about a millisecond. */
const ROWS_A_STEP = 250;
const FULL_WAIT_MS = 100;

/** Resolves when every event has its fate; `backpressure` means nothing was taken, try later. */
export type AppendEvents = (group: LocalEvents) => Promise<Result<{ accepted: number; duplicate: number }>>;

/**
 * Turns rows into events and appends them in groups, up to a block each, two groups on their way while
 * the next is parsed. Ends with the first failure of reading or appending; what was appended before it stays,
 * and the tally then covers exactly the rows whose fate is known. A row of several events counts as often.
 */
export async function importRows(options: {
  groups: AsyncIterable<Result<RowGroup>>;
  shape: Shape;
  source: string;
  importId: string;
  receivedAt: number;
  /** Of an archive, the part these rows are of. */
  file?: string | undefined;
  append: AppendEvents;
  /** Default: from 8,192, so that counts show early, doubling to a block's, as which a group is admitted. */
  groupEvents?: number | undefined;
  tally: ImportTally;
  signal: AbortSignal;
  onStep: () => void;
  /** Names rows that came without an id; by default as if they were a whole file. */
  idOf?: LineIds | undefined;
}): Promise<Failure | undefined> {
  const { tally, signal, shape } = options;
  let groupEvents = options.groupEvents ?? FIRST_GROUP_EVENTS;
  const breathe = makeBreather();
  const rowIds = makeLineIds();
  const idOf = options.idOf ?? rowIds;
  /** The one that is placed now: a row of a table has its text made only where it is needed. */
  let current: FileRow | undefined;
  const named = options.file === undefined ? {} : { file: options.file };
  const parseOptions = {
    receivedAt: options.receivedAt,
    source: options.source,
    importId: options.importId,
    // Texts are made when they are asked for: most rows come with an id.
    makeId: () => idOf(current === undefined ? "" : nameOf(current)),
  };
  const openGroup = () => makeLocalEncoder(Math.min(groupEvents, BLOCK_EVENTS));
  let pending = openGroup();
  let pendingFrom = 0;
  const underWay: Promise<Failure | undefined>[] = [];

  const send = async (): Promise<Failure | undefined> => {
    const failure = underWay.length < GROUPS_UNDER_WAY ? undefined : await underWay.shift();
    if (failure !== undefined || pending.count === 0) return failure;
    underWay.push(appendGroup(pending.finish(), pendingFrom, options));
    if (options.groupEvents === undefined) groupEvents = Math.min(groupEvents * 2, BLOCK_EVENTS);
    pending = openGroup();
    return undefined;
  };
  /** The first failure of those on their way, once every one has its fate. */
  const landed = async (): Promise<Failure | undefined> =>
    (await Promise.all(underWay)).find((failure) => failure !== undefined);

  const takeEvent = (event: Result<LochanEvent>, row: unknown, number: number): void => {
    if (!event.ok) {
      tally.refuse({ index: number, ...named, reason: event.failure.message, ...claimedId(row) }, 1, current);
      return;
    }
    if (pending.count === 0) pendingFrom = number;
    pending.add(event.value);
  };

  const takeRow = (row: FileRow | undefined, number: number): void => {
    if (row === undefined) return;
    if ("fault" in row) {
      tally.refuse({ index: number, ...named, reason: row.fault }, 1, row);
      return;
    }
    current = row;
    const placed = shape.place(row.value, parseOptions);
    if ("ok" in placed) takeEvent(placed, row.value, number);
    else if (placed.length === 0)
      tally.refuse({ index: number, ...named, reason: "The row holds no event." }, 1, row);
    else for (const event of placed) takeEvent(event, row.value, number);
  };

  let reader: TableReader | undefined;
  let readerNames: readonly string[] | undefined;
  /** Of a table that is read as columns. */
  const readerOf = ({ table, count }: RowGroup): TableReader | undefined => {
    // Who names rows otherwise names them one by one.
    if (table === undefined || options.idOf !== undefined) return undefined;
    if (table.names !== readerNames) {
      readerNames = table.names;
      reader = shape.readTables?.(readerNames, parseOptions);
    }
    reader?.open(table, count);
    return reader;
  };
  /** As many rows as are looked at together, and not more than there is room for. */
  const takeStretch = (rows: RowGroup, from: number, table: TableReader): number => {
    const to = Math.min(rows.count, from + STRETCH_ROWS, from + groupEvents - pending.count);
    table.read(from, to, {
      encoder: pending,
      ids: rowIds,
      began: (index) => void (pendingFrom = rows.numberAt(index)),
      other: (index) => takeRow(rows.rowAt(index), rows.numberAt(index)),
    });
    return to;
  };

  for await (const group of options.groups) {
    if (!group.ok) {
      const failure = group.failure.kind === "cancelled" ? undefined : await send();
      const other = await landed();
      return failure ?? other ?? group.failure;
    }
    const rows = group.value;
    const table = readerOf(rows);
    for (let index = 0, stepAt = 0; index < rows.count;) {
      if (table === undefined) {
        takeRow(rows.rowAt(index), rows.numberAt(index));
        index += 1;
      } else index = takeStretch(rows, index, table);
      if (pending.count >= groupEvents) {
        const failure = await send();
        if (failure !== undefined) {
          await landed();
          return failure;
        }
      }
      if (index >= stepAt) {
        stepAt = index + ROWS_A_STEP;
        await breathe();
      }
      if (signal.aborted) {
        await landed();
        return { kind: "cancelled", message: "Cancelled." };
      }
    }
    options.onStep();
  }
  const failure = await send();
  const other = await landed();
  return failure ?? other;
}

/** What names a row that came without an id. */
export const nameOf = (row: FileRow): string | RowDigest =>
  ("digest" in row ? row.digest : undefined) ?? row.text ?? "";

async function appendGroup(
  group: LocalEvents,
  firstRow: number,
  {
    append,
    tally,
    signal,
    onStep,
    file,
  }: Pick<Parameters<typeof importRows>[0], "append" | "tally" | "signal" | "onStep" | "file">,
): Promise<Failure | undefined> {
  for (;;) {
    const result = await append(group);
    if (result.ok) {
      const { accepted, duplicate } = result.value;
      const { minTime, maxTime } = timesOf(group.columns);
      tally.admitted(accepted, duplicate, { first: minTime, last: maxTime });
      const erased = group.columns.count - accepted - duplicate;
      if (erased > 0)
        tally.refuse(
          {
            index: firstRow,
            ...(file === undefined ? {} : { file }),
            reason: `${erased} ${erased === 1 ? "row" : "rows"} from here on ${erased === 1 ? "is" : "are"} of people or times that were erased, or older than this project keeps events: Settings tells both.`,
          },
          erased,
        );
      onStep();
      return undefined;
    }
    if (result.failure.kind !== "backpressure") return result.failure;
    await wait(FULL_WAIT_MS, signal);
    if (signal.aborted) return { kind: "cancelled", message: "Cancelled." };
  }
}

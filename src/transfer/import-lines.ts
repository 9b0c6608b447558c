import { timesOf } from "../log/column-times.ts";
import { parseEvent } from "../intake/parse-event.ts";
import { parseJson } from "../intake/parse-json.ts";
import { type CollectedPlacer, isCollected, makeCollectedPlacer } from "../intake/place-collected-event.ts";
import { makeLocalEncoder } from "../log/local-events.ts";
import { BLOCK_EVENTS } from "../model/batch.ts";
import type { LocalEvents } from "../model/batch.ts";
import type { Failure, Result } from "../model/failure.ts";
import { wait } from "../model/wait.ts";
import { claimedId, type ImportTally } from "./import-tally.ts";
import { makeLineIds } from "./line-id.ts";
import type { LineGroup } from "./read-lines.ts";
import { makeBreather } from "../log/breathe.ts";

const FIRST_GROUP_EVENTS = 8_192;
/** One is stored while another is admitted and the next is parsed. */
const GROUPS_UNDER_WAY = 2;
/** Between two calls of the event loop; at 1 KB a line it takes about a millisecond. */
const LINES_A_STEP = 250;
const FULL_WAIT_MS = 100;

/** Resolves when every event has its fate; `backpressure` means nothing was taken, try later. */
export type AppendEvents = (group: LocalEvents) => Promise<Result<{ accepted: number; duplicate: number }>>;

/**
 * Parses lines and appends their events in groups, up to a block each, two groups on their way while
 * the next is parsed. Ends with the first failure of reading or appending; what was appended before it stays,
 * and the tally then covers exactly the rows whose fate is known.
 */
export async function importLines(options: {
  groups: AsyncIterable<Result<LineGroup>>;
  source: string;
  importId: string;
  receivedAt: number;
  append: AppendEvents;
  /** Default: from 8,192, so that counts show early, doubling to a block's, as which a group is admitted. */
  groupEvents?: number | undefined;
  tally: ImportTally;
  signal: AbortSignal;
  onStep: () => void;
  /** Names lines that came without an id; by default as if they were a whole file. */
  idOf?: (line: string) => string;
  /** Places lines of a collector; by default as if they were a whole file. */
  placeCollected?: CollectedPlacer;
  /** A row of JSON that is no event of ours. */
  onRefused?: (row: unknown) => void;
}): Promise<Failure | undefined> {
  const { tally, signal } = options;
  let groupEvents = options.groupEvents ?? FIRST_GROUP_EVENTS;
  const breathe = makeBreather();
  const idOf = options.idOf ?? makeLineIds();
  const placeCollected = options.placeCollected ?? makeCollectedPlacer();
  let line = "";
  const parseOptions = {
    receivedAt: options.receivedAt,
    source: options.source,
    importId: options.importId,
    makeId: () => idOf(line),
  };
  let pending = makeLocalEncoder();
  let pendingFrom = 0;
  const underWay: Promise<Failure | undefined>[] = [];

  const send = async (): Promise<Failure | undefined> => {
    const failure = underWay.length < GROUPS_UNDER_WAY ? undefined : await underWay.shift();
    if (failure !== undefined || pending.count === 0) return failure;
    underWay.push(appendGroup(pending.finish(), pendingFrom, options));
    pending = makeLocalEncoder();
    if (options.groupEvents === undefined) groupEvents = Math.min(groupEvents * 2, BLOCK_EVENTS);
    return undefined;
  };
  /** The first failure of those on their way, once every one has its fate. */
  const landed = async (): Promise<Failure | undefined> =>
    (await Promise.all(underWay)).find((failure) => failure !== undefined);

  const takeLine = (text: string, number: number): void => {
    line = text.trim();
    if (line === "") return;
    const row = parseJson(line);
    if (row === undefined) {
      tally.refuse({ index: number, reason: "The line is not valid JSON." }, 1, line);
      return;
    }
    const event = isCollected(row) ? placeCollected(row, parseOptions) : parseEvent(row, parseOptions);
    if (!event.ok) {
      tally.refuse({ index: number, reason: event.failure.message, ...claimedId(row) }, 1, line);
      options.onRefused?.(row);
      return;
    }
    if (pending.count === 0) pendingFrom = number;
    pending.add(event.value);
  };

  for await (const group of options.groups) {
    if (!group.ok) {
      const failure = group.failure.kind === "cancelled" ? undefined : await send();
      const other = await landed();
      return failure ?? other ?? group.failure;
    }
    const { firstLine, lines, faults } = group.value;
    for (const fault of faults) tally.refuse({ index: fault.line, reason: fault.reason });
    for (const [index, text] of lines.entries()) {
      takeLine(text, firstLine + index);
      if (pending.count >= groupEvents) {
        const failure = await send();
        if (failure !== undefined) {
          await landed();
          return failure;
        }
      }
      if (index % LINES_A_STEP === 0) await breathe();
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

async function appendGroup(
  group: LocalEvents,
  firstLine: number,
  {
    append,
    tally,
    signal,
    onStep,
  }: Pick<Parameters<typeof importLines>[0], "append" | "tally" | "signal" | "onStep">,
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
            index: firstLine,
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

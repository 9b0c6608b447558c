import type { RefusedRows } from "../catalog/refusals.ts";
import { fail, type Failure, type Result, success } from "../model/failure.ts";
import type { WatchedFile } from "../model/folder.ts";
import type { UnreadFile } from "../model/import.ts";
import { makePace } from "../model/pace.ts";
import { sizeWords } from "../model/size-words.ts";
import { type AppendEvents, importRows } from "../transfer/import-rows.ts";
import type { TallyCounts } from "../transfer/import-tally.ts";
import { isOfOnePart, knownParts, unreadInWords } from "../transfer/known-parts.ts";
import { openRows, type RowsPart } from "../transfer/open-rows.ts";
import { EVENT_LINE_BYTES, readJsonLines } from "../transfer/readers/read-json-lines.ts";
import type { RowGroup } from "../transfer/row-group.ts";
import { makeLochanShape } from "../transfer/shapes/lochan-shape.ts";
import type { Shape } from "../transfer/shapes/shape.ts";
import { recogniseShape, SHAPES } from "../transfer/shapes/shapes.ts";
import type { LineIds } from "../transfer/line-id.ts";
import type { FileLineIds } from "./file-line-ids.ts";
import type { FilePlacers } from "./file-placers.ts";
import { markFile } from "./file-mark.ts";
import { nextLines } from "./next-lines.ts";
import { makeRefusalTally } from "./refusal-tally.ts";

/** Read, appended and acknowledged before the offset is stored. */
const STEP_BYTES = 8 * 1024 * 1024;
/** Of a file that is changed while it is read: more than any line that is taken. */
const SMALL_STEP_BYTES = 2 * EVENT_LINE_BYTES;
const PIECE_BYTES = 1024 * 1024;
const TRIES = 5;
const PROGRESS_MS = 1_000;

const UNKNOWN_ROWS: Failure = {
  kind: "unsupported-format",
  message:
    "No product is known to write rows like these. Import one such file on the Data page and say there which column is what: then this folder reads them too.",
};

/** A file of a folder, opened anew each time: a browser reads one no more once it has changed. */
export interface SourceFile {
  path: string;
  open(): Promise<File>;
}

export interface ReadingOptions {
  /** Tells files of different folders apart. */
  folderId: string;
  /** Written into each event. */
  source: string;
  append: AppendEvents;
  lineIds: FileLineIds;
  placers: FilePlacers;
  /** This device's, see `readDeviceSalt`. */
  salt: string;
  /** The other projects of this browser, names by id: a collector's lines for them are refused. */
  others?: ReadonlyMap<string, string>;
  /** Whose events are read of a backup that holds several projects. */
  projectId?: string;
  /** How rows with the same fields were read before, where they were. */
  mappedShape?(rows: readonly unknown[], delimiter?: string): Promise<Shape | undefined>;
  /** Stores how far the file was read, with what was refused of it; false ends the reading. */
  save(file: WatchedFile, refused: readonly RefusedRows[]): Promise<Result<boolean>>;
  signal: AbortSignal;
}

/** `isOver`: the folder was paused, removed, or nothing can be stored now. */
export interface FileReading {
  isChanged: boolean;
  isOver: boolean;
}

/**
 * Reads what a file gained since `known`, in steps: each is appended, and only when that is
 * acknowledged its end is stored. A crash in between repeats a step, whose ids are then already there.
 * What it gains meanwhile is left for the next look: a file that is written to all the time must not
 * keep others from being read.
 */
export async function readWatchedFile(
  source: SourceFile,
  known: WatchedFile | undefined,
  options: ReadingOptions,
): Promise<FileReading> {
  const reader = makeFileReader(source.path, known, options);
  let until = Infinity;
  for (let tries = 1; ;) {
    let outcome: Outcome;
    try {
      const file = await source.open();
      if (file.size > until && reader.offset >= until) return { isChanged: reader.isChanged, isOver: false };
      until = Math.min(until, file.size);
      outcome = await reader.step(file, tries === 1 ? STEP_BYTES : SMALL_STEP_BYTES);
      tries = 1;
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      options.lineIds.forget(reader.key);
      if (options.signal.aborted) return { isChanged: reader.isChanged, isOver: true };
      if (error.name === "NotFoundError") return { isChanged: reader.isChanged, isOver: false };
      if (error.name === "NotReadableError" && tries++ < TRIES) continue;
      outcome = await reader.fail(
        `The browser cannot read the file (${error.name}): it changes faster than it is read, or was moved. It is tried again.`,
      );
    }
    if (outcome !== "more") return { isChanged: reader.isChanged, isOver: outcome === "over" };
  }
}

type Outcome = "more" | "done" | "over";

interface FileReader {
  readonly key: string;
  readonly isChanged: boolean;
  readonly offset: number;
  step(file: File, mostBytes: number): Promise<Outcome>;
  fail(message: string): Promise<Outcome>;
}

const freshFile = (path: string): WatchedFile => ({
  path,
  state: "reading",
  sizeBytes: 0,
  offset: 0,
  lines: 0,
  read: 0,
  accepted: 0,
  duplicate: 0,
  refused: 0,
});

function makeFileReader(path: string, known: WatchedFile | undefined, options: ReadingOptions): FileReader {
  const { signal, lineIds } = options;
  const key = `${options.folderId} ${path}`;
  let row = known ?? freshFile(path);
  let isChanged = false;

  async function save(
    change: Partial<WatchedFile>,
    next: Outcome,
    refused: readonly RefusedRows[] = [],
  ): Promise<Outcome> {
    const { message: _, ...before } = row;
    row = { ...before, ...change };
    isChanged = true;
    const saved = await options.save(row, refused);
    // What was named since is read again.
    if (!saved.ok) lineIds.forget(key);
    return saved.ok && saved.value ? next : "over";
  }

  const seenAs = (file: File) => ({ sizeBytes: file.size, modifiedAt: file.lastModified });

  /** Of a failure that passes the file is not marked as seen, and so is tried again. */
  async function failStep(
    failure: Failure,
    seen?: WatchedFile["seen"],
    refused?: readonly RefusedRows[],
  ): Promise<Outcome> {
    lineIds.forget(key);
    if (signal.aborted || failure.kind === "cancelled") return "over";
    const { kind, message } = failure;
    const next = kind === "quota-exceeded" || kind === "storage-unavailable" ? "over" : "done";
    const isKnown = row.state === "failed" && row.message === message;
    if (isKnown && seen === undefined) return next;
    return save({ state: "failed", message, ...(seen && { seen }) }, next, refused);
  }

  /** Appends lines, and tells what became of them, of those before a failure too; nothing is stored of how far they go. */
  async function take(
    groups: AsyncIterable<Result<RowGroup>>,
    idOf: LineIds,
    {
      shape,
      stop = signal,
      onStep = () => undefined,
    }: {
      shape: Shape;
      stop?: AbortSignal;
      onStep?: (counts: TallyCounts) => void;
    },
  ): Promise<{ counts: TallyCounts & Partial<WatchedFile>; refused: RefusedRows[]; failure?: Failure }> {
    const tally = makeRefusalTally(path, row.lines);
    let named = row.hasLineIds === true;
    const countsNow = (): TallyCounts => {
      const { read, accepted, duplicate, refused } = tally.counts();
      return {
        read: row.read + read,
        accepted: row.accepted + accepted,
        duplicate: row.duplicate + duplicate,
        refused: row.refused + refused,
      };
    };
    const failure = await importRows({
      groups,
      shape,
      source: options.source,
      importId: options.folderId,
      receivedAt: Date.now(),
      append: options.append,
      tally,
      signal: stop,
      idOf: (line) => {
        named = true;
        return idOf(line);
      },
      onStep: () => onStep(countsNow()),
    });
    return {
      refused: tally.takeRefused(),
      counts: { ...countsNow(), readAt: Date.now(), ...(named && { hasLineIds: true }) },
      ...(failure && { failure }),
    };
  }

  async function takeLines(file: File, bytes: Uint8Array<ArrayBuffer>): Promise<Outcome> {
    const idOf = await lineIds.of(key, file, row.offset, row.hasLineIds === true, signal);
    const placeCollected = await options.placers.of(key, file, row.offset, {
      others: options.others,
      signal,
    });
    const taken = await take(readJsonLines(piecesOf(bytes)), idOf, {
      shape: makeLochanShape(placeCollected),
    });
    if (taken.failure !== undefined) return failStep(taken.failure);
    const offset = row.offset + bytes.length;
    const change: Partial<WatchedFile> = {
      ...taken.counts,
      state: offset < file.size ? "reading" : "read",
      sizeBytes: file.size,
      offset,
      lines: row.lines + countLines(bytes),
      mark: await markFile(row.mark, bytes),
    };
    return save(change, "more", taken.refused);
  }

  async function skip(file: File, bytes: Uint8Array<ArrayBuffer>, isOver: boolean): Promise<Outcome> {
    const isFirst = row.isInLongLine !== true;
    const { isInLongLine: _, ...before } = row;
    row = isOver ? before : { ...before, isInLongLine: true };
    const refused = {
      reason: `The line is longer than ${sizeWords(EVENT_LINE_BYTES)}.`,
      count: 1,
      sample: `${path}, line ${row.lines + 1}`,
    };
    return save(
      {
        state: "reading",
        sizeBytes: file.size,
        offset: row.offset + bytes.length,
        lines: row.lines + (isOver ? 1 : 0),
        mark: await markFile(row.mark, bytes),
        ...(isFirst && { read: row.read + 1, refused: row.refused + 1, readAt: Date.now() }),
      },
      "more",
      isFirst ? [refused] : [],
    );
  }

  async function takeWhole(file: File): Promise<Outcome> {
    row = { ...freshFile(path), isPacked: true, sizeBytes: file.size };
    const ending = new AbortController();
    const stop = AbortSignal.any([signal, ending.signal]);
    let bytesRead = 0;
    let saving: Promise<void> | undefined;
    const isDue = makePace(PROGRESS_MS);
    // It is read as a whole, so that its offset only shows how far that has come.
    const onStep = (counts: TallyCounts): void => {
      if (saving !== undefined || !isDue()) return;
      saving = options.save({ ...row, ...counts, offset: bytesRead }, []).then((saved) => {
        saving = undefined;
        if (!saved.ok || !saved.value) ending.abort();
      });
    };
    const idOf = await lineIds.of(key, file, 0, false, signal);
    const refused: RefusedRows[] = [];
    const lacking: UnreadFile[] = [];
    let isRead = false;
    let failure: Failure | undefined;
    const opened = openRows(file, {
      signal: stop,
      onBytes: (bytes) => void (bytesRead = bytes),
      ...(options.projectId !== undefined && { projectId: options.projectId }),
      ...(options.others && { otherProjects: options.others }),
    });
    for await (const part of knownParts(opened, shapeOf)) {
      const taken =
        "failure" in part ? part : await take(part.groups, idOf, { shape: part.chosen, stop, onStep });
      if ("counts" in taken && (taken.failure === undefined || taken.counts.read > row.read)) {
        isRead = true;
        row = { ...row, ...taken.counts };
        refused.push(...taken.refused);
      }
      if (taken.failure === undefined) continue;
      if (part.name !== undefined && isOfOnePart(taken.failure)) {
        lacking.push({ name: part.name, reason: taken.failure.message });
        continue;
      }
      failure = taken.failure;
      break;
    }
    lineIds.forget(key);
    await saving;
    if (failure?.kind === "unsupported-format") return unread(failure, file);
    // Cut short or damaged, it stays so until it changes.
    if (failure?.kind === "unreadable-file") return failStep(failure, seenAs(file), refused);
    if (failure !== undefined) return failStep(failure);
    const message =
      lacking.length === 0 ? undefined : `Not all of its files are read. ${unreadInWords(lacking)}`;
    if (!isRead)
      return unread({ kind: "unsupported-format", message: message ?? "The archive holds no files." }, file);
    const change: Partial<WatchedFile> = { state: "read", offset: file.size, seen: seenAs(file) };
    return save({ ...change, ...(message !== undefined && { message }) }, "done", refused);
  }

  /** `unsupported-format` where nobody is known to write such rows, and none was mapped before. */
  async function shapeOf(
    { container, delimiter }: RowsPart,
    rows: readonly unknown[],
  ): Promise<Result<Shape>> {
    const known = recogniseShape(rows);
    if (known === undefined && container !== "ndjson" && rows.length > 0) {
      const mapped = await options.mappedShape?.(rows, delimiter?.());
      return mapped === undefined ? fail(UNKNOWN_ROWS) : success(mapped);
    }
    const made = SHAPES[known ?? "lochan"].make({
      container,
      salt: options.salt,
      ...(options.others && { otherProjects: options.others }),
    });
    return success(made);
  }

  const unread = ({ message }: Failure, file: File): Promise<Outcome> =>
    save({ state: "unread", message, sizeBytes: file.size, seen: seenAs(file) }, "done");

  return {
    key,
    get isChanged() {
      return isChanged;
    },
    get offset() {
      return row.offset;
    },
    async step(file, mostBytes) {
      const { seen } = row;
      const isSeen = seen?.sizeBytes === file.size && seen.modifiedAt === file.lastModified;
      if (isSeen && row.state !== "gone") return "done";
      if (row.isPacked === true) row = freshFile(path);
      const next = await nextLines(file, row, mostBytes);
      switch (next.kind) {
        case "replaced":
          row = freshFile(path);
          lineIds.forget(key);
          return "more";
        case "unread":
          return unread(next.failure, file);
        case "whole":
          return takeWhole(file);
        case "lines":
          return takeLines(file, next.bytes);
        case "too-long":
          return skip(file, next.bytes, next.isOver);
        case "nothing":
          return save({ state: "read", sizeBytes: file.size, seen: seenAs(file) }, "done");
      }
    },
    fail: (message) => failStep({ kind: "unreadable-file", message }),
  };
}

async function* piecesOf(bytes: Uint8Array<ArrayBuffer>): AsyncGenerator<Result<Uint8Array>> {
  for (let from = 0; from < bytes.length; from += PIECE_BYTES)
    yield success(bytes.subarray(from, from + PIECE_BYTES));
}

function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) lines += 1;
  return lines;
}

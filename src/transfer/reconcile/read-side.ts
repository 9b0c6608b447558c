import { readDeviceSalt } from "../../catalog/device-salt.ts";
import { saveFileMapping } from "../../catalog/file-mappings.ts";
import { readOtherProjects } from "../../catalog/other-projects.ts";
import { readProject } from "../../catalog/projects.ts";
import { makeBreather } from "../../log/breathe.ts";
import { decodeBatch } from "../../log/decode-batch.ts";
import type { LogDatabase } from "../../log/reader.ts";
import { openWalker } from "../../log/walk-range.ts";
import { fail, type Failure, type Result, success } from "../../model/failure.ts";
import { makePace } from "../../model/pace.ts";
import type { Project } from "../../model/project.ts";
import type { SideCounts, SidePart } from "../../model/reconcile/side-counts.ts";
import type { SideProgress } from "../../model/reconcile/side-source.ts";
import type { RowMapping } from "../../model/row-mapping.ts";
import { toSource } from "../../model/source.ts";
import { zoneOf } from "../../model/time-zone.ts";
import { type ChosenShape, type ChosenTotals, chooseShape } from "../choose-shape.ts";
import { nameOf } from "../import-rows.ts";
import { isOfOnePart, type KnownPart, knownParts } from "../known-parts.ts";
import { makeLineIds } from "../line-id.ts";
import { openRows } from "../open-rows.ts";
import type { FileRow } from "../row-group.ts";
import type { ShapeName } from "../shapes/shape-names.ts";
import { SHAPES } from "../shapes/shapes.ts";
import { makeLineParser } from "../totals/parse-line.ts";
import { TOTALS_WORDS } from "../totals/recognise-totals.ts";
import { READ_KEYS } from "./event-values.ts";
import { SIDE_LIMITS, type SideLimits, type TalliedEvent } from "./side-limits.ts";
import { makeSideTally, type SideTally } from "./tally-side.ts";
import { makeTotalsTally, type TotalsTally } from "./tally-totals.ts";

const ROWS_A_STEP = 250;
const PROGRESS_MS = 100;

export interface SideFile {
  file: Blob;
  fileName: string;
  /** Whose export it is; by default what its first rows look like. */
  shape?: ShapeName | undefined;
  mapping?: RowMapping | undefined;
  timeZoneOffsetMinutes?: number | undefined;
}

export interface SideRequest {
  /** None: the project's own events. */
  files?: readonly SideFile[] | undefined;
  /** Of the project's own events, those that came in there alone. */
  origin?: string | undefined;
  /** Added to every time. Default 0. */
  shiftMs?: number | undefined;
}

export interface SideOptions extends SideRequest {
  db: LogDatabase;
  projectId: string;
  signal?: AbortSignal;
  /** At most every 100 ms. */
  onProgress?: (progress: SideProgress) => void;
  limits?: SideLimits;
}

/**
 * What files, or a project's log, come to as counts by day of the project's zone: the same numbers an import of them into an
 * empty project has. Nothing is stored, but for the mapping a file was read by. What of an archive
 * cannot be read, and a file that ends early, is told in `parts`, and the rest counts. Fails with
 * `unknown-project`, `unsupported-format`, `unreadable-file`, `needs-mapping` (of a file), `invalid-input` (too large),
 * `cancelled`.
 */
export async function readSide(options: SideOptions): Promise<Result<SideCounts>> {
  const { db } = options;
  const signal = options.signal ?? new AbortController().signal;
  const project = await readProject(db, options.projectId);
  if (!project.ok) return project;
  const tally = makeSideTally(zoneOf(project.value.timeZone), options.limits);
  const isDue = makePace(PROGRESS_MS);
  const reading: Reading = {
    ...{ options, project: project.value, signal, tally, parts: [], refused: 0 },
    totals: makeTotalsTally(options.limits?.lines),
    report: (progress) => {
      if (isDue()) options.onProgress?.(progress);
    },
  };
  try {
    const failure =
      options.files === undefined ? await readLog(reading) : await readFiles(reading, options.files);
    if (failure !== undefined) return fail(failure);
  } catch (error) {
    if (signal.aborted) return fail(CANCELLED);
    throw error;
  }
  const { parts, refused, totals } = reading;
  const { shiftMs = 0 } = options;
  if (totals.lines > 0 && tally.events > 0) return fail(MIXED);
  if (totals.lines > 0)
    return success({ ...totals.finish(), timeZone: project.value.timeZone, parts, refused });
  return success({ ...tally.finish(), parts, refused, ...(shiftMs !== 0 && { shiftMs }) });
}

interface Reading {
  options: SideOptions;
  project: Project;
  signal: AbortSignal;
  tally: SideTally;
  totals: TotalsTally;
  parts: SidePart[];
  refused: number;
  report: (progress: SideProgress) => void;
}

const MIXED: Failure = {
  kind: "invalid-input",
  message: "A side is files of events, or of totals by day, not both: choose one.",
};

const CANCELLED: Failure = { kind: "cancelled", message: "Cancelled." };

const shifted = (event: TalliedEvent, shiftMs = 0): TalliedEvent =>
  shiftMs === 0 ? event : { ...event, timestamp: event.timestamp + shiftMs };

async function readLog(reading: Reading): Promise<Failure | undefined> {
  const { options, project, signal, tally, report } = reading;
  const walker = await openWalker(options.db, project.id, signal);
  let lost = 0;
  for await (const { batch, entries, at, of } of walker.walk({})) {
    const { columns, damaged = 0 } = batch;
    lost += damaged;
    const properties = columns.properties.filter(({ key }) =>
      READ_KEYS.has(entries.entry("keys", key) ?? ""),
    );
    for (const event of decodeBatch({ columns: { ...columns, properties } }, entries)) {
      if (options.origin !== undefined && event.source !== options.origin) continue;
      const failure = tally.take(shifted(event, options.shiftMs));
      if (failure !== undefined) return failure;
    }
    report({ share: (at + 1) / of, events: tally.events });
  }
  reading.parts.push({
    ...{ name: project.name, format: "project", events: tally.events, refused: 0 },
    ...(lost > 0 && {
      failure: `${lost.toLocaleString("en")} events are in damaged blocks and cannot be counted.`,
    }),
  });
  return undefined;
}

async function readFiles(reading: Reading, files: readonly SideFile[]): Promise<Failure | undefined> {
  const { options, project, signal, tally } = reading;
  const salt = await readDeviceSalt(options.db);
  if (!salt.ok) return salt.failure;
  const otherProjects = await readOtherProjects(options.db, project.id);
  const bytesTotal = files.reduce((sum, { file }) => sum + file.size, 0);
  let bytesBefore = 0;
  for (const each of files) {
    const { file, fileName, shape, mapping, timeZoneOffsetMinutes } = each;
    let bytesRead = 0;
    const onStep = (): void =>
      reading.report({ share: (bytesBefore + bytesRead) / Math.max(1, bytesTotal), events: tally.events });
    const opened = openRows(file, {
      ...{ signal, projectId: project.id, otherProjects },
      onBytes: (bytes) => void (bytesRead = Math.min(bytes, file.size)),
    });
    const parts = knownParts(opened, ({ name, container, delimiter }, rows, further) =>
      chooseShape({
        delimiter: delimiter?.(),
        ...{ db: options.db, project, rows, further, fileName: name ?? fileName, shape, mapping },
        shapeOptions: {
          ...{ salt: salt.value, otherProjects, container },
          ...(timeZoneOffsetMinutes !== undefined && { timeZoneOffsetMinutes }),
        },
      }),
    );
    for await (const part of parts) {
      const failure =
        "failure" in part
          ? untaken(reading, part.name, part.failure)
          : isOfEvents(part)
            ? await readPart(reading, part, fileName, onStep)
            : await readTotals(reading, part, fileName, onStep);
      if (failure === undefined) continue;
      await parts.return();
      return failure;
    }
    bytesBefore += file.size;
  }
  return undefined;
}

/** Of an archive it is told, and the others are read; else it ends all. */
function untaken({ parts }: Reading, name: string | undefined, failure: Failure): Failure | undefined {
  if (name === undefined || !isOfOnePart(failure)) return failure;
  parts.push({ name, format: "", events: 0, refused: 0, failure: failure.message });
  return undefined;
}

type AnyPart = KnownPart<ChosenShape | ChosenTotals>;

const isOfEvents = (part: AnyPart): part is KnownPart<ChosenShape> => !("totals" in part.chosen);

/** A table of daily totals: what it tells of a day is counted, and makes no events. */
async function readTotals(
  reading: Reading,
  { name, groups, chosen }: AnyPart,
  fileName: string,
  onStep: () => void,
): Promise<Failure | undefined> {
  if (!("totals" in chosen)) return undefined;
  const { options, parts, signal, totals } = reading;
  const { timeZone } = reading.project;
  const parse = makeLineParser({ table: chosen.totals, project: { timeZone }, importedAt: Date.now() });
  const breathe = makeBreather();
  let refused = 0;
  let events = 0;
  let latest: string | undefined;
  let failure: Failure | undefined;
  for await (const group of groups) {
    if (!group.ok) {
      // As of an import: a day that is cut short does not stand in place of a whole one.
      if (latest !== undefined) events -= totals.withdraw(chosen.totals, latest, parts.length);
      failure = group.failure;
      break;
    }
    for (let index = 0; index < group.value.count; index++) {
      const row = group.value.rowAt(index);
      if (row === undefined) continue;
      if (totals.isFull) return tooManyLines(options.limits?.lines ?? SIDE_LIMITS.lines);
      const line = "value" in row ? parse(row.value) : undefined;
      if (line?.ok === true) {
        totals.take(chosen.totals, line.value, parts.length);
        latest = line.value.day;
        events += 1;
      } else refused += 1;
      if (index % ROWS_A_STEP === 0) await breathe();
      if (signal.aborted) return CANCELLED;
    }
    onStep();
  }
  reading.refused += refused;
  parts.push({
    ...{ name: name ?? fileName, format: TOTALS_WORDS, events, refused },
    ...(failure !== undefined && { failure: failure.message }),
  });
  return endsAll(failure, name, events) ? failure : undefined;
}

const tooManyLines = (lines: number): Failure => ({
  kind: "invalid-input",
  message: `A side may have at most ${lines.toLocaleString("en")} lines of daily totals: compare fewer days or tables at a time.`,
});

async function readPart(
  reading: Reading,
  part: KnownPart<ChosenShape>,
  fileName: string,
  onStep: () => void,
): Promise<Failure | undefined> {
  const { options, project, signal, tally } = reading;
  const { shape, format, mapping, digest } = part.chosen;
  const breathe = makeBreather();
  const idOf = makeLineIds();
  let current: FileRow | undefined;
  const parseOptions = {
    ...{ receivedAt: Date.now(), source: toSource("file", fileName) },
    makeId: () => idOf(current === undefined ? "" : nameOf(current)),
  };
  let refused = 0;
  const before = tally.events;
  const takeRow = (row: FileRow): Failure | undefined => {
    if ("fault" in row) {
      refused += 1;
      return undefined;
    }
    current = row;
    const placed = shape.place(row.value, parseOptions);
    for (const event of "ok" in placed ? [placed] : placed) {
      const failure = event.ok ? tally.take(shifted(event.value, options.shiftMs)) : undefined;
      if (!event.ok) refused += 1;
      if (failure !== undefined) return failure;
    }
    return undefined;
  };
  const readRows = async (): Promise<Failure | undefined> => {
    for await (const group of part.groups) {
      if (!group.ok) return group.failure;
      for (let index = 0; index < group.value.count; index++) {
        const row = group.value.rowAt(index);
        const failure = row && takeRow(row);
        if (failure !== undefined) return failure;
        if (index % ROWS_A_STEP === 0) await breathe();
        if (signal.aborted) return CANCELLED;
      }
      onStep();
    }
    return undefined;
  };
  const failure = await readRows();
  await part.groups.return();
  const events = tally.events - before;
  reading.refused += refused;
  reading.parts.push({
    ...{ name: part.name ?? fileName, format: wordsOf(format), events, refused },
    ...(failure !== undefined && { failure: failure.message }),
  });
  if (digest !== undefined && mapping !== undefined && events > 0)
    await saveFileMapping(options.db, project.id, digest, mapping, Date.now());
  return endsAll(failure, part.name, events) ? failure : undefined;
}

/** A damaged file counts as far as it can be read, and its part says so. Where nothing else is read, it must give something. */
const endsAll = (failure: Failure | undefined, name: string | undefined, events: number): boolean =>
  failure !== undefined && !(isOfOnePart(failure) && (name !== undefined || events > 0));

const wordsOf = (format: ChosenShape["format"]): string =>
  format === "mapped" ? format : SHAPES[format].words;

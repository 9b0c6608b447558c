import { markTotals, readAllTotals, totalsToFile } from "../../catalog/portable-totals.ts";
import { readPortable } from "../../catalog/portable.ts";
import { type LogDatabase, readHead } from "../../log/reader.ts";
import { BLOCK_EVENTS } from "../../model/batch.ts";
import type { BackupPart } from "../../model/backup.ts";
import { canonicalJson } from "../../model/canonical-json.ts";
import type { JsonValue, LochanEvent } from "../../model/event.ts";
import { type Result, success } from "../../model/failure.ts";
import { randomHex } from "../../model/hex.ts";
import type { ErasureNote } from "../../model/shared-erasures.ts";
import {
  importedFrom,
  type OwnFiles,
  type OwnPart,
  partKey,
  SHARED_MANIFEST,
  SHARED_VERSION,
  type SharedFolder,
  type SharedManifest,
} from "../../model/shared-folder.ts";
import { eventsToSlice } from "../backup/backup-events.ts";
import { digestOf } from "../../model/digest.ts";
import { parquetBytes } from "../export-parquet.ts";
import type { FolderFiles } from "./folder-files.ts";
import { ownEvents, type OwnRange, readPartsNow } from "./own-events.ts";
import { isPartName } from "./parse-shared.ts";
import { sharingEnded } from "./read-device.ts";

/** A part holds about so many events at most. */
const PART_EVENTS = BLOCK_EVENTS;
const SLICE_EVENTS = 5_000;
/** More small parts than this become large ones. */
const MOST_SMALL_PARTS = 200;
/** New parts of one turn: then they are listed, so that what was written before a crash is not written again. */
const PARTS_A_TURN = 8;
/** A cloud drive carries each file by itself: what comes in a stream is written together. */
const WRITE_MS = 10_000;
const NONCES = 20;
const NONCE_BYTES = 8;

export interface WritingOptions {
  db: LogDatabase;
  folder: SharedFolder;
  deviceName: string;
  files: FolderFiles;
  /** `lochan/PROJECT/DEVICE`. */
  path: string;
  /** Devices that write their events themselves, or did. */
  others: ReadonlySet<string>;
  /** Those of them that are gone: what came from them is passed on. */
  gone: readonly string[];
  /** Those that were carried out here. */
  notes: readonly ErasureNote[];
  /** The list in the folder is missing, old or not whole. */
  isListLost: boolean;
  /** Whether each file is as long as it was written is looked at, not only that it is there. */
  isThorough: boolean;
  /** The turn before left some of the events: no waiting for more to come together. */
  isEager: boolean;
  now: number;
  signal: AbortSignal;
  /** Keeps what is remembered of the writing; false where it must not go on. */
  save: (own: OwnFiles) => Promise<Result<boolean>>;
}

/** Whether events are left to be written: at the next turn, or once some time has gone by since the last. */
export type Left = "nothing" | "now" | "later";

export interface Written {
  /** Files were written. */
  isChanged: boolean;
  left: Left;
}

/**
 * Brings this device's files up to date with its log: new events, and those of devices that are gone, as new parts; parts some of whose events went or
 * that are not there any more anew, many small ones as large ones; its settings and erasures where they changed. Its
 * list comes last, then what it lists no more goes. Written twice, the second changes nothing. What a folder throws passes through.
 */
export async function writeOwn(options: WritingOptions): Promise<Result<Written>> {
  const { db, folder, files, path, now, signal } = options;
  const { projectId } = folder;
  const head = await readHead(db, projectId);
  const portable = await readPortable(db, projectId);
  if (!portable.ok) return portable;
  const before = folder.own;
  const present = await presentFiles(options);
  const write = (kind: string, bytes: Uint8Array<ArrayBuffer>) =>
    writePart(files, path, present, kind, bytes);
  const rewrite = (ranges: readonly OwnPart[]) => writeRanges(options, ranges, write);

  const kept = new Set(before.parts.filter(({ path: name }) => present.has(name)));
  if (before.generation !== head.generation && before.parts.length > 0)
    for (const [part, now] of await readPartsNow(partsReading(options), before.parts))
      if (now.events !== part.events || now.print !== part.print) kept.delete(part);
  const mended = await rewrite(before.parts.filter((part) => !kept.has(part)));
  let parts = [...kept, ...mended].sort((a, b) => a.after - b.after);

  let { sequence } = before;
  const passedOn = { ...before.passedOn };
  const isDue = options.isEager || now - (before.writtenAt ?? -Infinity) >= WRITE_MS;
  const waiting = [undefined, ...options.gone].flatMap((of) => {
    const after = of === undefined ? sequence : (passedOn[of] ?? 0);
    return after < head.sequence ? [{ ...(of !== undefined && { of }), after, through: head.sequence }] : [];
  });
  let left: Left = waiting.length === 0 ? "nothing" : isDue ? "nothing" : "later";
  for (const range of isDue ? waiting : []) {
    const added = await writeNew(options, range, write);
    parts.push(...added.parts);
    if (range.of === undefined) sequence = added.through;
    else passedOn[range.of] = added.through;
    if (added.isMore) left = "now";
  }
  const small = parts.filter(({ events }) => events < PART_EVENTS / 2);
  if (small.length > MOST_SMALL_PARTS) {
    const runs = [...new Set(parts.map(({ of }) => of))].flatMap((origin) =>
      smallRuns(parts.filter(({ of }) => of === origin)),
    );
    const joined = await rewrite(runs.map(joinRun));
    const gone = new Set(runs.flat());
    parts = [...parts.filter((part) => !gone.has(part)), ...joined].sort((a, b) => a.after - b.after);
  }

  const catalog = await write("project", toJson(portable.value));
  const erasures = await write("erasures", toJson({ version: 1, notes: options.notes }));
  const totals = await writeTotals(options, present, write);
  // Erased meanwhile: what was just written may hold what is gone.
  if ((await readHead(db, projectId)).generation !== head.generation) return writeOwn(options);
  signal.throwIfAborted();

  const { totals: _, totalsMark: __, ...rest } = before;
  const next: OwnFiles = {
    ...{ ...rest, generation: head.generation, sequence, parts, catalog, erasures, ...totals },
    ...(Object.keys(passedOn).length > 0 && { passedOn }),
  };
  if (!options.isListLost && isSameList(before, next)) {
    const saved = isFurther(before, next) ? await options.save(next) : success(true);
    return saved.ok ? success({ isChanged: false, left }) : saved;
  }
  const nonce = randomHex(NONCE_BYTES);
  next.revision = before.revision + 1;
  next.nonces = [...before.nonces, nonce].slice(-NONCES);
  next.writtenAt = now;
  // Before the list, so that it is known for this device's own whatever happens then.
  const known = await options.save({ ...before, nonces: next.nonces, revision: next.revision });
  if (!known.ok) return known;
  if (!known.value) return sharingEnded;
  const manifest: SharedManifest = {
    format: "lochan-shared",
    version: SHARED_VERSION,
    projectId,
    projectName: portable.value.project.name,
    deviceId: folder.deviceId,
    deviceName: options.deviceName,
    revision: next.revision,
    nonce,
    writtenAt: now,
    catalog,
    erasures,
    ...(next.totals && { totals: next.totals }),
    parts: parts.map(({ of: _of, after: _after, through: _through, ...part }) => part),
  };
  await files.write(`${path}/${SHARED_MANIFEST}`, new TextEncoder().encode(JSON.stringify(manifest)));
  const saved = await options.save(next);
  if (!saved.ok) return saved;
  if (!saved.value) return sharingEnded;
  const named = [catalog, erasures, ...(next.totals ? [next.totals] : []), ...parts];
  const listed = new Set(named.map(({ path: name }) => name));
  for (const name of await files.names(path, "file"))
    if (isPartName(name) && !listed.has(name)) await files.remove(`${path}/${name}`);
  return success({ isChanged: true, left });
}

/**
 * What other products counted for this device, and for those that are gone. Not read again while nothing was imported
 * or erased.
 */
async function writeTotals(
  { db, folder, others, gone, isThorough }: WritingOptions,
  present: ReadonlySet<string>,
  write: Write,
): Promise<Pick<OwnFiles, "totals" | "totalsMark">> {
  const { totals: before, totalsMark } = folder.own;
  const mark = `${await markTotals(db, folder.projectId)} ${gone.join(" ")}`;
  const isThere = before === undefined || present.has(before.path);
  if (mark === totalsMark && isThere && !isThorough) return { ...(before && { totals: before }), totalsMark };
  const all = await readAllTotals(db, folder.projectId, (importId) => {
    const device = importedFrom(importId);
    return device === undefined || !others.has(device) || gone.includes(device);
  });
  if (all.length === 0) return { totalsMark: mark };
  return { totals: await write("totals", toJson(totalsToFile(all))), totalsMark: mark };
}

const isFurther = (before: OwnFiles, next: OwnFiles): boolean =>
  before.generation !== next.generation ||
  before.sequence !== next.sequence ||
  before.totalsMark !== next.totalsMark ||
  JSON.stringify(before.passedOn) !== JSON.stringify(next.passedOn);

const partsReading = ({ db, folder, others, signal }: WritingOptions) => ({
  db,
  projectId: folder.projectId,
  others,
  signal,
});

/**
 * Names of what was written to its end and is there; where it is looked at, without those that are not as long as they
 * were written. Any other file may be what a writing that was killed has left.
 */
async function presentFiles({ files, path, folder, isThorough }: WritingOptions): Promise<Set<string>> {
  const there = new Set(await files.names(path, "file"));
  const present = new Set<string>();
  const { parts, catalog, erasures, totals } = folder.own;
  for (const part of [...parts, catalog, erasures, totals]) {
    if (part === undefined || !there.has(part.path)) continue;
    if (!isThorough || (await sizeOf(files, `${path}/${part.path}`)) === part.sizeBytes)
      present.add(part.path);
  }
  return present;
}

const sizeOf = async (files: FolderFiles, path: string): Promise<number | undefined> =>
  (await files.read(path))?.size;

type Write = (kind: string, bytes: Uint8Array<ArrayBuffer>) => Promise<BackupPart>;

async function writePart(
  files: FolderFiles,
  path: string,
  present: ReadonlySet<string>,
  kind: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<BackupPart> {
  const sha256 = await digestOf(bytes);
  const name = `${kind}-${sha256.slice(0, 32)}.${kind === "events" ? "parquet" : "json"}`;
  if (!present.has(name) && (await sizeOf(files, `${path}/${name}`)) !== bytes.length)
    await files.write(`${path}/${name}`, bytes);
  return { path: name, sizeBytes: bytes.length, sha256 };
}

const toJson = (value: object): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(canonicalJson(value as JsonValue));

async function writeEvents(
  events: readonly LochanEvent[],
  as: Omit<OwnPart, keyof BackupPart | "events">,
  write: Write,
): Promise<OwnPart> {
  const bytes = await parquetBytes(slicesOf(events));
  return { ...(await write("events", bytes)), events: events.length, ...as };
}

async function* slicesOf(events: readonly LochanEvent[]) {
  for (let from = 0; from < events.length; from += SLICE_EVENTS)
    yield eventsToSlice(events.slice(from, from + SLICE_EVENTS));
}

/** The events of a range in as many parts as they need, the first `mostParts` of them. */
async function writeNew(
  options: WritingOptions,
  { after, through, ...whose }: OwnRange,
  write: Write,
  mostParts = PARTS_A_TURN,
): Promise<{ parts: OwnPart[]; through: number; isMore: boolean }> {
  const since = options.folder.own.revision + 1;
  const parts: OwnPart[] = [];
  let waiting: LochanEvent[] = [];
  let print = 0;
  let from = after;
  let reached = after;
  const flush = async (): Promise<void> => {
    if (waiting.length > 0)
      parts.push(
        await writeEvents(waiting, { ...whose, after: from, through: reached, since, print }, write),
      );
    from = reached;
    waiting = [];
    print = 0;
  };
  for await (const page of ownEvents(partsReading(options), { ...whose, after, through })) {
    if (waiting.length > 0 && waiting.length + page.events.length > PART_EVENTS) await flush();
    if (parts.length >= mostParts) return { parts, through: reached, isMore: true };
    for (const event of page.events) waiting.push(event);
    print = (print + page.print) >>> 0;
    reached = page.through;
  }
  options.signal.throwIfAborted();
  await flush();
  return { parts, through: Math.max(reached, through), isMore: false };
}

async function writeRanges(
  options: WritingOptions,
  ranges: readonly OwnPart[],
  write: Write,
): Promise<OwnPart[]> {
  const parts: OwnPart[] = [];
  for (const { of, after, through } of ranges) {
    const range = { ...(of !== undefined && { of }), after, through };
    parts.push(...(await writeNew(options, range, write, Infinity)).parts);
  }
  return parts;
}

/** Neighbours that are small, as many together as make a whole part. */
function smallRuns(parts: readonly OwnPart[]): OwnPart[][] {
  const runs: OwnPart[][] = [];
  let run: OwnPart[] = [];
  let events = 0;
  const end = (): void => {
    if (run.length > 1) runs.push(run);
    run = [];
    events = 0;
  };
  for (const part of parts) {
    const isSmall = part.events < PART_EVENTS / 2;
    if (!isSmall || events + part.events > PART_EVENTS) end();
    if (!isSmall) continue;
    run.push(part);
    events += part.events;
  }
  end();
  return runs;
}

const joinRun = (run: readonly OwnPart[]): OwnPart => ({ ...run[0]!, through: run.at(-1)!.through });

const isSameList = (a: OwnFiles, b: OwnFiles): boolean =>
  a.catalog?.sha256 === b.catalog?.sha256 &&
  a.erasures?.sha256 === b.erasures?.sha256 &&
  a.totals?.sha256 === b.totals?.sha256 &&
  a.parts.length === b.parts.length &&
  a.parts.every((part, at) => b.parts[at] !== undefined && partKey(part) === partKey(b.parts[at]));

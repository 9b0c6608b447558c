import {
  partKey,
  type SharedDevice,
  type SharedManifest,
  type SharedPart,
  type WaitingPart,
} from "../../model/shared-folder.ts";
import type { BackupPart } from "../../model/backup.ts";
import { type Failure, fail, type Result, success } from "../../model/failure.ts";
import type { ErasureNote } from "../../model/shared-erasures.ts";
import { isWithin } from "../../model/time-span.ts";
import { digestOf } from "../../model/digest.ts";
import { type AppendEvents, importRows } from "../import-rows.ts";
import { makeImportTally } from "../import-tally.ts";
import { listedRows } from "../listed-rows.ts";
import { readBinary } from "../readers/read-binary.ts";
import { makeBackupShape } from "../shapes/backup-shape.ts";
import type { Shape } from "../shapes/shape.ts";
import type { FolderFiles } from "./folder-files.ts";
import { unreadable } from "./parse-shared.ts";

const MB = 1024 * 1024;
/** Ours are some ten megabytes at most: nobody is to fill our memory. */
export const MOST_BYTES = {
  manifest: 8 * MB,
  catalog: 64 * MB,
  erasures: 8 * MB,
  events: 256 * MB,
  totals: 64 * MB,
} as const;

/** The bytes of a file, where there is one and the system lets it be read now. */
export async function readBytes(
  files: FolderFiles,
  path: string,
  mostBytes: number,
): Promise<Result<Uint8Array<ArrayBuffer>> | undefined> {
  const file = await files.read(path);
  if (file === undefined) return undefined;
  if (file.size > mostBytes) return unreadable("It is larger than any file Lochan writes here.");
  try {
    return success(new Uint8Array(await file.arrayBuffer()));
  } catch (error) {
    // Written to or taken away while it was read, or a cloud drive could not fetch it.
    if (!(error instanceof DOMException)) throw error;
    return unreadable("It cannot be read now. It is tried again.");
  }
}

/** What a list says a file is. A failure says what is wrong with it for now: cloud drives copy in any order. */
export async function readListed(
  files: FolderFiles,
  folderPath: string,
  { path, sizeBytes, sha256 }: BackupPart,
  mostBytes: number,
): Promise<Result<Uint8Array<ArrayBuffer>>> {
  if (sizeBytes > mostBytes) return unreadable("It is larger than any file Lochan writes here.");
  const bytes = await readBytes(files, `${folderPath}/${path}`, mostBytes);
  if (bytes === undefined) return unreadable("It is not there yet.");
  if (!bytes.ok) return bytes;
  if (bytes.value.length < sizeBytes) return unreadable("It is not whole yet.");
  return (await digestOf(bytes.value)) === sha256
    ? bytes
    : unreadable("It is not what was written: still being copied, or damaged.");
}

export interface PartsOptions {
  files: FolderFiles;
  /** `lochan/PROJECT/DEVICE`. */
  path: string;
  manifest: SharedManifest;
  device: SharedDevice;
  importId: string;
  source: string;
  /** Carried out here and not on that device when it wrote its list: what it has of these times was erased. */
  unheard: readonly ErasureNote[];
  append: AppendEvents;
  now: number;
  signal: AbortSignal;
  /** After each part; false where it must not go on. */
  save: (device: SharedDevice) => Promise<Result<boolean>>;
}

/**
 * Reads the parts a device listed that were not read before, by their content. One that is not there or not what the
 * list says is named and left for the next time; the others are read. Fails with what `append` and `save` fail with.
 */
export async function readParts(options: PartsOptions): Promise<Result<SharedDevice>> {
  const { files, path, manifest, save } = options;
  const listed = new Set(manifest.parts.map(partKey));
  const paths = new Set(
    [...manifest.parts, ...(manifest.totals ? [manifest.totals] : [])].map(({ path }) => path),
  );
  let device: SharedDevice = {
    ...options.device,
    read: options.device.read.filter((key) => listed.has(key)),
    waiting: options.device.waiting.filter((part) => part.isUnreadable === true && paths.has(part.path)),
  };
  const known = new Set(device.read);
  for (const part of manifest.parts) {
    if (known.has(partKey(part))) continue;
    if (options.signal.aborted) return sharingEnded;
    const bytes = await readListed(files, path, part, MOST_BYTES.events);
    if (!bytes.ok) {
      device.waiting.push({ path: part.path, reason: bytes.failure.message });
      continue;
    }
    const read = await readPart({ ...options, append: countingIn(device, part, options) }, part, bytes.value);
    if (!read.ok) return read;
    known.add(partKey(part));
    device = addCounts(device, part, read.value, options.now);
    const saved = await save(device);
    if (!saved.ok) return saved;
    if (!saved.value) return sharingEnded;
  }
  return success(device);
}

export const sharingEnded = fail({
  kind: "cancelled",
  message: "The shared folder was paused or removed.",
});

/** What a part brought before its end is known, should its turn end here: read again, it is there already. */
function countingIn(
  device: SharedDevice,
  part: SharedPart,
  { append, save }: Pick<PartsOptions, "append" | "save">,
): AppendEvents {
  let accepted = 0;
  return async (group) => {
    const appended = await append(group);
    if (!appended.ok || appended.value.accepted === 0) return appended;
    accepted += appended.value.accepted;
    // All of it is told with the part.
    if (accepted < part.events) await save({ ...device, accepted: device.accepted + accepted });
    return appended;
  };
}

interface PartCounts {
  accepted: number;
  duplicate: number;
  refused: number;
  fault?: string;
}

function addCounts(
  device: SharedDevice,
  part: SharedPart,
  { accepted, duplicate, refused, fault }: PartCounts,
  now: number,
): SharedDevice {
  const waiting: WaitingPart[] =
    fault === undefined ? [] : [{ path: part.path, reason: fault, isUnreadable: true }];
  return {
    ...device,
    readAt: now,
    accepted: device.accepted + accepted,
    duplicate: device.duplicate + duplicate,
    refused: device.refused + refused,
    read: [...device.read, partKey(part)],
    waiting: [...device.waiting, ...waiting],
  };
}

async function readPart(
  { importId, source, unheard, append, now, signal }: PartsOptions,
  part: SharedPart,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Result<PartCounts>> {
  const tally = makeImportTally();
  const failure = await importRows({
    groups: listedRows(readBinary("parquet", new Blob([bytes]), { signal }), part.events),
    shape: withoutErased(makeBackupShape(), unheard),
    source,
    importId,
    receivedAt: now,
    append,
    tally,
    signal,
    onStep: () => undefined,
  });
  const { read: _read, ...counts } = tally.counts();
  if (failure === undefined) return success(counts);
  if (!isOfFile(failure)) return fail(failure);
  const lost = Math.max(0, part.events - counts.accepted - counts.duplicate - counts.refused);
  return success({ ...counts, refused: counts.refused + lost, fault: failure.message });
}

/** It will fail as often as it is read. */
const isOfFile = ({ kind }: Failure): boolean => kind === "unreadable-file" || kind === "unsupported-format";

function withoutErased(shape: Shape, notes: readonly ErasureNote[]): Shape {
  const spans = notes.flatMap((note) => ("erased" in note ? [note.erased] : []));
  if (spans.length === 0) return shape;
  return {
    place(row, options) {
      const placed = shape.place(row, options);
      if (!("ok" in placed) || !placed.ok) return placed;
      const { timestamp } = placed.value;
      return spans.some((span) => isWithin(span, timestamp))
        ? fail({ kind: "malformed-event", message: "It is of a time that was erased." })
        : placed;
    },
  };
}

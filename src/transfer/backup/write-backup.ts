import { Uint8ArrayReader, ZipWriter } from "@zip.js/zip.js";
import { attempt } from "../../catalog/attempt.ts";
import { readAllTotals, totalsToFile } from "../../catalog/portable-totals.ts";
import { readPortable } from "../../catalog/portable.ts";
import { listProjects } from "../../catalog/projects.ts";
import { movedFailure } from "../../log/events-moved.ts";
import type { LogDatabase } from "../../log/reader.ts";
import { readHead } from "../../log/reader.ts";
import { readInOrder } from "../../log/read-in-order.ts";
import {
  BACKUP_FILE,
  BACKUP_VERSION,
  type BackupEvents,
  type BackupManifest,
  type BackupPart,
  type BackupProgress,
  type BackupProject,
  type BackupSummary,
} from "../../model/backup.ts";
import type { LochanEvent } from "../../model/event.ts";
import { fail, type Result, success } from "../../model/failure.ts";
import type { ProjectId } from "../../model/identifier.ts";
import type { Project } from "../../model/project.ts";
import { unwritableWords } from "../../model/unwritable-words.ts";
import { parquetBytes } from "../export-parquet.ts";
import { digestOf } from "../../model/digest.ts";
import { unknownProject } from "../../model/unknown-project.ts";
import type { Slice } from "../writers/open-slices.ts";
import { eventsToSlice, lengthOfSlice } from "./backup-events.ts";

/** A part is held in memory while it is written; its windows are counted from the first. */
const WINDOWS_A_PART = 2;
/**
 * Of text, in characters; the page that reaches it is the last of its part. Three bytes each and what is beside it make
 * far less than a reader takes for a part, see `openBackup`.
 */
const PART_LENGTH = 64 * 1024 * 1024;

export interface BackupOptions {
  db: LogDatabase;
  /** Default: all. */
  projectIds?: readonly string[] | undefined;
  /** Characters of text a part may have before its last page. Default: 64 million. */
  partLength?: number | undefined;
  /** Where the bytes go: closed when all are there, aborted where they never will be. */
  sink: WritableStream<Uint8Array>;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: BackupProgress) => void) | undefined;
}

/**
 * Writes projects whole, as a zip: `manifest.json` with the size and SHA-256 of each part, and for each project
 * `projects/ID/project.json`, `projects/ID/totals.json` where other products counted for it, and `projects/ID/events/NUMBER.parquet`, events by time, then by id. Each project as its
 * log stood when it was begun; what is erased meanwhile is left out from then on. Memory is bounded by one part.
 * Failures: `unknown-project`, `cancelled` after an abort, `unwritable-file` where the sink took no more, `log-changed`
 * where events came to stand at other times meanwhile.
 */
export async function writeBackup(options: BackupOptions): Promise<Result<BackupSummary>> {
  const { db, sink, signal } = options;
  let written: Result<BackupSummary> | undefined;
  const counted = countBytes(sink);
  try {
    written = await attempt(async () => {
      const projects = await chooseProjects(db, options.projectIds);
      if (!projects.ok) return projects;
      return writeAll(projects.value, counted, options);
    });
    return written;
  } catch (error) {
    if (signal?.aborted === true) return fail({ kind: "cancelled", message: "The backup was cancelled." });
    const broken = counted.failure();
    if (broken !== undefined) return fail({ kind: "unwritable-file", message: broken });
    const moved = movedFailure(error);
    if (moved !== undefined) return fail(moved);
    throw error;
  } finally {
    if (written?.ok !== true) await counted.abort();
  }
}

async function chooseProjects(
  db: LogDatabase,
  projectIds: readonly string[] | undefined,
): Promise<Result<Project[]>> {
  const listed = await listProjects(db);
  if (!listed.ok || projectIds === undefined) return listed;
  const chosen: Project[] = [];
  for (const projectId of new Set(projectIds)) {
    const project = listed.value.find(({ id }) => id === projectId);
    if (project === undefined) return unknownProject(projectId);
    chosen.push(project);
  }
  return success(chosen);
}

interface CountedSink {
  stream: WritableStream<Uint8Array>;
  sizeBytes(): number;
  /** What the sink said when it took no more. */
  failure(): string | undefined;
  /** Of the sink, once what is being written is: a file that is left open cannot be taken away. */
  abort(): Promise<void>;
}

function countBytes(sink: WritableStream<Uint8Array>): CountedSink {
  let sizeBytes = 0;
  let failure: string | undefined;
  const writer = sink.getWriter();
  const told = (error: unknown): never => {
    failure = `The backup could not be written: ${unwritableWords(error)}`;
    throw error;
  };
  return {
    sizeBytes: () => sizeBytes,
    failure: () => failure,
    async abort() {
      // Once it was released, as by a zip that gave up, it has nothing to abort.
      await writer.abort().catch(() => undefined);
      writer.releaseLock();
      await sink.abort().catch(() => undefined);
    },
    stream: new WritableStream({
      async write(chunk) {
        await writer.write(chunk).catch(told);
        sizeBytes += chunk.length;
      },
      async close() {
        await writer.close().catch(told);
        writer.releaseLock();
      },
      abort: () => writer.releaseLock(),
    }),
  };
}

async function writeAll(
  projects: readonly Project[],
  sink: CountedSink,
  options: BackupOptions,
): Promise<Result<BackupSummary>> {
  const { db, signal } = options;
  const zip = new ZipWriter(sink.stream, { level: 0, useWebWorkers: false });
  const createdAt = Date.now();
  const add = async (path: string, bytes: Uint8Array<ArrayBuffer>): Promise<BackupPart> => {
    signal?.throwIfAborted();
    const part = { path, sizeBytes: bytes.length, sha256: await digestOf(bytes) };
    await zip.add(path, new Uint8ArrayReader(bytes), { lastModDate: new Date(createdAt) });
    return part;
  };
  const progress = { events: 0, total: 0, sizeBytes: 0 };
  for (const { id } of projects) progress.total += (await readHead(db, id)).events;
  const onEvents = (count: number): void => {
    progress.events += count;
    options.onProgress?.({
      ...progress,
      total: Math.max(progress.total, progress.events),
      sizeBytes: sink.sizeBytes(),
    });
  };

  const manifest: BackupManifest = { format: "lochan", version: BACKUP_VERSION, createdAt, projects: [] };
  for (const project of projects) {
    const portable = await readPortable(db, project.id);
    if (!portable.ok) return portable;
    const { id, name } = portable.value.project;
    const catalog = await add(`projects/${id}/project.json`, toBytes(portable.value));
    const totals = await readAllTotals(db, id);
    const counted =
      totals.length > 0
        ? { totals: await add(`projects/${id}/totals.json`, toBytes(totalsToFile(totals))) }
        : {};
    const parts = await writeEvents(db, project, { ...options, add, onEvents });
    const events = parts.reduce((sum, part) => sum + part.events, 0);
    manifest.projects.push({ id, name, events, catalog, ...counted, parts } satisfies BackupProject);
  }
  await add(BACKUP_FILE, toBytes(manifest));
  await zip.close();
  const events = manifest.projects.reduce((sum, project) => sum + project.events, 0);
  return success({ projects: projects.length, events, sizeBytes: sink.sizeBytes() });
}

const toBytes = (value: unknown): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(JSON.stringify(value, null, 2));

async function writeEvents(
  db: LogDatabase,
  { id }: Project,
  {
    add,
    onEvents,
    signal,
    partLength = PART_LENGTH,
  }: Pick<BackupOptions, "signal" | "partLength"> & {
    add: (path: string, bytes: Uint8Array<ArrayBuffer>) => Promise<BackupPart>;
    onEvents: (count: number) => void;
  },
): Promise<BackupEvents[]> {
  const parts: BackupEvents[] = [];
  const pages = readPages(db, id, signal);
  for (let isLast = false; !isLast;) {
    const extent = { events: 0, first: Infinity, last: -Infinity };
    const slices = slicesOfPart(pages, partLength, {
      onPage(page) {
        extent.events += page.length;
        extent.first = Math.min(extent.first, page[0]?.timestamp ?? Infinity);
        extent.last = Math.max(extent.last, page.at(-1)?.timestamp ?? -Infinity);
        onEvents(page.length);
      },
      onEnd: () => void (isLast = true),
    });
    const bytes = await parquetBytes(slices);
    // What was in its windows may have been erased meanwhile.
    if (extent.events === 0) continue;
    const path = `projects/${id}/events/${String(parts.length + 1).padStart(6, "0")}.parquet`;
    parts.push({ ...(await add(path, bytes)), ...extent });
  }
  return parts;
}

type Page = LochanEvent[] | "window-ends";

async function* readPages(
  db: LogDatabase,
  id: ProjectId,
  signal: AbortSignal | undefined,
): AsyncGenerator<Page, void, undefined> {
  for await (const { pages } of readInOrder(db, id, { signal })) {
    yield* pages;
    yield "window-ends";
  }
}

/** The next pages, up to the end of a part. */
async function* slicesOfPart(
  pages: AsyncGenerator<Page, void, undefined>,
  partLength: number,
  { onPage, onEnd }: { onPage: (events: readonly LochanEvent[]) => void; onEnd: () => void },
): AsyncGenerator<Slice, void, undefined> {
  for (let length = 0, windows = 0; length < partLength && windows < WINDOWS_A_PART;) {
    const { done, value } = await pages.next();
    if (done === true) return onEnd();
    if (value === "window-ends") {
      windows++;
      continue;
    }
    const slice = eventsToSlice(value);
    length += lengthOfSlice(slice);
    onPage(value);
    yield slice;
  }
}

import { type Failure, fail, type Result, success } from "../model/failure.ts";
import { chooseBackupProject, readBackupRows } from "./backup/read-backup-rows.ts";
import { blobOf } from "./readers/blob-of.ts";
import { type Encoding, recogniseUtf16, toUtf8 } from "./readers/decode-text.ts";
import { type Pieces, takeHead } from "./readers/pieces.ts";
import { readBinary } from "./readers/read-binary.ts";
import { gunzip, isGzip, readBytes, readingFailure, type ReadOptions } from "./readers/read-bytes.ts";
import { readCsv } from "./readers/read-csv.ts";
import { readJson } from "./readers/read-json.ts";
import { readJsonLines } from "./readers/read-json-lines.ts";
import { readLog } from "./readers/read-log.ts";
import { readXml } from "./readers/read-xml.ts";
import type { CsvForm } from "./readers/recognise-csv.ts";
import {
  makeUnpackedCounter,
  readZip,
  type UnpackedCounter,
  ZIP_LIMITS,
  type ZipLimits,
} from "./readers/read-zip.ts";
import {
  type Container,
  type ContentContainer,
  HEAD_BYTES,
  recogniseTable,
  isZip,
  recogniseContainer,
} from "./readers/recognise-container.ts";
import type { RowGroup } from "./row-group.ts";

/** Zips in zips. */
const MOST_DEPTH = 2;
/** A zip inside a zip, or inside gzip, is unpacked before its files are read. */
const INNER_ZIP_BYTES = 1024 * 1024 * 1024;

/** The rows of a file, or of one file of an archive. */
export interface RowsPart {
  /** Undefined where the file is no archive. */
  name: string | undefined;
  container: Container;
  groups: AsyncGenerator<Result<RowGroup>, void, undefined>;
  /** How its text was read where that is not UTF-8; known once its rows are read. */
  encoding(): Encoding | undefined;
  /** What stands between the fields of CSV; known once its first rows are read. */
  delimiter?(): string | undefined;
}

/** A part whose rows cannot be read at all. */
export interface UnreadPart {
  name: string | undefined;
  failure: Failure;
}

export type FilePart = RowsPart | UnreadPart;

export const EMPTY_FILE: Failure = {
  kind: "unreadable-file",
  message: "The file is empty: there is nothing to import.",
};

/**
 * The rows of a file, by what its content is: gunzipped where it begins as gzip, and of a zip those of each file in
 * it, in their order, zips in it among them. The rows of a part must be read, or returned from, before the next part is asked for.
 * A part fails with `unsupported-format`, `unreadable-file` where nothing of it can be read, or `cancelled`; what
 * turns out to be damaged later fails in the rows, after those before it.
 */
export async function* openRows(
  file: Blob,
  options: ReadOptions = {},
  limits: ZipLimits = ZIP_LIMITS,
): AsyncGenerator<FilePart, void, undefined> {
  const counter = makeUnpackedCounter(file.size, limits);
  const opening = { options, limits, counter, depth: 0 };
  let magic: Uint8Array;
  try {
    magic = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  } catch (error) {
    yield unread(readingFailure(error, options.signal));
    return;
  }
  if (isZip(magic)) yield* (await openBackupPart(file, options)) ?? openZip(undefined, file, opening);
  else {
    const pieces = readBytes(file, options);
    if (isGzip(magic)) yield* openParts(undefined, counter.count(pieces), opening);
    else yield* openParts(undefined, pieces, opening, file);
  }
}

/** The events of a backup of Lochan; undefined for any other zip. */
async function openBackupPart(
  file: Blob,
  options: ReadOptions,
): Promise<AsyncGenerator<FilePart, void, undefined> | undefined> {
  const { openBackup } = await import("./backup/open-backup.ts");
  const backup = await openBackup(file);
  if (!backup.ok) return backup.failure.kind === "newer-schema" ? oneOf(unread(backup.failure)) : undefined;
  const project = chooseBackupProject(backup.value.manifest, options);
  if (!project.ok) return oneOf(unread(project.failure));
  const groups = readBackupRows(backup.value, project.value, options);
  return oneOf({ name: undefined, container: "lochan", groups, encoding: () => undefined });
}

const unread = (failure: Failure): UnreadPart => ({ name: undefined, failure });

async function* oneOf(part: FilePart): AsyncGenerator<FilePart, void, undefined> {
  yield part;
}

/** Of an archive the first file that can be read, else why the last cannot be. */
export async function firstPart(
  opened: AsyncGenerator<FilePart, void, undefined>,
): Promise<Result<RowsPart>> {
  let unread: Failure = EMPTY_FILE;
  for (;;) {
    const { done, value } = await opened.next();
    if (done) return fail(unread);
    if (!("failure" in value)) return success(value);
    unread = value.failure;
    if (unread.kind === "cancelled") return fail(unread);
  }
}

interface Opening {
  options: ReadOptions;
  limits: ZipLimits;
  counter: UnpackedCounter;
  depth: number;
}

async function* openParts(
  name: string | undefined,
  pieces: Pieces,
  opening: Opening,
  /** Whose bytes the pieces are, as they stand in it. */
  file?: Blob,
): AsyncGenerator<FilePart, void, undefined> {
  const content = await openContent(pieces);
  if (!content.ok) {
    yield { name, failure: content.failure };
    return;
  }
  const { container, utf16 } = content.value;
  try {
    if (container === "zip") {
      yield* openPackedZip(name, content.value.pieces, opening);
      return;
    }
    if (container === "parquet" || container === "arrow") {
      const whole = await wholeFile(file, content.value.pieces, opening.options);
      if (!whole.ok) yield { name, failure: whole.failure };
      else {
        const groups = readBinary(container, whole.value.file, whole.value.options);
        yield { name, container, groups, encoding: () => undefined };
        await groups.return();
      }
      return;
    }
    let encoding: Encoding | undefined = utf16;
    const onEncoding = (read: Encoding): void => void (encoding = read);
    let delimiter: string | undefined;
    const onForm = (form: CsvForm): void => void ({ delimiter } = form);
    const groups = readRows(container, content.value.pieces, onEncoding, onForm);
    yield { name, container, groups, encoding: () => encoding, delimiter: () => delimiter };
    await groups.return();
  } finally {
    await content.value.pieces.return();
  }
}

/** The file itself, or what its pieces unpack to, for formats that are read from their end or in several places. */
async function wholeFile(
  file: Blob | undefined,
  pieces: Pieces,
  options: ReadOptions,
): Promise<Result<{ file: Blob; options: ReadOptions }>> {
  if (file !== undefined) return success({ file, options });
  const unpacked = await blobOf(pieces);
  // Its bytes were counted as they were unpacked.
  return unpacked.ok
    ? success({ file: unpacked.value, options: { ...options, onBytes: () => undefined } })
    : unpacked;
}

function readRows(
  container: Exclude<ContentContainer, "parquet" | "arrow">,
  pieces: Pieces,
  onEncoding: (encoding: Encoding) => void,
  onForm: (form: CsvForm) => void,
): RowsPart["groups"] {
  switch (container) {
    case "ndjson":
      return readJsonLines(pieces);
    case "json":
      return readJson(pieces);
    case "csv":
      return readCsv(pieces, onEncoding, undefined, onForm);
    case "xml":
      return readXml(pieces, onEncoding);
    case "log":
      return readLog(pieces);
  }
}

/** Recognises what the file holds, and gives all of its bytes, unpacked and in UTF-8 where they were in UTF-16. */
async function openContent(
  packed: Pieces,
): Promise<Result<{ container: ContentContainer | "zip"; pieces: Pieces; utf16: Encoding | undefined }>> {
  const { head, failed, pieces } = await takeHead(packed, HEAD_BYTES);
  if (head.length === 0) return failed ?? fail(EMPTY_FILE);
  const utf16 = recogniseTable(head) === undefined ? recogniseUtf16(head) : undefined;
  if (utf16 !== undefined) {
    const decoded = await takeHead(toUtf8(pieces, utf16), HEAD_BYTES);
    const container = recogniseContainer(decoded.head);
    if (container.ok) return success({ container: container.value, pieces: decoded.pieces, utf16 });
    await decoded.pieces.return();
    return container;
  }
  const container = recogniseContainer(head);
  if (container.ok) return success({ container: container.value, pieces, utf16 });
  await pieces.return();
  return container;
}

async function* openPackedZip(
  name: string | undefined,
  pieces: Pieces,
  opening: Opening,
): AsyncGenerator<FilePart, void, undefined> {
  if (opening.depth === MOST_DEPTH) {
    const message = "It is a zip in a zip in a zip.";
    yield { name, failure: { kind: "unsupported-format", message, format: "zip" } };
    return;
  }
  const file = await blobOf(pieces, INNER_ZIP_BYTES);
  // Bytes read are told by what the zip was in.
  const { onBytes: _, ...options } = opening.options;
  if (file.ok) yield* openZip(name, file.value, { ...opening, options });
  else yield { name, failure: file.failure };
}

async function* openZip(
  name: string | undefined,
  file: Blob,
  { options, limits, counter, depth }: Opening,
): AsyncGenerator<FilePart, void, undefined> {
  const entries = await readZip(file, options, limits);
  if (!entries.ok) {
    yield { name, failure: entries.failure };
    return;
  }
  const opening = { options, limits, counter, depth: depth + 1 };
  for await (const entry of entries.value) {
    const path = name === undefined ? entry.name : `${name}/${entry.name}`;
    if ("failure" in entry) yield { name: path, failure: entry.failure };
    else yield* openParts(path, await unpack(entry.pieces, counter), opening);
  }
  options.onBytes?.(file.size);
}

async function unpack(packed: Pieces, counter: UnpackedCounter): Promise<Pieces> {
  const { head, pieces } = await takeHead(packed, 2);
  return counter.count(isGzip(head) ? gunzip(pieces) : pieces);
}

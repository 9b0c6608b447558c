import { onTestFinished } from "vitest";
import { addSharedFolder, listSharedDevices, readSharedFolder } from "../../src/catalog/shared-folders.ts";
import { saveImport } from "../../src/catalog/imports.ts";
import { createProject } from "../../src/catalog/projects.ts";
import { randomDeviceId } from "../../src/catalog/device.ts";
import type { Database } from "../../src/database/database.ts";
import { openAdmission } from "../../src/log/admission.ts";
import { takeAdmissions } from "../../src/log/admission-result.ts";
import { makeAppender } from "../../src/log/appender.ts";
import { eraseEvents, type ErasureRequest } from "../../src/log/erasure.ts";
import { claimEpoch } from "../../src/log/fence.ts";
import { mergeErasures } from "../../src/log/merge-erasures.ts";
import { settleVariants } from "../../src/log/settle-variants.ts";
import { undoImport } from "../../src/log/undo-import.ts";
import { readEvents } from "../../src/log/reader.ts";
import type { LochanEvent } from "../../src/model/event.ts";
import { type Result, success } from "../../src/model/failure.ts";
import type { LocalEvents } from "../../src/model/batch.ts";
import { toProjectId } from "../../src/model/identifier.ts";
import type { SharedDevice, SharedFolder } from "../../src/model/shared-folder.ts";
import { carryOutErasures } from "../../src/transfer/shared/carry-out.ts";
import type { FolderFiles } from "../../src/transfer/shared/folder-files.ts";
import { takeTurn, type TurnEnd } from "../../src/transfer/shared/take-turn.ts";
import { makeEvent } from "./rolled-project.ts";
import { toGroup } from "./import-fixtures.ts";
import { openTestDatabase, valueOf } from "./open-catalog.ts";

/** A folder in memory. What stands in `hidden` was not copied yet, as far as who looks is concerned. */
export function makeFolderFiles(): FolderFiles & {
  bytes: Map<string, Uint8Array<ArrayBuffer>>;
  writes: number;
  /** The folder goes away, or who writes is killed, after so many writings; undefined: it is back. */
  failAfter(writes: number | undefined): void;
} {
  const bytes = new Map<string, Uint8Array<ArrayBuffer>>();
  let left = Infinity;
  const folder = {
    bytes,
    writes: 0,
    failAfter: (writes: number | undefined) => void (left = writes ?? Infinity),
    async names(path: string, kind: "file" | "directory") {
      const names = new Set<string>();
      for (const each of bytes.keys()) {
        if (!each.startsWith(`${path}/`)) continue;
        const [name, ...rest] = each.slice(path.length + 1).split("/");
        if (rest.length > 0 === (kind === "directory")) names.add(name!);
      }
      return [...names].sort();
    },
    async read(path: string) {
      const found = bytes.get(path);
      return found && new Blob([found]);
    },
    async write(path: string, content: Uint8Array<ArrayBuffer>) {
      if (left-- <= 0) {
        // A browser makes a new file empty, and what is written comes to its place at the end.
        if (!bytes.has(path)) bytes.set(path, new Uint8Array());
        throw new DOMException("The disk is gone.", "NotFoundError");
      }
      folder.writes += 1;
      bytes.set(path, content.slice());
    },
    async remove(path: string) {
      for (const each of bytes.keys()) if (each === path || each.startsWith(`${path}/`)) bytes.delete(each);
    },
  };
  return folder;
}

const PROJECT = toProjectId("shared-shop");
/** Between two turns: what is new is due, and a device that is gone is waited for during two. */
const STEP_MS = 300_000;

export interface TestDevice {
  db: Database;
  append(events: readonly LochanEvent[], importId?: string): Promise<void>;
  /** As {@link append}, as an import of the history. */
  undoable(events: readonly LochanEvent[], importId: string): Promise<void>;
  undo(importId: string): Promise<void>;
  /** Before events that were read are appended. */
  onAppend(before: () => Promise<void>): void;
  erase(request: ErasureRequest): Promise<void>;
  /** Time goes on between two turns, so that what is new is due. */
  turn(more?: { now?: number; isFirst?: boolean }): Promise<Result<TurnEnd>>;
  /** Turns until nothing more is to be done at once. */
  turns(): Promise<TurnEnd>;
  events(): Promise<LochanEvent[]>;
  /** Ids, as they stand in order. */
  ids(): Promise<string[]>;
  others(): Promise<SharedDevice[]>;
  folder(): Promise<SharedFolder>;
}

/** A browser with one project that is in a shared folder; of a database that has the project, that one. */
export async function openDevice(files: FolderFiles, name: string, given?: Database): Promise<TestDevice> {
  const db = given ?? openTestDatabase();
  if (given === undefined)
    valueOf(await createProject(db, { id: PROJECT, name: "Shop", timeZone: "UTC", writeKey: "k" }));
  valueOf(await addSharedFolder(db, PROJECT, { name: "Drive", deviceId: randomDeviceId() }));
  const epoch = await claimEpoch(db);
  const appender = makeAppender(db);
  const admission = openAdmission(db, epoch);
  const controller = new AbortController();
  onTestFinished(() => controller.abort());
  let clock = Date.now();

  let beforeAppend = (): Promise<void> => Promise.resolve();

  async function appendGroup(group: LocalEvents) {
    await beforeAppend();
    const appended = await appender.appendColumns(PROJECT, group, { reply: true });
    if (!appended.ok) return appended;
    for (let remaining = true; remaining;)
      ({ remaining } = valueOf(await admission.admit({ maxEvents: 10_000 })));
    const rows = await takeAdmissions(db, appended.value.arrivalIds);
    const sum = (pick: (row: (typeof rows)[number]) => number) =>
      rows.reduce((total, row) => total + pick(row), 0);
    return success({ accepted: sum((row) => row.accepted), duplicate: sum((row) => row.duplicate) });
  }
  const erase = async (request: ErasureRequest) => eraseEvents(db, epoch, PROJECT, request);
  const folder = async () => valueOf(await readSharedFolder(db, PROJECT))!;
  const events = async () => {
    const all: LochanEvent[] = [];
    for await (const page of readEvents(db, PROJECT)) all.push(...page);
    return all.sort((a, b) => (a.id < b.id ? -1 : 1));
  };
  const device: TestDevice = {
    db,
    folder,
    events,
    async append(given, importId) {
      if (given.length > 0)
        valueOf(
          await appendGroup(toGroup(given.map((event) => ({ ...event, ...(importId && { importId }) })))),
        );
    },
    async undoable(given, importId) {
      const row = { id: importId, projectId: PROJECT, fileName: "a.ndjson", format: "ndjson", startedAt: 0 };
      const counts = { read: 0, accepted: 0, duplicate: 0, refused: 0 };
      valueOf(await saveImport(db, { ...row, ...counts, state: "done" }));
      await device.append(given, importId);
    },
    async undo(importId) {
      valueOf(await undoImport(db, epoch, PROJECT, importId));
    },
    onAppend: (before) => void (beforeAppend = before),
    async erase(request) {
      valueOf(await erase(request));
    },
    async turn({ now = (clock += STEP_MS), isFirst = false } = {}) {
      return takeTurn({
        db,
        folder: await folder(),
        deviceName: name,
        files,
        append: appendGroup,
        eraseHere: (erased) =>
          carryOutErasures(db, PROJECT, erased, {
            eraseSpan: erase,
            mergePeople: (people) =>
              mergeErasures(db, epoch, PROJECT, { spans: [], people }, { mode: "apply" }),
          }),
        settleContents: () => settleVariants(db, epoch, PROJECT),
        isFirst,
        now,
        signal: controller.signal,
      });
    },
    async turns() {
      for (;;) {
        const end = valueOf(await device.turn());
        if (end.left !== "now") return end;
      }
    },
    ids: async () => (await events()).map(({ id }) => id),
    others: async () => valueOf(await listSharedDevices(db, PROJECT)),
  };
  return device;
}

/** A turn that found nothing new. */
export const NOTHING_DONE: TurnEnd = { isChanged: false, isMerged: false, left: "nothing", leftOut: 0 };

export const START = Date.UTC(2026, 4, 1);

export const sharedEvent = (index: number, more: Partial<LochanEvent> = {}): LochanEvent =>
  makeEvent({
    id: `e${String(index).padStart(4, "0")}`,
    timestamp: START + index * 60_000,
    properties: { index, list: [1, { deep: true }] },
    distinctId: `b${index % 3}`,
    source: "snippet:https://shop.example",
    ...more,
  });
export const sharedEvents = (from: number, to: number): LochanEvent[] =>
  Array.from({ length: to - from }, (_, index) => sharedEvent(from + index));
export const idsOf = (events: readonly LochanEvent[]): string[] => events.map(({ id }) => id as string);

export async function twoDevices() {
  const files = makeFolderFiles();
  return { files, a: await openDevice(files, "Ann's laptop"), b: await openDevice(files, "Bo's desk") };
}

export async function settle(...devices: TestDevice[]): Promise<void> {
  for (let round = 0; round < 3; round++) for (const device of devices) await device.turns();
}

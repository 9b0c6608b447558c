import { afterEach, expect, test } from "vitest";
import type { EngineClient } from "../../../src/engine/client.ts";
import { backupsOf } from "../../../src/ui/data/backups.ts";
import { isBackupFile, restoresOf } from "../../../src/ui/data/restores.ts";
import { draft, eventually, valueOf } from "../engine/support.ts";
import { makeProject, openEngine } from "./support.ts";

const clients: EngineClient[] = [];
const folders: string[] = [];
const { queryPermission, requestPermission } = FileSystemHandle.prototype;
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  FileSystemHandle.prototype.queryPermission = queryPermission;
  FileSystemHandle.prototype.requestPermission = requestPermission;
  const root = await navigator.storage.getDirectory();
  for (const name of folders.splice(0))
    await root.removeEntry(name, { recursive: true }).catch(() => undefined);
});

const drafts = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => draft(from + n));

async function openBrowser({ events = 50 } = {}) {
  const client = openEngine();
  clients.push(client);
  const engine = client.api;
  const project = await makeProject(engine, "Tea shop");
  if (events > 0) valueOf(await engine.append(project.id, drafts(0, events)));
  return { engine, project, backups: backupsOf(engine), restores: restoresOf(engine) };
}

/** The browser's own window cannot be driven: this is a folder of the origin's. */
async function makeFolder() {
  const root = await navigator.storage.getDirectory();
  const name = `backups-${crypto.randomUUID()}`;
  folders.push(name);
  return root.getDirectoryHandle(name, { create: true });
}

async function namesIn(folder: FileSystemDirectoryHandle): Promise<string[]> {
  const names: string[] = [];
  for await (const name of folder.keys()) names.push(name);
  return names.sort();
}

async function put(folder: FileSystemDirectoryHandle, name: string, text: string): Promise<void> {
  const file = await (await folder.getFileHandle(name, { create: true })).createWritable();
  await file.write(text);
  await file.close();
}

const readFile = async (folder: FileSystemDirectoryHandle, name: string): Promise<File> =>
  (await folder.getFileHandle(name)).getFile();

test("each backup is a file of its own in the folder, the newest stay, and others are never touched", async () => {
  const { engine, project, backups } = await openBrowser();
  const folder = await makeFolder();
  const others = ["lochan-2020-01-01-0000.lochan", "notes.txt"];
  for (const name of others) await put(folder, name, "mine");
  await backups.change({ target: { kind: "folder", handle: folder }, keep: 2 });
  const written: string[] = [];
  for (let round = 0; round < 4; round++) {
    await backups.backUp();
    const work = backups.work();
    if (work.kind !== "saved") throw new Error(JSON.stringify(work));
    written.push(work.fileName);
  }
  expect(new Set(written).size).toBe(4);
  expect(await namesIn(folder)).toEqual([...others, ...written.slice(-2)].sort());
  for (const name of others) expect(await (await readFile(folder, name)).text()).toBe("mine");
  expect(backups.plan()).toMatchObject({
    written: written.slice(-2),
    last: { projects: 1, events: 50, fileName: written.at(-1), folder: folder.name },
  });
  const file = await readFile(folder, written.at(-1) ?? "");
  expect(valueOf(await engine.readBackup(file)).projects).toMatchObject([{ id: project.id, events: 50 }]);
});

test("a file that is there already is not written over, even in the same minute", async () => {
  const { backups } = await openBrowser();
  const folder = await makeFolder();
  await backups.change({ target: { kind: "folder", handle: folder } });
  await backups.backUp();
  const [first] = await namesIn(folder);
  const before = await (await readFile(folder, first ?? "")).arrayBuffer();
  await backups.backUp();
  expect(await namesIn(folder)).toHaveLength(2);
  expect(await (await readFile(folder, first ?? "")).arrayBuffer()).toEqual(before);
});

test("one project alone goes beside the others, and is no backup of all", async () => {
  const { engine, project, backups } = await openBrowser();
  await makeProject(engine, "Blog");
  const folder = await makeFolder();
  await backups.change({ target: { kind: "folder", handle: folder }, keep: 1 });
  await backups.backUp(project);
  await backups.backUp();
  const names = await namesIn(folder);
  expect(names).toHaveLength(2);
  expect(names.some((name) => name.startsWith("lochan-tea-shop-"))).toBe(true);
  expect(backups.plan()).toMatchObject({ last: { projects: 2 }, written: { length: 1 } });
});

test("a folder that is gone is told in words, and nothing counts as a backup", async () => {
  const { backups } = await openBrowser();
  const folder = await makeFolder();
  await backups.change({ target: { kind: "folder", handle: folder } });
  await (await navigator.storage.getDirectory()).removeEntry(folder.name, { recursive: true });
  await backups.backUp();
  expect(backups.work()).toMatchObject({
    kind: "failed",
    failure: { kind: "unwritable-file", message: expect.stringMatching(/no longer there/) },
  });
  expect(backups.plan()?.last).toBeUndefined();
});

test("a backup that is stopped leaves no file", async () => {
  const { engine, project, backups } = await openBrowser({ events: 0 });
  const rows = Array.from({ length: 60_000 }, (_, at) =>
    JSON.stringify({ id: `e${at}`, name: "seen", distinctId: "me", timestamp: 1_700_000_000_000 + at }),
  ).join("\n");
  valueOf(await engine.importFile(project.id, new File([rows], "a.ndjson"), {}));
  const folder = await makeFolder();
  await backups.change({ target: { kind: "folder", handle: folder } });
  const made = backups.backUp();
  await eventually(async () => {
    const work = backups.work();
    return work.kind === "running" && (work.progress?.events ?? 0) > 0 ? true : undefined;
  });
  backups.stop();
  await made;
  expect(backups.work()).toEqual({ kind: "ready" });
  expect(await namesIn(folder)).toEqual([]);
  expect(backups.plan()?.last).toBeUndefined();
});

test("without a click one is made once in a period, by one of the tabs", async () => {
  const { engine, project, backups } = await openBrowser();
  const folder = await makeFolder();
  await backups.change({ target: { kind: "folder", handle: folder }, automatic: true, every: "day" });
  await backups.look();
  expect(backups.work()).toMatchObject({ kind: "saved", automatic: true });
  valueOf(await engine.append(project.id, drafts(50, 60)));
  await backups.look();
  expect(await namesIn(folder)).toHaveLength(1);
});

test("where the browser lends the folder no more, one waits for a click", async () => {
  const { backups } = await openBrowser();
  const folder = await makeFolder();
  await backups.change({ target: { kind: "folder", handle: folder }, automatic: true, every: "day" });
  FileSystemHandle.prototype.queryPermission = async () => "prompt";
  FileSystemHandle.prototype.requestPermission = async () => "denied";
  await backups.look();
  expect(backups.barred()).toBe(true);
  expect(await namesIn(folder)).toEqual([]);
  await backups.backUp();
  expect(backups.work()).toMatchObject({
    kind: "failed",
    failure: { message: expect.stringMatching(/does not let Lochan write/) },
  });
  FileSystemHandle.prototype.requestPermission = async () => "granted";
  await backups.backUp();
  expect(backups.work().kind).toBe("saved");
  expect(backups.barred()).toBe(false);
});

test("one without a click that fails says why, and is tried again later", async () => {
  const { backups } = await openBrowser();
  const folder = await makeFolder();
  await backups.change({ target: { kind: "folder", handle: folder }, automatic: true, every: "day" });
  await (await navigator.storage.getDirectory()).removeEntry(folder.name, { recursive: true });
  await backups.look();
  expect(backups.plan()?.trouble?.message).toMatch(/no longer there/);
  backups.dismiss();
  await backups.look();
  expect(backups.work()).toEqual({ kind: "ready" });
});

test("backups are restored one after another, and what is chosen alone", async () => {
  const { engine, project } = await openBrowser();
  await makeProject(engine, "Blog");
  const { blob = new Blob() } = valueOf(await engine.backUp({}));
  const other = openEngine();
  clients.push(other);
  const restores = restoresOf(other.api);
  const file = (name: string) => new File([blob], name);
  restores.open([file("a.lochan"), file("b.lochan")]);
  const choosing = () =>
    eventually(async () => (restores.work()?.kind === "choosing" ? restores.work() : undefined));
  expect(await choosing()).toMatchObject({
    file: { name: "a.lochan" },
    contents: { projects: { length: 2 } },
  });
  await restores.start([project.id]);
  expect(restores.work()).toMatchObject({
    kind: "done",
    summary: { projects: [{ name: "Tea shop", accepted: 50 }] },
  });
  expect(valueOf(await other.api.projects()).map(({ name }) => name)).toEqual(["Tea shop"]);
  restores.close();
  expect(await choosing()).toMatchObject({ file: { name: "b.lochan" } });
  restores.close();
  expect(restores.work()).toBeUndefined();
});

test("a file that is no backup says so, and one that is stopped can be begun again", async () => {
  const { engine, project } = await openBrowser({ events: 0 });
  const rows = Array.from({ length: 60_000 }, (_, at) =>
    JSON.stringify({ id: `e${at}`, name: "seen", distinctId: "me", timestamp: 1_700_000_000_000 + at }),
  ).join("\n");
  valueOf(await engine.importFile(project.id, new File([rows], "a.ndjson"), {}));
  const { blob = new Blob() } = valueOf(await engine.backUp({}));
  const other = openEngine();
  clients.push(other);
  const restores = restoresOf(other.api);
  const now = (kind: string) =>
    eventually(async () => (restores.work()?.kind === kind ? restores.work() : undefined));
  restores.open([new File(["{}"], "no.lochan")]);
  expect(await now("unreadable")).toMatchObject({ failure: { kind: "unreadable-file" } });
  restores.close();
  restores.open([new File([blob], "kept.lochan")]);
  await now("choosing");
  const stopped = restores.start([project.id]);
  await eventually(async () => {
    const work = restores.work();
    return work?.kind === "running" && (work.progress?.events ?? 0) > 0 ? true : undefined;
  });
  restores.cancel();
  await stopped;
  expect(restores.work()).toMatchObject({ kind: "failed", failure: { kind: "cancelled" } });
  restores.again();
  await restores.start([project.id]);
  expect(restores.work()).toMatchObject({
    kind: "done",
    summary: { projects: [{ read: 60_000, refused: 0 }] },
  });
});

test("a backup is told by its name", () => {
  expect(
    ["a.lochan", "A.LOCHAN", "lochan.zip", "a.lochan.txt"].map((name) => isBackupFile(new File([], name))),
  ).toEqual([true, true, false, false]);
});

import { expect, onTestFinished, test } from "vitest";
import type { WatchedFile } from "../../../src/model/folder.ts";
import { eventually, openTab, type Tab, valueOf } from "./support.ts";

const NOON = Date.UTC(2026, 10, 24, 12);
const line = (id: string): string =>
  `${JSON.stringify({ id, name: "tick", distinctId: "d", timestamp: NOON })}\n`;
const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => line(`e${from + index}`)).join("");

/** A folder of the origin's private file system: of the same kind as one a user lends. */
async function makeFolder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  const name = `watched-${crypto.randomUUID()}`;
  const folder = await root.getDirectoryHandle(name, { create: true });
  onTestFinished(() => root.removeEntry(name, { recursive: true }).catch(() => undefined));
  return folder;
}

async function write(
  folder: FileSystemDirectoryHandle,
  path: string,
  text: string,
  keep = false,
): Promise<void> {
  const file = await folder.getFileHandle(path, { create: true });
  const stream = await file.createWritable({ keepExistingData: keep });
  if (keep) await stream.seek((await file.getFile()).size);
  await stream.write(text);
  await stream.close();
}
const append = (folder: FileSystemDirectoryHandle, path: string, text: string): Promise<void> =>
  write(folder, path, text, true);

async function openProject(): Promise<{ tab: Tab; name: string; id: string }> {
  const name = `folders-${crypto.randomUUID()}`;
  const tab = openTab(name);
  onTestFinished(() => tab.kill());
  const { id } = valueOf(await tab.engine.createProject({ name: "Shop", timeZone: "UTC" }));
  return { tab, name, id };
}

const filesOf = async (tab: Tab, projectId: string): Promise<WatchedFile[]> =>
  valueOf(await tab.engine.folders(projectId)).flatMap(({ files }) => files);

/** Waits until the file is as given. */
const fileIs = (
  tab: Tab,
  projectId: string,
  path: string,
  wanted: Partial<WatchedFile>,
): Promise<WatchedFile> =>
  eventually(async () => {
    const file = (await filesOf(tab, projectId)).find((each) => each.path === path);
    const isSo = Object.entries(wanted).every(([key, value]) => file?.[key as keyof WatchedFile] === value);
    return isSo ? file : undefined;
  });

async function idsOf({ engine }: Tab, projectId: string): Promise<string[]> {
  const exported = valueOf(await engine.exportFile(projectId, "ndjson", {})).blob!;
  const rows = (await exported.text()).split("\n").filter((row) => row !== "");
  return rows.map((row) => (JSON.parse(row) as { id: string }).id).sort();
}
const expected = (...ids: string[]): string[] => ids.sort();

test("files that appear, grow by halves of lines, are replaced, shrink and go: each event once", async () => {
  const { tab, id } = await openProject();
  const folder = await makeFolder();
  await write(folder, "a.ndjson", line("1"));
  valueOf(await tab.engine.addFolder(id, { name: "logs", handle: folder }));
  await fileIs(tab, id, "a.ndjson", { state: "read", accepted: 1 });

  await append(folder, "a.ndjson", line("2") + line("3").slice(0, 30));
  await fileIs(tab, id, "a.ndjson", { accepted: 2, sizeBytes: line("1").length * 2 + 30 });
  expect(await idsOf(tab, id)).toEqual(expected("1", "2"));
  await append(folder, "a.ndjson", line("3").slice(30));
  await fileIs(tab, id, "a.ndjson", { accepted: 3, refused: 0 });

  const inside = await folder.getDirectoryHandle("days", { create: true });
  await write(inside, "b.ndjson", line("4"));
  await fileIs(tab, id, "days/b.ndjson", { accepted: 1 });

  await write(folder, "a.ndjson", line("5") + line("1") + line("6") + line("7"));
  await fileIs(tab, id, "a.ndjson", { read: 4, accepted: 3, duplicate: 1 });
  await write(folder, "a.ndjson", line("8"));
  await fileIs(tab, id, "a.ndjson", { read: 1, accepted: 1 });
  await folder.removeEntry("a.ndjson");
  await fileIs(tab, id, "a.ndjson", { state: "gone" });
  expect(await idsOf(tab, id)).toEqual(expected("1", "2", "3", "4", "5", "6", "7", "8"));
  const sources = valueOf(await tab.engine.sources(id));
  expect(sources).toEqual([{ source: "folder:logs", events: 8, lastMinute: 0, lastAt: NOON }]);
});

test(
  "a browser killed in the middle of a file goes on where it was, whoever opens it next",
  { timeout: 180_000 },
  async () => {
    const { tab, name, id } = await openProject();
    const folder = await makeFolder();
    const size = 150_000;
    await write(folder, "big.ndjson", lines(0, size));
    valueOf(await tab.engine.addFolder(id, { name: "logs", handle: folder }));
    const part = await eventually(async () =>
      (await filesOf(tab, id)).find(({ state, accepted }) => state === "reading" && accepted > 0),
    );
    tab.kill();
    expect(part.accepted).toBeLessThan(size);

    const again = openTab(name);
    onTestFinished(() => again.kill());
    const done = await fileIs(again, id, "big.ndjson", { state: "read", offset: lines(0, size).length });
    expect(done.read).toBe(size);
    expect((await idsOf(again, id)).length).toBe(size);
  },
);

test("one of two tabs reads, and the other takes over when it is gone", async () => {
  const { tab, name, id } = await openProject();
  const other = openTab(name);
  onTestFinished(() => other.kill());
  const folder = await makeFolder();
  valueOf(await other.engine.addFolder(id, { name: "logs", handle: folder }));
  for (let round = 0; round < 5; round++) {
    await append(folder, "a.ndjson", lines(10 * round, 10 * round + 10));
    await fileIs(other, id, "a.ndjson", { accepted: 10 * round + 10, duplicate: 0 });
  }
  tab.kill();
  await append(folder, "a.ndjson", lines(50, 60));
  await fileIs(other, id, "a.ndjson", { accepted: 60, duplicate: 0 });
  expect((await idsOf(other, id)).length).toBe(60);
});

test("a paused folder is left alone until it is resumed; a removed one for good, and its events stay", async () => {
  const { tab, id } = await openProject();
  const folder = await makeFolder();
  const added = valueOf(await tab.engine.addFolder(id, { name: "logs", handle: folder }));
  expect(await tab.engine.addFolder(id, { name: "again", handle: folder })).toMatchObject({
    failure: { kind: "invalid-input" },
  });
  await write(folder, "a.ndjson", line("1"));
  await fileIs(tab, id, "a.ndjson", { accepted: 1 });
  valueOf(await tab.engine.pauseFolder(id, added.id, true));
  await append(folder, "a.ndjson", line("2"));
  // Another folder is read meanwhile: looks go on.
  const second = await makeFolder();
  await write(second, "b.ndjson", line("3"));
  valueOf(await tab.engine.addFolder(id, { name: "second", handle: second }));
  await fileIs(tab, id, "b.ndjson", { accepted: 1 });
  expect(await idsOf(tab, id)).toEqual(expected("1", "3"));
  valueOf(await tab.engine.pauseFolder(id, added.id, false));
  await fileIs(tab, id, "a.ndjson", { accepted: 2 });
  valueOf(await tab.engine.removeFolder(id, added.id));
  await append(folder, "a.ndjson", line("4"));
  await append(second, "b.ndjson", line("5"));
  await fileIs(tab, id, "b.ndjson", { accepted: 2 });
  expect(await idsOf(tab, id)).toEqual(expected("1", "2", "3", "5"));
  expect((await filesOf(tab, id)).map(({ path }) => path)).toEqual(["b.ndjson"]);
});

test("a folder that is deleted says so, and is read when it is there again", async () => {
  const { tab, id } = await openProject();
  const root = await navigator.storage.getDirectory();
  const folder = await makeFolder();
  await write(folder, "a.ndjson", line("1"));
  valueOf(await tab.engine.addFolder(id, { name: "logs", handle: folder }));
  await fileIs(tab, id, "a.ndjson", { accepted: 1 });
  await root.removeEntry(folder.name, { recursive: true });
  await eventually(async () =>
    valueOf(await tab.engine.folders(id)).find(({ trouble }) => trouble?.kind === "missing"),
  );
  const anew = await root.getDirectoryHandle(folder.name, { create: true });
  await write(anew, "a.ndjson", line("1") + line("2"));
  await fileIs(tab, id, "a.ndjson", { accepted: 2 });
  await eventually(async () =>
    valueOf(await tab.engine.folders(id)).find(({ trouble }) => trouble === undefined),
  );
  expect(await idsOf(tab, id)).toEqual(expected("1", "2"));
});

test("files chosen by hand are read on from where they were, by their names", async () => {
  const { tab, id } = await openProject();
  const folder = valueOf(await tab.engine.addFolder(id, { name: "chosen files" }));
  const choose = (text: string) => tab.engine.readChosenFiles(id, folder.id, [new File([text], "a.ndjson")]);
  valueOf(await choose(line("1")));
  valueOf(await choose(line("1") + line("2")));
  expect(await filesOf(tab, id)).toMatchObject([{ path: "a.ndjson", read: 2, accepted: 2, duplicate: 0 }]);
  expect(await idsOf(tab, id)).toEqual(expected("1", "2"));
  expect(await tab.engine.readChosenFiles(id, "gone", [])).toMatchObject({
    failure: { kind: "invalid-input" },
  });
});

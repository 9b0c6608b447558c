import { expect, it } from "vitest";
import { listFolders, updateFolder } from "../../../src/catalog/folders.ts";
import type { SourceFile } from "../../../src/sources/read-watched-file.ts";
import { filesOf, type PastLimit } from "../../../src/sources/watched-folder.ts";
import { valueOf } from "../../support/open-catalog.ts";
import { openFolder } from "../../support/open-folder.ts";

const line = (id: string): string =>
  `${JSON.stringify({ id, name: "tick", distinctId: "d", timestamp: Date.UTC(2026, 10, 24, 12) })}\n`;

/** As a browser lends a folder: what is on the disk under a path. */
function directoryOf(disk: ReadonlyMap<string, File>, prefix = ""): FileSystemDirectoryHandle {
  const names = new Set(
    [...disk.keys()]
      .filter((path) => path.startsWith(prefix))
      .map((path) => path.slice(prefix.length).replace(/\/.*/, "/")),
  );
  async function* values() {
    for (const name of names)
      yield name.endsWith("/")
        ? Object.assign(directoryOf(disk, prefix + name), { kind: "directory", name: name.slice(0, -1) })
        : { kind: "file", name, getFile: async () => disk.get(prefix + name)! };
  }
  return { values } as unknown as FileSystemDirectoryHandle;
}

it("says that a folder holds more files than are read, and does not call those gone", async () => {
  const { db, project, folder, disk, write, look, ids, fileOf } = await openFolder();
  for (const name of ["b", "c", "d"]) write(`${name}.ndjson`, line(name));
  expect(await look({ files: filesOf(directoryOf(disk), { files: 3, depth: 8 }) })).toEqual({
    isChanged: true,
    isOver: false,
  });
  write("a.ndjson", line("a"));
  const seen = await look({ files: filesOf(directoryOf(disk), { files: 3, depth: 8 }) });
  expect(seen.trouble).toEqual({
    kind: "partial",
    message: expect.stringContaining("first 3 files are read, so d.ndjson and what follows it are left out"),
  });
  expect(seen.isOver).toBe(false);
  valueOf(await updateFolder(db, folder, { trouble: seen.trouble! }));
  expect(valueOf(await listFolders(db, project.id))).toMatchObject([{ trouble: seen.trouble }]);
  expect(await ids()).toEqual(["a", "b", "c", "d"]);
  expect(await fileOf("d.ndjson")).toMatchObject({ state: "read", accepted: 1 });
  disk.delete("b.ndjson");
  expect(await look({ files: filesOf(directoryOf(disk), { files: 3, depth: 8 }) })).not.toHaveProperty(
    "trouble",
  );
  expect(await fileOf("b.ndjson")).toMatchObject({ state: "gone" });
});

it("says that folders too deep are left out, and reads the others", async () => {
  const { disk, write, look, ids, fileOf } = await openFolder();
  write("1/2/3/4/5/6/7/8/a.ndjson", line("a"));
  write("1/2/3/4/5/6/7/8/9/b.ndjson", line("b"));
  write("z.ndjson", line("z"));
  const seen = await look({ files: filesOf(directoryOf(disk)) });
  expect(seen.trouble).toEqual({
    kind: "partial",
    message: expect.stringContaining("more than 8 levels down are left out, such as 1/2/3/4/5/6/7/8/9."),
  });
  expect(await ids()).toEqual(["a", "z"]);
  disk.delete("z.ndjson");
  await look({ files: filesOf(directoryOf(disk)) });
  expect(await fileOf("z.ndjson")).toMatchObject({ state: "gone" });
});

it("reads 10,000 files of a folder", async () => {
  const { disk, write } = await openFolder();
  for (let file = 0; file <= 10_000; file += 1) write(`${String(file).padStart(5, "0")}.ndjson`, "");
  const given: (SourceFile | PastLimit)[] = [];
  for await (const file of filesOf(directoryOf(disk))) given.push(file);
  expect(given.length).toBe(10_001);
  expect(given[10_000]).toEqual({ limit: "files", path: "10000.ndjson", most: 10_000 });
});

import { expect, test } from "vitest";
import { filesOfHandle } from "../../../src/transfer/shared/folder-files.ts";

async function openFolder() {
  const root = await navigator.storage.getDirectory();
  const name = crypto.randomUUID();
  const folder = await root.getDirectoryHandle(name, { create: true });
  return { files: filesOfHandle(folder), gone: () => root.removeEntry(name, { recursive: true }) };
}

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

test("files are written whole, read, listed by kind and removed", async () => {
  const { files, gone } = await openFolder();
  expect(await files.names("lochan/a", "file")).toEqual([]);
  expect(await files.read("lochan/a/one")).toBeUndefined();
  await files.write("lochan/a/one", bytes("a longer text"));
  await files.write("lochan/a/one", bytes("short"));
  await files.write("lochan/b/two", bytes("2"));
  expect(await (await files.read("lochan/a/one"))?.text()).toBe("short");
  expect(await files.names("lochan", "directory")).toEqual(["a", "b"]);
  expect(await files.names("lochan", "file")).toEqual([]);
  expect(await files.names("lochan/a", "file")).toEqual(["one"]);
  expect(await files.read("lochan/a")).toBeUndefined();
  await files.remove("lochan/a/one");
  await files.remove("lochan/a/one");
  await files.remove("lochan/b");
  expect(await files.names("lochan", "directory")).toEqual(["a"]);
  await gone();
});

test("a folder that is gone is told, not taken for empty", async () => {
  const { files, gone } = await openFolder();
  await files.write("lochan/a/one", bytes("1"));
  await gone();
  await expect(files.names("lochan", "directory")).rejects.toThrow(DOMException);
});

import * as Comlink from "comlink";
import { expect, onTestFinished, test } from "vitest";
import { makeImporter } from "../../../src/engine/importer.ts";
import {
  runBackupListing,
  runBackupReading,
  runImport,
  runInspection,
} from "../../../src/engine/run-import.ts";
import { backUp } from "../../support/backup-file.ts";
import { makeProject, openTestDatabase } from "../../support/open-catalog.ts";

/** The other end of a channel serves what a worker would. */
const startServing = (served: object) => (): Worker => {
  const { port1, port2 } = new MessageChannel();
  Comlink.expose(served, port2);
  const terminate = (): void => [port1, port2].forEach((port) => port.close());
  return Object.assign(port1, { terminate }) as unknown as Worker;
};

const file = new Blob(["{}"]);
const { signal } = new AbortController();

test("only what adds something says, where its worker had no memory, that what was added stays", async () => {
  const noMemory = () => Promise.reject(new RangeError("Array buffer allocation failed"));
  const start = startServing({ run: noMemory, inspect: noMemory, readBackup: noMemory });
  const asked = { projectId: "shop", file, fileName: "a.ndjson", importId: "i" };
  const imported = await runImport(start, asked, () => Promise.resolve(undefined), signal);
  const message = "The import stopped: Array buffer allocation failed. What was added stays";
  expect(imported).toMatchObject({ failure: { message: expect.stringContaining(message) } });
  for (const read of [await runInspection(start, asked, signal), await runBackupReading(start, file, signal)])
    expect(read).toEqual({
      ok: false,
      failure: {
        kind: "storage-unavailable",
        message: "The reading stopped: Array buffer allocation failed.",
      },
    });
});

test("which projects a backup has is told without a look at what is here", async () => {
  const db = openTestDatabase();
  const projects = [await makeProject(db), await makeProject(db, { name: "Second" })];
  const ending = new AbortController();
  onTestFinished(() => ending.abort());
  const start = startServing(makeImporter({ databaseName: "not-here", signal: ending.signal }));
  const listed = await runBackupListing(start, await backUp(db), signal);
  expect(listed).toEqual({ ok: true, value: expect.arrayContaining(projects.map(({ id }) => id)) });
  expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain("not-here");
  expect(await runBackupListing(start, file, signal)).toMatchObject({ ok: false });
});

import { expect, onTestFinished, test } from "vitest";
import { makeImporter } from "../../../src/engine/importer.ts";
import { eraseEvents } from "../../../src/log/erasure.ts";
import { readHead } from "../../../src/log/reader.ts";
import { success } from "../../../src/model/failure.ts";
import { toProjectId } from "../../../src/model/identifier.ts";
import { admitAll, lead, makeEvent, openTestDatabase, shop, valueOf } from "../../support/admitted-log.ts";

const SLICE_BYTES = 1024 * 1024;

const nobodyHere = () => Promise.resolve(undefined);

/** A file whose second megabyte comes when it is let go on. */
function stallingFile(lines: string) {
  const blob = new Blob([lines]);
  let goOn: () => void = () => undefined;
  const going = new Promise<void>((resolve) => (goOn = resolve));
  const slice = blob.slice.bind(blob);
  blob.slice = (from = 0, to) => {
    const part = slice(from, to);
    const read = part.arrayBuffer.bind(part);
    part.arrayBuffer = async () => {
      if (from >= SLICE_BYTES) await going;
      return read();
    };
    return part;
  };
  return { file: blob, goOn };
}

test("an import that goes on after everything was erased leaves nothing behind", async () => {
  const db = await openTestDatabase();
  const { epoch, admission } = await lead(db);
  const ending = new AbortController();
  onTestFinished(() => ending.abort());
  const line = (n: number): string =>
    JSON.stringify(makeEvent({ properties: { n, pad: "x".repeat(7_000) } }));
  const { file, goOn } = stallingFile(Array.from({ length: 300 }, (_, n) => line(n)).join("\n"));
  const importer = makeImporter({ databaseName: db.name, signal: ending.signal });
  const imported = importer.run({ projectId: shop, file, fileName: "a.ndjson", importId: "i" }, nobodyHere);
  await expect.poll(() => db.imports.count()).toBe(1);
  valueOf(await eraseEvents(db, epoch, shop, { all: true }));
  goOn();
  await expect.poll(() => db.arrivals.count()).toBeGreaterThan(0);
  await admitAll(admission);
  expect(valueOf(await imported)).toMatchObject({ read: 300, accepted: 0, refused: 300 });
  expect((await readHead(db, shop)).events).toBe(0);
});

test("what the leader of this tab takes is never an arrival, and the rest is appended for another", async () => {
  const db = await openTestDatabase();
  const { admission } = await lead(db);
  const ending = new AbortController();
  onTestFinished(() => ending.abort());
  const lines = Array.from({ length: 9_000 }, (_, n) => JSON.stringify(makeEvent({ properties: { n } })));
  const importer = makeImporter({ databaseName: db.name, signal: ending.signal });
  const given: number[] = [];
  const imported = importer.run(
    { projectId: shop, file: new Blob([lines.join("\n")]), fileName: "a.ndjson", importId: "i" },
    async (projectId, events, generation) => {
      given.push(events.columns.count);
      if (given.length > 1) return undefined;
      const taken = await admission.take(toProjectId(projectId), events, { generation });
      return taken.ok ? success({ ...taken.value, fullness: 0 }) : taken;
    },
  );
  await expect.poll(() => db.arrivals.count(), { timeout: 20_000 }).toBe(1);
  await admitAll(admission);
  expect(valueOf(await imported)).toMatchObject({ read: 9_000, accepted: 9_000, duplicate: 0, refused: 0 });
  expect(given).toEqual([8_192, 808]);
  expect((await readHead(db, shop)).events).toBe(9_000);
}, 30_000);

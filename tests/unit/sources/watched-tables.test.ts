import { gzipSync } from "node:zlib";
import { tableFromArrays, tableToIPC } from "@uwdata/flechette";
import { expect, it } from "vitest";
import { readRefusals } from "../../../src/catalog/refusals.ts";
import { importFile } from "../../../src/transfer/import-file.ts";
import { backUp } from "../../support/backup-file.ts";
import { importOptions } from "../../support/import-fixtures.ts";
import { openDuckdb } from "../../support/duckdb-files.ts";
import { makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";
import { lzoParquet } from "../../support/lzo-parquet.ts";
import { openFolder } from "../../support/open-folder.ts";
import { openRealLog } from "../../support/real-log.ts";
import { zipOf } from "../../support/zip-files.ts";

const NOON = Date.UTC(2026, 10, 24, 12);

const query = (from: number, to: number, id = "'id-' || i"): string =>
  `SELECT ${id} AS id, 'tick' AS name, 'd' AS "distinctId", '{"n":' || (i // 2) || '}' AS properties,
    TIMESTAMPTZ '2026-11-24 12:00:00+00' AS "timestamp" FROM range(${from}, ${to}) r(i)`;

it("a table is read as a whole whenever it changes, and what is known of it stays", async () => {
  const { log, disk, write, look, restart, ids, fileOf } = await openFolder();
  const duckdb = await openDuckdb();
  const parquet = async (sql: string): Promise<Uint8Array<ArrayBuffer>> =>
    new Uint8Array(await (await duckdb.write(sql, "FORMAT parquet")).arrayBuffer());
  write("a.parquet", await parquet(query(0, 300)));
  await look();
  expect(await ids()).toHaveLength(300);
  expect((await log.read())[7]).toMatchObject({ id: "id-7", source: "folder:logs", properties: { n: 3 } });
  const size = disk.get("a.parquet")!.size;
  expect(await fileOf("a.parquet")).toMatchObject({ state: "read", read: 300, offset: size });
  expect(await look()).toMatchObject({ isChanged: false });

  const grown = await parquet(query(0, 400));
  write("a.parquet", grown.slice(0, grown.length - 9));
  await look();
  expect(await fileOf("a.parquet")).toMatchObject({
    state: "failed",
    message: expect.stringContaining("cut short"),
  });
  write("a.parquet", grown);
  await look();
  expect(await ids()).toHaveLength(400);
  expect(await fileOf("a.parquet")).toMatchObject({ state: "read", accepted: 100, duplicate: 300 });

  // Rows without ids, some the same: named by their content, they stay what they were.
  write("b.parquet", await parquet(query(0, 10, "NULL::VARCHAR")));
  await look();
  write("b.parquet", await parquet(query(0, 14, "NULL::VARCHAR")));
  restart();
  await look();
  expect(await fileOf("b.parquet")).toMatchObject({ state: "read", accepted: 4, duplicate: 10 });
  await duckdb.close();
});

it("a table in Arrow is read, lines that take its place too", async () => {
  const { write, look, ids, fileOf } = await openFolder();
  const table = tableFromArrays({ id: ["1"], name: ["tick"], distinctId: ["d"], timestamp: [NOON] });
  const bytes = tableToIPC(table, { format: "file" });
  write("a.data", new Uint8Array(bytes ?? []));
  await look();
  expect(await ids()).toEqual(["1"]);
  write(
    "a.data",
    ["1", "2"]
      .map((id) => `${JSON.stringify({ id, name: "tick", distinctId: "d", timestamp: NOON })}\n`)
      .join(""),
  );
  await look();
  expect(await ids()).toEqual(["1", "2"]);
  expect(await fileOf("a.data")).toMatchObject({ state: "read", read: 2, accepted: 1, duplicate: 1 });
});

it("a table of nobody known is not read, and says where it can be", async () => {
  const { write, look, ids, fileOf } = await openFolder();
  const bytes = tableToIPC(tableFromArrays({ colour: ["red"], size: [1] }), { format: "file" });
  write("a.arrow", new Uint8Array(bytes ?? []));
  await look();
  expect(await fileOf("a.arrow")).toMatchObject({
    state: "unread",
    message: expect.stringContaining("Data page"),
  });
  expect(await ids()).toEqual([]);
});

it("a table in UTF-16, as spreadsheets save it, is read as an import reads it", async () => {
  const { write, look, ids, fileOf } = await openFolder();
  const rows = "id,name,distinctId,timestamp,properties\r\nu-1,tick,d,2026-11-24T12:00:00Z,{}\r\n";
  write("a.csv", Buffer.from(`\ufeff${rows}`, "utf16le"));
  write("b.csv", Buffer.from(rows.replace("u-1", "u-2"), "utf16le"));
  await look();
  expect(await ids()).toEqual(["u-1", "u-2"]);
  expect(await fileOf("a.csv")).toMatchObject({ state: "read", accepted: 1 });
});

it("a table of nobody known is read, unchanged, once such a file was imported with a mapping", async () => {
  const { db, folder, log, write, look, fileOf } = await openFolder();
  const table = "what,at,who\nopened,2026-11-24T12:00:00Z,ann\n";
  write("a.csv", table);
  write("letter.txt", "Dear all,\nthis is a letter.\n");
  await look();
  expect(await fileOf("a.csv")).toMatchObject({ state: "unread" });
  expect(await look()).toMatchObject({ isChanged: false });

  const imported = await importFile({
    db,
    projectId: folder.projectId,
    file: new Blob(["what,at,who\nclosed,2026-11-25T12:00:00Z,bob\n"]),
    fileName: "b.csv",
    importId: "one",
    mapping: { nameField: "what", timestampField: "at", timeFormat: "iso", userIdField: "who" },
    append: log.append,
  });
  expect(valueOf(imported)).toMatchObject({ accepted: 1 });
  await look();
  expect(await fileOf("a.csv")).toMatchObject({ state: "read", accepted: 1 });
  expect(await fileOf("letter.txt")).toMatchObject({ state: "unread" });
  expect((await log.read()).map(({ name }) => name).sort()).toEqual(["closed", "opened"]);
  expect(await look()).toMatchObject({ isChanged: false });
});

it("a backup, a zip of two files and a CSV that grows are read, each event once", async () => {
  const { write, look, ids, fileOf } = await openFolder();
  const elsewhere = openTestDatabase();
  const { id: other } = await makeProject(elsewhere, { name: "Elsewhere" });
  const otherLog = await openRealLog(elsewhere, other);
  const event = (id: string) => JSON.stringify({ id, name: "tick", distinctId: "d", timestamp: NOON });
  const file = new Blob([`${event("b-1")}\n${event("b-2")}\n`]);
  valueOf(await importFile(importOptions(elsewhere, other, file, otherLog.append)));
  write("a.lochan", await (await backUp(elsewhere)).arrayBuffer());

  const header = "id,name,distinctId,timestamp\n";
  const row = (id: string) => `${id},tick,d,${new Date(NOON).toISOString()}\n`;
  const zip = await zipOf(["one.ndjson", `${event("z-1")}\n`], ["two.csv", header + row("z-2")]);
  write("b.zip", new Uint8Array(zip));
  write("c.csv", header + row("c-1"));
  await look();
  expect(await ids()).toEqual(["b-1", "b-2", "c-1", "z-1", "z-2"]);
  write("c.csv", header + row("c-1") + row("c-2"));
  await look();
  expect(await ids()).toEqual(["b-1", "b-2", "c-1", "c-2", "z-1", "z-2"]);
  for (const path of ["a.lochan", "b.zip", "c.csv"])
    expect(await fileOf(path)).toMatchObject({ state: "read", refused: 0 });
});

it("files of a zip that cannot be read are named, and the others are read", async () => {
  const { write, look, ids, fileOf } = await openFolder();
  const event = JSON.stringify({ id: "z-1", name: "tick", distinctId: "d", timestamp: NOON });
  const archive = await zipOf(
    ["notes.pdf", "%PDF-1.4"],
    ["odd.parquet", lzoParquet()],
    ["letter.csv", "a,b\n1,2\n"],
    ["good.ndjson", `${event}\n`],
    ["cut.json", "["],
  );
  write("a.zip", new Uint8Array(archive));
  await look();
  expect(await ids()).toEqual(["z-1"]);
  const file = await fileOf("a.zip");
  expect(file).toMatchObject({ state: "read", accepted: 1 });
  expect(file?.message).toMatch(
    /^Not all of its files are read\. notes\.pdf: .* odd\.parquet: .*LZO.* letter\.csv: .* And 1 more\.$/,
  );
});

it("what came of a file before its damage is in its counts, with what was refused of it", async () => {
  const { db, project, write, look, ids, fileOf } = await openFolder();
  const lines = (id: string) =>
    Array.from({ length: 5 }, (_, n) =>
      JSON.stringify({ id: `${id}-${n}`, name: "tick", distinctId: "d", timestamp: n === 0 ? "?" : NOON }),
    ).join("\n");
  const cut = (id: string) => gzipSync(`${lines(id)}\n`).subarray(0, -4);
  const archive = await zipOf(["a.ndjson.gz", cut("a")], ["b.ndjson", lines("b")], ["c.ndjson.gz", cut("c")]);
  write("a.zip", new Uint8Array(archive));
  write("d.ndjson.gz", cut("d"));
  await look();
  expect(await ids()).toHaveLength(16);
  const counts = (times: number) => ({ read: 5 * times, accepted: 4 * times, refused: times });
  expect(await fileOf("a.zip")).toMatchObject({ state: "read", ...counts(3) });
  expect(await fileOf("d.ndjson.gz")).toMatchObject({ state: "failed", ...counts(1) });
  const refused = valueOf(await readRefusals(db, project.id));
  expect(refused.reduce((sum, { count }) => sum + count, 0)).toBe(4);
});

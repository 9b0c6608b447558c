import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { updateFolder } from "../../../src/catalog/folders.ts";
import { readRefusals } from "../../../src/catalog/refusals.ts";
import { fail } from "../../../src/model/failure.ts";
import type { SourceFile } from "../../../src/sources/read-watched-file.ts";
import type { AppendEvents } from "../../../src/transfer/import-rows.ts";
import { valueOf } from "../../support/open-catalog.ts";
import { openFolder } from "../../support/open-folder.ts";

const NOON = Date.UTC(2026, 10, 24, 12);
const line = (id: string, more: object = {}): string =>
  `${JSON.stringify({ id, name: "tick", distinctId: "d", timestamp: NOON, ...more })}\n`;
const lineWithoutId = (name: string): string =>
  `${JSON.stringify({ name, distinctId: "d", timestamp: NOON })}\n`;

it("reads a new file, then only what it gained, and says where events came from", async () => {
  const { log, write, look, ids, fileOf } = await openFolder();
  write("a.ndjson", line("1") + line("2"));
  expect(await look()).toEqual({ isChanged: true, isOver: false });
  expect(await ids()).toEqual(["1", "2"]);
  expect((await log.read())[0]?.source).toBe("folder:logs");
  expect(await look()).toEqual({ isChanged: false, isOver: false });

  const taken: number[] = [];
  write("a.ndjson", line("1") + line("2") + line("3"));
  await look({
    append: (group) => {
      taken.push(group.columns.count);
      return log.append(group);
    },
  });
  expect(taken).toEqual([1]);
  expect(await ids()).toEqual(["1", "2", "3"]);
  expect(await fileOf("a.ndjson")).toMatchObject({
    state: "read",
    read: 3,
    accepted: 3,
    duplicate: 0,
    lines: 3,
  });
});

it("leaves half a line until the rest is there", async () => {
  const { write, look, ids, fileOf } = await openFolder();
  const second = line("2");
  write("a.ndjson", line("1") + second.slice(0, 20));
  await look();
  expect(await ids()).toEqual(["1"]);
  expect(await fileOf("a.ndjson")).toMatchObject({ state: "read", offset: line("1").length, refused: 0 });
  write("a.ndjson", line("1") + second);
  await look();
  expect(await ids()).toEqual(["1", "2"]);
  expect(await fileOf("a.ndjson")).toMatchObject({ refused: 0 });
});

it("takes a last line that is a whole object, and what follows it once", async () => {
  const { write, look, ids, fileOf } = await openFolder();
  write("a.ndjson", line("1") + line("2").trim());
  await look();
  expect(await ids()).toEqual(["1", "2"]);
  write("a.ndjson", line("1") + line("2") + line("3"));
  await look();
  expect(await ids()).toEqual(["1", "2", "3"]);
  expect(await fileOf("a.ndjson")).toMatchObject({ read: 3, refused: 0, duplicate: 0 });
});

it("reads a file anew that shrank, or was replaced by one as long or longer", async () => {
  const { write, look, ids, fileOf } = await openFolder();
  write("a.ndjson", line("1") + line("2"));
  await look();
  write("a.ndjson", line("3"));
  await look();
  expect(await ids()).toEqual(["1", "2", "3"]);
  expect(await fileOf("a.ndjson")).toMatchObject({ read: 1, accepted: 1 });
  write("a.ndjson", line("4"));
  await look();
  expect(await ids()).toEqual(["1", "2", "3", "4"]);
  // It begins as before, and goes on otherwise.
  write("a.ndjson", line("4") + line("5"));
  await look();
  write("a.ndjson", line("4") + line("6") + line("7"));
  await look();
  expect(await ids()).toEqual(["1", "2", "3", "4", "5", "6", "7"]);
  expect(await fileOf("a.ndjson")).toMatchObject({ read: 3, accepted: 2, duplicate: 1 });
});

it("says that a file is gone, and goes on with it when it comes back", async () => {
  const { disk, write, look, fileOf } = await openFolder();
  write("a.ndjson", line("1"));
  await look();
  const before = disk.get("a.ndjson")!;
  disk.delete("a.ndjson");
  await look();
  expect(await fileOf("a.ndjson")).toMatchObject({ state: "gone", accepted: 1 });
  disk.set("a.ndjson", before);
  await look();
  expect(await fileOf("a.ndjson")).toMatchObject({ state: "read", accepted: 1, duplicate: 0 });
});

it("counts identical lines without an id each once, as an import of the whole file does, after a restart too", async () => {
  const { write, look, restart, ids, fileOf } = await openFolder();
  const tick = lineWithoutId("tick");
  write("a.ndjson", tick + tick);
  await look();
  expect((await ids()).length).toBe(2);
  restart();
  write("a.ndjson", tick + tick + tick);
  await look();
  expect((await ids()).length).toBe(3);
  write("a.ndjson", tick + tick + tick + tick);
  await look();
  const all = await ids();
  expect(all.length).toBe(4);
  // Read anew from its start it is the same four.
  write("b.ndjson", tick + tick + tick + tick);
  await look();
  expect(await ids()).toEqual(all);
  expect(await fileOf("b.ndjson")).toMatchObject({ accepted: 0, duplicate: 4 });
});

it("stores the offset only after the ack: a crash between the two reads a part again and doubles nothing", async () => {
  const { write, look, restart, ids, fileOf } = await openFolder();
  const tick = lineWithoutId("tick");
  write("a.ndjson", tick + line("1"));
  await look();
  write("a.ndjson", tick + line("1") + tick + line("2"));
  const crash = look({
    save: () => {
      throw new Error("crash");
    },
  });
  await expect(crash).rejects.toThrow("crash");
  expect((await ids()).length).toBe(4);
  expect((await fileOf("a.ndjson"))?.read).toBe(2);
  restart();
  await look();
  expect((await ids()).length).toBe(4);
  expect(await fileOf("a.ndjson")).toMatchObject({ read: 4, accepted: 2, duplicate: 2 });
});

it("keeps its place when nothing can be stored, says why, and goes on when there is room", async () => {
  const { write, look, ids, fileOf } = await openFolder();
  const tick = lineWithoutId("tick");
  write("a.ndjson", tick);
  await look();
  write("a.ndjson", tick + tick + line("1"));
  write("b.ndjson", line("2"));
  const full = await look({
    append: async () => fail({ kind: "quota-exceeded", message: "No space." }),
  });
  expect(full).toEqual({ isChanged: true, isOver: true });
  expect(await fileOf("a.ndjson")).toMatchObject({ state: "failed", message: "No space.", read: 1 });
  expect((await ids()).length).toBe(1);
  await look();
  expect((await ids()).length).toBe(4);
  const after = await fileOf("a.ndjson");
  expect(after).toMatchObject({ state: "read", read: 3, accepted: 3 });
  expect(after).not.toHaveProperty("message");
  // What was named and not stored has the names a file of these lines has.
  write("c.ndjson", tick + tick);
  await look();
  expect(await fileOf("c.ndjson")).toMatchObject({ accepted: 0, duplicate: 2 });
});

it("counts refused rows by reason with a line of each, once for what is read once", async () => {
  const { db, project, write, look, fileOf } = await openFolder();
  write("a.ndjson", `${line("1")}{"name":"no time","distinctId":"d"}\n{oops}\n{again\n`);
  await look();
  write("a.ndjson", `${line("1")}{"name":"no time","distinctId":"d"}\n{oops}\n{again\n${line("2")}{third\n`);
  await look();
  expect(await fileOf("a.ndjson")).toMatchObject({ read: 6, accepted: 2, refused: 4 });
  const refusals = valueOf(await readRefusals(db, project.id));
  expect(refusals.map(({ origin, reason, count, sample }) => [origin, reason, count, sample]).sort()).toEqual(
    [
      ["folder:logs", "The line is not valid JSON.", 3, "a.ndjson, line 6: {third"],
      ["folder:logs", expect.stringContaining("timestamp"), 1, expect.stringContaining("a.ndjson, line 2: ")],
    ],
  );
});

it("passes over a line too long to be an event and reads on after it", async () => {
  const { write, look, ids, fileOf } = await openFolder();
  const long = "x".repeat(9 * 1024 * 1024);
  write("a.ndjson", `${line("1")}${long}`);
  await look();
  expect(await fileOf("a.ndjson")).toMatchObject({ accepted: 1, refused: 1, isInLongLine: true });
  write("a.ndjson", `${line("1")}${long}yy\n${line("2")}`);
  await look();
  expect(await ids()).toEqual(["1", "2"]);
  const file = await fileOf("a.ndjson");
  expect(file).toMatchObject({ read: 3, refused: 1, lines: 3, state: "read" });
  expect(file).not.toHaveProperty("isInLongLine");
});

it("reads a gzip as a whole whenever it changes", async () => {
  const { write, look, ids, fileOf } = await openFolder();
  write("a.ndjson.gz", gzipSync(line("1") + line("2")));
  await look();
  expect(await ids()).toEqual(["1", "2"]);
  expect(await look()).toMatchObject({ isChanged: false });
  write("a.ndjson.gz", gzipSync(line("1") + line("2") + line("3")));
  await look();
  expect(await ids()).toEqual(["1", "2", "3"]);
  expect(await fileOf("a.ndjson.gz")).toMatchObject({ state: "read", accepted: 1, duplicate: 2 });
  write("a.ndjson.gz", gzipSync(line("1") + line("4")).subarray(0, -10));
  await look();
  expect(await fileOf("a.ndjson.gz")).toMatchObject({
    state: "failed",
    message: expect.stringContaining("cut short"),
  });
  expect(await look()).toMatchObject({ isChanged: false });
});

it("names what it does not read, and reads it once it is something else", async () => {
  const { write, look, ids, fileOf } = await openFolder();
  write("a.csv", "name,time\nx,1\n");
  write("packed.csv.gz", gzipSync("name,time\nx,1\n"));
  write("empty.ndjson", "");
  await look();
  for (const path of ["packed.csv.gz", "a.csv"])
    expect(await fileOf(path)).toMatchObject({
      state: "unread",
      message: expect.stringContaining("which column is what"),
    });
  expect(await fileOf("empty.ndjson")).toMatchObject({ state: "read", read: 0 });
  expect(await look()).toMatchObject({ isChanged: false });
  write("a.csv", line("1"));
  write("empty.ndjson", line("2"));
  await look();
  expect(await ids()).toEqual(["1", "2"]);
  expect(await fileOf("a.csv")).not.toHaveProperty("message");
});

it("opens a file again that changed while it was read", async () => {
  const { disk, write, look, ids } = await openFolder();
  write("a.ndjson", line("1"));
  const torn = disk.get("a.ndjson")!;
  let opened = 0;
  async function* files(): AsyncGenerator<SourceFile> {
    yield {
      path: "a.ndjson",
      open: async () => {
        opened += 1;
        if (opened > 1) return disk.get("a.ndjson")!;
        // As browsers answer for a file whose time is no longer the one it was opened at.
        torn.slice = () => {
          throw new DOMException("changed", "NotReadableError");
        };
        write("a.ndjson", line("1") + line("2"));
        return torn;
      },
    };
  }
  const seen = await look({ files: files() });
  expect(seen).toEqual({ isChanged: true, isOver: false });
  expect(await ids()).toEqual(["1", "2"]);
});

it("knows the browser of a collector's lines from what was read of the file before", async () => {
  const { log, disk, write, look, restart } = await openFolder();
  const collected = (id: string, distinctId: string, more: object): string =>
    line(id, { distinctId, project: "p", sentAt: NOON, ...more });
  const userAgent =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/130.0.0.0 Safari/537.36";
  const seen = collected("1", "bot", { userAgent });
  write("a.ndjson", seen);
  await look();
  write("a.ndjson", seen + collected("2", "bot", {}) + collected("3", "someone", {}));
  // Another file may be of another site.
  write("b.ndjson", collected("4", "bot", {}));
  await look();
  const bots = (await log.read()).filter(({ properties }) => properties?.["$bot"] === true);
  expect(bots.map(({ id }) => id as string).sort()).toEqual(["1", "2"]);
  expect(bots.map(({ properties }) => properties?.["browser"])).toEqual(Array(2).fill(expect.any(String)));
  restart();
  const grown = new Blob([disk.get("a.ndjson")!, collected("6", "bot", {})]);
  write("a.ndjson", grown);
  await look();
  expect((await log.read()).find(({ id }) => id === "6")?.properties).toMatchObject({ $bot: true });
  // Anew from its start it is another file.
  write("a.ndjson", collected("5", "bot", {}));
  await look();
  expect((await log.read()).find(({ id }) => id === "5")?.properties).not.toHaveProperty("$bot");
});

it("leaves what a file gains while it is read for the next look, so that others get their turn", async () => {
  const { log, disk, write, look, ids, fileOf } = await openFolder();
  write("a.ndjson", line("a1"));
  write("b.ndjson", line("b1"));
  let written = 1;
  // Each time some of it was taken, there is more of it.
  const append: AppendEvents = (group) => {
    const before = disk.get("a.ndjson")!;
    if (written < 50) write("a.ndjson", new Blob([before, line(`a${(written += 1)}`)]));
    return log.append(group);
  };
  expect(await look({ append })).toEqual({ isChanged: true, isOver: false });
  expect(await ids()).toEqual(["a1", "b1"]);
  expect(await look()).toEqual({ isChanged: true, isOver: false });
  expect(await ids()).toEqual(["a1", "a2", "a3", "b1"]);
  expect(await fileOf("a.ndjson")).toMatchObject({ state: "read", accepted: 3, duplicate: 0 });
});

it("stops where the folder is paused, and reads the rest when it is not", async () => {
  const { db, folder, log, write, look, ids, fileOf } = await openFolder();
  write("a.ndjson", line("1"));
  write("b.ndjson", line("2"));
  const seen = await look({
    append: async (group) => {
      await updateFolder(db, folder, { paused: true });
      return log.append(group);
    },
  });
  expect(seen).toEqual({ isChanged: true, isOver: true });
  expect(await ids()).toEqual(["1"]);
  await updateFolder(db, folder, { paused: false });
  await look();
  expect(await ids()).toEqual(["1", "2"]);
  expect(await fileOf("a.ndjson")).toMatchObject({ accepted: 1, duplicate: 0 });
});

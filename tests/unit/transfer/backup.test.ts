import "fake-indexeddb/auto";
import { describe, expect, test } from "vitest";
import { readDashboard } from "../../../src/catalog/dashboards.ts";
import { listImports } from "../../../src/catalog/imports.ts";
import { readProject, updateProject } from "../../../src/catalog/projects.ts";
import { eraseEvents, type ErasureRequest } from "../../../src/log/erasure.ts";
import { claimEpoch } from "../../../src/log/fence.ts";
import type { BackupManifest } from "../../../src/model/backup.ts";
import type { LochanEvent } from "../../../src/model/event.ts";
import { fail } from "../../../src/model/failure.ts";
import { toProjectId } from "../../../src/model/identifier.ts";
import { readBackupContents } from "../../../src/transfer/backup/read-backup-contents.ts";
import { writeBackup } from "../../../src/transfer/backup/write-backup.ts";
import { openBackup } from "../../../src/transfer/backup/open-backup.ts";
import { browser, event, known, range, START, tamper } from "../../support/backed-up-browser.ts";
import { backUp, eventsOf, restore } from "../../support/backup-file.ts";
import { toGroup } from "../../support/import-fixtures.ts";
import { failureOf, makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";
import { openRealLog } from "../../support/real-log.ts";
import { unzip } from "../../support/zip-files.ts";

test("restored into an empty browser everything is as it was, and once more changes nothing", async () => {
  const { db, id } = await browser(range(0, 700));
  valueOf(await readDashboard(db, id));
  const file = await backUp(db);
  const other = openTestDatabase();
  const restored = valueOf(await restore(other, file));
  expect(restored).toMatchObject({
    damaged: [],
    projects: [{ id, name: "Tea shop", isNew: true, conflicts: [], read: 700, accepted: 700, refused: 0 }],
  });
  expect(await known(other, id)).toEqual(await known(db, id));
  expect(valueOf(await readProject(other, id))).toEqual(valueOf(await readProject(db, id)));
  expect(valueOf(await readDashboard(other, id))).toEqual(valueOf(await readDashboard(db, id)));
  expect(valueOf(await restore(other, file)).projects).toMatchObject([{ accepted: 0, duplicate: 700 }]);
  expect(valueOf(await listImports(other, id)).map(({ state, format }) => [state, format])).toEqual([
    ["done", "backup"],
    ["done", "backup"],
  ]);
});

test("two browsers that restore each other's backups hold the same", async () => {
  const { db, id } = await browser(range(0, 400));
  const other = openTestDatabase();
  valueOf(await restore(other, await backUp(db)));
  valueOf(await (await openRealLog(db, id)).append(toGroup(range(400, 500))));
  valueOf(await (await openRealLog(other, id)).append(toGroup(range(450, 600))));
  valueOf(await updateProject(other, id, { name: "Renamed" }));
  const [mine, theirs] = [await backUp(db), await backUp(other)];
  const here = valueOf(await restore(db, theirs)).projects[0];
  expect(here).toMatchObject({ isNew: false, accepted: 100, duplicate: 450 });
  expect(here?.conflicts).toEqual([{ what: "settings", name: "Tea shop", kept: "theirs" }]);
  expect(valueOf(await restore(other, mine)).projects).toMatchObject([{ accepted: 50, duplicate: 450 }]);
  expect(await known(db, id)).toEqual(await known(other, id));
  expect(valueOf(await readProject(db, id))).toEqual(valueOf(await readProject(other, id)));
});

describe("what one browser erased", () => {
  const two = async () => {
    const { db, id } = await browser(range(0, 300));
    const other = openTestDatabase();
    valueOf(await restore(other, await backUp(db)));
    const erase = async (what: ErasureRequest) =>
      valueOf(await eraseEvents(db, await claimEpoch(db), toProjectId(id), what));
    const { events: people } = await erase({ userId: "user-3" });
    const { events: times } = await erase({ from: START, before: START + 9_000_000 });
    return { db, id, other, file: await backUp(db), erased: people + times };
  };

  test("goes in another that restores its backup, which tells how much before and after", async () => {
    const { db, id, other, file, erased } = await two();
    expect(erased).toBeGreaterThan(20);
    const { projects } = valueOf(await readBackupContents(other, file));
    expect(projects).toMatchObject([{ erasures: { spans: 1, events: erased } }]);
    expect(valueOf(await restore(other, file)).projects).toMatchObject([{ erased, accepted: 0 }]);
    expect(await known(other, id)).toEqual(await known(db, id));
    expect(valueOf(await readProject(other, id))).toEqual(valueOf(await readProject(db, id)));
    expect(valueOf(await readBackupContents(other, file)).projects[0]?.erasures?.events).toBe(0);
    expect(valueOf(await restore(other, file)).projects).toMatchObject([{ erased: 0, accepted: 0 }]);
  });

  test("is kept there where that is asked for, but never comes back to the first", async () => {
    const { db, id, other, file } = await two();
    const before = await known(other, id);
    const kept = valueOf(await restore(other, file, { erasures: "keep-out" }));
    expect(kept.projects).toMatchObject([{ erased: 0, accepted: 0 }]);
    expect(await known(other, id)).toEqual(before);
    const mine = await known(db, id);
    const back = valueOf(await restore(db, await backUp(other))).projects;
    expect(back).toMatchObject([{ accepted: 0, duplicate: mine.length }]);
    expect(await known(db, id)).toEqual(mine);
  });

  test("stays out of a browser that has nothing of it yet", async () => {
    const { db, id, file } = await two();
    const third = openTestDatabase();
    expect(valueOf(await restore(third, file)).projects).toMatchObject([{ isNew: true, erased: 0 }]);
    const group = toGroup(range(0, 300));
    valueOf(await (await openRealLog(third, toProjectId(id))).append(group));
    expect(await known(third, id)).toEqual(await known(db, id));
  });
});

test("the same events are the same bytes, in whatever order they and their properties came", async () => {
  const events = [event(1, { properties: { z: 1, a: 2 } }), event(2, { properties: { a: 1, z: 2 } })];
  const partOf = async (given: readonly LochanEvent[]) => {
    const { db, id } = await browser(given);
    const path = `projects/${id}/events/000001.parquet`;
    const part = (await unzip(await backUp(db)))[path];
    if (part === undefined) throw new Error(`There is no ${path}.`);
    return part;
  };
  expect(await partOf(events)).toEqual(await partOf(events.toReversed()));
});

test("only the projects that were asked for are written and restored", async () => {
  const { db, id } = await browser(range(0, 10));
  const blog = await makeProject(db, { name: "Blog" });
  const restoredIds = async (file: Blob, projectIds?: string[]) =>
    valueOf(await restore(openTestDatabase(), file, { projectIds })).projects.map((each) => each.id);
  expect(await restoredIds(await backUp(db), [blog.id])).toEqual([blog.id]);
  expect(await restoredIds(await backUp(db, { projectIds: [id] }))).toEqual([id]);
});

describe("a damaged archive names its bad parts and restores the rest", () => {
  const two = async () => {
    const { db, id } = await browser(range(0, 50));
    const blog = await makeProject(db, { name: "Blog" });
    valueOf(await (await openRealLog(db, blog.id)).append(toGroup(range(50, 90))));
    return { file: await backUp(db), id, blogId: blog.id };
  };

  test.each<[string, (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> | undefined, RegExp]>([
    [
      "a bit of it flipped",
      (bytes) => bytes.with(bytes.length >> 1, bytes[bytes.length >> 1]! ^ 1),
      /checksum/,
    ],
    ["its end cut off", (bytes) => bytes.slice(0, -20), /another size/],
    ["no such part", () => undefined, /missing/],
  ])("%s", async (_words, damage, reason) => {
    const { file, id, blogId } = await two();
    const bad = `projects/${id}/events/000001.parquet`;
    const other = openTestDatabase();
    const restored = valueOf(
      await restore(other, await tamper(file, (path, bytes) => (path === bad ? damage(bytes) : bytes))),
    );
    expect(restored.damaged).toMatchObject([
      { path: bad, events: 50, reason: expect.stringMatching(reason) },
    ]);
    expect(await eventsOf(other, id)).toEqual([]);
    expect(await eventsOf(other, blogId)).toHaveLength(40);
  });

  test("a project whose settings are damaged is left out whole", async () => {
    const { file, id, blogId } = await two();
    const bad = `projects/${id}/project.json`;
    const other = openTestDatabase();
    const changed = await tamper(file, (path, bytes) =>
      path === bad ? new Uint8Array(bytes.length) : bytes,
    );
    const restored = valueOf(await restore(other, changed));
    expect(restored.damaged).toMatchObject([{ path: bad, events: 50 }]);
    expect(restored.projects).toMatchObject([{ id: blogId, accepted: 40 }]);
  });
});

test("a file that calls one project by the id of another changes neither, and says so before", async () => {
  const { db, id } = await browser(range(0, 50));
  const other = openTestDatabase();
  valueOf(await restore(other, await backUp(db)));
  valueOf(await eraseEvents(db, await claimEpoch(db), toProjectId(id), { from: 0, before: START * 2 }));
  const forged = await tamper(await backUp(db), (path, bytes) =>
    path === "manifest.json"
      ? new TextEncoder().encode(
          new TextDecoder().decode(bytes).replace(`"id": "${id}"`, '"id": "a-new-one"'),
        )
      : bytes,
  );
  const { projects } = valueOf(await readBackupContents(other, forged));
  expect(projects).toMatchObject([{ id: "a-new-one", damaged: expect.stringMatching(/another project/) }]);
  const restored = valueOf(await restore(other, forged, { projectIds: ["a-new-one"] }));
  expect(restored).toMatchObject({
    projects: [],
    damaged: [{ path: `projects/${id}/project.json`, reason: expect.stringMatching(/another project/) }],
  });
  expect(await eventsOf(other, id)).toHaveLength(50);
});

describe("what is no backup is refused in words, and nothing is changed", () => {
  const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  const listing = (change: (manifest: BackupManifest) => void) => (file: Blob) =>
    tamper(file, (path, bytes) => {
      if (path !== "manifest.json") return bytes;
      const manifest = JSON.parse(new TextDecoder().decode(bytes)) as BackupManifest;
      change(manifest);
      return encode(manifest);
    });

  test.each<[string, (file: Blob) => Promise<Blob> | Blob, string, RegExp]>([
    ["cut short", (file) => file.slice(0, file.size - 30), "unreadable-file", /cut short/],
    [
      "another zip",
      (file) => tamper(file, (path, bytes) => (path === "manifest.json" ? undefined : bytes)),
      "unsupported-format",
      /no backup/,
    ],
    ["empty", () => new Blob([]), "unreadable-file", /cannot be read/],
    [
      "of a newer Lochan",
      (file) =>
        tamper(file, (path, bytes) =>
          path === "manifest.json" ? encode({ format: "lochan", version: 2 }) : bytes,
        ),
      "newer-schema",
      /newer/,
    ],
    [
      "with a manifest that is none",
      (file) => tamper(file, (path, bytes) => (path === "manifest.json" ? encode([1]) : bytes)),
      "unreadable-file",
      /damaged/,
    ],
    [
      "that counts more events than there can be",
      listing(({ projects }) => void (projects[0]!.parts[0]!.events = Number.MAX_SAFE_INTEGER)),
      "unreadable-file",
      /damaged/,
    ],
    [
      "made at no date",
      listing((manifest) => void (manifest.createdAt = 1e300)),
      "unreadable-file",
      /damaged/,
    ],
    [
      "with events of no date",
      listing(({ projects }) => void (projects[0]!.parts[0]!.first = -1e300)),
      "unreadable-file",
      /damaged/,
    ],
    [
      "with more projects than a page shows",
      listing(({ projects }) => void projects.push(...Array.from({ length: 10_000 }, () => projects[0]!))),
      "unreadable-file",
      /damaged/,
    ],
    [
      "with more parts than a page shows",
      listing(({ projects: [project] }) => {
        project!.parts = Array.from({ length: 20_001 }, () => project!.parts[0]!);
      }),
      "unreadable-file",
      /damaged/,
    ],
  ])("%s", async (_words, change, kind, words) => {
    const { db } = await browser(range(0, 5));
    const other = openTestDatabase();
    const failure = failureOf(await restore(other, await change(await backUp(db))));
    expect(failure).toMatchObject({ kind, message: expect.stringMatching(words) });
    expect(await other.projects.count()).toBe(0);
  });
});

test("a full disk ends it with what was restored, and restoring again gets the rest", async () => {
  const { db, id } = await browser(range(0, 60));
  const file = await backUp(db);
  const other = openTestDatabase();
  const full = fail({ kind: "quota-exceeded", message: "No space left." });
  expect(failureOf(await restore(other, file, { appendTo: () => async () => full })).kind).toBe(
    "quota-exceeded",
  );
  expect(valueOf(await listImports(other, id))).toMatchObject([
    { state: "failed", failure: "No space left." },
  ]);
  expect(valueOf(await restore(other, file)).projects).toMatchObject([{ isNew: false, accepted: 60 }]);
});

test("what a sink says when it takes no more is told", async () => {
  const { db } = await browser(range(0, 5));
  let taken = 0;
  const sink = new WritableStream<Uint8Array>({
    write() {
      if (++taken > 2) throw new Error("The disk was taken out.");
    },
  });
  const { writeBackup } = await import("../../../src/transfer/backup/write-backup.ts");
  expect(failureOf(await writeBackup({ db, sink }))).toEqual({
    kind: "unwritable-file",
    message: "The backup could not be written: The disk was taken out.",
  });
});

test("a restore is stopped inside a part, and what was stored before stays", async () => {
  const { db, id } = await browser(range(0, 9_000));
  const file = await backUp(db);
  const other = openTestDatabase();
  const stopping = new AbortController();
  const log = openRealLog(other, toProjectId(id));
  const failure = failureOf(
    await restore(other, file, {
      signal: stopping.signal,
      appendTo: () => async (group) => {
        stopping.abort();
        return (await log).append(group);
      },
    }),
  );
  expect(failure.kind).toBe("cancelled");
  const kept = (await eventsOf(other, id)).length;
  expect(kept).toBeGreaterThan(0);
  expect(kept).toBeLessThan(9_000);
  expect(valueOf(await listImports(other, id))).toMatchObject([{ state: "cancelled", accepted: kept }]);
  expect(valueOf(await restore(other, file)).projects).toMatchObject([
    { accepted: 9_000 - kept, duplicate: kept },
  ]);
});

test("a part that is being unpacked is left", async () => {
  const { db } = await browser(range(0, 5));
  const backup = valueOf(await openBackup(await backUp(db)));
  const part = backup.manifest.projects[0]!.parts[0]!;
  expect(failureOf(await backup.read(part, AbortSignal.abort())).kind).toBe("cancelled");
});

test("whoever stops a backup that has begun to write gets its sink back, aborted", async () => {
  const { db } = await browser(range(0, 100));
  const stopping = new AbortController();
  let aborted = false;
  const sink = new WritableStream<Uint8Array>({
    write: () => stopping.abort(),
    abort: () => void (aborted = true),
  });
  const written = await writeBackup({ db, sink, signal: stopping.signal });
  expect(failureOf(written).kind).toBe("cancelled");
  expect(aborted).toBe(true);
  expect(sink.locked).toBe(false);
});

test("an abort ends both with cancelled", async () => {
  const { db } = await browser(range(0, 5));
  const file = await backUp(db);
  const stopped = AbortSignal.abort();
  expect(failureOf(await restore(openTestDatabase(), file, { signal: stopped })).kind).toBe("cancelled");
  await expect(backUp(db, { signal: stopped })).rejects.toThrow(/cancelled/);
});

test("its parts say how many events they hold, and from when to when", async () => {
  const { db, id } = await browser(range(0, 300));
  const { "manifest.json": bytes } = await unzip(await backUp(db));
  const manifest = JSON.parse(new TextDecoder().decode(bytes)) as BackupManifest;
  const events = await eventsOf(db, id);
  expect(manifest.projects).toMatchObject([
    {
      id,
      events: 300,
      parts: [{ events: 300, first: events[0]?.timestamp, last: events.at(-1)?.timestamp }],
    },
  ]);
});

test("a part ends long before a reader would refuse it, however many events are of one minute", async () => {
  // Of one window: windows are cut between minutes.
  const { db, id } = await browser(
    Array.from({ length: 12_000 }, (_, index) => event(index, { timestamp: START })),
  );
  const file = await backUp(db, { partLength: 700_000 });
  const { "manifest.json": bytes } = await unzip(file);
  const manifest = JSON.parse(new TextDecoder().decode(bytes)) as BackupManifest;
  expect(manifest.projects[0]?.parts.map(({ events }) => events)).toEqual([10_000, 2_000]);
  const other = openTestDatabase();
  expect(valueOf(await restore(other, file))).toMatchObject({
    damaged: [],
    projects: [{ id, accepted: 12_000 }],
  });
});

test("before anything is restored it says what is here, what is kept, and what is damaged", async () => {
  const { db, id } = await browser(range(0, 20));
  const { id: blogId } = await makeProject(db, { name: "Blog" });
  const file = await backUp(db);
  valueOf(await updateProject(db, id, { retentionDays: 30 }));
  const damaged = await tamper(file, (path, bytes) => (path.includes(blogId) ? undefined : bytes));
  const now = Date.UTC(2026, 10, 29, 12);
  const { projects } = valueOf(await readBackupContents(db, damaged, { now }));
  const shop = projects.find((each) => each.id === id);
  expect(shop).toMatchObject({ isHere: true, events: 20, keeps: { days: 30, from: Date.UTC(2026, 9, 30) } });
  expect(shop).not.toHaveProperty("damaged");
  expect(projects.find((each) => each.id === blogId)?.damaged).toMatch(/is missing/);
});

import "fake-indexeddb/auto";
import { expect, test, vi } from "vitest";
import { endInterruptedImports, listImports, saveImport } from "../../../src/catalog/imports.ts";
import { countRefusal, countRefusals, readRefusals, REFUSAL_ROWS } from "../../../src/catalog/refusals.ts";
import { readSetting, saveSetting } from "../../../src/catalog/settings.ts";
import { failureOf, makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";

const refusal = { projectId: "p", origin: "https://a.example", reason: "wrong-key", sample: "one" };

test("refusals are counted by project, origin and reason, and keep the last sample", async () => {
  const db = openTestDatabase();
  await Promise.all([1, 2, 3].map(() => countRefusal(db, refusal)));
  valueOf(await countRefusal(db, { ...refusal, sample: "x".repeat(9_000) }));
  valueOf(await countRefusal(db, { ...refusal, reason: "origin-not-allowed" }));
  valueOf(await countRefusal(db, { ...refusal, projectId: "other" }));
  const rows = valueOf(await readRefusals(db, "p"));
  expect(rows.map((row) => [row.reason, row.count]).sort()).toEqual([
    ["origin-not-allowed", 1],
    ["wrong-key", 4],
  ]);
  expect(rows.find((row) => row.reason === "wrong-key")?.sample).toHaveLength(500);
});

test("a flood of refusals keeps 200 rows, the longest quiet ones going first", async () => {
  const db = openTestDatabase();
  const clock = vi.spyOn(Date, "now");
  for (let index = 0; index < REFUSAL_ROWS + 20; index++) {
    clock.mockReturnValue(1_000 + index);
    valueOf(await countRefusal(db, { ...refusal, origin: `https://${index}.example` }));
    clock.mockReturnValue(1_000_000 + index);
    valueOf(await countRefusal(db, refusal));
  }
  clock.mockRestore();
  const rows = valueOf(await readRefusals(db, "p"));
  expect(rows).toHaveLength(REFUSAL_ROWS);
  expect(rows[0]).toMatchObject({ origin: refusal.origin, count: REFUSAL_ROWS + 20 });
  expect(rows.at(-1)?.origin).toBe("https://21.example");
});

test("who is refused for ever so many reasons pushes out no other's refusals", async () => {
  const db = openTestDatabase();
  valueOf(await countRefusal(db, refusal));
  const flood = Array.from({ length: 3 * REFUSAL_ROWS }, (_, index) => ({
    projectId: `p${index % 7}`,
    origin: "https://evil.example",
    reason: `reason ${index}`,
    sample: "",
    count: 2,
  }));
  for (let from = 0; from < flood.length; from += 50)
    valueOf(await countRefusals(db, flood.slice(from, from + 50)));
  expect(await db.refusals.count()).toBe(REFUSAL_ROWS);
  const rows = await db.refusals.toArray();
  expect(rows.filter(({ origin }) => origin === refusal.origin)).toMatchObject([{ count: 1 }]);
  expect(rows.find(({ reason }) => reason === "reason 599")).toMatchObject({ count: 2 });
});

test("settings come back as they were saved, and undefined removes one", async () => {
  const db = openTestDatabase();
  expect(valueOf(await readSetting(db, "theme"))).toBeUndefined();
  valueOf(await saveSetting(db, "theme", { mode: "dark" }));
  expect(valueOf(await readSetting(db, "theme"))).toEqual({ mode: "dark" });
  valueOf(await saveSetting(db, "theme", undefined));
  expect(valueOf(await readSetting(db, "theme"))).toBeUndefined();
});

test.each<[unknown, unknown]>([
  ["", 1],
  [7, 1],
  ["a key with spaces", 1],
  ["big", "x".repeat(70_000)],
  ["function", () => 1],
  ["bigint", 1n],
])("refuses to save %j", async (key, value) => {
  const db = openTestDatabase();
  expect(failureOf(await saveSetting(db, key, value)).kind).toBe("invalid-input");
});

test("an import whose tab went away is ended, one that runs is not", async () => {
  const db = openTestDatabase();
  const counts = { read: 5, accepted: 5, duplicate: 0, refused: 0 };
  const { id: projectId } = await makeProject(db);
  const row = { projectId, fileName: "a", format: "ndjson", ...counts };
  valueOf(await saveImport(db, { ...row, id: "lost", state: "running", startedAt: 1 }));
  valueOf(await saveImport(db, { ...row, id: "runs", state: "running", startedAt: 2 }));
  valueOf(await saveImport(db, { ...row, id: "done", state: "done", startedAt: 3 }));
  expect(valueOf(await endInterruptedImports(db, (id) => id === "runs", "The tab was closed."))).toBe(1);
  const states = valueOf(await listImports(db, projectId)).map(({ id, state }) => [id, state]);
  expect(states).toEqual([
    ["done", "done"],
    ["runs", "running"],
    ["lost", "failed"],
  ]);
});

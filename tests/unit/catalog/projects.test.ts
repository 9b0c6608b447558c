import "fake-indexeddb/auto";
import { describe, expect, test } from "vitest";
import {
  createProject,
  listProjects,
  readProject,
  removeProjectRows,
  updateProject,
} from "../../../src/catalog/projects.ts";
import { countRefusal, readRefusals } from "../../../src/catalog/refusals.ts";
import { readDashboard } from "../../../src/catalog/dashboards.ts";
import { listImports, saveImport } from "../../../src/catalog/imports.ts";
import { readSetting, saveSetting } from "../../../src/catalog/settings.ts";
import { failureOf, makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";

describe("creating a project", () => {
  test("needs a name only, and gets the browser's zone, a random id and a 128-bit key", async () => {
    const db = openTestDatabase();
    const project = valueOf(await createProject(db, { name: "  Acme web " }));
    expect(project.name).toBe("Acme web");
    expect(project.timeZone).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
    expect(project.id).toMatch(/^[a-z0-9-]{1,64}$/);
    expect(project.writeKey).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(project.allowedOrigins).toEqual([]);
    expect(project.sessionIdleMs).toBe(30 * 60_000);
    expect(valueOf(await readProject(db, project.id))).toEqual(project);
  });

  test("is named in one line of text that can be shown", async () => {
    const db = openTestDatabase();
    const project = valueOf(await createProject(db, { name: "\0 Acme\r\n\u202eweb\u0007 \ud800" }));
    expect(project.name).toBe("Acme web  \ufffd");
    expect((await makeProject(db, { name: "Café 👩‍💻" })).name).toBe("Café 👩‍💻");
    expect(failureOf(await createProject(db, { name: "\0\u001b" })).message).toMatch(/needs a name/);
  });

  test("keeps a well-known id and key", async () => {
    const db = openTestDatabase();
    const demo = await makeProject(db, { name: "Demo shop", id: "demo", writeKey: "demo" });
    expect([demo.id, demo.writeKey]).toEqual(["demo", "demo"]);
    const again = failureOf(await createProject(db, { name: "Other", id: "demo" }));
    expect(again).toMatchObject({ kind: "invalid-input", path: "id" });
    expect(valueOf(await listProjects(db))).toEqual([demo]);
  });

  test("refuses a name that is taken, whatever its case", async () => {
    const db = openTestDatabase();
    await makeProject(db, { name: "Acme" });
    const failure = failureOf(await createProject(db, { name: " ACME" }));
    expect(failure.message).toBe("There is already a project named ACME.");
  });

  test.each([
    [undefined, /A project is/],
    [null, /A project is/],
    ["Acme", /A project is/],
    [{}, /A project is|needs a name/],
    [{ name: "   " }, /needs a name/],
    [{ name: 7 }, /needs a name/],
    [{ name: "x".repeat(101) }, /at most 100/],
    [{ name: "a", timeZone: "Mars/Olympus" }, /time zone/],
    [{ name: "a", timeZone: "" }, /time zone/],
    [{ name: "a", origins: "https://a.example" }, /list/],
    [{ name: "a", origins: ["a.example"] }, /not the address of a site/],
    [{ name: "a", origins: ["javascript:alert(1)"] }, /http/],
    [{ name: "a", id: "A B" }, /a-z/],
    [{ name: "a", id: "" }, /a-z/],
    [{ name: "a", writeKey: '"><script>' }, /write key/],
    [{ name: "a", sessionIdleMs: 0 }, /idle/],
    [{ name: "a", sessionIdleMs: Number.NaN }, /idle/],
    [{ name: "a", retentionDays: 1.5 }, /Retention/],
    [{ name: "a", timezone: "UTC" }, /no "?timezone/],
    [JSON.parse('{"name":"a","__proto__":{"id":"x"}}'), /__proto__|A project is/],
  ])("refuses %j in words", async (input, words) => {
    const db = openTestDatabase();
    const failure = failureOf(await createProject(db, input));
    expect(failure.kind).toBe("invalid-input");
    expect(failure.message).toMatch(words);
    expect(await db.projects.count()).toBe(0);
  });

  test("two at once cannot take one name", async () => {
    const db = openTestDatabase();
    const results = await Promise.all([1, 2, 3].map(() => createProject(db, { name: "Acme" })));
    expect(results.filter((result) => result.ok)).toHaveLength(1);
    expect(await db.projects.count()).toBe(1);
  });
});

describe("changing a project", () => {
  test("applies what is given and leaves the rest", async () => {
    const db = openTestDatabase();
    const before = await makeProject(db, { origins: ["https://a.example"], retentionDays: 30 });
    const patch = { name: "Renamed", timeZone: "Europe/Berlin", origins: [], retentionDays: null };
    const after = valueOf(await updateProject(db, before.id, patch));
    expect(after).toMatchObject({ name: "Renamed", timeZone: "Europe/Berlin", allowedOrigins: [] });
    expect(after).not.toHaveProperty("retentionDays");
    expect(after.writeKey).toBe(before.writeKey);
    expect(after.updatedAt).toBeGreaterThanOrEqual(before.updatedAt);
    expect(valueOf(await readProject(db, before.id))).toEqual(after);
  });

  test("keeps marked properties sorted and once each, without those always tracked", async () => {
    const db = openTestDatabase();
    const { id } = await makeProject(db);
    const mark = async (trackedProperties: unknown) => updateProject(db, id, { trackedProperties });
    const marked = valueOf(await mark(["size", "plan", "path", "plan"]));
    expect(marked.trackedProperties).toEqual(["plan", "size"]);
    expect(failureOf(await mark(["$userId"])).message).toMatch(/begins with \$/);
    expect(failureOf(await mark([""])).kind).toBe("invalid-input");
    expect(failureOf(await mark(Array.from({ length: 17 }, (_, n) => `p${n}`))).message).toMatch(
      /At most 16/,
    );
    expect(valueOf(await readProject(db, id))).toEqual(marked);
  });

  test("keeps traffic rules, and refuses those that are none in words", async () => {
    const db = openTestDatabase();
    const { id } = await makeProject(db);
    const rule = { name: "Me", on: true, conditions: [{ property: "$userId", op: "is", value: "me" }] };
    const traffic = {
      bots: false,
      rules: [
        { ...rule, name: "  Me " },
        { ...rule, name: "Tests", on: false },
      ],
    };
    const kept = valueOf(await updateProject(db, id, { traffic }));
    expect(kept.traffic).toEqual({ bots: false, rules: [rule, { ...rule, name: "Tests", on: false }] });
    expect(valueOf(await readProject(db, id))).toEqual(kept);
    const rules = (...wrong: unknown[]) => ({ bots: true, rules: wrong });
    for (const [wrong, words] of [
      [{ rules: [] }, /bots/],
      [rules({ ...rule, name: " " }), /needs a name/],
      [rules({ ...rule, name: "x".repeat(61) }), /at most 60/],
      [rules({ ...rule, conditions: [] }), /needs a condition/],
      [rules({ ...rule, conditions: [{ property: "a", op: "like", value: "b" }] }), /op must be/],
      [rules({ ...rule, conditions: [{ property: "a", op: "contains", value: 7 }] }), /text to look for/],
      [rules({ ...rule, on: "yes" }), /on or off/],
      [rules(rule, { ...rule, name: "ME" }), /same name/],
      [rules({ ...rule, name: "bots" }), /every project has/],
      [rules(...Array.from({ length: 21 }, (_, n) => ({ ...rule, name: `Rule ${n}` }))), /At most 20/],
    ] as const) {
      const failure = failureOf(await updateProject(db, id, { traffic: wrong }));
      expect(failure.kind).toBe("invalid-input");
      expect(failure.message).toMatch(words);
    }
    expect(valueOf(await readProject(db, id))).toEqual(kept);
  });

  test("lets in one of the times that were erased, and refuses another", async () => {
    const db = openTestDatabase();
    const { id } = await makeProject(db);
    const [march, ever] = [{ from: 300, before: 400 }, { before: 100 }];
    await db.projects.update(id, { erasedSpans: [ever, march] });
    const letIn = async (span: unknown) => updateProject(db, id, { letIn: span });
    for (const wrong of [{ before: 400 }, { from: 300, before: 399 }])
      expect(failureOf(await letIn(wrong))).toMatchObject({ kind: "invalid-input", path: "letIn" });
    expect(failureOf(await letIn({ from: 400, before: 300 })).kind).toBe("invalid-input");
    expect(valueOf(await letIn(march)).erasedSpans).toEqual([ever]);
    expect(valueOf(await letIn(ever))).not.toHaveProperty("erasedSpans");
    expect(valueOf(await readProject(db, id))).not.toHaveProperty("erasedSpans");
  });

  test("changes nothing when one part is wrong", async () => {
    const db = openTestDatabase();
    const before = await makeProject(db);
    const failure = failureOf(await updateProject(db, before.id, { name: "New", timeZone: "Nowhere" }));
    expect(failure.kind).toBe("invalid-input");
    expect(valueOf(await readProject(db, before.id))).toEqual(before);
  });

  test("may keep its own name and not take another's", async () => {
    const db = openTestDatabase();
    const project = await makeProject(db, { name: "One" });
    await makeProject(db, { name: "Two" });
    expect(valueOf(await updateProject(db, project.id, { name: "ONE" })).name).toBe("ONE");
    expect(failureOf(await updateProject(db, project.id, { name: "two" })).kind).toBe("invalid-input");
  });

  test("cannot change the id", async () => {
    const db = openTestDatabase();
    const project = await makeProject(db);
    expect(failureOf(await updateProject(db, project.id, { id: "other" })).message).toMatch(/no "?id/);
  });

  test("names a project that is not there", async () => {
    const db = openTestDatabase();
    const failure = failureOf(await updateProject(db, "nowhere", { name: "a" }));
    expect(failure).toMatchObject({ kind: "unknown-project", projectId: "nowhere" });
  });
});

describe("a damaged project row", () => {
  test("is named when read, hides no other, and can be mended", async () => {
    const db = openTestDatabase();
    const sound = await makeProject(db, { name: "Sound" });
    const damaged = await makeProject(db, { name: "Damaged" });
    await db.projects.put({ ...damaged, timeZone: "Atlantis/Centre" });
    expect(failureOf(await readProject(db, damaged.id))).toMatchObject({
      kind: "damaged-record",
      table: "projects",
      key: damaged.id,
    });
    expect(valueOf(await listProjects(db)).map((project) => project.id)).toEqual([sound.id]);
    const mended = valueOf(await updateProject(db, damaged.id, { timeZone: "UTC" }));
    expect(mended).toMatchObject({ name: "Damaged", timeZone: "UTC" });
  });
});

test("removing a project takes its catalog rows and no other project's", async () => {
  const db = openTestDatabase();
  const gone = await makeProject(db, { name: "Gone" });
  const stays = await makeProject(db, { name: "Stays" });
  for (const { id: projectId } of [gone, stays]) {
    valueOf(await readDashboard(db, projectId));
    valueOf(await saveSetting(db, `project:${projectId}:tour`, true));
    const refusal = { projectId, origin: "https://x.example", reason: "wrong-key", sample: "" };
    valueOf(await countRefusal(db, refusal));
    const counts = { read: 0, accepted: 0, duplicate: 0, refused: 0, startedAt: 1 };
    const row = { projectId, fileName: "a", format: "ndjson", state: "done" as const, ...counts };
    valueOf(await saveImport(db, { id: `import-${projectId}`, ...row }));
  }
  const [running] = valueOf(await listImports(db, gone.id));
  valueOf(await removeProjectRows(db, gone.id));
  valueOf(await saveImport(db, running!));
  expect(valueOf(await listProjects(db)).map((project) => project.id)).toEqual([stays.id]);
  expect(await db.dashboards.count()).toBe(1);
  expect(valueOf(await listImports(db, gone.id))).toEqual([]);
  expect(valueOf(await listImports(db, stays.id))).toHaveLength(1);
  expect(valueOf(await readRefusals(db, gone.id))).toEqual([]);
  expect(valueOf(await readRefusals(db, stays.id))).toHaveLength(1);
  expect(valueOf(await readSetting(db, `project:${gone.id}:tour`))).toBeUndefined();
  expect(valueOf(await readSetting(db, `project:${stays.id}:tour`))).toBe(true);
});

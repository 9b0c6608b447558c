import { afterEach, beforeEach, expect, test } from "vitest";
import { openDatabase, type Database } from "../../../src/database/database.ts";
import { toProjectId } from "../../../src/model/identifier.ts";
import { putImports } from "../../support/imported-events.ts";
import { draft, eventually, openTab, valueOf, type Tab } from "./support.ts";

const FIXED = { version: 1, measure: "events", window: { last: "7d" } };
/** What lies across hours is asked of the mirror. */
const COUNT = "SELECT count(*) FROM events";

let name: string;
let tabs: Tab[];
let projectId: string;
let database: Database;
beforeEach(async () => {
  name = `undo-${crypto.randomUUID()}`;
  tabs = [openTab(name)];
  projectId = valueOf(await first().createProject({ name: "Shop" })).id;
  database = openDatabase({ name });
});
afterEach(() => {
  database.close();
  for (const tab of tabs) tab.kill();
});

const first = () => tabs[0]!.engine;

const drafts = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => draft(from + n));

async function importDrafts(fileName: string, from: number, to: number) {
  const lines = drafts(from, to).map((event) => JSON.stringify(event));
  return valueOf(await first().importFile(projectId, new Blob([lines.join("\n")]), { fileName }));
}

async function counts({ engine }: Tab): Promise<unknown> {
  const { total } = valueOf(await engine.ask(projectId, FIXED));
  const { rows } = valueOf(await engine.sql(projectId, COUNT));
  const { drift } = valueOf(await engine.verify(projectId));
  return { total, mirrored: rows[0]?.[0], drift };
}

test("an import is undone from any tab: rollups, mirror and log agree, and its file brings it back", async () => {
  valueOf(await first().append(projectId, drafts(0, 50)));
  const one = await importDrafts("one.ndjson", 0, 300);
  const two = await importDrafts("two.ndjson", 200, 400);
  expect(two).toMatchObject({ accepted: 100, duplicate: 100 });
  expect(await counts(tabs[0]!)).toEqual({ total: 400, mirrored: 400, drift: 0 });

  tabs.push(openTab(name));
  const { engine } = tabs[1]!;
  expect(valueOf(await engine.undoPreview(projectId, one.importId))).toEqual({ events: 150, kept: 100 });
  const undone = valueOf(await engine.undoImport(projectId, one.importId));
  expect(undone).toMatchObject({ events: 150, kept: 100 });
  for (const tab of tabs) expect(await counts(tab)).toEqual({ total: 250, mirrored: 250, drift: 0 });
  expect(valueOf(await first().imports(projectId))).toMatchObject([
    { id: two.importId, state: "done" },
    { id: one.importId, state: "undone", undone },
  ]);
  expect(valueOf(await first().undoImport(projectId, one.importId))).toEqual(undone);

  expect(await importDrafts("one.ndjson", 0, 300)).toMatchObject({ accepted: 150, duplicate: 150 });
  expect(await counts(tabs[1]!)).toEqual({ total: 400, mirrored: 400, drift: 0 });
});

test("an undo whose leader dies amid it is finished by the next, and answered once", async () => {
  const { importId } = await importDrafts("one.ndjson", 0, 300);
  await importDrafts("two.ndjson", 250, 320);
  tabs.push(openTab(name));
  expect(valueOf(await tabs[1]!.engine.imports(projectId))).toHaveLength(2);
  const undoing = tabs[1]!.engine.undoImport(projectId, importId);
  await eventually(async () =>
    (await database.singletons.where(":id").startsWith("erasure:").count()) > 0 ||
    (await database.imports.get(importId))?.state === "undone"
      ? true
      : undefined,
  );
  tabs[0]!.kill();
  expect(valueOf(await undoing)).toMatchObject({ events: 250, kept: 50 });
  expect(await counts(tabs[1]!)).toEqual({ total: 70, mirrored: 70, drift: 0 });
});

test("an import that runs cannot be undone; one whose tab went away has failed, and can", async () => {
  valueOf(await first().append(projectId, drafts(0, 10)));
  await putImports(database, toProjectId(projectId), ["runs", "lost"], "running");
  await navigator.locks.request("lochan-import-runs", async () => {
    expect(await first().undoImport(projectId, "runs")).toMatchObject({
      ok: false,
      failure: { kind: "import-running", importId: "runs" },
    });
    const states = valueOf(await first().imports(projectId)).map(({ id, state }) => [id, state]);
    expect(Object.fromEntries(states)).toEqual({ runs: "running", lost: "failed" });
  });
  expect(valueOf(await first().undoImport(projectId, "lost"))).toMatchObject({ events: 0, kept: 0 });
  expect(await first().undoPreview(projectId, "other")).toMatchObject({
    ok: false,
    failure: { kind: "unknown-import" },
  });
  expect(await counts(tabs[0]!)).toEqual({ total: 10, mirrored: 10, drift: 0 });
});

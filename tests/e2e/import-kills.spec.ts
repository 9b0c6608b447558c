import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, Page } from "@playwright/test";
import type { RowMapping } from "../../src/model/row-mapping.ts";
import { openDuckdb } from "../support/duckdb-files.ts";
import { killBrowser } from "../support/kill-browser.ts";
import { makeRandom } from "../support/make-random.ts";
import { expect, launchUnwatched, openApp, test } from "./app-test.ts";
import { call, createProject, expectNoDrift } from "./call-app.ts";

// What is lost once in many runs is lost.
test.describe.configure({ retries: 0 });

const KILLS = Number(process.env["KILLS"] ?? 1);
const SEED = Number(process.env["SEED"] ?? Date.now() % 1e9);
const ROWS = 200_000;
/** Of those in the file, which came by a script before it. */
const KNOWN = 40;
const SLOW = { timeout: 120_000 };

const MAPPING: RowMapping = {
  nameField: "what",
  timestampField: "at",
  timeFormat: "iso",
  timeZone: "UTC",
  userIdField: "who",
};

interface FileToKill {
  name: string;
  path: string;
  mapping?: RowMapping;
}

let folder: string;
let profile: string;
let context: BrowserContext;
let files: { ndjson: FileToKill; parquet: FileToKill };

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lochan-killed-files-"));
  files = {
    ndjson: { name: "killed.ndjson", path: join(folder, "killed.ndjson") },
    parquet: { name: "killed.parquet", path: join(folder, "killed.parquet"), mapping: MAPPING },
  };
  await writeFile(files.ndjson.path, Array.from({ length: ROWS }, (_, n) => `${line(n)}\n`).join(""));
  const duckdb = await openDuckdb();
  const table = await duckdb.write(
    `SELECT CASE WHEN i % 3 = 0 THEN 'order' ELSE 'look' END AS what, 'c' || (i % 900) AS who,
      TIMESTAMP '2026-01-01' + to_seconds(i * 17) AS "at", i AS total FROM range(${ROWS}) r(i)`,
    "FORMAT parquet",
  );
  await writeFile(files.parquet.path, await table.bytes());
  await duckdb.close();
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));

test.beforeEach(async ({ origins }) => {
  profile = await mkdtemp(join(tmpdir(), "lochan-import-kills-"));
  context = await launchUnwatched(profile, origins.app);
});
test.afterEach(async () => {
  const about = test.info();
  await killBrowser(profile);
  // What a failure leaves is the only witness.
  if (about.status !== "passed") await cp(profile, about.outputPath("profile"), { recursive: true });
  await rm(profile, { recursive: true, force: true });
});

function line(n: number): string {
  return JSON.stringify({
    id: `row-${n}`,
    name: n % 3 === 0 ? "order" : "look",
    distinctId: `d-${n % 900}`,
    timestamp: Date.UTC(2026, 0, 1) + n * 17_000,
    properties: { total: n },
  });
}

/** Puts the file where the page's scripts can take it. */
async function hand(page: Page, { path }: FileToKill): Promise<void> {
  await page.evaluate(() => {
    const input = document.createElement("input");
    input.type = "file";
    input.id = "handed";
    document.body.append(input);
  });
  await page.setInputFiles("#handed", path);
}

const runImport = (page: Page, project: string, { mapping }: FileToKill) =>
  page.evaluate(
    ([id, options]) => {
      const file = document.querySelector<HTMLInputElement>("#handed")?.files?.[0];
      if (file === undefined) throw new Error("No file was handed over.");
      return window.lochanApp.import(id, file, options);
    },
    [project, mapping === undefined ? {} : { mapping }] as const,
  );

/** Begins to import, and ends the browser so many frames after the import is in the history, or its first events in the log. */
async function killDuring(
  page: Page,
  project: string,
  file: FileToKill,
  { frames, after }: { frames: number; after: "begun" | "admitted" },
): Promise<void> {
  await hand(page, file);
  const imports = (await call(page, "imports", project)).length;
  const { events } = await call(page, "status");
  const closed = context.waitForEvent("close");
  runImport(page, project, file).catch(() => undefined);
  await page.evaluate(
    async ([id, from, before, wait]) => {
      const isReached = async (): Promise<boolean> => {
        const [listed, status] = [await window.lochanApp.imports(id), await window.lochanApp.status()];
        return listed.ok && listed.value.length > from && status.ok && status.value.events > (before ?? -1);
      };
      while (!(await isReached()));
      for (let frame = 0; frame < wait; frame++) await new Promise(requestAnimationFrame);
    },
    [project, imports, after === "admitted" ? events : undefined, frames] as const,
  );
  expect(await killBrowser(profile)).toBeGreaterThan(0);
  await closed;
}

async function reopen(baseURL: string): Promise<Page> {
  context = await launchUnwatched(profile, baseURL);
  return openApp(context, "/help");
}

const eventsOf = async (page: Page, project: string): Promise<number> =>
  Number((await call(page, "sql", project, "SELECT count(*) FROM events")).rows[0]?.[0]);

/** After a kill: the import ended, and says no more than is there. */
async function checkInterrupted(page: Page, project: string, before: number): Promise<number> {
  const [entry] = await call(page, "imports", project);
  expect(entry).toMatchObject({ state: "failed", failure: expect.stringMatching(/choose the file again/i) });
  await expectNoDrift(page, project);
  const events = await eventsOf(page, project);
  expect(events).toBeGreaterThanOrEqual(before + entry!.accepted);
  expect(events).toBeLessThanOrEqual(KNOWN + ROWS);
  return events;
}

for (const kind of ["ndjson", "parquet"] as const)
  test(`a killed import of ${kind} (kills: ${KILLS + 1}) is taken up by the same file, or undone, exactly (I2, I3)`, async ({
    origins,
  }) => {
    test.setTimeout(300_000 + KILLS * 90_000);
    const file = files[kind];
    const next = makeRandom(SEED);
    let page = await openApp(context, "/help");
    const project = await createProject(page, "Killed");
    const known = Array.from({ length: KNOWN }, (_, n) => JSON.parse(line(n)) as object);
    await call(page, "append", project, known);

    let events = KNOWN;
    for (let kill = 0; kill < KILLS; kill++) {
      await killDuring(page, project, file, { frames: next(75), after: kill === 0 ? "admitted" : "begun" });
      page = await reopen(origins.app);
      events = await checkInterrupted(page, project, events);
      test
        .info()
        .annotations.push({ type: `kill ${kill + 1}, seed ${SEED}`, description: `${events} events` });
    }

    // Undone: what only the killed imports brought goes.
    const killed = await call(page, "imports", project);
    expect(killed).toHaveLength(KILLS);
    for (const { id } of killed) await call(page, "undoImport", project, id);
    expect(await eventsOf(page, project)).toBe(KNOWN);
    await expectNoDrift(page, project);

    // Killed once more, then chosen again in the history. No mapping is asked: that of the first is kept.
    await killDuring(page, project, file, { frames: next(30), after: "admitted" });
    page = await reopen(origins.app);
    const taken = await checkInterrupted(page, project, KNOWN);
    await page.goto(`/data?project=${project}`);
    const again = page.getByRole("button", { name: `Import again: ${file.name}` }).first();
    const chooser = page.waitForEvent("filechooser");
    await again.click();
    await (await chooser).setFiles(file.path);
    const total = kind === "ndjson" ? ROWS : KNOWN + ROWS;
    const here = kind === "ndjson" ? taken : taken - KNOWN;
    await expect(page.getByRole("status").filter({ hasText: "rows read" })).toContainText(
      `${ROWS.toLocaleString("en-GB")} rows read${(ROWS - here).toLocaleString("en-GB")} new${here.toLocaleString("en-GB")} already here0 refused`,
      SLOW,
    );
    await expect(page.getByRole("button", { name: `Import again: ${file.name}` })).toHaveCount(0);
    const [done, failed] = await call(page, "imports", project);
    expect(done).toMatchObject({ state: "done", read: ROWS, accepted: ROWS - here, duplicate: here });
    expect(await eventsOf(page, project)).toBe(total);
    const distinct = await call(page, "sql", project, "SELECT count(DISTINCT total) FROM events");
    expect(distinct.rows).toEqual([[ROWS]]);
    await expectNoDrift(page, project);

    // What both brought stays while one of them does.
    expect(await call(page, "undoImport", project, failed!.id)).toMatchObject({ events: 0 });
    expect(await eventsOf(page, project)).toBe(total);
    expect(await call(page, "undoImport", project, done!.id)).toMatchObject({ events: total - KNOWN });
    expect(await eventsOf(page, project)).toBe(KNOWN);
    await expectNoDrift(page, project);
  });

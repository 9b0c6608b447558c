import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { killBrowser } from "../support/kill-browser.ts";
import { makeRandom } from "../support/make-random.ts";
import { makeTraffic } from "../support/web-traffic.ts";
import { expect, launchUnwatched, openApp, test } from "./app-test.ts";
import { call, createProject, mirrorFileBytes, readExported } from "./call-app.ts";

// What is lost once in many runs is lost.
test.describe.configure({ retries: 0 });

const KILLS = Number(process.env["KILLS"] ?? 2);
const SEED = Number(process.env["SEED"] ?? Date.now() % 1e9);
const EMPTY_FILE_BYTES = 3 * 4_096;

declare global {
  interface Window {
    turnDone: () => Promise<void>;
  }
}

/** Batches come in while SQL asks for all of them, so that the mirror follows and keeps what it has. */
const work = (page: Page, project: string, seed: number): Promise<unknown> =>
  page.evaluate(
    async ([id, from]) => {
      for (let turn = 0; ; turn++) {
        const now = Date.now();
        const events = window.makeTraffic({
          count: turn % 3 === 0 ? 1 : 1_000,
          from: now - 30 * 86_400_000,
          to: now,
          seed: from + turn,
        });
        await window.lochanApp.append(id, events);
        await window.lochanApp.sql(id, "SELECT count(DISTINCT actor) FROM events");
        await window.turnDone();
      }
    },
    [project, seed] as const,
  );

test(`the mirror's file, its browser killed ${KILLS} times: SQL says what the log holds (I4)`, async ({
  origins,
}) => {
  test.setTimeout(120_000 + KILLS * 60_000);
  const folder = await mkdtemp(join(tmpdir(), "lochan-kills-"));
  const next = makeRandom(SEED);
  let project: string | undefined;
  let reopened = 0;
  try {
    for (let round = 0; round <= KILLS; round++) {
      const context = await launchUnwatched(folder, origins.app);
      const page = await openApp(context);
      await page.evaluate(`window.makeTraffic = ${makeTraffic.toString()}`);
      project ??= await createProject(page, "Mirrored");
      if (round > 0) {
        if ((await mirrorFileBytes(page)) > EMPTY_FILE_BYTES) reopened++;
        await checkMirror(page, project, `seed ${SEED}, after kill ${round}`);
      }
      if (round === KILLS) {
        await call(page, "deleteProject", project);
        expect(await mirrorFileBytes(page)).toBe(0);
        await context.close();
        break;
      }
      // Turns take long enough for the file to gain from some of them; at the last kill from one at least.
      const fatal = 1 + next(120);
      const isLastChance = round === KILLS - 1 && reopened === 0;
      let turns = 0;
      const reached = new Promise<void>((resolve) => {
        void page.exposeFunction("turnDone", async () => {
          if (++turns < fatal) return;
          if (!isLastChance || (await mirrorFileBytes(page)) > EMPTY_FILE_BYTES) resolve();
        });
      });
      await page.waitForFunction(() => "turnDone" in window);
      const closed = context.waitForEvent("close");
      void work(page, project, 1 + next(1e9)).catch(() => undefined);
      await reached;
      expect(await killBrowser(folder)).toBeGreaterThan(0);
      await closed;
    }
    expect(reopened).toBeGreaterThan(0);
  } finally {
    await killBrowser(folder);
    await rm(folder, { recursive: true, force: true });
  }
});

/** Every event once, with its name, device, path and time. */
async function checkMirror(page: Page, project: string, when: string): Promise<void> {
  const sums = new Map<string, [events: number, time: number]>();
  for (const { name, distinctId, timestamp, properties } of await readExported(page, project)) {
    const key = JSON.stringify([name, distinctId, properties["path"] ?? null]);
    const [events, time] = sums.get(key) ?? [0, 0];
    sums.set(key, [events + 1, time + Date.parse(timestamp)]);
  }
  const { rows, truncated } = await call(
    page,
    "sql",
    project,
    "SELECT name, distinct_id, path, count(*), sum(timestamp) FROM events GROUP BY ALL",
    { limit: 100_000, timeoutMs: 120_000 },
  );
  expect(truncated).toBe(false);
  const mirrored = rows.map(([name, distinctId, path, events, time]): [string, [number, number]] => [
    JSON.stringify([name, distinctId, path]),
    [Number(events), Number(time)],
  ]);
  const differing = mirrored.filter(([key, sum]) => String(sums.get(key)) !== String(sum));
  const total = (all: Iterable<readonly [number, number]>) =>
    [...all].reduce((sum, [events]) => sum + events, 0);
  const totals = `${total(sums.values())} events exported, ${total(mirrored.map(([, sum]) => sum))} mirrored`;
  const examples = differing
    .slice(0, 5)
    .map(([key, sum]) => `${key}: exported ${String(sums.get(key))}, mirrored ${String(sum)}`);
  expect(examples, `${when}: ${differing.length} of ${sums.size} groups differ, ${totals}`).toEqual([]);
  expect(mirrored.length, `${when}: groups are missing`).toBe(sums.size);
}

import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, Page } from "@playwright/test";
import { makeRandom } from "../support/make-random.ts";
import { killBrowser } from "../support/kill-browser.ts";
import { keepSoak, logSoak, type SoakTotals } from "../support/soak-log.ts";
import { makeTraffic } from "../support/web-traffic.ts";
import { expect, launchUnwatched, openApp, test } from "./app-test.ts";
import { call, createProject, exportNdjson } from "./call-app.ts";
import { type Ack, ERASED, ERASURE, WORKS } from "./kill-works.ts";

// What is lost once in many runs is lost.
test.describe.configure({ retries: 0 });

const KILLS = Number(process.env["KILLS"] ?? 6);
const SEED = Number(process.env["SEED"] ?? Date.now() % 1e9);
/** Of what was acked, sent again after each kill. */
const RESENT = 400;

/** What the outside was told, and so what must hold after any kill. */
interface Told {
  /** Ids of acked events, with their distinct ids. */
  acked: Map<string, string>;
  /** An erasure of one user was begun, once or more. */
  erased: boolean;
  /** By the work that was killed last. */
  erasing: boolean;
}

test(`killed ${KILLS} times at any moment: what was acked is there, once, and nothing drifts (I1, I2, I3, I6)`, async ({
  origins,
}) => {
  test.setTimeout(120_000 + KILLS * 90_000);
  const folder = await mkdtemp(join(tmpdir(), "lochan-kills-"));
  const told: Told = { acked: new Map(), erased: false, erasing: false };
  const killsDuring: Record<string, number> = {};
  const none = { kills: 0, acked: 0, duplicatesSent: 0, drift: 0, lost: 0, doubled: 0 };
  const totals: SoakTotals = { ...none, killsDuring };
  const next = makeRandom(SEED);
  let project: string | undefined;
  try {
    for (let round = 0; round < KILLS; round++) {
      const context = await launchUnwatched(folder, origins.app);
      const page = await open(context);
      project ??= await createProject(page, "Killed");
      if (round > 0) await checkAll(page, project, told, totals);
      const work = WORKS[round % WORKS.length]!;
      told.erasing = work.name === ERASURE;
      told.erased ||= told.erasing;
      const fatal = work.moment[0] + next(work.moment[1]);
      const job = { context, page, project, seed: 1 + next(1e9) };
      await context.exposeFunction("ackedNow", (acked: Ack[]) => {
        for (const [id, distinctId] of acked) told.acked.set(id, distinctId);
      });
      let ticks = 0;
      const reached = new Promise<void>((resolve) => {
        void context.exposeFunction("tickNow", () => {
          if (++ticks >= fatal) resolve();
        });
      });
      await page.waitForFunction(() => "ackedNow" in window && "tickNow" in window);
      await work.prepare?.(job);
      const closed = context.waitForEvent("close");
      work.run(job).catch(() => undefined);
      await reached;
      const { size } = told.acked;
      expect(await killBrowser(folder)).toBeGreaterThan(0);
      await closed;
      totals.kills += 1;
      killsDuring[work.name] = (killsDuring[work.name] ?? 0) + 1;
      await logSoak(`kills-${SEED}`, { kill: totals.kills, during: work.name, frame: fatal, acked: size });
    }
    const context = await launchUnwatched(folder, origins.app);
    await checkAll(await open(context), project!, told, totals);
    await context.close();
  } catch (error) {
    // What a failure leaves is the only witness: the runner keeps this folder.
    await killBrowser(folder);
    await cp(folder, test.info().outputPath("profile"), { recursive: true });
    throw error;
  } finally {
    totals.acked = told.acked.size;
    await logSoak(`kills-${SEED}`, { seed: SEED, ...totals });
    await keepSoak(SEED, totals);
    await killBrowser(folder);
    await rm(folder, { recursive: true, force: true });
  }
});

/** A page without charts, which is enough to open the whole engine. */
async function open(context: BrowserContext): Promise<Page> {
  const page = await openApp(context, "/help");
  await page.evaluate(`window.makeTraffic = ${makeTraffic.toString()}`);
  return page;
}

interface Stored {
  id: string;
  distinctId: string;
}

async function checkAll(page: Page, project: string, told: Told, totals: SoakTotals): Promise<void> {
  const when = `seed ${SEED}, after kill ${totals.kills}`;
  const { drift, differences } = await call(page, "verify", project);
  const events = await readAll(page, project);
  const stored = new Set(events.map(({ id }) => id));
  const doubled = events.length - stored.size;
  const missing = [...told.acked].filter(([id]) => !stored.has(id));
  // Who was erased stays out, from files too, whatever was acked.
  const lost = told.erased ? missing.filter(([, distinctId]) => distinctId !== ERASED.distinctId) : missing;
  totals.drift += drift;
  totals.lost += lost.length;
  totals.doubled += doubled;
  const acked = [...told.acked].filter(([, distinctId]) => distinctId !== ERASED.distinctId);
  const again = acked.slice(-RESENT).map(([id, distinctId]) => ({ id, distinctId, name: "sent again" }));
  totals.duplicatesSent += again.length;
  await logSoak(`kills-${SEED}`, {
    after: totals.kills,
    events: events.length,
    duplicatesSent: again.length,
    drift,
    lost: lost.length,
    doubled,
  });
  expect({ drift, differences, lost, doubled }, when).toEqual({
    drift: 0,
    differences: [],
    lost: [],
    doubled: 0,
  });
  expect((await call(page, "status")).events, when).toBe(events.length);
  const timestamp = Date.now();
  const resent = again.map((event) => ({ ...event, timestamp }));
  expect(await call(page, "append", project, resent), when).toMatchObject({
    accepted: 0,
    duplicate: again.length,
  });
  if (!told.erasing) return;
  // What was begun is finished by whoever leads next: all of the user, or a kill came before any.
  await call(page, "erase", project, { userId: ERASED.userId });
  const left = (await readAll(page, project)).filter(({ distinctId }) => distinctId === ERASED.distinctId);
  expect(left, `${when}: of the erased user`).toEqual([]);
  expect((await call(page, "verify", project)).differences, when).toEqual([]);
}

async function readAll(page: Page, project: string): Promise<Stored[]> {
  const lines = (await exportNdjson(page, project)).split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as Stored);
}

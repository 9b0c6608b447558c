import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { killBrowser } from "../support/kill-browser.ts";
import { makeRandom } from "../support/make-random.ts";
import { makeTraffic } from "../support/web-traffic.ts";
import { expect, launchUnwatched, openApp, test } from "./app-test.ts";
import { call, createProject, expectNoDrift, readExported } from "./call-app.ts";

const KILLS = Number(process.env["KILLS"] ?? 6);
const SEED = Number(process.env["SEED"] ?? Date.now() % 1e9);
/** Who the traffic calls so is one person with one device. */
const ERASED = { userId: "u_0", distinctId: "b_0" };

/** What the outside was told, and so what must hold after any kill. */
interface Told {
  /** Ids of acked events, with their distinct ids. */
  acked: Map<string, string>;
  /** An erasure of one user was begun. */
  erasing: boolean;
}

type Ack = [id: string, distinctId: string];

declare global {
  interface Window {
    ackedNow: (acks: Ack[]) => Promise<void>;
  }
}

type Work = { name: string; run: (page: Page, project: string, seed: number) => Promise<unknown> };

/** Batches of one to a thousand events, three calls at a time, until the end comes. */
const ingest: Work = {
  name: "ingest",
  run: (page, project, seed) =>
    page.evaluate(
      async ([id, from]) => {
        const lane = async (number: number): Promise<void> => {
          for (let turn = 0; ; turn++) {
            const count = turn % 3 === 0 ? 1 : turn % 3 === 1 ? 40 : 1_000;
            const now = Date.now();
            const events = window.makeTraffic({
              count,
              from: now - 3_600_000,
              to: now,
              seed: from + number * 1_000 + turn,
            });
            const result = await window.lochanApp.append(id, events, {
              until: turn % 2 === 0 ? "stored" : "admitted",
            });
            if (result.ok)
              await window.ackedNow(
                events.map(({ id: event, distinctId }): Ack => [String(event), String(distinctId)]),
              );
          }
        };
        await Promise.all([lane(1), lane(2), lane(3)]);
      },
      [project, seed] as const,
    ),
};

const importing: Work = {
  name: "import",
  run: (page, project, seed) =>
    page.evaluate(
      async ([id, from]) => {
        for (let turn = 0; ; turn++) {
          const now = Date.now();
          const events = window.makeTraffic({
            count: 3_000,
            from: now - 90 * 86_400_000,
            to: now,
            seed: from + turn,
          });
          const file = new File(
            events.map((event) => `${JSON.stringify(event)}\n`),
            "traffic.ndjson",
          );
          const result = await window.lochanApp.import(id, file);
          if (result.ok)
            await window.ackedNow(
              events.map(({ id: event, distinctId }): Ack => [String(event), String(distinctId)]),
            );
        }
      },
      [project, seed] as const,
    ),
};

/** Then the log rests, and is sealed. */
const sealing: Work = {
  name: "sealing",
  run: (page, project, seed) =>
    page.evaluate(
      async ([id, from]) => {
        for (let turn = 0; turn < 30; turn++) {
          const now = Date.now();
          const events = window.makeTraffic({
            count: 1_000,
            from: now - 3_600_000,
            to: now,
            seed: from + turn,
          });
          const result = await window.lochanApp.append(id, events);
          if (result.ok)
            await window.ackedNow(
              events.map(({ id: event, distinctId }): Ack => [String(event), String(distinctId)]),
            );
        }
        let before = 0;
        for (;;) {
          const status = await window.lochanApp.status();
          const blocks = status.ok ? status.value.blocks : 0;
          if (blocks !== before) await window.ackedNow([]);
          before = blocks;
        }
      },
      [project, seed] as const,
    ),
};

const erasing: Work = {
  name: "erasure",
  run: (page, project) =>
    page.evaluate(
      async ([id, userId]) => {
        await window.ackedNow([]);
        for (;;) {
          await window.lochanApp.erase(id, { userId });
          await window.ackedNow([]);
        }
      },
      [project, ERASED.userId] as const,
    ),
};

const WORKS = [ingest, importing, sealing, ingest, erasing, importing];

test(`killed ${KILLS} times at any moment: what was acked is there, once, and nothing drifts (I1, I2, I3, I6)`, async ({
  origins,
}) => {
  test.setTimeout(120_000 + KILLS * 60_000);
  const folder = await mkdtemp(join(tmpdir(), "lochan-kills-"));
  const told: Told = { acked: new Map(), erasing: false };
  const next = makeRandom(SEED);
  let project: string | undefined;
  try {
    for (let round = 0; round < KILLS; round++) {
      const context = await launchUnwatched(folder, origins.app);
      const page = await openApp(context);
      await page.evaluate(`window.makeTraffic = ${makeTraffic.toString()}`);
      project ??= await createProject(page, "Killed");
      if (round > 0) await checkAll(page, project, told, `seed ${SEED}, after kill ${round}`);
      const work = WORKS[round % WORKS.length]!;
      if (work === erasing) told.erasing = true;
      // The moment is drawn in acks, which come every few milliseconds.
      const fatal = 1 + next(work === ingest ? 60 : 3);
      let acks = 0;
      const reached = new Promise<void>((resolve) => {
        void page.exposeFunction("ackedNow", (acked: Ack[]) => {
          for (const [id, distinctId] of acked) told.acked.set(id, distinctId);
          if (++acks >= fatal) resolve();
        });
      });
      await page.waitForFunction(() => "ackedNow" in window);
      const closed = context.waitForEvent("close");
      void work.run(page, project, 1 + next(1e9)).catch(() => undefined);
      await reached;
      expect(await killBrowser(folder)).toBeGreaterThan(0);
      await closed;
    }
    const context = await launchUnwatched(folder, origins.app);
    const page = await openApp(context);
    await checkAll(page, project!, told, `seed ${SEED}, at the end`);
    await context.close();
  } finally {
    await killBrowser(folder);
    await rm(folder, { recursive: true, force: true });
  }
});

async function checkAll(page: Page, project: string, told: Told, when: string): Promise<void> {
  await expectNoDrift(page, project);
  const events = await readExported(page, project);
  const stored = new Set(events.map(({ id }) => id));
  expect(stored.size, `${when}: an id twice`).toBe(events.length);
  expect((await call(page, "status")).events, when).toBe(events.length);
  const lost = [...told.acked].filter(([id]) => !stored.has(id));
  // Who was erased stays out, from files too, whatever was acked.
  const kept = told.erasing ? lost.filter(([, distinctId]) => distinctId !== ERASED.distinctId) : lost;
  expect(kept, `${when}: lost`).toEqual([]);
  if (!told.erasing) return;
  // What was begun is finished by whoever leads next: all of the user, or a kill came before any.
  await call(page, "erase", project, { userId: ERASED.userId });
  const left = (await readExported(page, project)).filter(
    ({ distinctId }) => distinctId === ERASED.distinctId,
  );
  expect(left, `${when}: of the erased user`).toEqual([]);
  await expectNoDrift(page, project);
}

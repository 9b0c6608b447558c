import type { BrowserContext, Page } from "@playwright/test";
import { openApp } from "./app-test.ts";
import { leaderOf } from "./leader-of.ts";

export type Ack = [id: string, distinctId: string];

declare global {
  interface Window {
    ackedNow: (acks: Ack[]) => Promise<void>;
    tickNow: () => Promise<void>;
  }
}

/** Who the traffic calls so is one person with one device. */
export const ERASED = { userId: "u_0", distinctId: "b_0" };

export interface Job {
  context: BrowserContext;
  page: Page;
  project: string;
  seed: number;
}

export interface Work {
  name: string;
  /** Of the end, in ticks from the start: least, and how many more may be drawn. */
  moment: [least: number, more: number];
  /** What must be there before the clock starts. */
  prepare?: (job: Job) => Promise<unknown>;
  /** Goes on until the end comes. */
  run: (job: Job) => Promise<unknown>;
}

/** A tick a frame: time goes on whatever the database does. */
const tick = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    for (;;) {
      await new Promise(requestAnimationFrame);
      await window.tickNow();
    }
  });

/** Calls of one to a thousand events, three at a time. */
const ingest = (page: Page, project: string, seed: number): Promise<unknown> =>
  page.evaluate(
    async ([id, from]) => {
      const lane = async (number: number): Promise<void> => {
        for (let turn = 0; ; turn++) {
          const count = turn % 3 === 0 ? 1 : turn % 3 === 1 ? 40 : 1_000;
          const now = Date.now();
          const span = { from: now - 3_600_000, to: now };
          const events = window.makeTraffic({ count, ...span, seed: from + number * 1_000 + turn });
          const result = await window.lochanApp.append(id, events, {
            until: turn % 2 === 0 ? "stored" : "admitted",
          });
          if (result.ok)
            await window.ackedNow(events.map((event) => [String(event.id), String(event.distinctId)]));
        }
      };
      await Promise.all([lane(1), lane(2), lane(3)]);
    },
    [project, seed] as const,
  );

/** Files of three months, one after the other. */
const importFiles = (page: Page, project: string, seed: number): Promise<unknown> =>
  page.evaluate(
    async ([id, from]) => {
      for (let turn = 0; ; turn++) {
        const now = Date.now();
        const span = { from: now - 90 * 86_400_000, to: now };
        const events = window.makeTraffic({ count: 3_000, ...span, seed: from + turn });
        const file = new File(
          events.map((event) => `${JSON.stringify(event)}\n`),
          "traffic.ndjson",
        );
        const result = await window.lochanApp.import(id, file);
        if (result.ok)
          await window.ackedNow(events.map((event) => [String(event.id), String(event.distinctId)]));
      }
    },
    [project, seed] as const,
  );

/** Some thousand events; then the log rests, and is sealed. */
const appendThousands = (page: Page, project: string, seed: number): Promise<unknown> =>
  page.evaluate(
    async ([id, from]) => {
      for (let turn = 0; turn < 4; turn++) {
        const now = Date.now();
        const span = { from: now - 3_600_000, to: now };
        const events = window.makeTraffic({ count: 1_000, ...span, seed: from + turn });
        const result = await window.lochanApp.append(id, events);
        if (result.ok)
          await window.ackedNow(events.map((event) => [String(event.id), String(event.distinctId)]));
      }
    },
    [project, seed] as const,
  );

const rebuild = (page: Page, project: string): Promise<unknown> =>
  page.evaluate(async (id) => {
    for (;;) await window.lochanApp.rebuild(id);
  }, project);

const erase = (page: Page, project: string): Promise<unknown> =>
  page.evaluate(
    async ([id, userId]) => {
      for (;;) await window.lochanApp.erase(id, { userId });
    },
    [project, ERASED.userId] as const,
  );

async function crash(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent("crash");
  devtools.send("Page.crash").catch(() => undefined);
  await crashed;
}

export const ERASURE = "erasure";

export const WORKS: Work[] = [
  {
    name: "ingest",
    moment: [5, 60],
    run: ({ page, project, seed }) => Promise.all([tick(page), ingest(page, project, seed)]),
  },
  {
    name: "import",
    moment: [5, 90],
    run: ({ page, project, seed }) => Promise.all([tick(page), importFiles(page, project, seed)]),
  },
  {
    name: "sealing",
    moment: [270, 200],
    prepare: ({ page, project, seed }) => appendThousands(page, project, seed),
    run: ({ page }) => tick(page),
  },
  {
    name: "takeover",
    moment: [0, 90],
    /** The leader's process dies first; everything, while the other tab takes its place. */
    run: async ({ context, page, project, seed }) => {
      const other = await openApp(context);
      await other.evaluate(
        `window.makeTraffic = ${String(await page.evaluate("String(window.makeTraffic)"))}`,
      );
      const leader = await leaderOf([page, other]);
      const follower = leader === page ? other : page;
      const working = [ingest(leader, project, seed), ingest(follower, project, seed + 500_000)];
      for (const work of working) work.catch(() => undefined);
      await crash(leader);
      await tick(follower);
    },
  },
  {
    name: ERASURE,
    moment: [1, 90],
    run: ({ page, project }) => Promise.all([tick(page), erase(page, project)]),
  },
  {
    name: "rollup",
    moment: [5, 60],
    run: ({ page, project, seed }) =>
      Promise.all([tick(page), ingest(page, project, seed), rebuild(page, project)]),
  },
];

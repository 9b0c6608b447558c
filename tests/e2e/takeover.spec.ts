import type { BrowserContext, Page } from "@playwright/test";
import { processOf } from "../support/page-process.ts";
import { expect, openApp, test } from "./app-test.ts";
import { ask, call, createProject, expectNoDrift, exportNdjson } from "./call-app.ts";
import { leaderOf, SLOW } from "./leader-of.ts";

// What is lost once in many runs is lost.
test.describe.configure({ retries: 0 });

/** One way to lose a leader; one that is closed is in tabs.spec.ts. */
interface Loss {
  how: string;
  /** What must be known beforehand; then strikes, and gives the way to wake the leader where there is one. */
  prepare: (page: Page, other: Page) => Promise<() => Promise<(() => void) | undefined>>;
}

const LOSSES: Loss[] = [
  {
    how: "killed with its process",
    prepare: async (page) => {
      const pid = await processOf(page);
      return async () => {
        const crashed = page.waitForEvent("crash");
        process.kill(pid, "SIGKILL");
        await crashed;
        return undefined;
      };
    },
  },
  {
    how: "frozen with its process",
    prepare: async (page, other) => {
      const pid = await processOf(page);
      const wake = (): void => void process.kill(pid, "SIGCONT");
      return async () => {
        // Browsers freeze nobody in the middle of a write: it would hold up every other tab.
        for (let holdsUp = true; holdsUp;) {
          await untilStorageRests(page);
          process.kill(pid, "SIGSTOP");
          holdsUp = !(await canWrite(other, 2_000));
          if (holdsUp) wake();
        }
        return wake;
      };
    },
  },
  {
    how: "without its worker",
    prepare: async (page) => async () => {
      const engine = page.workers().find((worker) => worker.url().includes("/engine-"));
      if (!engine) throw new Error("The page has no engine.");
      const closed = engine.waitForEvent("close");
      engine.evaluate(() => self.close()).catch(() => undefined);
      await closed;
      return undefined;
    },
  },
];

interface Streamed {
  acked: string[];
  /** Epoch milliseconds of each ack. */
  ackedAt: number[];
  failures: string[];
}

interface Asked {
  answeredInMs: number[];
  failures: string[];
}

declare global {
  interface Window {
    stream: { acked: string[]; stop: () => Promise<Streamed> };
    panel: { stop: () => Promise<Asked> };
  }
}

/** Appends ten events at a time, over and over. */
const startStream = (page: Page, project: string): Promise<void> =>
  page.evaluate((projectId) => {
    const acked: string[] = [];
    const ackedAt: number[] = [];
    const failures: string[] = [];
    let stopped = false;
    const done = (async () => {
      while (!stopped) {
        const events = Array.from({ length: 10 }, (_, index) => ({
          id: crypto.randomUUID(),
          name: "beat",
          distinctId: `d${index}`,
          timestamp: Date.now(),
        }));
        const result = await window.lochanApp.append(projectId, events);
        if (result.ok && result.value.accepted === 10) {
          acked.push(...events.map(({ id }) => id));
          ackedAt.push(Date.now());
        } else failures.push(JSON.stringify(result));
      }
    })();
    window.stream = {
      acked,
      async stop() {
        stopped = true;
        await done;
        return { acked, ackedAt, failures };
      },
    };
  }, project);

/** Asks what a fixed panel asks, over and over. */
const startPanel = (page: Page, project: string): Promise<void> =>
  page.evaluate((projectId) => {
    const answeredInMs: number[] = [];
    const failures: string[] = [];
    let stopped = false;
    const question = { version: 1, measure: "users", window: { last: "24h" } };
    const done = (async () => {
      while (!stopped) {
        const since = performance.now();
        const result = await window.lochanApp.ask(projectId, question, { freshness: "any" });
        answeredInMs.push(performance.now() - since);
        if (!result.ok) failures.push(JSON.stringify(result));
        await new Promise(requestAnimationFrame);
      }
    })();
    window.panel = {
      async stop() {
        stopped = true;
        await done;
        return { answeredInMs, failures };
      },
    };
  }, project);

const ackedBy = (page: Page): Promise<number> => page.evaluate(() => window.stream.acked.length);

const stopStream = (page: Page): Promise<Streamed> => page.evaluate(() => window.stream.stop());
const stopPanel = (page: Page): Promise<Asked> => page.evaluate(() => window.panel.stop());

async function openThree(profile: BrowserContext): Promise<{ project: string; pages: Page[] }> {
  const first = await openApp(profile);
  const project = await createProject(first, "Takeover");
  await first.goto(`/help?project=${project}`);
  await first.waitForFunction(() => "lochanApp" in window);
  const pages = [first, await openApp(profile, `/help?project=${project}`)];
  pages.push(await openApp(profile, `/help?project=${project}`));
  return { project, pages };
}

/** Every id the log holds, in order. */
async function storedIds(page: Page, project: string): Promise<string[]> {
  const lines = (await exportNdjson(page, project)).split("\n").filter((line) => line !== "");
  return lines.map((line) => (JSON.parse(line) as { id: string }).id).toSorted();
}

const QUIET_FRAMES = 30;

/** Resolves once no transaction of any tab was open for half a second of frames. */
const untilStorageRests = (page: Page): Promise<void> =>
  page.evaluate(async (frames) => {
    const opening = indexedDB.open("lochan");
    await new Promise((resolve) => (opening.onsuccess = resolve));
    const database = opening.result;
    const [name = "", ...others] = database.objectStoreNames;
    for (let quiet = 0; quiet < frames; quiet++) {
      const since = performance.now();
      const writing = database.transaction([name, ...others], "readwrite");
      writing.objectStore(name).count();
      await new Promise((resolve) => (writing.oncomplete = resolve));
      if (performance.now() - since > 50) quiet = 0;
      await new Promise(requestAnimationFrame);
    }
    database.close();
  }, QUIET_FRAMES);

/** Whether a transaction over everything gets its turn in that time. */
const canWrite = (page: Page, withinMs: number): Promise<boolean> =>
  page.evaluate(async (ms) => {
    const opening = indexedDB.open("lochan");
    await new Promise((resolve) => (opening.onsuccess = resolve));
    const database = opening.result;
    const [name = "", ...others] = database.objectStoreNames;
    const writing = database.transaction([name, ...others], "readwrite");
    writing.objectStore(name).count();
    const done = await Promise.race([
      new Promise<boolean>((resolve) => (writing.oncomplete = () => resolve(true))),
      new Promise<boolean>((resolve) => setTimeout(resolve, ms, false)),
    ]);
    database.close();
    return done;
  }, withinMs);

for (const { how, prepare } of LOSSES)
  test(`a leader ${how} is replaced, panels answer meanwhile, and nothing is lost or counted twice (I2, I6)`, async ({
    profile,
  }) => {
    test.setTimeout(300_000);
    const { project, pages } = await openThree(profile);
    const leader = await leaderOf(pages);
    const others = pages.filter((page) => page !== leader);
    const strike = await prepare(leader, others[0]!);
    const { epoch } = (await call(leader, "status")).leader;
    await startStream(leader, project);
    await expect.poll(() => ackedBy(leader), SLOW).toBeGreaterThan(50);
    const byLeader = await stopStream(leader);
    for (const page of others) await startPanel(page, project);
    await call(leader, "verify", project);

    const wake = await strike();
    const lostAt = Date.now();
    await Promise.all(others.map((page) => startStream(page, project)));
    for (const page of others) await expect.poll(() => ackedBy(page), SLOW).toBeGreaterThan(100);
    const next = await leaderOf(others);
    expect((await call(next, "status")).leader.epoch).toBeGreaterThan(epoch);
    const streams = [byLeader];

    if (wake) {
      wake();
      await startStream(leader, project);
      await expect.poll(() => ackedBy(leader), SLOW).toBeGreaterThan(100);
      expect(await leaderOf(pages)).toBe(next);
      streams.push(await stopStream(leader));
    }
    streams.push(...(await Promise.all(others.map(stopStream))));
    const panels = await Promise.all(others.map(stopPanel));
    expect([...streams, ...panels].flatMap(({ failures }) => failures)).toEqual([]);
    const acked = streams.flatMap((stream) => stream.acked);
    expect(await storedIds(next, project)).toEqual(acked.toSorted());
    for (const page of wake ? pages : others)
      for (const range of [{ last: "24h" }, { from: lostAt - 3_600_000, to: lostAt + 3_600_000 }])
        expect((await ask(page, project, { measure: "events", window: range })).total).toBe(acked.length);
    await expectNoDrift(next, project);

    const first = Math.min(...streams.slice(1).flatMap(({ ackedAt }) => ackedAt));
    const slowest = Math.max(...panels.flatMap(({ answeredInMs }) => answeredInMs));
    test.info().annotations.push({
      type: "measured",
      description: `the next admitted after ${first - lostAt} ms; slowest fixed panel meanwhile ${Math.round(slowest)} ms`,
    });
  });

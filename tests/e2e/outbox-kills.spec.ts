import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { killBrowser } from "../support/kill-browser.ts";
import { makeRandom } from "../support/make-random.ts";
import { expect, launchUnwatched, openApp, test } from "./app-test.ts";
import { call, createProject, expectNoDrift } from "./call-app.ts";
import {
  capture,
  flush,
  KEY,
  openSite,
  serveTrackedSite,
  storedEvents,
  type TrackedSite,
} from "./tracked-site.ts";

// What is lost once in many runs is lost.
test.describe.configure({ retries: 0 });

const PROJECT = "tracked";
const ROUNDS = Number(process.env["KILLS"] ?? 3);
const SEED = Number(process.env["SEED"] ?? Date.now() % 1e9);

declare global {
  interface Window {
    toldNow: (what: "captured" | "acked", ids: string[]) => Promise<void>;
  }
}

let folder: string;
let site: TrackedSite;
test.beforeEach(async ({ origins }) => {
  folder = await mkdtemp(join(tmpdir(), "lochan-outbox-kills-"));
  site = await serveTrackedSite({ origin: origins.app, projectId: PROJECT, key: KEY });
});
test.afterEach(async () => {
  await killBrowser(folder);
  await site.close();
  await rm(folder, { recursive: true, force: true });
});

/**
 * What of these ids stands in the browser's files for localStorage. The browser writes them with a delay:
 * what a page has put there last is not on the disk when the browser dies.
 */
async function idsOnDisk(ids: Iterable<string>): Promise<string[]> {
  const place = join(folder, "Default", "Local Storage", "leveldb");
  const files = (await readdir(place)).filter((name) => /\.(log|ldb)$/.test(name));
  const text = (await Promise.all(files.map((name) => readFile(join(place, name), "latin1")))).join("");
  return [...ids].filter((id) => text.includes(id));
}

test("what waits on the disk outlives the browser, and arrives once", async ({ origins }) => {
  test.setTimeout(180_000);
  const context = await launchUnwatched(folder, origins.app);
  const app = await openApp(context, "/help");
  await createProject(app, "Tracked", { id: PROJECT, writeKey: KEY, origins: ["https://elsewhere.example"] });
  const page = await openSite(context, `${site.sameSite}/`);
  const ids = await capture(page, PROJECT, "kept", 50);
  expect(await flush(page)).toBe("origin-not-allowed");
  await expect.poll(async () => (await idsOnDisk(ids)).length, { timeout: 90_000 }).toBe(50);
  const closed = context.waitForEvent("close");
  await killBrowser(folder);
  await closed;

  const next = await launchUnwatched(folder, origins.app);
  const reopened = await openApp(next, "/help");
  await call(reopened, "updateProject", PROJECT, { origins: [site.sameSite] });
  const again = await openSite(next, `${site.sameSite}/again`);
  expect(await flush(again)).toBe("delivered");
  const stored = async (): Promise<string[]> =>
    (await storedEvents(reopened, PROJECT)).filter(({ name }) => name === "kept").map(({ id }) => id);
  await expect.poll(async () => (await stored()).sort()).toEqual([...ids].sort());
  await next.close();
});

test(`killed ${ROUNDS} times amid sending: what was acked or on the disk is stored once`, async ({
  origins,
}) => {
  test.setTimeout(60_000 + ROUNDS * 60_000);
  const captured = new Set<string>();
  const acked = new Set<string>();
  const safe = new Set<string>();
  const next = makeRandom(SEED);
  for (let round = 0; round <= ROUNDS; round++) {
    const context = await launchUnwatched(folder, origins.app);
    const app = await openApp(context, "/help");
    if (round === 0)
      await createProject(app, "Tracked", { id: PROJECT, writeKey: KEY, origins: [site.sameSite] });
    let told = 0;
    const enough = 20 + next(60);
    let reach = (): void => undefined;
    const reached = new Promise<void>((resolve) => (reach = resolve));
    // Before the page is there: it would not have it.
    await context.exposeFunction("toldNow", (what: "captured" | "acked", ids: string[]) => {
      for (const id of ids) (what === "acked" ? acked : captured).add(id);
      if (what === "captured") told += ids.length;
      if (told >= enough && acked.size > 0) reach();
    });
    const page = await openSite(context, `${site.sameSite}/${round}`);
    expect(await flush(page)).toBe("delivered");

    const when = `seed ${SEED}, after kill ${round}`;
    await expect
      .poll(async () => {
        const stored = new Set((await storedEvents(app, PROJECT)).map(({ id }) => id));
        return [...safe].filter((id) => !stored.has(id));
      }, when)
      .toEqual([]);
    const stored = (await storedEvents(app, PROJECT)).map(({ id }) => id);
    expect(new Set(stored).size, when).toBe(stored.length);
    await expectNoDrift(app, PROJECT);
    if (round === ROUNDS) {
      const kept = new Set(stored);
      const lost = [...captured].filter((id) => !kept.has(id)).length;
      test.info().annotations.push({
        type: "killed",
        description: `${when}: ${captured.size} captured, ${acked.size} acked, ${safe.size} acked or on disk, ${lost} lost in the last seconds before a kill`,
      });
      await context.close();
      return;
    }

    const closed = context.waitForEvent("close");
    page
      .evaluate(async (prefix) => {
        const waiting = (): string[] => Object.keys(localStorage).filter((key) => key.startsWith(prefix));
        for (;;) {
          for (let n = 0; n < 3; n++) window.lochan!("streamed", { n });
          const ids = waiting().map((key) => key.slice(prefix.length));
          await window.toldNow("captured", ids);
          // Every other time the answer is not waited for.
          // What is refused for now is sent again by itself.
          const flushed = window
            .lochan!.flush()
            .then(() => window.toldNow("acked", ids))
            .catch(() => undefined);
          if (ids.length > 8) await flushed;
          await new Promise(requestAnimationFrame);
        }
      }, `lochan:${PROJECT}:`)
      .catch(() => undefined);
    await reached;
    expect(await killBrowser(folder)).toBeGreaterThan(0);
    await closed;
    for (const id of [...acked, ...(await idsOnDisk(captured))]) safe.add(id);
    expect(acked.size).toBeGreaterThan(0);
  }
});

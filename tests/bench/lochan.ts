import type { Page } from "@playwright/test";
import { openApp } from "../e2e/app-test.ts";
import { ask, createProject, expectNoDrift } from "../e2e/call-app.ts";
import { openBrowser, type BenchBrowser } from "./browser.ts";
import { equip, followUp, rest, settle } from "./equip.ts";
import { watchLag } from "./lag.ts";
import { appendTraffic, importTraffic } from "./load-lochan.ts";
import { makeRows, type Row } from "./questions.ts";
import { timeReload } from "./reload.ts";
import { type BenchRun, megabytes, say } from "./run.ts";
import { stream, type StreamReport } from "./stream.ts";
import { timeLookups } from "./time-lookups.ts";
import { askAll, type Expected, type QuestionTimes, timeQuestions } from "./time-questions.ts";
import type { TrafficOptions } from "../support/web-traffic.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;
const PAGES = ["/live", "/data", "/settings", "/help", "/"];

/** What a size's peers are given: the events, and what Lochan made of them. */
export interface LochanResult {
  /** Ninety days, and the last minutes before the questions. */
  traffic: TrafficOptions[];
  expected: Expected[];
  times: Record<string, QuestionTimes>;
}

const openProject = async (page: Page, project: string): Promise<void> => {
  await page.goto(`/?project=${project}`);
  await page.waitForFunction(() => "lochanApp" in window);
  await equip(page);
};

/** Everything that is measured of Lochan alone at one size, in one profile. */
export async function benchLochan(
  run: BenchRun,
  events: number,
  origin: string,
): Promise<LochanResult | undefined> {
  const browser = await openBrowser(origin);
  const at = (...path: string[]): string[] => ["bySize", String(events), "lochan", ...path];
  try {
    // Ends before the last minutes, which are appended as they are.
    const to = Date.now() - 6 * MINUTE;
    const base = { count: events, from: to - 90 * DAY, to, seed: 2 };
    const page = await openApp(browser.context);
    browser.context.on("weberror", (error) => {
      run.failures.push({ phase: at("page").join(" "), reason: error.error().message });
    });
    await equip(page);
    const agent = await page.evaluate(() => navigator.userAgent);
    await run.keep(["versions", "browser"], /Chrome\/[\d.]+/.exec(agent)?.[0] ?? agent);
    const project = await createProject(page, "Bench");
    const loaded = await run.phase(at("load"), 90 * MINUTE, () => load(page, project, base));
    if (!loaded) return undefined;
    await openProject(page, project);
    await settle(page, project);
    await run.phase(at("bytes"), MINUTE, () => measureBytes(browser, events));

    const rows = makeRows(Date.now());
    const asked = await run.phase(at("answers"), 10 * MINUTE, () => askNewest(page, project, rows, events));
    if (!asked) return undefined;
    const times = await run.phase(at("questions"), 30 * MINUTE, () => timeQuestions(page, project, rows));
    await run.phase(at("lookups"), 10 * MINUTE, () => timeLookups(page, project));
    await run.phase(at("memory"), 10 * MINUTE, () => measureMemory(browser, page, project));
    await run.phase(at("coldStart"), 10 * MINUTE, () => coldStart(page, project));
    await equip(page);
    await followUp(page, project);
    await rest(page);
    const quick = events < 1_000_000;
    const seconds = quick ? 10 : 30;
    for (const eventsPerSecond of [100, 5_000])
      await run.phase(at("pixels", String(eventsPerSecond)), 5 * MINUTE, () =>
        told(stream(page, project, { eventsPerSecond, seconds, probes: true })),
      );
    await run.phase(at("mainThread"), 5 * MINUTE, () =>
      told(stream(page, project, { eventsPerSecond: 5_000, seconds, probes: false })),
    );
    await run.phase(at("sustained"), 15 * MINUTE, () => sustain(page, project, quick ? 15 : 60));
    await run.phase(at("drift"), 30 * MINUTE, async () => {
      await followUp(page, project);
      await expectNoDrift(page, project);
      return 0;
    });
    return { traffic: [base, asked.newest], expected: asked.expected, times: times ?? {} };
  } finally {
    await browser.close();
  }
}

async function load(page: Page, project: string, base: TrafficOptions): Promise<object> {
  const started = performance.now();
  const imported = await importTraffic(page, project, base);
  say(`import              ${imported.eventsPerSecond} events/s (${(imported.ms / 1_000).toFixed(1)} s)`);
  say(`  folded, mirrored  ${(imported.followMs / 1_000).toFixed(1)} s more`);
  return {
    store: "IndexedDB",
    ...imported,
    loadMs: imported.ms + imported.followMs,
    withMakingFilesMs: Math.round(performance.now() - started),
  };
}

async function measureBytes(browser: BenchBrowser, events: number): Promise<object> {
  const disk = await browser.diskBytes();
  // The mirror's file is a copy for speed: what it takes is told apart.
  const bytesAnEvent = Number((disk.indexedDb / events).toFixed(1));
  say(
    `stored              ${bytesAnEvent} B an event on disk (${megabytes(disk.indexedDb)}), the mirror ${megabytes(disk.opfs)}`,
  );
  return { ...disk, bytesAnEvent };
}

async function askNewest(
  page: Page,
  project: string,
  rows: Row[],
  events: number,
): Promise<{ newest: TrafficOptions; expected: Expected[] }> {
  const count = Math.max(100, Math.min(5_000, Math.round(events / 2_000)));
  const newest = { count, from: Date.now() - 4.5 * MINUTE, to: Date.now() - 1_000, seed: 3 };
  await appendTraffic(page, project, newest);
  return { newest, expected: await askAll(page, project, rows) };
}

async function measureMemory(browser: BenchBrowser, page: Page, project: string): Promise<object> {
  for (const path of PAGES) {
    await page.goto(`${path}?project=${project}`);
    await page.waitForFunction(() => document.querySelector("main h1, main h2") !== null);
    await followUp(page, project);
  }
  await rest(page);
  const one = await browser.memoryBytes();
  const second = await browser.context.newPage();
  await openProject(second, project);
  await rest(second);
  const two = await browser.memoryBytes();
  await second.close();
  await rest(page);
  // What was in use before has been tidied meanwhile: what closing gave back is what it cost.
  const again = await browser.memoryBytes();
  const secondTab = two !== undefined && again !== undefined ? two - again : undefined;
  say(`memory              ${megabytes(one)}; a second tab ${megabytes(secondTab)}`);
  return { bytes: one, bytesWithTwoTabs: two, bytesAfter: again, secondTabBytes: secondTab };
}

async function coldStart(page: Page, project: string): Promise<object> {
  const total = (await ask(page, project, { measure: "events", window: { last: "today" } })).total;
  const reload = await timeReload(page, total.toLocaleString("en-GB"));
  say(
    `after a reload      numbers painted ${Math.round(reload.numbersPainted)} ms, DuckDB ready ${Math.round(reload.engineReady)} ms`,
  );
  return reload;
}

async function told(measured: Promise<StreamReport>): Promise<StreamReport> {
  const report = await measured;
  const { pixelMs } = report;
  say(
    `${report.eventsPerSecond} events/s`.padEnd(20) +
      (pixelMs
        ? `to pixel p50 ${pixelMs.fromAppend.p50} p95 ${pixelMs.fromAppend.p95} ms from append; p95 ${pixelMs.fromAck.p95} from the ack; `
        : "") +
      `${report.storedPerSecond}/s stored, longest task ${report.longestTaskMs} ms, longest gap ${report.longestGapMs} ms`,
  );
  return report;
}

async function sustain(page: Page, project: string, seconds: number): Promise<StreamReport> {
  const work = stream(page, project, { eventsPerSecond: 52_000, seconds, probes: false });
  const { result, lag } = await watchLag(page, 10 * MINUTE, work);
  say(`  lag at worst ${JSON.stringify(lag.maxMs)} ms, drained ${lag.drainedMs} ms after the last ack`);
  return told(Promise.resolve({ ...result, lag }));
}

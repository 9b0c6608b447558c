import type { JSHandle, Page } from "@playwright/test";
import { createProject } from "../e2e/call-app.ts";
import { openApp } from "../e2e/app-test.ts";
import type { TrafficOptions } from "../support/web-traffic.ts";
import { openBrowser } from "./browser.ts";
import { equip, settle } from "./equip.ts";
import { say, spread, type Spread } from "./run.ts";

export interface IngestRates {
  events: number;
  /** Until the last event was acked: on disk, by a strict commit. */
  durableEventsPerSecond: number;
  /** Until the last event was in the log, its id compared with all others. */
  admittedEventsPerSecond: number;
  /** Milliseconds from a call of `append` with 1,000 events to its ack. */
  ackMs: Spread;
  bulkAddEventsPerSecond: number;
  bulkAddIndexedEventsPerSecond: number;
  /** Durable events against plain Dexie rows with one index. */
  ratio: number;
}

/**
 * The same events, in the same run, in batches of 1,000, ten under way at a time: appended to
 * Lochan until stored, and on until admitted; then, once all that is folded and mirrored, added to
 * a plain Dexie table, one record an event, with one index and with four.
 */
export async function measureIngest(origin: string): Promise<IngestRates> {
  // In a profile of its own: what it leaves to clear away is not taken for what the rest costs.
  const browser = await openBrowser(origin);
  try {
    const page = await openApp(browser.context);
    await equip(page);
    const project = await createProject(page, "Ingest");
    const options = { count: 100_000, from: Date.now() - 86_400_000, to: Date.now(), seed: 1 };
    const batches = await makeBatches(page, options);
    await settle(page, project);
    const { ackMs, ...lochan } = await measureAppend(page, project, batches);
    await settle(page, project);
    const dexie = await measureBulkAdd(page, batches);
    const ratio = lochan.durableEventsPerSecond / dexie.bulkAddEventsPerSecond;
    const acks = spread(ackMs);
    say(`durable ingest      ${lochan.durableEventsPerSecond} events/s, ack p95 ${acks.p95} ms`);
    say(`  and admitted      ${lochan.admittedEventsPerSecond} events/s`);
    say(
      `Dexie bulkAdd       ${dexie.bulkAddEventsPerSecond} events/s with one index, ${dexie.bulkAddIndexedEventsPerSecond} with four`,
    );
    say(`                    ${ratio.toFixed(1)} times`);
    return { events: options.count, ...lochan, ackMs: acks, ...dexie, ratio: Number(ratio.toFixed(2)) };
  } finally {
    await browser.close();
  }
}

type Batches = ReturnType<typeof window.streamTraffic> extends Generator<infer Batch> ? Batch[] : never;

/** Made before the clock starts, and what making them left to clear away is cleared by then. */
const makeBatches = (page: Page, options: TrafficOptions): Promise<JSHandle<Batches>> =>
  page.evaluateHandle((traffic): Batches => [...window.streamTraffic({ ...traffic, chunk: 1_000 })], options);

function measureAppend(
  page: Page,
  projectId: string,
  batches: JSHandle<Batches>,
): Promise<{ durableEventsPerSecond: number; admittedEventsPerSecond: number; ackMs: number[] }> {
  return page.evaluate(
    async ([project, batches]) => {
      const count = batches.reduce((sum, batch) => sum + batch.length, 0);
      const rate = (ms: number): number => Math.round((count / ms) * 1_000);
      const ackMs: number[] = [];
      let next = 0;
      const worker = async (): Promise<void> => {
        for (let batch = batches[next++]; batch; batch = batches[next++]) {
          const started = performance.now();
          const result = await window.lochanApp.append(project, batch, { until: "stored" });
          if (!result.ok) throw new Error(result.failure.message);
          if (result.value.accepted !== batch.length)
            throw new Error(JSON.stringify(result.value).slice(0, 300));
          ackMs.push(performance.now() - started);
        }
      };
      const started = performance.now();
      await Promise.all(Array.from({ length: 10 }, worker));
      const durableEventsPerSecond = rate(performance.now() - started);
      const first = await window.lochanApp.append(project, batches[0]);
      if (!first.ok || first.value.duplicate !== batches[0]?.length) throw new Error(JSON.stringify(first));
      const admittedEventsPerSecond = rate(performance.now() - started);
      return { durableEventsPerSecond, admittedEventsPerSecond, ackMs };
    },
    [projectId, batches] as const,
  );
}

function measureBulkAdd(
  page: Page,
  batches: JSHandle<Batches>,
): Promise<Pick<IngestRates, "bulkAddEventsPerSecond" | "bulkAddIndexedEventsPerSecond">> {
  return page.evaluate(async (batches) => {
    const count = batches.reduce((sum, batch) => sum + batch.length, 0);
    const bulkAdd = async (indexes: string): Promise<number> => {
      const db = new window.Dexie(`bench-${indexes.length}`);
      db.version(1).stores({ events: indexes });
      const table = db.table("events");
      let next = 0;
      const worker = async (): Promise<void> => {
        for (let batch = batches[next++]; batch; batch = batches[next++]) await table.bulkAdd(batch);
      };
      const started = performance.now();
      await Promise.all(Array.from({ length: 10 }, worker));
      return Math.round((count / (performance.now() - started)) * 1_000);
    };
    return {
      bulkAddEventsPerSecond: await bulkAdd("id, timestamp"),
      bulkAddIndexedEventsPerSecond: await bulkAdd("id, timestamp, name, distinctId, sessionId"),
    };
  }, batches);
}

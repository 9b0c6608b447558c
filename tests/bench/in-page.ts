import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import type { EventDraft } from "../../src/engine/api.ts";
import { makeTraffic, type TrafficOptions } from "../support/web-traffic.ts";

declare global {
  interface Window {
    makeTraffic: typeof makeTraffic;
    Dexie: new (name: string) => {
      version(number: number): { stores(tables: Record<string, string>): void };
      table(name: string): { bulkAdd(rows: unknown[]): Promise<unknown> };
    };
  }
}

/** Puts the traffic generator and plain Dexie into the page, for measuring beside the app. */
export async function equip(page: Page): Promise<void> {
  await page.evaluate(`window.makeTraffic = ${makeTraffic.toString()}`);
  await page.evaluate(await readFile("node_modules/dexie/dist/dexie.min.js", "utf8"));
}

export interface IngestRates {
  events: number;
  /** Until the last event was acked: on disk, by a strict commit. */
  durableEventsPerSecond: number;
  /** Until the last event was in the log, its id compared with all others. */
  admittedEventsPerSecond: number;
  /** Milliseconds from a call of `append` with 1,000 events to its ack. */
  ackMs: number[];
  bulkAddEventsPerSecond: number;
  bulkAddIndexedEventsPerSecond: number;
}

/**
 * The same events, in the same run, in batches of 1,000, ten under way at a time: appended to
 * Lochan until stored, and on until admitted; then, once all that is folded and mirrored, added to
 * a plain Dexie table, one record an event, with one index and with four.
 */
export async function measureIngest(
  page: Page,
  projectId: string,
  options: TrafficOptions,
): Promise<IngestRates> {
  await settle(page, projectId);
  const lochan = await measureAppend(page, projectId, options);
  await settle(page, projectId);
  return { events: options.count, ...lochan, ...(await measureBulkAdd(page, options)) };
}

/**
 * Waits until everything is folded and mirrored, then for what the browser does after that: DuckDB
 * goes on compiling for seconds after it first answers, and deleted data is cleared away.
 */
export async function settle(page: Page, projectId: string): Promise<void> {
  const question = { version: 1, measure: "events", window: { last: "90d" }, breakdown: "path" };
  await page.evaluate(
    async ([project, asked]) => {
      const answer = await window.lochanApp.ask(project, asked);
      if (!answer.ok) throw new Error(answer.failure.message);
    },
    [projectId, question] as const,
  );
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 15_000)));
}

function measureAppend(
  page: Page,
  projectId: string,
  options: TrafficOptions,
): Promise<Pick<IngestRates, "durableEventsPerSecond" | "admittedEventsPerSecond" | "ackMs">> {
  return page.evaluate(
    async ([project, traffic]) => {
      const events = window.makeTraffic(traffic);
      const batches: EventDraft[][] = [];
      for (let start = 0; start < events.length; start += 1_000)
        batches.push(events.slice(start, start + 1_000));
      const rate = (ms: number): number => Math.round((events.length / ms) * 1_000);
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
    [projectId, options] as const,
  );
}

function measureBulkAdd(
  page: Page,
  options: TrafficOptions,
): Promise<Pick<IngestRates, "bulkAddEventsPerSecond" | "bulkAddIndexedEventsPerSecond">> {
  return page.evaluate(async (traffic) => {
    const events = window.makeTraffic(traffic);
    const bulkAdd = async (indexes: string): Promise<number> => {
      const db = new window.Dexie(`bench-${indexes.length}`);
      db.version(1).stores({ events: indexes });
      const table = db.table("events");
      let next = 0;
      const worker = async (): Promise<void> => {
        for (let start = next; start < events.length; start = next) {
          next += 1_000;
          await table.bulkAdd(events.slice(start, start + 1_000));
        }
      };
      const started = performance.now();
      await Promise.all(Array.from({ length: 10 }, worker));
      return Math.round((events.length / (performance.now() - started)) * 1_000);
    };
    return {
      bulkAddEventsPerSecond: await bulkAdd("id, timestamp"),
      bulkAddIndexedEventsPerSecond: await bulkAdd("id, timestamp, name, distinctId, sessionId"),
    };
  }, options);
}

export interface ImportRate {
  events: number;
  bytes: number;
  ms: number;
}

/** Makes traffic as an NDJSON file in the page and imports it. */
export function importTraffic(page: Page, projectId: string, options: TrafficOptions): Promise<ImportRate> {
  return page.evaluate(
    async ([project, traffic]) => {
      const parts = window.makeTraffic(traffic).map((event) => `${JSON.stringify(event)}\n`);
      const file = new File(parts, "traffic.ndjson");
      parts.length = 0;
      const started = performance.now();
      const result = await window.lochanApp.import(project, file);
      const ms = performance.now() - started;
      if (!result.ok) throw new Error(result.failure.message);
      if (result.value.accepted !== traffic.count)
        throw new Error(JSON.stringify(result.value).slice(0, 500));
      return { events: traffic.count, bytes: file.size, ms };
    },
    [projectId, options] as const,
  );
}

export interface QuestionTimes {
  /** Questions in a row whose mean is one of the figures below. */
  loop: number;
  source: string;
  scanned: number;
  /** One figure a round, milliseconds a question: a round is `loop` questions in a row. */
  insideWorker: number[];
  fromPage: number[];
}

/** The clock steps 0.1 ms, so what is faster than 10 ms is asked 100 times a round. */
export function timeQuestion(
  page: Page,
  projectId: string,
  question: object,
  rounds: number,
): Promise<QuestionTimes> {
  return page.evaluate(
    async ([project, asked, count]) => {
      const ask = async () => {
        const result = await window.lochanApp.ask(project, asked);
        if (!result.ok) throw new Error(result.failure.message);
        return result.value;
      };
      for (let warm = 0; warm < 3; warm++) await ask();
      const first = await ask();
      const loop = first.receipt.ms < 10 ? 100 : 1;
      const [insideWorker, fromPage]: [number[], number[]] = [[], []];
      for (let round = 0; round < count; round++) {
        let inside = 0;
        const started = performance.now();
        for (let turn = 0; turn < loop; turn++) inside += (await ask()).receipt.ms;
        fromPage.push((performance.now() - started) / loop);
        insideWorker.push(inside / loop);
      }
      return { loop, source: first.receipt.source, scanned: first.receipt.scanned, insideWorker, fromPage };
    },
    [projectId, { version: 1, ...question }, rounds] as const,
  );
}

/**
 * Milliseconds to the frame after an event stood in the page, from each call of `append` and from
 * its ack, the commit; on a page that has rested.
 */
export function timeEventsToPixels(
  page: Page,
  projectId: string,
  repeats: number,
): Promise<{ fromAppend: number[]; fromAck: number[] }> {
  return page.evaluate(
    async ([project, count]) => {
      const times: { fromAppend: number[]; fromAck: number[] } = { fromAppend: [], fromAck: [] };
      for (let index = 0; index < count; index++) {
        const name = `pixel_${index}_${Math.random().toString(36).slice(2)}`;
        const shown = new Promise<number>((settle) => {
          const observer = new MutationObserver(() => {
            if (!document.body.textContent?.includes(name)) return;
            observer.disconnect();
            requestAnimationFrame(() => {
              const { port1, port2 } = new MessageChannel();
              port1.onmessage = () => settle(performance.now());
              port2.postMessage(0);
            });
          });
          observer.observe(document.body, { subtree: true, childList: true, characterData: true });
        });
        const started = performance.now();
        const event = { name, distinctId: "pixel", timestamp: Date.now() };
        await window.lochanApp.append(project, [event], { until: "stored" });
        const acked = performance.now();
        const seen = await shown;
        times.fromAppend.push(seen - started);
        times.fromAck.push(seen - acked);
        await new Promise((resolve) => setTimeout(resolve, 200 + 300 * Math.random()));
      }
      return times;
    },
    [projectId, repeats] as const,
  );
}

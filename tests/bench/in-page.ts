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
      delete(): Promise<void>;
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
 * The same events, in the same run, in batches of 1,000: appended to Lochan until stored, ten
 * batches under way at a time, and on until admitted; added to a plain Dexie table, one record an
 * event, with one index and with four. What deleting a database leaves behind for the browser to
 * do would slow whoever comes next: the tables are deleted when all is measured.
 */
export function measureIngest(page: Page, projectId: string, options: TrafficOptions): Promise<IngestRates> {
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
      const tables: { delete(): Promise<void> }[] = [];
      const bulkAdd = async (indexes: string): Promise<number> => {
        const db = new window.Dexie(`bench-${indexes.length}`);
        db.version(1).stores({ events: indexes });
        tables.push(db);
        const table = db.table("events");
        const started = performance.now();
        for (const batch of batches) await table.bulkAdd(batch);
        return rate(performance.now() - started);
      };
      const bulkAddEventsPerSecond = await bulkAdd("id, timestamp");
      const bulkAddIndexedEventsPerSecond = await bulkAdd("id, timestamp, name, distinctId, sessionId");
      for (const db of tables) await db.delete();
      return {
        events: events.length,
        durableEventsPerSecond,
        admittedEventsPerSecond,
        ackMs,
        bulkAddEventsPerSecond,
        bulkAddIndexedEventsPerSecond,
      };
    },
    [projectId, options] as const,
  );
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
      return { source: first.receipt.source, scanned: first.receipt.scanned, insideWorker, fromPage };
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

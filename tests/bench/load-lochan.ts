import type { Page } from "@playwright/test";
import type { TrafficOptions, streamTraffic } from "../support/web-traffic.ts";
import { followUp } from "./equip.ts";
import { say } from "./run.ts";

export interface ImportReport {
  events: number;
  bytes: number;
  /** Importing alone; making the files is left out. */
  ms: number;
  /** From the end of each import until all of it was folded and mirrored, summed. */
  followMs: number;
  eventsPerSecond: number;
}

interface Importing {
  importing: ReturnType<typeof streamTraffic>;
}

const FILE_EVENTS = 250_000;

/** Makes traffic as NDJSON files in the page, one after another, and imports each. */
export async function importTraffic(
  page: Page,
  projectId: string,
  options: TrafficOptions,
): Promise<ImportReport> {
  let [events, bytes, ms, followMs] = [0, 0, 0, 0];
  await page.evaluate(
    (traffic) => {
      (window as unknown as Importing).importing = window.streamTraffic(traffic);
    },
    { ...options, chunk: FILE_EVENTS },
  );
  while (events < options.count) {
    const part = await page.evaluate(async (project) => {
      const { value } = (window as unknown as Importing).importing.next();
      if (value === undefined) throw new Error("The traffic ended early.");
      const file = new File(
        value.map((event) => `${JSON.stringify(event)}\n`),
        "traffic.ndjson",
      );
      const started = performance.now();
      const result = await window.lochanApp.import(project, file);
      const took = performance.now() - started;
      if (!result.ok) throw new Error(result.failure.message);
      if (result.value.accepted !== value.length) throw new Error(JSON.stringify(result.value).slice(0, 500));
      return { events: value.length, bytes: file.size, ms: took };
    }, projectId);
    events += part.events;
    bytes += part.bytes;
    ms += part.ms;
    // Or it would go on off the clock, while the next file is made.
    const followed = performance.now();
    await followUp(page, projectId);
    followMs += performance.now() - followed;
    if (events % 1_000_000 === 0)
      say(`  ${events.toLocaleString("en")} imported in ${(ms / 1_000).toFixed(1)} s`);
  }
  const eventsPerSecond = Math.round((events / ms) * 1_000);
  return { events, bytes, ms: Math.round(ms), followMs: Math.round(followMs), eventsPerSecond };
}

/** The newest events, as a site sends them. */
export function appendTraffic(page: Page, projectId: string, options: TrafficOptions): Promise<void> {
  return page.evaluate(
    async ([project, traffic]) => {
      for (const events of window.streamTraffic({ ...traffic, chunk: 1_000 })) {
        const result = await window.lochanApp.append(project, events);
        if (!result.ok) throw new Error(result.failure.message);
        if (result.value.accepted !== events.length)
          throw new Error(JSON.stringify(result.value).slice(0, 300));
      }
    },
    [projectId, options] as const,
  );
}

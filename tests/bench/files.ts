import type { Page } from "@playwright/test";
import { openApp } from "../e2e/app-test.ts";
import { createProject } from "../e2e/call-app.ts";
import { type BenchBrowser, openBrowser } from "./browser.ts";
import { followUp, rest } from "./equip.ts";
import { makeFiles, type TrafficFiles } from "./make-files.ts";
import { type BenchRun, megabytes, say } from "./run.ts";
import { servePeers } from "./serve-peers.ts";
import { type TaskReport, traceTasks } from "./trace-tasks.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;
const FLIGHTS = "node_modules/vega-datasets/data/flights-3m.parquet";
const FLIGHTS_ROWS = 3_000_000;
const MEMORY_MS = 500;
/** Flights are not imported beside fewer events: they would take longer than all else. */
const LEAST_WITH_FLIGHTS = 100_000;

export interface FileTimes {
  rows: number;
  bytes: number;
  ms: number;
}

interface Memory {
  /** Before, at the most meanwhile, and at rest after: of all the browser's processes. */
  idleBytes?: number | undefined;
  peakBytes?: number | undefined;
  restBytes?: number | undefined;
}

interface ImportTimes extends FileTimes, Memory {
  /** More, until everything was folded and mirrored. */
  followMs: number;
  mainThread?: TaskReport;
}

const PEERS = ["duckdb", "papaparse"] as const;

/** Files in and out, beside what others would read the same events with, each in a browser of its own. */
export async function benchFiles(run: BenchRun, events: number, origin: string): Promise<void> {
  const to = Date.now() - 6 * MINUTE;
  const files = await makeFiles({ count: events, from: to - 90 * DAY, to, seed: 2 });
  try {
    await run.phase(["files", "events"], MINUTE, async () => events);
    const lochan = await openBrowser(origin);
    try {
      await benchLochanFiles(run, lochan, events, files);
    } finally {
      await lochan.close();
    }
    const server = await servePeers();
    try {
      for (const peer of PEERS)
        await run.phase(["files", "peers", peer], 20 * MINUTE, () =>
          loadIntoPeer(server.origin, peer, events, files),
        );
    } finally {
      await server.close();
    }
  } finally {
    await files.remove();
  }
}

async function benchLochanFiles(
  run: BenchRun,
  browser: BenchBrowser,
  events: number,
  { ndjson, ndjsonBytes }: TrafficFiles,
): Promise<void> {
  const page = await openApp(browser.context);
  const at = (name: string): string[] => ["files", "lochan", name];
  const open = async (name: string): Promise<string> => {
    const project = await createProject(page, name);
    await page.goto(`/?project=${project}`);
    await page.waitForFunction(() => "lochanApp" in window);
    await rest(page);
    return project;
  };
  const project = await open("Files");
  await run.phase(at("ndjson"), 20 * MINUTE, () =>
    importPath(browser, page, { project, path: ndjson, rows: events, bytes: ndjsonBytes }),
  );
  await run.phase(at("parquetExport"), 20 * MINUTE, () => exportParquet(browser, page, project, events));
  if (events < LEAST_WITH_FLIGHTS) return;
  const flights = await open("Flights");
  await run.phase(at("flights"), 30 * MINUTE, () =>
    importPath(browser, page, {
      project: flights,
      path: FLIGHTS,
      rows: FLIGHTS_ROWS,
      mapping: { fixedName: "flight", timestampField: "date", timeFormat: "iso", distinctIdField: "origin" },
    }),
  );
}

interface Imported {
  project: string;
  path: string;
  rows: number;
  bytes?: number;
  mapping?: object;
}

async function importPath(
  browser: BenchBrowser,
  page: Page,
  { project, path, rows, bytes, mapping }: Imported,
): Promise<ImportTimes> {
  const input = await pickFile(page, path);
  const found: ImportTimes = { rows, bytes: bytes ?? 0, ms: 0, followMs: 0 };
  const memory = await watchMemory(browser, async () => {
    found.mainThread = await traceTasks(page, async () => {
      const done = await input.evaluate(
        async (picker: HTMLInputElement, [id, as]) => {
          const file = picker.files![0]!;
          const started = performance.now();
          const result = await window.lochanApp.import(id, file, as ? { mapping: as as never } : {});
          const ms = performance.now() - started;
          if (!result.ok) throw new Error(result.failure.message);
          return { accepted: result.value.accepted, ms, bytes: file.size };
        },
        [project, mapping] as const,
      );
      if (done.accepted !== rows) throw new Error(`${done.accepted} of ${rows} rows were accepted.`);
      Object.assign(found, { ms: Math.round(done.ms), bytes: done.bytes });
      const began = performance.now();
      await followUp(page, project);
      found.followMs = Math.round(performance.now() - began);
    });
  });
  await rest(page);
  Object.assign(found, memory, { restBytes: await browser.memoryBytes() });
  say(
    `${path.split("/").at(-1)!.padEnd(20)}${seconds(found.ms)}, folded and mirrored ${seconds(found.followMs)} later; memory ${megabytes(found.idleBytes)}, at most ${megabytes(found.peakBytes)}, then ${megabytes(found.restBytes)}; longest task ${found.mainThread?.longestTaskMs} ms, of a processor ${found.mainThread?.longestProcessorMs} ms`,
  );
  return found;
}

async function exportParquet(
  browser: BenchBrowser,
  page: Page,
  project: string,
  rows: number,
): Promise<FileTimes & Memory> {
  const found = { rows, bytes: 0, ms: 0 };
  const memory = await watchMemory(browser, async () => {
    const done = await page.evaluate(async (id) => {
      const started = performance.now();
      const result = await window.lochanApp.export(id, "parquet");
      const ms = performance.now() - started;
      if (!result.ok) throw new Error(result.failure.message);
      return { bytes: result.value?.size ?? 0, ms };
    }, project);
    Object.assign(found, { bytes: done.bytes, ms: Math.round(done.ms) });
  });
  say(
    `Parquet export      ${seconds(found.ms)}, ${megabytes(found.bytes)}; memory at most ${megabytes(memory.peakBytes)}`,
  );
  return { ...found, ...memory };
}

async function loadIntoPeer(
  origin: string,
  peer: (typeof PEERS)[number],
  rows: number,
  { csv, csvBytes }: TrafficFiles,
): Promise<FileTimes & Memory> {
  const browser = await openBrowser(origin);
  try {
    const page = await browser.context.newPage();
    await page.goto(`/?peer=${peer}`);
    await page.waitForFunction(() => "peer" in window);
    const input = await pickFile(page, csv);
    await rest(page);
    const found = { rows, bytes: csvBytes, ms: 0 };
    const memory = await watchMemory(browser, async () => {
      const done = await input.evaluate(
        async (picker: HTMLInputElement, name) => window.peer.readFile(name, picker.files![0]!),
        peer,
      );
      if (done.rows !== rows) throw new Error(`${done.rows} of ${rows} rows were read.`);
      found.ms = Math.round(done.ms);
    });
    say(`${peer.padEnd(20)}${seconds(found.ms)}; memory at most ${megabytes(memory.peakBytes)}`);
    return { ...found, ...memory };
  } finally {
    await browser.close();
  }
}

/** A file of the disk as a user chooses one: it is not read into the page. */
async function pickFile(page: Page, path: string) {
  const input = await page.evaluateHandle(() =>
    Object.assign(document.createElement("input"), { type: "file" }),
  );
  await input.asElement()!.setInputFiles(path);
  return input;
}

async function watchMemory(browser: BenchBrowser, work: () => Promise<void>): Promise<Memory> {
  const idleBytes = await browser.memoryBytes();
  let peakBytes = idleBytes;
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      const bytes = await browser.memoryBytes();
      if (bytes !== undefined) peakBytes = Math.max(peakBytes ?? 0, bytes);
      await new Promise((resolve) => setTimeout(resolve, MEMORY_MS));
    }
  })();
  try {
    await work();
  } finally {
    isOver = true;
    await watching;
  }
  return { idleBytes, peakBytes };
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

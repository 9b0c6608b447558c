import type { Page } from "@playwright/test";
import { openBrowser } from "./browser.ts";
import type { LochanResult } from "./lochan.ts";
import { difference, questionId } from "./questions.ts";
import { type BenchRun, megabytes, reasonOf, say, spread, type Spread, TookTooLong, within } from "./run.ts";

export const PEERS = ["duckdb", "duckdb-tuned", "sqlite", "pglite", "perspective", "arquero"];

const LOAD_LIMIT_MS = 10 * 60_000;
const PEER_LIMIT_MS = 60 * 60_000;
const ROUNDS = 20;
const QUESTION_BUDGET_MS = 30_000;
/** One answer may take longer than the budget of all rounds, but not for ever. */
const QUESTION_LIMIT_MS = 5 * 60_000;
const AT_REST_MS = 15_000;

const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, AT_REST_MS));

export interface PeerReport {
  store?: string;
  /** Why there are no figures, or no more of them, in words, and what it had held until then. */
  stopped?: string;
  held?: number;
  openMs?: number;
  loadMs?: number;
  emptyMemoryBytes?: number | undefined;
  memoryBytes?: number | undefined;
  disk?: { indexedDb: number; opfs: number };
  questions?: Record<string, { ms: Spread; loop: number; differs?: string; failed?: string }>;
}

/** Loads and asks one peer in a browser of its own. Never throws: what goes wrong is in the report. */
export async function runPeer(
  run: BenchRun,
  path: string[],
  name: string,
  origin: string,
  { traffic, expected }: LochanResult,
): Promise<PeerReport> {
  const report: PeerReport = {};
  const browser = await openBrowser(origin);
  try {
    const page = await browser.context.newPage();
    const crashed = new Promise<never>((_, reject) => {
      page.on("crash", () => reject(new Error("the page crashed")));
    });
    const measure = async (): Promise<void> => {
      await page.goto(`/?peer=${name}`);
      await page.waitForFunction(() => "peer" in window);
      await load(page, name, report, traffic, () => browser.memoryBytes());
      await run.keep(path, report);
      if (report.stopped !== undefined) return;
      await rest();
      await askAll(page, name, report, expected);
      await rest();
      report.memoryBytes = await browser.memoryBytes();
      report.disk = await browser.diskBytes();
      say(
        `${name.padEnd(13)} memory ${megabytes(report.memoryBytes)}, on disk ${megabytes(report.disk.indexedDb + report.disk.opfs)}`,
      );
    };
    await within(PEER_LIMIT_MS, Promise.race([measure(), crashed]));
  } catch (error) {
    report.stopped = reasonOf(error);
  } finally {
    await browser.close().catch((error: unknown) => say(`${name}: ${reasonOf(error)}`));
  }
  if (report.stopped !== undefined)
    say(
      `${name.padEnd(13)} stopped at ${(report.held ?? 0).toLocaleString("en")} events: ${report.stopped.slice(0, 200)}`,
    );
  return report;
}

async function load(
  page: Page,
  name: string,
  report: PeerReport,
  traffic: LochanResult["traffic"],
  memoryBytes: () => Promise<number | undefined>,
): Promise<void> {
  const opened = await page.evaluate(async (peer) => window.peer.open(peer), name);
  Object.assign(report, { store: opened.store, openMs: Math.round(opened.ms) });
  await rest();
  report.emptyMemoryBytes = await memoryBytes();
  const poll = setInterval(() => {
    // A peer at work, or a page that has crashed, does not say; the last word stands.
    page
      .evaluate(async () => window.peer.progress())
      .then(
        (held) => (report.held = held),
        () => undefined,
      );
  }, 2_000);
  try {
    let loadMs = 0;
    for (const options of traffic) {
      // It counts its own work only, and looks at the clock between chunks.
      const part = await within(
        4 * LOAD_LIMIT_MS,
        page.evaluate(async ([events, limitMs]) => window.peer.load(events, limitMs), [
          options,
          LOAD_LIMIT_MS - loadMs,
        ] as const),
      );
      loadMs += part.ms;
      if (part.stopped !== undefined) {
        report.stopped = part.stopped;
        report.held = part.events;
        break;
      }
    }
    report.loadMs = Math.round(loadMs);
  } finally {
    clearInterval(poll);
  }
  if (report.stopped === undefined) {
    report.held = traffic.reduce((sum, { count }) => sum + count, 0);
    say(`${name.padEnd(13)} loaded in ${(report.loadMs / 1_000).toFixed(1)} s`);
  }
}

async function askAll(
  page: Page,
  name: string,
  report: PeerReport,
  expected: LochanResult["expected"],
): Promise<void> {
  report.questions = {};
  const inSql = name.startsWith("duckdb");
  const takesSql = !["perspective", "arquero"].includes(name);
  const possible = expected.filter(
    ({ question }) => (takesSql || question.did === undefined) && (inSql || question.by !== "entry"),
  );
  const asked = possible.flatMap(({ row, question, answer, whole }) => [
    { title: row.title, id: questionId(row, question.measure), question, answer },
    ...(whole && inSql
      ? [
          {
            title: `${row.title}, with total and rest`,
            id: `${questionId(row, question.measure)} whole`,
            question: { ...question, whole: true },
            answer: whole,
          },
        ]
      : []),
  ]);
  for (const { title, id, question, answer } of asked) {
    try {
      const times = await within(
        QUESTION_LIMIT_MS,
        page.evaluate(async ([query, rounds, budgetMs]) => window.peer.time(query, rounds, budgetMs), [
          question,
          ROUNDS,
          QUESTION_BUDGET_MS,
        ] as const),
      );
      const ms = spread(times.rounds);
      const differs = difference(answer, times.answer);
      report.questions[id] = { ms, loop: times.loop, ...(differs !== undefined && { differs }) };
      say(
        `${name.padEnd(13)} ${`${title}, ${question.measure}`.padEnd(42)} p50 ${ms.p50} p95 ${ms.p95} ms, ${differs ?? "agrees"}`,
      );
    } catch (error) {
      report.questions[id] = { ms: spread([]), loop: 0, failed: reasonOf(error) };
      say(`${name.padEnd(13)} ${id} FAILED: ${reasonOf(error)}`);
      // It is at it still, and would keep all others waiting.
      if (error instanceof TookTooLong) return;
    }
  }
}

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { expect, openApp, test } from "../e2e/app-test.ts";
import { ask, call, createProject, expectNoDrift } from "../e2e/call-app.ts";
import { bundleSizes } from "./bundle-sizes.ts";
import { equip, importTraffic, measureIngest, settle, timeEventsToPixels, timeQuestion } from "./in-page.ts";
import { timeReload } from "./reload.ts";

const EVENTS = Number(process.env["BENCH_EVENTS"] ?? 1_000_000);
const DAY = 86_400_000;

const quantile = (values: number[], q: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? 0;
const spread = (values: number[]): { p50: number; p95: number } => ({
  p50: Number(quantile(values, 0.5).toFixed(4)),
  p95: Number(quantile(values, 0.95).toFixed(4)),
});

/** DESIGN's five kinds of question, with the latency aimed at: p95 inside the worker, milliseconds. */
const custom = { from: Date.now() - 20 * DAY - 1_234_567, to: Date.now() - 2 * DAY - 7_654 };
const ROWS = [
  { row: "last 5 minutes", aim: 0.1, question: { window: { last: "5m" } }, measures: ["events", "users"] },
  { row: "today", aim: 0.5, question: { window: { last: "today" } } },
  { row: "last 7 days", aim: 0.5, question: { window: { last: "7d" } } },
  { row: "last 30 days", aim: 1, question: { window: { last: "30d" } } },
  {
    row: "custom range, filter and breakdown",
    aim: 200,
    question: {
      window: custom,
      filters: [{ property: "country", op: "is", value: ["DE", "GB", "IN"] }],
      breakdown: "path",
    },
  },
];

test(`${EVENTS.toLocaleString("en")} events`, async ({ openProfile, origins }) => {
  const say = (line: string): void => {
    // The figures are what a bench is run for: each is shown as it is measured.
    process.stdout.write(`${line}\n`);
  };
  // In a profile of its own: what it leaves to clear away is not taken for what the rest costs.
  const ingestProfile = await openProfile();
  const ingestPage = await openApp(ingestProfile);
  await equip(ingestPage);
  const ingest = await measureIngest(ingestPage, await createProject(ingestPage, "Ingest"), {
    count: 100_000,
    from: Date.now() - DAY,
    to: Date.now(),
    seed: 1,
  });
  const ratio = ingest.durableEventsPerSecond / ingest.bulkAddEventsPerSecond;
  say(
    `durable ingest      ${ingest.durableEventsPerSecond} events/s, ack p95 ${spread(ingest.ackMs).p95} ms`,
  );
  say(`  and admitted      ${ingest.admittedEventsPerSecond} events/s`);
  say(
    `Dexie bulkAdd       ${ingest.bulkAddEventsPerSecond} events/s with one index, ${ingest.bulkAddIndexedEventsPerSecond} with four`,
  );
  say(`                    ${ratio.toFixed(1)} times`);
  await ingestProfile.close();

  const app = await openApp(await openProfile());
  await equip(app);
  const project = await createProject(app, "Bench");
  const usageBefore = (await call(app, "status")).storage.usage;
  const chunk = Math.min(250_000, EVENTS);
  const imports = [];
  for (let start = 0; start < EVENTS; start += chunk) {
    const at = (index: number): number => Date.now() - 90 * DAY + (index / EVENTS) * 90 * DAY;
    imports.push(
      await importTraffic(app, project, {
        count: chunk,
        from: at(start),
        to: at(start + chunk),
        seed: start + 2,
      }),
    );
  }
  const importMs = imports.reduce((sum, { ms }) => sum + ms, 0);
  const importRate = Math.round((EVENTS / importMs) * 1_000);
  say(`import              ${importRate} events/s (${(importMs / 1_000).toFixed(1)} s)`);

  await app.goto(`/?project=${project}`);
  await app.waitForFunction(() => "lochanApp" in window);
  await equip(app);
  await settle(app, project);
  const usage = (await call(app, "status")).storage.usage - usageBefore;
  expect(usage).toBeGreaterThan(0);
  say(`stored              ${(usage / EVENTS).toFixed(1)} B an event, everything included`);

  const questions = [];
  for (const { row, aim, question, measures } of ROWS)
    for (const measure of measures ?? ["events", "users", "sessions"]) {
      const times = await timeQuestion(app, project, { ...question, measure }, 40);
      const [inside, page] = [spread(times.insideWorker), spread(times.fromPage)];
      questions.push({
        row,
        measure,
        aim,
        source: times.source,
        scanned: times.scanned,
        meanOf: times.loop,
        insideWorker: inside,
        fromPage: page,
      });
      say(
        `${`${row}, ${measure}`.padEnd(46)} ${times.source.padEnd(9)} p50 ${inside.p50} p95 ${inside.p95} ms (aim ${aim}); from the page p50 ${page.p50} p95 ${page.p95}`,
      );
    }

  const pixels = await timeEventsToPixels(app, project, 60);
  const pixelMs = { fromAppend: spread(pixels.fromAppend), fromAck: spread(pixels.fromAck) };
  say(
    `event to pixel      p50 ${pixelMs.fromAppend.p50} p95 ${pixelMs.fromAppend.p95} ms from append; p50 ${pixelMs.fromAck.p50} p95 ${pixelMs.fromAck.p95} ms from the ack`,
  );

  const total = (await ask(app, project, { measure: "events", window: { last: "today" } })).total;
  const reload = await timeReload(app, total.toLocaleString("en-GB"));
  say(
    `after a reload      numbers painted ${Math.round(reload.numbersPainted)} ms, DuckDB ready ${Math.round(reload.engineReady)} ms`,
  );
  await expectNoDrift(app, project);

  const sizes = await bundleSizes(process.env["LOCHAN_TEST_DIST"] ?? "dist");
  for (const [name, bytes] of Object.entries(sizes)) say(`${name.padEnd(19)} ${bytes} B gzip`);

  const versions = JSON.parse(await readFile("package.json", "utf8")) as Record<
    string,
    Record<string, string>
  >;
  const date = new Date().toISOString();
  await mkdir("tests/bench/results", { recursive: true });
  await writeFile(
    `tests/bench/results/${date.slice(0, 19).replaceAll(":", "")}.json`,
    `${JSON.stringify(
      {
        date,
        events: EVENTS,
        machine: {
          cpu: cpus()[0]?.model,
          cores: cpus().length,
          memoryGiB: Math.round(totalmem() / 2 ** 30),
          node: process.version,
        },
        versions: { browser: await app.evaluate(() => navigator.userAgent), ...versions["dependencies"] },
        origin: origins.app,
        ingest: { ...ingest, ackMs: spread(ingest.ackMs), ratio: Number(ratio.toFixed(2)) },
        import: {
          eventsPerSecond: importRate,
          ms: Math.round(importMs),
          bytes: imports.reduce((sum, { bytes }) => sum + bytes, 0),
        },
        bytesAnEvent: Number((usage / EVENTS).toFixed(1)),
        questions,
        eventToPixelMs: pixelMs,
        reloadMs: reload,
        gzipBytes: sizes,
      },
      null,
      2,
    )}\n`,
  );
  expect(total).toBeGreaterThan(0);
});

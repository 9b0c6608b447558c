import { expect, test } from "@playwright/test";
import { bundleSizes, FIELD_GZIP_BYTES } from "./bundle-sizes.ts";
import { benchFiles } from "./files.ts";
import { measureIngest } from "./ingest.ts";
import { compare } from "./compare.ts";
import { measureHostile } from "./hostile.ts";
import { benchLochan, type LochanResult } from "./lochan.ts";
import { makeRows } from "./questions.ts";
import { type BenchRun, reasonOf, say, startRun } from "./run.ts";
import { type PeerReport, PEERS, runPeer } from "./run-peer.ts";
import { servePeers } from "./serve-peers.ts";

const SIZES = (process.env["BENCH_EVENTS"] ?? "1000000,10000000")
  .split(",")
  .map(Number)
  .sort((a, b) => a - b);
const WANTED = process.env["BENCH_PEERS"] ?? PEERS.join(",");
/** "0" leaves out the files, "only" what comes after them. */
const FILES = process.env["BENCH_FILES"];
/** At most so many events are read from a file. */
const FILE_EVENTS = 1_000_000;
const MINUTE = 60_000;
const TOO_LONG_MS = 10 * MINUTE;

const count = (events: number): string => events.toLocaleString("en");

/** Reports by peer and size of those that have been loaded. */
type Loaded = Map<string, { events: number; report: PeerReport }>;

test(`beside its peers, ${SIZES.map(count).join(" and ")} events`, async ({ baseURL }) => {
  test.setTimeout(0);
  const origin = new URL(baseURL ?? "http://localhost:4173").origin;
  const run = await startRun(SIZES);
  const rows = makeRows(Date.now()).map(({ id, title, measures }) => ({ id, title, measures }));
  await run.keep(["rows"], rows);
  await run.phase(["gzipBytes"], MINUTE, () => bundleSizes(process.env["LOCHAN_TEST_DIST"] ?? "dist"));
  await run.keep(["fieldGzipBytes"], FIELD_GZIP_BYTES);
  await run.phase(["ingest"], 5 * MINUTE, () => measureIngest(origin));
  await run.phase(["hostile"], 5 * MINUTE, () => measureHostile(origin));
  if (FILES !== "0") await benchFiles(run, Math.min(FILE_EVENTS, SIZES.at(-1)!), origin);
  const loaded: Loaded = new Map();
  for (const events of FILES === "only" ? [] : SIZES) {
    say(`\n${count(events)} events: Lochan`);
    const lochan = await benchLochan(run, events, origin).catch((error: unknown) => {
      run.failures.push({ phase: `${events} lochan`, reason: reasonOf(error) });
      return undefined;
    });
    if (lochan && WANTED !== "0") await benchPeers(run, events, lochan, loaded);
  }
  await run.keep(["failures"], run.failures);
  expect(run.failures).toEqual([]);
});

async function benchPeers(
  run: BenchRun,
  events: number,
  lochan: LochanResult,
  loaded: Loaded,
): Promise<void> {
  const server = await servePeers();
  const reports: Record<string, PeerReport> = {};
  try {
    for (const name of WANTED.split(",")) {
      const path = ["bySize", String(events), "peers", name];
      const smaller = loaded.get(name);
      const report = smaller ? tooSlow(smaller, events) : undefined;
      if (report) say(`\n${count(events)} events: ${name}: ${report.stopped}`);
      else say(`\n${count(events)} events: ${name}`);
      const found = report ?? (await runPeer(run, path, name, server.origin, lochan));
      if (!report) loaded.set(name, { events, report: found });
      reports[name] = found;
      await run.keep(path, found);
    }
  } finally {
    await server.close();
  }
  const ratios = compare(lochan.times, reports);
  for (const [id, { peer, ratio }] of Object.entries(ratios.toFastestPeer))
    say(`${id.padEnd(20)} ${ratio.toFixed(1)} times as fast as ${peer}, the fastest peer`);
  for (const [id, { ratio }] of Object.entries(ratios.rawToSql))
    say(`${id.padEnd(20)} ${ratio.toFixed(2)} times the same question in hand-written SQL`);
  await run.keep(["bySize", String(events), "ratios"], ratios);
}

/** A peer that would take too long is not run, and nothing is claimed of it. */
function tooSlow(
  { events, report }: { events: number; report: PeerReport },
  wanted: number,
): PeerReport | undefined {
  const { loadMs = 0, stopped, held = 0 } = report;
  if (stopped !== undefined)
    return { stopped: `not run at ${count(wanted)}: ${stopped} at ${count(events)}`, held };
  if ((loadMs / events) * wanted < TOO_LONG_MS) return undefined;
  return {
    stopped: `not run at ${count(wanted)}: ${Math.round(loadMs / 1_000)} s at ${count(events)}`,
    held,
  };
}

import { expect, test } from "vitest";
import { openDatabase } from "../../../src/database/database.ts";
import { claimEpoch } from "../../../src/log/fence.ts";
import type { Batch, BatchColumns } from "../../../src/model/batch.ts";
import { toProjectId, toSequence } from "../../../src/model/identifier.ts";
import type { Project } from "../../../src/model/project.ts";
import { openRollup } from "../../../src/rollup/folder.ts";
import { openFoldMemory, prepareFold } from "../../../src/rollup/fold-step.ts";
import { openStatsReader } from "../../../src/rollup/stats-reader.ts";
import { zoneOf } from "../../../src/model/time-zone.ts";
import { resolveWindow } from "../../../src/model/windows.ts";
import { verifyRollups } from "../../../src/rollup/recount.ts";

const DAY = 86_400_000;
const EVENTS = 1_000_000;
const project: Project = { id: toProjectId("p"), name: "p", timeZone: "Europe/Berlin", writeKey: "", allowedOrigins: [], sessionIdleMs: 1_800_000, createdAt: 0, updatedAt: 0 };
const NOW = Date.parse("2026-11-24T15:20:00Z");

function makeBatches(loose: boolean): { batches: Batch[]; people: string[]; sessions: number; names: string[] } {
  let seed = 42;
  const random = () => { seed = (seed * 1664525 + 1013904223) >>> 0; return seed / 2 ** 32; };
  const names = Array.from({ length: 40 }, (_, i) => `${i % 4 === 0 ? "page" : "track"}\0name${i}`);
  const people: string[] = [];
  const batches: Batch[] = [];
  let sessions = 0;
  const active: { d: number; u: number; s: number; left: number }[] = [];
  const known: { d: number; u: number }[] = [];
  for (let b = 0; b < EVENTS / 10_000; b++) {
    const n = 10_000;
    const c: BatchColumns = { count: n, uuids: crypto.getRandomValues(new Uint8Array(1)).length ? new Uint8Array(n * 16) : new Uint8Array(0), otherIds: [], timestamp: new Float64Array(n), receivedAt: new Float64Array(n), name: new Uint32Array(n), distinct: new Uint32Array(n), user: new Uint32Array(n), session: new Uint32Array(n), source: new Uint32Array(n), properties: [] };
    for (let i = 0; i < n; i++) {
      const at = NOW - 90 * DAY + ((b * n + i) / EVENTS) * 90 * DAY;
      c.timestamp[i] = Math.floor(at);
      if (active.length < 30) {
        let who = random() < 0.5 && known.length > 0 ? known[Math.floor(random() * known.length)]! : undefined;
        if (!who) { who = { d: people.length, u: 0 }; people.push(`db${people.length}`); if (random() < 0.2) { who.u = people.length + 1; people.push(`uu${people.length}`); } known.push(who); }
        active.push({ d: who.d, u: who.u, s: sessions++, left: 1 + Math.floor(random() * 8) });
      }
      const k = Math.floor(random() * active.length);
      const a = active[k]!;
      c.distinct[i] = a.d; c.user[i] = a.left < 4 ? a.u : 0; c.session[i] = loose ? 0 : a.s + 1;
      c.name[i] = Math.floor(random() ** 2.5 * 40);
      if (--a.left <= 0) active.splice(k, 1);
    }
    batches.push({ sequence: toSequence(b + 1), projectId: project.id, firstRow: b * n, minTime: c.timestamp[0]!, maxTime: c.timestamp[n - 1]!, columns: c });
  }
  return { batches, people, sessions, names };
}

test.each([false])("speed loose=%s", { timeout: 600_000 }, async (loose) => {
  const db = openDatabase({ name: `speed-${crypto.randomUUID()}` });
  await db.projects.put(project);
  const epoch = await claimEpoch(db);
  const { batches, people, sessions, names } = makeBatches(loose);
  console.log("people", people.length, "sessions", sessions);
  for (let i = 0; i < people.length; i += 1024) await db.dictionaries.put({ projectId: project.id, kind: "people", first: i, values: people.slice(i, i + 1024) });
  await db.dictionaries.put({ projectId: project.id, kind: "names", first: 0, values: names });
  await db.dictionaries.put({ projectId: project.id, kind: "types", first: 0, values: ["page", "track"] });
  await db.logHeads.put({ projectId: project.id, generation: 1, sequence: toSequence(0), nextRow: 0, events: 0, ordinals: { people: 0, sessions: 0, names: 0, types: 0, keys: 0, values: 0 } });
  const rollup = await openRollup(db, epoch, project);
  if (!rollup.ok) throw new Error(rollup.failure.message);
  for (const batch of batches) await db.batches.put(batch);
  await db.logHeads.update(project.id, { sequence: toSequence(batches.length), events: EVENTS });
  {
    const memory = await openFoldMemory(db, project, "x");
    const t = performance.now();
    for (let i = 0; i < 100; i += 10) {
      const step = await prepareFold(db, { project, set: "x", zone: zoneOf(project.timeZone) }, memory, batches.slice(i, i + 10));
      memory.hourly.keep(step.hourly); memory.daily.keep(step.daily);
    }
    const ms = performance.now() - t;
    console.log("prepare only 100k folds: events/s", Math.round(EVENTS / ms * 1000));
  }
  if (0) {
    const memory = await openFoldMemory(db, project, "x");
    const t = performance.now();
    for (let i = 0; i < 100; i += 5) {
      const step = await prepareFold(db, { project, set: "x", zone: zoneOf(project.timeZone) }, memory, batches.slice(i, i + 5));
      memory.hourly.keep(step.hourly); memory.daily.keep(step.daily);
    }
    const ms = performance.now() - t;
    console.log("prepare only 50k folds: events/s", Math.round(EVENTS / ms * 1000));
  }
  const t0 = performance.now();
  for (let i = 0; i < 98; i += 10) { const f = await rollup.value.fold(batches.slice(i, Math.min(98, i + 10))); if (!f.ok) throw new Error(f.failure.message); }
  console.log("fold with IDB events/s", Math.round(980_000 / (performance.now() - t0) * 1000));
  {
    const big = batches[98]!;
    const live: number[] = [];
    for (let i = 0; i < 100; i++) {
      const cut = (a: Uint32Array) => a.subarray(i, i + 1);
      const one: Batch = { ...big, sequence: toSequence(98.5 + i / 1000), columns: { ...big.columns, count: 1, timestamp: big.columns.timestamp.subarray(i, i + 1), name: cut(big.columns.name), distinct: cut(big.columns.distinct), user: cut(big.columns.user), session: cut(big.columns.session) } };
      const t = performance.now();
      const f = await rollup.value.fold([one]);
      if (!f.ok) throw new Error(f.failure.message);
      live.push(performance.now() - t);
    }
    live.sort((a, b) => a - b);
    console.log("live fold of one event p50", live[50], "p95", live[95]);
  }
  const reader = openStatsReader(db, { now: () => 0 });
  const zone = zoneOf(project.timeZone);
  const memory = await openFoldMemory(db, project, "y");
  let warm: number[] = [];
  for (let round = 0; round < 2; round++) for (let i = 0; i < 90; i += 5) { const t = performance.now(); await prepareFold(db, { project, set: "y", zone }, memory, batches.slice(i, i + 5)); warm.push(50_000 / (performance.now() - t) * 1000); }
  warm.sort((a, b) => a - b);
  console.log("prepare 50k: events/s p50", Math.round(warm[warm.length >> 1]!), "best", Math.round(warm.at(-1)!));
  const then = NOW - 2 * DAY;
  for (const last of ["today", "7d", "30d", "90d"] as const)
    for (const measure of ["events", "users", "sessions"] as const) {
      const { from, to, granularity, source } = resolveWindow({ last }, then, zone);
      const times: number[] = [];
      for (let s = 0; s < 60; s++) {
        const t = performance.now();
        for (let i = 0; i < 20; i++) await reader.stats(project, { source: source as "daily", from, to, measure, series: "overall", granularity: granularity as "day", nonce: s * 100 + i } as never);
        times.push((performance.now() - t) / 20);
      }
      times.sort((a, b) => a - b);
      console.log(last, measure, "recomputed ms: best", times[0]!.toFixed(3), "p50", times[30]!.toFixed(3), "p95", times[57]!.toFixed(3));
    }
  reader.dispose();
  db.close(); await db.delete();
  expect(true).toBe(true);
});

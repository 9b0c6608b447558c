import { afterEach, expect, test, vi } from "vitest";
import type { EngineClient } from "../../../src/engine/client.ts";
import { compareSides, sharedMeasures } from "../../../src/model/reconcile/compare-sides.ts";
import { explain } from "../../../src/model/reconcile/explain.ts";
import { matchNames, namesOf } from "../../../src/model/reconcile/match-names.ts";
import { countIn, sharedDays } from "../../../src/model/reconcile/side-counts.ts";
import { zoneOf } from "../../../src/model/time-zone.ts";
import { type CompareSide, compareSidesOf } from "../../../src/ui/reconcile/compare-side.ts";
import { makeTwoTools } from "../../support/two-tools.ts";
import { valueOf } from "../engine/support.ts";
import { openEngine } from "./support.ts";

const ZONE = "Europe/Berlin";
const clients: EngineClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

async function openSides() {
  const client = openEngine();
  clients.push(client);
  const project = valueOf(await client.api.createProject({ name: "Shop", timeZone: ZONE }));
  return { engine: client.api, project, sides: compareSidesOf(client.api, project) };
}
const file = (name: string, text: string): File => new File([text], name);
const over = (side: CompareSide) =>
  vi.waitUntil(() => ["done", "asking", "failed"].includes(side.work().kind), {
    timeout: 30_000,
    interval: 5,
  });
const eventsOf = (side: CompareSide) => {
  const counts = side.counts();
  return counts?.days && countIn(counts.total, "events", counts.days);
};

test("two products' files are counted in workers, and the project stays empty", async () => {
  const { engine, project, sides } = await openSides();
  const tools = makeTwoTools({ scrolls: true, silentHours: [48, 62] });
  sides.a.addFiles([file("posthog.ndjson", tools.posthog)]);
  sides.b.addFiles([file("ga4.ndjson", tools.ga4)]);
  await Promise.all([over(sides.a), over(sides.b)]);
  const [a, b] = [sides.a.counts()!, sides.b.counts()!];
  expect(eventsOf(sides.a)).toBe(tools.acts.length);
  expect(sharedMeasures(a, b)).toEqual(["events", "views", "users", "sessions"]);
  const comparison = compareSides(a, b, {
    measure: "events",
    range: sharedDays(a, b)!,
    matches: matchNames(namesOf(a), namesOf(b)),
  });
  const found = explain(a, b, comparison, zoneOf(ZONE));
  expect(found[0]).toMatchObject({ kind: "only", side: "b", values: [{ value: "scroll" }] });
  expect(found.find(({ kind }) => kind === "gap")).toMatchObject({ gap: { side: "b" } });
  expect(valueOf(await engine.status()).events).toBe(0);
  expect(valueOf(await engine.imports(project.id))).toEqual([]);
  expect(compareSidesOf(engine, project)).toBe(sides);
});

test("a project's own events, and those of one source, are a side", async () => {
  const { engine, project, sides } = await openSides();
  const { posthog, acts } = makeTwoTools({ days: 2 });
  valueOf(await engine.importFile(project.id, file("ph.ndjson", posthog), { fileName: "ph.ndjson" }));
  valueOf(await engine.append(project.id, [{ name: "more", distinctId: "me", timestamp: acts[0]!.at }]));
  sides.a.useProject();
  await over(sides.a);
  expect(eventsOf(sides.a)).toBe(acts.length + 1);
  sides.a.useProject("file:ph.ndjson");
  await over(sides.a);
  expect(eventsOf(sides.a)).toBe(acts.length);
  sides.b.addFiles([file("ph.ndjson", posthog)]);
  await over(sides.b);
  const [a, b] = [sides.a.counts()!, sides.b.counts()!];
  const range = sharedDays(a, b)!;
  const comparison = compareSides(a, b, { measure: "users", range, matches: new Map() });
  expect(comparison.a).toBe(comparison.b);
});

test("a table of nobody known asks, and is counted by what its columns are said to be", async () => {
  const { sides } = await openSides();
  const rows = "what;when;who\nbought;03/02/2026 10:00;ann\nbought;04/02/2026 10:00;bob\n";
  sides.a.addFiles([file("orders.csv", rows)]);
  await over(sides.a);
  const work = sides.a.work();
  const fileId = work.kind === "asking" ? work.fileId : "";
  expect(fileId).toBe(sides.a.files()[0]?.id);
  sides.a.readAs(fileId, {
    mapping: {
      nameField: "what",
      timestampField: "when",
      timeFormat: "dmy",
      timeZone: ZONE,
      userIdField: "who",
    },
  });
  await over(sides.a);
  expect(eventsOf(sides.a)).toBe(2);
  const other = "who;more;at\nann;x;03/02/2026 10:00\nbob;y;04/02/2026 10:00\n";
  sides.b.addFiles([file("one.csv", other), file("two.csv", other.replaceAll("2026", "2025"))]);
  await over(sides.b);
  sides.b.readAs(sides.b.files()[1]!.id, {
    mapping: {
      fixedName: "seen",
      timestampField: "at",
      timeFormat: "dmy",
      timeZone: ZONE,
      userIdField: "who",
    },
  });
  // The other has the same columns, and is not asked about.
  await vi.waitUntil(() => sides.b.work().kind === "done", { timeout: 30_000, interval: 5 });
  expect(eventsOf(sides.b)).toBe(4);
  sides.a.removeFile(fileId);
  expect([sides.a.source().kind, sides.a.work().kind]).toEqual(["none", "idle"]);
});

test("counting is cancelled, taken up again, and a file that is none is told in words", async () => {
  const { sides } = await openSides();
  const { posthog } = makeTwoTools({ visitsADay: 2_000 });
  sides.a.addFiles([file("long.ndjson", posthog)]);
  await vi.waitUntil(() => sides.a.work().kind === "reading", { timeout: 30_000, interval: 5 });
  sides.a.cancel();
  expect(sides.a.work()).toMatchObject({ kind: "failed", failure: { kind: "cancelled" } });
  sides.a.retry();
  await over(sides.a);
  expect(sides.a.work().kind).toBe("done");
  sides.b.addFiles([file("manual.pdf", "%PDF-1.7")]);
  await over(sides.b);
  expect(sides.b.work()).toMatchObject({ kind: "failed", failure: { kind: "unsupported-format" } });
});

import fc from "fast-check";
import { expect, it } from "vitest";
import type { Database } from "../../src/database/database.ts";
import { openLiveView, type LiveView } from "../../src/engine/live-view.ts";
import { openAdmission, type Admission } from "../../src/log/admission.ts";
import { packEvents } from "../../src/log/arrival-text.ts";
import { readBatches, readHead } from "../../src/log/reader.ts";
import type { LochanEvent } from "../../src/model/event.ts";
import type { CountersView } from "../../src/model/counters.ts";
import type { Project } from "../../src/model/project.ts";
import type { TrafficRules } from "../../src/model/traffic.ts";
import { openRollup, type Rollup } from "../../src/rollup/folder.ts";
import { runs } from "../support/fast-check-setup.ts";
import { isLeftOut } from "../support/naive-answer.ts";
import { makeEvent, need, openRolledProject } from "../support/rolled-project.ts";

const RECENT = 100;
const SECOND = 1_000;

interface Real {
  db: Database;
  project: Project;
  epoch: number;
  admission: Admission;
  rollup: Rollup;
  /** What is admitted, in log order. */
  log: LochanEvent[];
  arrived: LochanEvent[];
  /** Of an id that comes again it is the same event: which of several contents stands is told elsewhere. */
  known: Map<number, LochanEvent>;
  views: LiveView[];
  /** Refreshes nobody has waited for. */
  pending: Promise<unknown>[];
}

type Step = { do: string; run: (real: Real) => Promise<void> };

const event = fc
  .record({
    id: fc.nat(60),
    name: fc.constantFrom("a", "b", "$leave"),
    distinctId: fc.nat(6),
    userId: fc.option(fc.nat(3), { freq: 3 }),
    age: fc.oneof(fc.nat(290), fc.nat(590), fc.nat(900), fc.integer({ min: -400, max: 0 })),
    bot: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  })
  .map(({ id, name, distinctId, userId, age, bot }) => ({ id, name, distinctId, userId, age, bot }));

const traffic = fc.record({
  bots: fc.boolean(),
  rules: fc
    .record({ on: fc.boolean(), user: fc.nat(3) })
    .map(({ on, user }) => [
      { name: "Me", on, conditions: [{ property: "$userId", op: "is" as const, value: `u${user}` }] },
    ]),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.array(event, { minLength: 1, maxLength: 40 }).map(append) },
  { weight: 4, arbitrary: fc.record({ told: fc.boolean(), waits: fc.boolean() }).map(admit) },
  {
    weight: 2,
    arbitrary: fc.boolean().map((listed) => ({
      do: `fold, ${listed ? "identities listed" : "not listed"}`,
      run: (real: Real) => fold(real, listed),
    })),
  },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 40 }).map(seal) },
  { weight: 1, arbitrary: fc.constant({ do: "open another view", run: openAnother }) },
  { weight: 1, arbitrary: fc.constant({ do: "refresh", run: refreshAll }) },
  { weight: 1, arbitrary: traffic.map(changeRules) },
);

function append(
  given: {
    id: number;
    name: string;
    distinctId: number;
    userId: number | null;
    age: number;
    bot: boolean;
  }[],
) {
  return {
    do: `append ${JSON.stringify(given)}`,
    async run(real: Real) {
      const now = Date.now();
      const events = given.map(({ id, name, distinctId, userId, age, bot }) => {
        const known = real.known.get(id);
        if (known !== undefined) return known;
        const made = makeEvent({
          properties: bot ? { $bot: true } : {},
          id: `event-${id}`,
          name,
          distinctId: `d${distinctId}`,
          ...(userId === null ? {} : { userId: `u${userId}` }),
          timestamp: now - age * SECOND,
        });
        real.known.set(id, made);
        return made;
      });
      await real.db.arrivals.add({ projectId: real.project.id, ...packEvents(events) });
      real.arrived.push(...events);
    },
  };
}

function admit({ told, waits }: { told: boolean; waits: boolean }) {
  return {
    do: `admit, ${told ? "told" : "not told"}`,
    async run(real: Real) {
      const { gains } = need(await real.admission.admit({ maxEvents: 1e6 }));
      for (const arrived of real.arrived)
        if (!real.log.some(({ id }) => id === arrived.id)) real.log.push(arrived);
      real.arrived = [];
      if (told)
        for (const gain of gains) for (const view of real.views) real.pending.push(view.refresh(gain));
      if (waits) await Promise.all(real.pending.splice(0));
    },
  };
}

/** `listed`: with the word of whose identity changed, which is left out where they are many. */
async function fold(real: Real, listed: boolean): Promise<void> {
  const { db, project, rollup } = real;
  const identified: number[] = [];
  for (;;) {
    const batches = await readBatches(db, project.id, rollup.checkpoint.sequence, { maxEvents: 1e6 });
    if (batches.length === 0) break;
    identified.push(...need(await rollup.fold(batches)).identified);
  }
  const { sequence } = rollup.checkpoint;
  for (const view of real.views) real.pending.push(view.identify(sequence, listed ? identified : undefined));
}

function seal(blockEvents: number) {
  return {
    do: `seal ${blockEvents}`,
    async run({ admission, project }: Real) {
      while (need(await admission.seal(project.id, { minEvents: 1, blockEvents })));
    },
  };
}

async function openAnother(real: Real): Promise<void> {
  real.views.push(await openLiveView(real.db, real.project.id));
}

async function refreshAll(real: Real): Promise<void> {
  for (const view of real.views) real.pending.push(view.refresh());
}

function changeRules(rules: TrafficRules): Step {
  return {
    do: `rules ${JSON.stringify(rules)}`,
    async run({ db, project, views, pending }) {
      project.traffic = rules;
      await db.projects.put(project);
      for (const view of views) pending.push(view.projectChanged());
    },
  };
}

/** Counted from the events themselves. */
function recount(log: readonly LochanEvent[], now: number, isCounted: (event: LochanEvent) => boolean) {
  const first = new Map<string, LochanEvent>();
  for (const event of log) {
    if (event.userId === undefined) continue;
    const before = first.get(event.distinctId);
    const { timestamp, id } = event;
    if (!before || timestamp < before.timestamp || (timestamp === before.timestamp && id < before.id))
      first.set(event.distinctId, event);
  }
  const actor = ({ userId, distinctId }: LochanEvent) => {
    const user = userId ?? first.get(distinctId)?.userId;
    return user === undefined ? `d${distinctId}` : `u${user}`;
  };
  const head = Math.floor(now / SECOND);
  const between = (youngest: number, oldest: number) =>
    log.filter((logged) => {
      const { timestamp, name } = logged;
      const age = head - Math.floor(timestamp / SECOND);
      return age >= youngest && age < oldest && !name.startsWith("$") && isCounted(logged);
    });
  const count = (events: LochanEvent[]) => [events.length, new Set(events.map(actor)).size];
  return [count(between(0, 300)), count(between(300, 600))];
}

async function check(real: Real): Promise<void> {
  const { db, project, log, views } = real;
  await admit({ told: true, waits: true }).run(real);
  await fold(real, true);
  await Promise.all(real.pending.splice(0));
  const newest = log
    .map((logged, order) => ({ logged, order }))
    .sort((a, b) => b.logged.timestamp - a.logged.timestamp || b.order - a.order)
    .slice(0, RECENT)
    .map(({ logged }) => logged);
  for (const view of views) {
    await view.refresh();
    for (const ahead of [0, 100, 250, 500]) {
      const now = Date.now() + ahead * SECOND;
      const counted = ({ events5m, activeUsers5m }: CountersView) => [
        [events5m.value, activeUsers5m.value],
        [events5m.previous, activeUsers5m.previous],
      ];
      const all = view.counters(now);
      expect(counted(all)).toEqual(recount(log, now, () => true));
      expect(counted(view.realCounters(now) ?? all)).toEqual(
        recount(log, now, (event) => !isLeftOut(event, project)),
      );
    }
    expect(view.recent).toEqual(newest);
    expect(view.checkpoint.sequence).toBe((await readHead(db, project.id)).sequence);
  }
}

it("a live view equals a recount, however it heard of what was admitted", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 30 }), async (steps) => {
      const { db, project, epoch } = await openRolledProject();
      const admission = openAdmission(db, epoch);
      const rollup = need(await openRollup(db, epoch, project));
      const views = [await openLiveView(db, project.id)];
      const real: Real = {
        ...{ db, project, epoch, admission, rollup, views },
        ...{ log: [], arrived: [], known: new Map(), pending: [] },
      };
      for (const { run } of steps) await run(real);
      await check(real);
      db.close();
    }),
    runs(40),
  );
});

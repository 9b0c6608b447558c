import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { openDatabase, type Database } from "../../src/database/database.ts";
import { openAdmission } from "../../src/log/admission.ts";
import { makeAppender } from "../../src/log/appender.ts";
import { decodeBatch } from "../../src/log/decode-batch.ts";
import { loadDictionaries } from "../../src/log/dictionary.ts";
import { eraseEvents } from "../../src/log/erasure.ts";
import { claimEpoch } from "../../src/log/fence.ts";
import { readBatches, readEvents, readHead } from "../../src/log/reader.ts";
import { settleVariants } from "../../src/log/settle-variants.ts";
import { undoImport } from "../../src/log/undo-import.ts";
import { countUndone } from "../../src/log/count-undone.ts";
import { readVariants } from "../../src/log/variants.ts";
import { canonicalEvent } from "../../src/model/canonical-event.ts";
import type { LochanEvent } from "../../src/model/event.ts";
import { toEventId, toSequence } from "../../src/model/identifier.ts";
import { openRollup } from "../../src/rollup/folder.ts";
import { verifyRollups } from "../../src/rollup/recount.ts";
import { backUp, restore } from "../support/backup-file.ts";
import { checkCounts } from "../support/check-counts.ts";
import { runs, soak } from "../support/fast-check-setup.ts";
import { putImports } from "../support/imported-events.ts";
import { makeProject, need } from "../support/rolled-project.ts";
import { logSoak } from "../support/soak-log.ts";

const START = Date.parse("2026-03-01T12:00Z");
const HOUR = 3_600_000;
const project = makeProject({ timeZone: "Europe/Berlin" });
const { id: projectId } = project;
const counts = { runs: 0, brought: 0, undone: 0, erased: 0, merged: 0, swapped: 0 };

/** Few ids and few contents, so that they meet. */
const drawnEvent = fc
  .record({
    id: fc.integer({ min: 0, max: 5 }),
    name: fc.constantFrom("buy", "look"),
    hour: fc.integer({ min: 0, max: 4 }),
    user: fc.constantFrom("ann", "bob"),
    properties: fc.record(
      { size: fc.constantFrom(0, 1, "1", null), plan: fc.constantFrom("a", "b") },
      { requiredKeys: [] },
    ),
    local: fc.integer({ min: 0, max: 2 }),
  })
  .map(({ id, name, hour, user, properties, local }): LochanEvent => ({
    id: toEventId(id % 3 === 0 ? `order-${id}` : `0190a000-0000-7000-8000-00000000000${id}`),
    type: "track",
    name,
    properties,
    distinctId: `of ${user}`,
    userId: user,
    timestamp: START + hour * HOUR,
    // None of it counts.
    receivedAt: START + 24 * HOUR + local,
    sentAt: START + 23 * HOUR + local,
    source: `api ${local}`,
  }));

const IMPORTS = ["a", "b", "c"];

type Step =
  | { kind: "bring"; events: LochanEvent[]; by: string | null }
  | { kind: "undo"; of: string }
  | { kind: "erase"; user: string }
  | { kind: "span"; hour: number }
  | { kind: "settle" }
  | { kind: "seal" };

const drawnBring = fc
  .record({
    events: fc.array(drawnEvent, { minLength: 1, maxLength: 8 }),
    by: fc.constantFrom(null, ...IMPORTS),
  })
  .map((given): Step => ({ kind: "bring", ...given }));

const drawnStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: drawnBring },
  { weight: 3, arbitrary: fc.constantFrom(...IMPORTS).map((of): Step => ({ kind: "undo", of })) },
  { weight: 1, arbitrary: fc.constantFrom("ann", "bob").map((user): Step => ({ kind: "erase", user })) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 4 }).map((hour): Step => ({ kind: "span", hour })) },
  { weight: 2, arbitrary: fc.constant<Step>({ kind: "settle" }) },
  { weight: 2, arbitrary: fc.constant<Step>({ kind: "seal" }) },
);

/** Everything anybody brought, and what was erased: what stands follows from that, in whatever order it came. */
interface Model {
  brought: { event: LochanEvent; by: string | null }[];
  users: Set<string>;
  hours: Set<number>;
}

const hourOf = ({ timestamp }: LochanEvent): number => (timestamp - START) / HOUR;
const isErased = ({ users, hours }: Model, event: LochanEvent): boolean =>
  users.has(event.userId!) || hours.has(hourOf(event));

function forgetErased(model: Model): void {
  model.brought = model.brought.filter(({ event }) => !isErased(model, event));
}

/** The least content of each id. */
function standing({ brought }: Model): string[] {
  const leastById = new Map<string, string>();
  for (const { event } of brought) {
    const content = canonicalEvent(event);
    const least = leastById.get(event.id);
    if (least === undefined || content < least) leastById.set(event.id, content);
  }
  return [...leastById.values()].sort();
}

interface Device {
  db: Database;
  model: Model;
}

async function openDevice(): Promise<Device> {
  const db = openDatabase({ name: `variants-${crypto.randomUUID()}` });
  await db.projects.put(project);
  return { db, model: { brought: [], users: new Set(), hours: new Set() } };
}

async function take({ db, model }: Device, step: Step): Promise<void> {
  const epoch = await claimEpoch(db);
  switch (step.kind) {
    case "bring": {
      counts.brought += step.events.length;
      const brought = step.events.map((event) =>
        step.by === null ? event : { ...event, importId: step.by },
      );
      need(await makeAppender(db).append(projectId, brought));
      const admission = openAdmission(db, epoch);
      const { accepted, duplicate, erased } = need(await admission.admit({ maxEvents: 1_000 }));
      expect(accepted + duplicate + erased).toBe(brought.length);
      for (const event of step.events)
        if (!isErased(model, event)) model.brought.push({ event, by: step.by });
      return;
    }
    case "undo": {
      counts.undone += 1;
      await putImports(db, projectId, IMPORTS);
      const { signal } = new AbortController();
      const planned = await countUndone(db, projectId, step.of, signal);
      const done = need(await undoImport(db, epoch, projectId, step.of));
      expect(done).toMatchObject(planned);
      model.brought = model.brought.filter(({ by }) => by !== step.of);
      return;
    }
    case "erase":
      counts.erased += 1;
      need(await eraseEvents(db, epoch, projectId, { userId: step.user }));
      model.users.add(step.user);
      return forgetErased(model);
    case "span": {
      counts.erased += 1;
      const from = START + step.hour * HOUR;
      need(await eraseEvents(db, epoch, projectId, { from, before: from + HOUR }));
      model.hours.add(step.hour);
      return forgetErased(model);
    }
    case "settle":
      counts.swapped += need(await settleVariants(db, epoch, projectId)) ? 1 : 0;
      return;
    case "seal":
      need(await openAdmission(db, epoch).seal(projectId, { minEvents: 1, blockEvents: 4 }));
  }
}

async function standingIn(db: Database): Promise<LochanEvent[]> {
  const read: LochanEvent[] = [];
  for await (const page of readEvents(db, projectId)) read.push(...page);
  return read;
}

/** The log is the model's, the counts are its, and nothing is kept that nobody brought. */
async function check({ db, model }: Device): Promise<string[]> {
  const epoch = await claimEpoch(db);
  need(await settleVariants(db, epoch, projectId));
  const log = await standingIn(db);
  const contents = log.map(canonicalEvent).sort();
  expect(contents).toEqual(standing(model));
  expect((await readHead(db, projectId)).events).toBe(log.length);
  const rollup = need(await openRollup(db, epoch, project));
  need(await rollup.fold(await readBatches(db, projectId, toSequence(0), { maxEvents: 1e6 })));
  expect(await verifyRollups(db, project)).toMatchObject({ drift: 0, differences: [] });
  await checkCounts(db, project, { epoch, log, now: START + 24 * HOUR });
  expect(await storedVariants(db)).toBe(otherContents(model));
  return contents;
}

async function storedVariants(db: Database): Promise<number> {
  const contents = new Set<string>();
  const { ordinals } = await readHead(db, projectId);
  const entries = await loadDictionaries(db, projectId, ordinals);
  for await (const { columns } of readVariants(db, projectId))
    for (const event of decodeBatch({ columns }, entries)) contents.add(canonicalEvent(event));
  return contents.size;
}

/** Of each id all but the least. */
function otherContents(model: Model): number {
  const contents = new Set(model.brought.map(({ event }) => canonicalEvent(event)));
  return contents.size - standing(model).length;
}

/** Restores a backup of one into the other, as one more import of the model. */
async function merge(from: Device, into: Device): Promise<void> {
  counts.merged += 1;
  need(await settleVariants(from.db, await claimEpoch(from.db), projectId));
  const file = await backUp(from.db);
  const theirs = await standingIn(from.db);
  const importId = crypto.randomUUID();
  const { projects } = need(await restore(into.db, file, { makeImportId: () => importId }));
  const { read, accepted, duplicate, refused } = projects[0]!;
  expect(accepted + duplicate + refused).toBe(read);
  need(await settleVariants(into.db, await claimEpoch(into.db), projectId));
  const { model } = into;
  for (const user of from.model.users) model.users.add(user);
  for (const hour of from.model.hours) model.hours.add(hour);
  model.brought.push(...theirs.map((event) => ({ event, by: importId })));
  forgetErased(model);
}

afterAll(async () => {
  if (soak) await logSoak("variants", counts);
});

it("of the contents of an id the least stands, as in a naive model, through imports, undoing, erasing and sealing", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(drawnStep, { minLength: 2, maxLength: 14 }), async (steps) => {
      counts.runs += 1;
      const device = await openDevice();
      for (const step of steps) await take(device, step);
      await check(device);
      await device.db.delete();
    }),
    runs(60),
  );
});

it("does not depend on the order in which contents came", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(drawnBring, { minLength: 1, maxLength: 5 }).chain((brings) =>
        fc.record({
          brings: fc.constant(brings),
          other: fc.shuffledSubarray(brings, { minLength: brings.length, maxLength: brings.length }),
          undone: fc.subarray(IMPORTS),
        }),
      ),
      async ({ brings, other, undone }) => {
        const [one, two] = [await openDevice(), await openDevice()];
        for (const [device, steps] of [
          [one, brings],
          [two, other],
        ] as const) {
          for (const step of steps) await take(device, step);
          for (const of of device === one ? undone : undone.toReversed())
            await take(device, { kind: "undo", of });
        }
        expect(await check(one)).toEqual(await check(two));
        await one.db.delete();
        await two.db.delete();
      },
    ),
    runs(30),
  );
});

it("is the same on devices that restore each other's backups, in whatever order and however often", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(
        fc.array(drawnStep, { minLength: 1, maxLength: 6 }),
        fc.array(drawnStep, { minLength: 1, maxLength: 6 }),
        fc.array(drawnStep, { maxLength: 4 }),
      ),
      fc.shuffledSubarray([0, 1, 2], { minLength: 3, maxLength: 3 }),
      async (all, order) => {
        const devices: Device[] = [];
        for (const steps of all) {
          const device = await openDevice();
          for (const step of steps) await take(device, step);
          devices.push(device);
        }
        const [first, second, third] = order.map((at) => devices[at]!) as [Device, Device, Device];
        await merge(first, second);
        await merge(second, third);
        await merge(third, first);
        await merge(first, second);
        // Once more changes nothing.
        await merge(second, first);
        await merge(second, third);
        const told = [await check(first), await check(second), await check(third)];
        expect(told[1]).toEqual(told[0]);
        expect(told[2]).toEqual(told[0]);
        for (const { db } of devices) await db.delete();
      },
    ),
    runs(12),
  );
});

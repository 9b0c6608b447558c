import { expect, it, onTestFinished, vi } from "vitest";
import { openLiveView } from "../../../src/engine/live-view.ts";
import { openAdmission, type Gain } from "../../../src/log/admission.ts";
import { packEvents } from "../../../src/log/arrival-text.ts";
import { eraseEvents } from "../../../src/log/erasure.ts";
import { readBatches } from "../../../src/log/reader.ts";
import type { LochanEvent } from "../../../src/model/event.ts";
import { toSequence } from "../../../src/model/identifier.ts";
import { openRollup } from "../../../src/rollup/folder.ts";
import { need, openRolledProject } from "../../support/rolled-project.ts";
import {
  admitAll,
  arrive,
  lead,
  makeEvent,
  openTestDatabase,
  shop,
  valueOf,
} from "../../support/admitted-log.ts";

/** What the next call of a table's method reads is held back until `release`. */
function holdNext(table: object, method: string) {
  const methods = table as Record<string, (...given: unknown[]) => Promise<unknown>>;
  const call = methods[method]!;
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const looked = vi.spyOn(methods, method).mockImplementationOnce(async (...given) => {
    const read: unknown = await Reflect.apply(call, table, given);
    await held;
    return read;
  });
  return { looked, release };
}

it("shows and counts an event once that was admitted while the view was opened", async () => {
  const db = await openTestDatabase();
  const { admission } = await lead(db);
  const [newer, older] = [0, 1].map((age) => makeEvent({ timestamp: Date.now() - age }));
  await arrive(db, shop, [older!]);
  await admitAll(admission);
  await arrive(db, shop, [newer!]);
  const { get } = db.logHeads;
  const getAndAdmit = async (...given: unknown[]): Promise<unknown> => {
    const head: unknown = await Reflect.apply(get, db.logHeads, given);
    await admitAll(admission);
    return head;
  };
  const heads = vi.spyOn(db.logHeads, "get").mockImplementationOnce(getAndAdmit as typeof get);
  const view = await openLiveView(db, shop);
  expect(heads).toHaveBeenCalled();
  await view.refresh();
  expect(view.recent.map(({ id }) => id)).toEqual([newer!.id, older!.id]);
  expect(view.counters(Date.now()).events5m.value).toBe(2);
});

it("reads nothing for a gain that it has read already, nor for those that follow", async () => {
  const db = await openTestDatabase();
  const { admission } = await lead(db);
  const view = await openLiveView(db, shop);
  const gains: Gain[] = [];
  for (const name of ["first", "second"]) {
    await arrive(db, shop, [makeEvent({ name, timestamp: Date.now() })]);
    for (const admitted of await admitAll(admission)) gains.push(...admitted.gains);
    // Whoever asks has it read the log before it is handed what it gained.
    if (name === "first") await view.refresh();
  }
  const heads = vi.spyOn(db.logHeads, "get");
  const batches = vi.spyOn(db.batches, "where");
  for (const gain of gains) await view.refresh(gain);
  expect(view.recent.map(({ name }) => name)).toEqual(["second", "first"]);
  expect(view.counters(Date.now()).events5m.value).toBe(2);
  expect(heads).not.toHaveBeenCalled();
  expect(batches).not.toHaveBeenCalled();
});

it("reads the log where a gain does not go on from where it stands, and takes each event in once", async () => {
  const db = await openTestDatabase();
  const { admission } = await lead(db);
  const view = await openLiveView(db, shop);
  const gains: Gain[] = [];
  for (const name of ["first", "second", "third"]) {
    await arrive(db, shop, [makeEvent({ name, timestamp: Date.now() })]);
    for (const admitted of await admitAll(admission)) gains.push(...admitted.gains);
    // It knows nothing of the second and third when it is handed the third.
    if (name === "first") await view.refresh(gains[0]);
  }
  await view.refresh(gains[2]);
  expect(view.recent.map(({ name }) => name)).toEqual(["third", "second", "first"]);
  await view.refresh(gains[1]);
  expect(view.recent.length).toBe(3);
  expect(view.counters(Date.now()).events5m.value).toBe(3);
});

it("does not take a gain of another generation for one that it knows", async () => {
  const db = await openTestDatabase();
  const { admission, epoch } = await lead(db);
  const view = await openLiveView(db, shop);
  await arrive(db, shop, [makeEvent({ timestamp: Date.now(), userId: "ann" })]);
  await admitAll(admission);
  await view.refresh();
  valueOf(await eraseEvents(db, epoch, shop, { userId: "ann" }));
  const left = makeEvent({ timestamp: Date.now() });
  await arrive(db, shop, [left]);
  const gains = (await admitAll(admission)).flatMap((admitted) => admitted.gains);
  for (const gain of gains)
    await view.refresh({
      ...gain,
      batches: gain.batches.map((batch) => ({ ...batch, sequence: toSequence(1) })),
    });
  expect(view.recent.map(({ id }) => id)).toEqual([left.id]);
  expect(view.checkpoint.generation).toBe(2);
});

it("counts the last minutes again after the clock went ahead and came back", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
  const noon = Date.parse("2026-10-25T00:55Z");
  vi.setSystemTime(noon);
  const db = await openTestDatabase();
  const { admission } = await lead(db);
  await arrive(db, shop, [makeEvent({ timestamp: noon - 60_000 })]);
  await admitAll(admission);
  const view = await openLiveView(db, shop);
  expect(view.counters(noon).events5m.value).toBe(1);
  vi.setSystemTime(noon + 3_600_000);
  expect(view.counters(Date.now()).events5m.value).toBe(0);
  await arrive(db, shop, [makeEvent({ timestamp: noon - 30_000 })]);
  await admitAll(admission);
  await view.refresh();
  vi.setSystemTime(noon + 1_000);
  expect(view.stale).toBe(true);
  await view.refresh();
  expect(view.stale).toBe(false);
  expect(view.counters(Date.now()).events5m.value).toBe(2);
});

it("counts someone once whom a fold has identified before their events were taken in", async () => {
  const { db, project, epoch } = await openRolledProject();
  const admission = openAdmission(db, epoch);
  const rollup = need(await openRollup(db, epoch, project));
  const gainOf = async (given: Partial<Omit<LochanEvent, "id">>[]): Promise<Gain> => {
    const events = given.map((each) => makeEvent({ timestamp: Date.now(), ...each }));
    await db.arrivals.add({ projectId: project.id, ...packEvents(events) });
    return need(await admission.admit({ maxEvents: 1_000 })).gains[0]!;
  };
  // So many that the last of them are in another row of identities than the first.
  const past = { timestamp: Date.now() - 3_600_000 };
  await gainOf(Array.from({ length: 300 }, (_, index) => ({ ...past, distinctId: `d${index}` })));
  const view = await openLiveView(db, project.id);
  const first = await gainOf([{ distinctId: "d0" }]);
  const second = await gainOf([
    { distinctId: "d299" },
    { distinctId: "phone" },
    { distinctId: "phone", userId: "ann" },
  ]);
  for (;;) {
    const batches = await readBatches(db, project.id, rollup.checkpoint.sequence, { maxEvents: 1_000 });
    if (batches.length === 0) break;
    need(await rollup.fold(batches));
  }
  // Neither was met by the view: it looks them up, and is held at that.
  const { bulkGet } = db.identities;
  const [gates, open] = [[0, 1], [] as (() => void)[]];
  const opened = gates.map((gate) => new Promise<void>((resolve) => (open[gate] = resolve)));
  const looked = vi.spyOn(db.identities, "bulkGet").mockImplementation((async (keys: unknown[][]) => {
    await opened[keys.some(([, , shard]) => shard === 1) ? 1 : 0];
    return Reflect.apply(bulkGet, db.identities, [keys]) as unknown;
  }) as unknown as typeof bulkGet);
  const taking = [view.refresh(first), view.refresh(second)];
  await vi.waitFor(() => expect(looked).toHaveBeenCalled(), 20_000);
  const identified = view.identify(rollup.checkpoint.sequence);
  open[0]!();
  await identified;
  open[1]!();
  await Promise.all(taking);
  expect(view.counters(Date.now()).activeUsers5m.value).toBe(3);
});

it("counts someone once whom a fold has identified while the last minutes were read again", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
  const noon = Date.parse("2026-11-24T12:00Z");
  vi.setSystemTime(noon);
  const { db, project, epoch } = await openRolledProject();
  const admission = openAdmission(db, epoch);
  const rollup = need(await openRollup(db, epoch, project));
  const view = await openLiveView(db, project.id);
  view.counters(noon + 3_600_000);
  expect(view.stale).toBe(true);
  const { looked, release } = holdNext(db.logHeads, "get");
  const taking: Promise<unknown>[] = [view.refresh()];
  await vi.waitFor(() => expect(looked).toHaveBeenCalled(), 20_000);
  const seen = { distinctId: "phone", timestamp: noon };
  const events = [makeEvent(seen), makeEvent({ ...seen, userId: "ann" })];
  await db.arrivals.add({ projectId: project.id, ...packEvents(events) });
  const gain = need(await admission.admit({ maxEvents: 100 })).gains[0]!;
  taking.push(view.refresh(gain));
  const { identified, sequence } = need(await rollup.fold(gain.batches));
  expect(identified).toHaveLength(1);
  taking.push(view.identify(sequence, identified));
  release();
  await Promise.all(taking);
  expect(view.counters(noon).activeUsers5m.value).toBe(1);
});

it("counts someone once whom a fold identifies after it was looked up who everybody is", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
  const noon = Date.parse("2026-11-24T12:00Z");
  vi.setSystemTime(noon);
  const { db, project, epoch, append } = await openRolledProject();
  const rollup = need(await openRollup(db, epoch, project));
  const view = await openLiveView(db, project.id);
  const seen = { distinctId: "phone", timestamp: noon };
  await append([makeEvent(seen), makeEvent({ ...seen, userId: "ann" })]);
  view.counters(noon + 3_600_000);
  expect(view.stale).toBe(true);
  const { looked, release } = holdNext(db.identities, "bulkGet");
  const taking: Promise<unknown>[] = [view.refresh()];
  await vi.waitFor(() => expect(looked).toHaveBeenCalled(), 20_000);
  const batches = await readBatches(db, project.id, toSequence(0), { maxEvents: 100 });
  const { identified, sequence } = need(await rollup.fold(batches));
  expect(identified).toHaveLength(1);
  taking.push(view.identify(sequence, identified));
  release();
  await Promise.all(taking);
  expect(view.counters(noon).activeUsers5m.value).toBe(1);
});

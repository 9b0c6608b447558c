import { describe, expect, it, onTestFinished, vi } from "vitest";
import { makeAppender } from "../../../src/log/appender.ts";
import { unpackArrival } from "../../../src/log/arrival-events.ts";
import { makeLocalEncoder } from "../../../src/log/local-events.ts";
import type { LochanEvent } from "../../../src/model/event.ts";
import { toProjectId } from "../../../src/model/identifier.ts";
import { blog, makeEvent, openTestDatabase, shop, valueOf } from "../../support/admitted-log.ts";

const many = (count: number) => Array.from({ length: count }, () => makeEvent());
const idsOf = (events: LochanEvent[]) => events.map(({ id }) => id);

describe("Appender", () => {
  it("acks only what is stored", async () => {
    const db = await openTestDatabase();
    const event = makeEvent();
    const { arrivalIds } = valueOf(await makeAppender(db).append(shop, [event]));
    const rows = await db.arrivals.bulkGet(arrivalIds);
    expect(rows.map((row) => unpackArrival(row!))).toMatchObject([
      { projectId: shop, count: 1, events: [event] },
    ]);
  });

  it("commits an idle log's call at once and groups what comes meanwhile", async () => {
    const db = await openTestDatabase();
    const appender = makeAppender(db);
    const results = await Promise.all(Array.from({ length: 50 }, () => appender.append(shop, many(1))));
    const ids = new Set(results.flatMap((result) => valueOf(result).arrivalIds));
    expect(ids.size).toBe(2);
    expect((await db.arrivals.toArray()).map(({ count }) => count)).toEqual([1, 49]);
  });

  it("has at most two commits under way, however much waits", async () => {
    const db = await openTestDatabase();
    const add = db.arrivals.bulkAdd.bind(db.arrivals);
    let underWay = 0;
    let most = 0;
    vi.spyOn(db.arrivals, "bulkAdd").mockImplementation((...given: unknown[]) => {
      most = Math.max(most, ++underWay);
      return (add as (...list: unknown[]) => never)(...given) satisfies never;
    });
    const appender = makeAppender(db);
    const calls = Array.from({ length: 6 }, () =>
      appender.append(shop, many(1_000)).then((result) => {
        underWay = Math.max(0, underWay - 1);
        return valueOf(result);
      }),
    );
    await Promise.all(calls);
    expect(most).toBe(2);
  });

  it("keeps the order of calls and at most 1,000 events of one project in a row", async () => {
    const db = await openTestDatabase();
    const appender = makeAppender(db);
    const calls = [shop, blog, shop, blog].map((project) => ({ project, events: many(800) }));
    await Promise.all(calls.map(({ project, events }) => appender.append(project, events).then(valueOf)));
    const rows = await db.arrivals.toArray();
    for (const row of rows) expect(row.count).toBeLessThanOrEqual(1_000);
    for (const project of [shop, blog]) {
      const stored = rows
        .filter(({ projectId }) => projectId === project)
        .flatMap((row) => idsOf(unpackArrival(row).events));
      expect(stored).toEqual(
        calls.filter((call) => call.project === project).flatMap(({ events }) => idsOf(events)),
      );
    }
  });

  it("gives a call that wants a reply arrivals of its own", async () => {
    const db = await openTestDatabase();
    const appender = makeAppender(db);
    const [, plain, first, second] = await Promise.all([
      appender.append(shop, many(1)),
      appender.append(shop, many(1)),
      appender.append(shop, many(1), { reply: true }),
      appender.append(shop, many(1_500), { reply: true }),
    ]);
    const ids = [plain, first, second].map((result) => valueOf(result!).arrivalIds);
    expect(ids.map((list) => list.length)).toEqual([1, 1, 2]);
    expect(new Set(ids.flat()).size).toBe(4);
    const rows = await db.arrivals.bulkGet(ids.flat());
    expect(rows.map((row) => row?.reply)).toEqual([undefined, true, true, true]);
  });

  it("refuses a call that would overflow the buffer, takes nothing of it, and takes it later", async () => {
    const db = await openTestDatabase();
    const appender = makeAppender(db, { limit: 100 });
    const first = appender.append(shop, many(80));
    expect(appender.fullness()).toBe(0.8);
    const refused = await appender.append(shop, many(21));
    expect(refused).toMatchObject({ ok: false, failure: { kind: "backpressure", buffered: 80, limit: 100 } });
    expect(valueOf(await first).fullness).toBe(0);
    expect(valueOf(await appender.append(shop, many(21))).arrivalIds).toHaveLength(1);
    const stored = (await db.arrivals.toArray()).reduce((sum, { count }) => sum + count, 0);
    expect(stored).toBe(101);
  });

  it("refuses one call larger than the buffer for good", async () => {
    const appender = makeAppender(await openTestDatabase(), { limit: 10 });
    expect(await appender.append(shop, many(11))).toMatchObject({
      ok: false,
      failure: { kind: "oversize-batch", count: 11, limit: 10 },
    });
  });

  it("fails the call for a project that is gone and stores the others of its group", async () => {
    const db = await openTestDatabase();
    const appender = makeAppender(db);
    const [known, unknown, alsoKnown] = await Promise.all([
      appender.append(shop, many(1)),
      appender.append(toProjectId("gone"), many(1)),
      appender.append(blog, many(1)),
    ]);
    expect([known?.ok, alsoKnown?.ok]).toEqual([true, true]);
    expect(unknown).toMatchObject({
      ok: false,
      failure: {
        kind: "unknown-project",
        message: "There is no project gone in this browser.",
        projectId: "gone",
      },
    });
    expect(await db.arrivals.count()).toBe(2);
    expect(appender.fullness()).toBe(0);
  });

  it("looks a project up once a second, and again when projects have changed", async () => {
    const db = await openTestDatabase();
    const appender = makeAppender(db);
    const lookups = vi.spyOn(db.projects, "bulkGet");
    expect((await appender.append(shop, many(1))).ok).toBe(true);
    expect((await appender.append(shop, many(1))).ok).toBe(true);
    expect(lookups).toHaveBeenCalledTimes(1);
    await db.projects.delete(shop);
    appender.projectsChanged();
    expect(await appender.append(shop, many(1))).toMatchObject({
      ok: false,
      failure: { kind: "unknown-project" },
    });
    expect(await db.arrivals.count()).toBe(2);
  });

  it("forgets what a look-up under way finds where projects change meanwhile", async () => {
    const db = await openTestDatabase();
    const appender = makeAppender(db);
    const { bulkGet } = db.projects;
    const lookups = vi.spyOn(db.projects, "bulkGet").mockImplementationOnce((async (keys: string[]) => {
      const found: unknown = await Reflect.apply(bulkGet, db.projects, [keys]);
      await db.projects.delete(shop);
      appender.projectsChanged();
      return found;
    }) as unknown as typeof bulkGet);
    expect((await appender.append(shop, many(1))).ok).toBe(true);
    expect((await appender.append(shop, many(1))).ok).toBe(false);
    expect(lookups).toHaveBeenCalledTimes(2);
  });

  it("does not go by what it knew of a project for longer than a second", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    onTestFinished(() => void vi.useRealTimers());
    const db = await openTestDatabase();
    const appender = makeAppender(db);
    expect((await appender.append(shop, many(1))).ok).toBe(true);
    await db.projects.delete(shop);
    vi.advanceTimersByTime(1_001);
    expect((await appender.append(shop, many(1))).ok).toBe(false);
  });

  it("stores all calls of a commit or none: one that cannot be written takes back the others", async () => {
    const db = await openTestDatabase();
    const appender = makeAppender(db);
    const first = appender.append(shop, many(1));
    const encoder = makeLocalEncoder();
    encoder.add(makeEvent());
    const unwritable = { ...encoder.finish(), cannot: () => "be cloned" };
    const together = await Promise.allSettled([
      appender.append(shop, many(1)),
      appender.appendColumns(shop, unwritable),
    ]);
    expect(together.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await first).toMatchObject({ ok: true });
    expect(await db.arrivals.count()).toBe(1);
    expect(appender.fullness()).toBe(0);
  });

  it("refuses a type that holds a NUL", async () => {
    const appender = makeAppender(await openTestDatabase());
    expect(await appender.append(shop, [makeEvent({ type: "a\0b" })])).toMatchObject({
      ok: false,
      failure: { kind: "malformed-event" },
    });
  });

  it("acks nothing when the disk is full", async () => {
    const db = await openTestDatabase();
    const appender = makeAppender(db);
    const full = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
    db.arrivals.hook("creating", full);
    const failed = await Promise.all([appender.append(shop, many(3)), appender.append(blog, many(3))]);
    expect(failed).toMatchObject([
      { ok: false, failure: { kind: "quota-exceeded" } },
      { ok: false, failure: { kind: "quota-exceeded" } },
    ]);
    expect(await db.arrivals.count()).toBe(0);
    expect(appender.fullness()).toBe(0);
    db.arrivals.hook("creating").unsubscribe(full);
    expect((await appender.append(shop, many(3))).ok).toBe(true);
  });

  it("says that storage is gone when the database was closed", async () => {
    const db = await openTestDatabase();
    const appender = makeAppender(db);
    db.close();
    expect(await appender.append(shop, many(1))).toMatchObject({
      ok: false,
      failure: { kind: "storage-unavailable" },
    });
  });

  it("stores what it has taken before it closes, and takes no more", async () => {
    const db = await openTestDatabase();
    let arrived = 0;
    const appender = makeAppender(db, { onArrived: () => arrived++ });
    const taken = [appender.append(shop, many(2)), appender.append(shop, many(2))];
    const closing = appender.close();
    expect(await appender.append(shop, many(1))).toMatchObject({ ok: false });
    await closing;
    expect(await db.arrivals.count()).toBe(2);
    expect((await Promise.all(taken)).every(({ ok }) => ok)).toBe(true);
    expect(arrived).toBe(2);
  });
});

import { describe, expect, it, onTestFinished } from "vitest";
import { parseRetentionReport, retentionReportKey } from "../../../src/catalog/retention-report.ts";
import type { Database } from "../../../src/database/database.ts";
import { enforceRetention, previewRetention, startRetention } from "../../../src/engine/retention.ts";
import { openAdmission } from "../../../src/log/admission.ts";
import { eraseEvents } from "../../../src/log/erasure.ts";
import { claimEpoch } from "../../../src/log/fence.ts";
import { readHead } from "../../../src/log/reader.ts";
import type { LochanEvent } from "../../../src/model/event.ts";
import type { ProjectId } from "../../../src/model/identifier.ts";
import {
  admitAll,
  arrive,
  blog,
  makeEvent,
  openTestDatabase,
  readAll,
  shop,
  valueOf,
} from "../../support/admitted-log.ts";

const DAY = 86_400_000;
const NOW = Date.parse("2026-11-24T12:00Z");
const MIDNIGHT = Date.parse("2026-11-24T00:00Z");

const old = (days: number, given: Parameters<typeof makeEvent>[0] = {}) =>
  makeEvent({ timestamp: NOW - days * DAY, receivedAt: NOW - days * DAY, name: `${days} days`, ...given });

async function setUp({ days }: { days?: number } = { days: 10 }) {
  const db = await openTestDatabase();
  onTestFinished(() => db.delete());
  if (days !== undefined) await db.projects.update(shop, { retentionDays: days });
  const epoch = await claimEpoch(db);
  let time = NOW;
  const admission = openAdmission(db, epoch, { now: () => time });
  const admit = async (...events: LochanEvent[]) => {
    await arrive(db, shop, events);
    const rounds = await admitAll(admission);
    return rounds.map(({ accepted, duplicate, erased }) => ({ accepted, duplicate, erased })).at(-1);
  };
  const erase = (projectId: ProjectId, before: number) =>
    eraseEvents(db, epoch, projectId, { before, retention: true });
  const enforce = async (now = time) => {
    const project = (await db.projects.get(shop))!;
    const retentionDays = project.retentionDays!;
    return valueOf(
      await enforceRetention({ database: db, epoch, project: { ...project, retentionDays }, now, erase }),
    );
  };
  const setClock = (now: number) => {
    time = now;
  };
  return { db, epoch, admission, admit, erase, enforce, setClock };
}

const names = async (db: Database) => (await readAll(db, shop)).map(({ name }) => name);

describe("retention", () => {
  it("removes what is older than the days kept, of this project only, and keeps its receipt", async () => {
    const { db, admit, enforce, admission } = await setUp();
    await arrive(db, blog, [old(400)]);
    await admitAll(admission);
    await admit(old(400), old(11), old(10), old(0));
    expect(await enforce()).toEqual({
      checkedAt: NOW,
      before: MIDNIGHT - 10 * DAY,
      removed: { at: NOW, before: MIDNIGHT - 10 * DAY, events: 2, arrivals: 0 },
    });
    expect(await names(db)).toEqual(["10 days", "0 days"]);
    expect(await readAll(db, blog)).toHaveLength(1);
  });

  it("does not touch the log where nothing is older, and still shows what it last removed", async () => {
    const { db, admit, enforce } = await setUp();
    await admit(old(400), old(0));
    const { removed } = await enforce();
    expect(await enforce(NOW + 3_600_000)).toMatchObject({ checkedAt: NOW + 3_600_000, removed });
    expect((await readHead(db, shop)).generation).toBe(2);
    const saved = parseRetentionReport((await db.settings.get(retentionReportKey(shop)))?.value);
    expect(saved).toMatchObject({ checkedAt: NOW + 3_600_000, removed });
  });

  it("finds one old event in an entry of new ones", async () => {
    const { db, admit, enforce } = await setUp();
    await admit(old(1), old(12, { receivedAt: NOW }), old(0));
    expect((await enforce()).removed).toMatchObject({ events: 1 });
    expect(await names(db)).toEqual(["1 days", "0 days"]);
  });

  it("keeps out what comes again, as erased: at once, after a restart, and when the boundary moves", async () => {
    const { db, admit, enforce, setClock } = await setUp();
    const gone = old(11);
    await admit(gone, old(10), old(0));
    await enforce();
    expect(await admit(gone, old(0))).toEqual({ accepted: 1, duplicate: 0, erased: 1 });

    const again = openAdmission(db, await claimEpoch(db), { now: () => NOW });
    await arrive(db, shop, [gone], true);
    expect(await admitAll(again)).toMatchObject([{ accepted: 0, erased: 1 }]);

    setClock(MIDNIGHT + DAY);
    const next = openAdmission(db, await claimEpoch(db), { now: () => MIDNIGHT + DAY });
    await arrive(db, shop, [old(10, { id: "new of an old day" }), old(9, { id: "kept" })]);
    expect(await admitAll(next)).toMatchObject([{ accepted: 1, erased: 1 }]);
  });

  it.each([
    ["an empty project", []],
    ["a project in which nothing was older", [old(0)]],
  ])("keeps old events out of %s too, once it has looked", async (_what, events) => {
    const { db, admit, enforce } = await setUp();
    if (events.length > 0) await admit(...events);
    expect(await enforce()).toEqual({ checkedAt: NOW, before: MIDNIGHT - 10 * DAY });
    expect(await admit(old(11), old(10))).toEqual({ accepted: 1, duplicate: 0, erased: 1 });
    expect((await readHead(db, shop)).generation).toBe(1);
  });

  it("lets old events in again once more is kept, or everything", async () => {
    const { db, admit, enforce } = await setUp();
    const gone = old(11);
    await admit(gone, old(0));
    await enforce();
    await db.projects.update(shop, { retentionDays: 12 });
    expect(await admit(gone, old(13))).toEqual({ accepted: 1, duplicate: 0, erased: 1 });
    const { retentionDays: _, ...everything } = (await db.projects.get(shop))!;
    await db.projects.put(everything);
    expect(await admit(old(13))).toEqual({ accepted: 1, duplicate: 0, erased: 0 });
  });

  it("does nothing, and says so, where the clock is more than 7 days ahead of what was last received", async () => {
    const { db, admit, enforce, setClock } = await setUp();
    await admit(old(9), old(0));
    const ahead = NOW + 7 * DAY + 1;
    setClock(ahead);
    const { clockAhead, removed } = await enforce();
    expect(clockAhead).toEqual({ receivedAt: NOW });
    expect(removed).toBeUndefined();
    expect(await admit(old(9, { id: "late", receivedAt: NOW }))).toEqual({
      accepted: 1,
      duplicate: 0,
      erased: 0,
    });
    expect(await names(db)).toHaveLength(3);
    setClock(NOW + 7 * DAY);
    expect((await enforce()).removed).toMatchObject({ events: 2 });
  });

  it("leaves projects alone that keep everything, as those stored before there was a choice", async () => {
    const { db, epoch, admit, erase } = await setUp({});
    await admit(old(4_000), old(0));
    const ended = new AbortController();
    onTestFinished(() => ended.abort());
    await db.projects.update(blog, { retentionDays: 5 });
    await new Promise<void>((resolve, reject) => {
      startRetention({
        database: db,
        epoch,
        erase,
        now: () => NOW,
        signal: ended.signal,
        onChecked: resolve,
        onFailure: ({ message }) => reject(new Error(message)),
        onError: reject,
      });
    });
    expect(await names(db)).toHaveLength(2);
    expect(await db.settings.get(retentionReportKey(shop))).toBeUndefined();
    expect(await db.settings.get(retentionReportKey(blog))).toBeDefined();
    expect(await admit(old(5_000))).toEqual({ accepted: 1, duplicate: 0, erased: 0 });
  });

  it("looks again at once when a project's days change, and only at that project", async () => {
    const { db, epoch, admit, erase } = await setUp();
    await admit(old(8), old(0));
    const ended = new AbortController();
    onTestFinished(() => ended.abort());
    const erased: number[] = [];
    let looks = 0;
    let looked: () => void = () => undefined;
    const nextLook = () => new Promise<void>((resolve) => (looked = resolve));
    const first = nextLook();
    const retention = startRetention({
      database: db,
      epoch,
      erase: (projectId, before) => {
        erased.push(before);
        return erase(projectId, before);
      },
      now: () => NOW,
      signal: ended.signal,
      onChecked: () => {
        looks += 1;
        looked();
      },
      onFailure: ({ message }) => expect.unreachable(message),
      onError: (error) => expect.unreachable(String(error)),
    });
    await first;
    const second = nextLook();
    retention.catalogChanged();
    await db.projects.update(shop, { retentionDays: 7 });
    retention.catalogChanged();
    await second;
    expect(looks).toBe(2);
    expect(erased).toEqual([MIDNIGHT - 7 * DAY]);
    expect(await names(db)).toEqual(["0 days"]);
  });

  it("does not bring back the report of a project that was deleted meanwhile", async () => {
    const { db, epoch, admit } = await setUp();
    await admit(old(0));
    const project = (await db.projects.get(shop))!;
    await db.projects.delete(shop);
    const run = await enforceRetention({
      database: db,
      epoch,
      project: { ...project, retentionDays: 10 },
      now: NOW,
      erase: () => expect.unreachable(),
    });
    expect(run).toMatchObject({ ok: false, failure: { kind: "unknown-project" } });
    expect(await db.settings.count()).toBe(0);
  });
});

describe("what retention would remove", () => {
  it("is counted to the event, over entries and in them", async () => {
    const { db, admit } = await setUp({});
    await admit(old(400), old(300));
    await admit(old(12), old(11), old(10), old(0));
    const project = (await db.projects.get(shop))!;
    const preview = async (days: unknown) => previewRetention(db, project, days, NOW);
    expect(valueOf(await preview(10))).toEqual({ before: MIDNIGHT - 10 * DAY, events: 4 });
    expect(valueOf(await preview(500))).toMatchObject({ events: 0 });
    for (const days of [0, 1.5, "10", 40_000])
      expect(await preview(days)).toMatchObject({ ok: false, failure: { kind: "invalid-input" } });
    expect(valueOf(await previewRetention(db, project, 10, NOW + 8 * DAY))).toMatchObject({
      clockAhead: { receivedAt: NOW },
    });
  });

  it("is right for sealed entries", async () => {
    const { db, admit, admission } = await setUp({});
    await admit(old(30), old(20), old(10));
    await admit(old(12, { receivedAt: NOW }), old(0));
    while (valueOf(await admission.seal(shop, { minEvents: 1, blockEvents: 3 })));
    const project = (await db.projects.get(shop))!;
    expect(valueOf(await previewRetention(db, project, 10, NOW))).toMatchObject({ events: 3 });
  });

  it("counts a block that cannot be read whole, as it is erased", async () => {
    const { db, admit, admission, enforce } = await setUp();
    await admit(old(30), old(20), old(10));
    await admit(old(12, { receivedAt: NOW }), old(0));
    await admit(old(0, { name: "after it" }));
    while (valueOf(await admission.seal(shop, { minEvents: 2, blockEvents: 2 })));
    const damaged = (await db.batches.where("projectId").equals(shop).toArray()).find(
      (row) => "packed" in row && row.minTime === NOW - 12 * DAY,
    );
    if (damaged === undefined || !("packed" in damaged)) throw new Error("No such block.");
    damaged.packed[damaged.packed.length - 1]! ^= 1;
    await db.batches.put(damaged);
    const project = (await db.projects.get(shop))!;
    const { events } = valueOf(await previewRetention(db, project, 10, NOW));
    expect(events).toBe(2 + damaged.count);
    expect((await enforce()).removed).toMatchObject({ events });
    expect(await names(db)).toContain("after it");
  });
});

import { describe, expect, it } from "vitest";
import { readPortable } from "../../../src/catalog/portable.ts";
import type { Database } from "../../../src/database/database.ts";
import { readDictionary } from "../../../src/log/dictionary.ts";
import { eraseEvents, type ErasureRequest } from "../../../src/log/erasure.ts";
import { claimEpoch } from "../../../src/log/fence.ts";
import { countMerged, mergeErasures } from "../../../src/log/merge-erasures.ts";
import { readHead } from "../../../src/log/reader.ts";
import type { ErasureList, ErasureMode } from "../../../src/model/erasure.ts";
import { toProjectId } from "../../../src/model/identifier.ts";
import { erasuresOf } from "../../../src/model/merge-portable.ts";
import { damageBlock } from "../../support/damage-rows.ts";
import { whileDiskIsFull } from "../../support/full-disk.ts";
import { admitAll, lead, makeEvent, namesIn, openLog, shop, valueOf } from "../../support/admitted-log.ts";

const day = (number: number) => number * 86_400_000;
/** When the other device erased, and when that is merged here. */
const ERASED_AT = day(10);
const MERGED_AT = day(12);

type Given = Parameters<typeof makeEvent>[0];

async function device(...events: Given[]) {
  const { db, epoch, admission, bring: bringAll } = await openLog();
  const bring = (...given: Given[]) => bringAll(given.map((event) => makeEvent(event)));
  if (events.length > 0) await bring(...events);
  const erase = (what: ErasureRequest) => eraseEvents(db, epoch, shop, what, { now: () => ERASED_AT });
  const merge = (given: ErasureList, mode: ErasureMode = "apply", at = MERGED_AT) =>
    mergeErasures(db, epoch, shop, given, { mode, now: () => at });
  return { db, epoch, admission, bring, erase, merge };
}

const listOf = async (db: Database): Promise<ErasureList> =>
  erasuresOf(valueOf(await readPortable(db, shop))) ?? { spans: [], people: [] };

/** What a device tells that erased so. */
async function erasedThere(...asked: ErasureRequest[]): Promise<ErasureList> {
  const { db, erase } = await device();
  for (const what of asked) valueOf(await erase(what));
  return listOf(db);
}

const generationOf = async (db: Database) => (await readHead(db, shop)).generation;

describe("an erasure of another device", () => {
  it("takes a person's events of before it, with the distinct ids that are theirs here, and no others", async () => {
    const ann = await erasedThere({ userId: "ann" });
    const { db, bring, merge } = await device(
      { name: "ann before she said who she is", distinctId: "her phone", timestamp: day(1) },
      { name: "ann", distinctId: "her phone", userId: "ann", timestamp: day(2) },
      { name: "bob on her phone", distinctId: "her phone", userId: "bob", timestamp: day(3) },
      { name: "a device called ann", distinctId: "ann", timestamp: day(3) },
      { name: "someone", distinctId: "kiosk", timestamp: day(3) },
      { name: "ann, back since", distinctId: "her phone", userId: "ann", timestamp: day(11) },
    );
    expect(await countMerged(db, shop, ann, { now: () => MERGED_AT })).toEqual({ events: 3, days: 0 });
    expect(valueOf(await merge(ann))).toEqual({ events: 3, days: 0 });
    expect(await namesIn(db)).toEqual(["bob on her phone", "someone", "ann, back since"]);
    expect(JSON.stringify(await readDictionary(db, shop, "people"))).not.toContain("dann");
    // It stays out, her phone without a user id too, which the other device knew nothing of.
    expect(
      await bring(
        { userId: "ann", timestamp: day(4) },
        { distinctId: "her phone", timestamp: day(4) },
        { distinctId: "her phone", timestamp: day(11) },
      ),
    ).toMatchObject({ accepted: 1, erased: 2 });
  });

  it("takes times, of any number of spans, and keeps them out", async () => {
    const spans = await erasedThere({ before: day(2) }, { from: day(4), before: day(5) });
    const { db, bring, merge } = await device(
      ...[1, 2, 3, 4, 5].map((at) => ({ name: `day ${at}`, timestamp: day(at) })),
    );
    expect(await countMerged(db, shop, spans, { now: () => MERGED_AT })).toEqual({ events: 2, days: 0 });
    expect(valueOf(await merge(spans))).toEqual({ events: 2, days: 0 });
    expect(await namesIn(db)).toEqual(["day 2", "day 3", "day 5"]);
    expect(await bring({ timestamp: day(4) }, { timestamp: day(3) })).toMatchObject({
      accepted: 1,
      erased: 1,
    });
    expect((await db.projects.get(shop))?.erasedSpans).toEqual(spans.spans);
  });

  it("changes nothing the second time, nor where nothing is here to erase", async () => {
    const list = await erasedThere({ userId: "ann" }, { before: day(2) });
    const { db, merge } = await device(
      { name: "ann", userId: "ann", timestamp: day(3) },
      { name: "ann, back since", userId: "ann", timestamp: day(11) },
    );
    valueOf(await merge(list));
    const before = await readHead(db, shop);
    expect(before.generation).toBe(2);
    expect(valueOf(await merge(list))).toEqual({ events: 0, days: 0 });
    expect(await readHead(db, shop)).toEqual(before);
    const empty = await device({ name: "bob", userId: "bob", timestamp: day(3) });
    expect(valueOf(await empty.merge(list))).toEqual({ events: 0, days: 0 });
    expect(await generationOf(empty.db)).toBe(1);
  });

  it("is only kept out where that is asked for, and erased when it is asked for later", async () => {
    const list = await erasedThere({ userId: "ann" }, { from: day(6), before: day(7) });
    const { db, bring, merge } = await device(
      { name: "ann", userId: "ann", timestamp: day(3) },
      { name: "day 6", timestamp: day(6) },
    );
    expect(valueOf(await merge(list, "keep-out"))).toEqual({ events: 0, days: 0 });
    expect(await namesIn(db)).toEqual(["ann", "day 6"]);
    // Admission had the tombstones in memory.
    expect(
      await bring({ userId: "ann", timestamp: day(3) }, { timestamp: day(6) }, { name: "bob" }),
    ).toMatchObject({ accepted: 1, erased: 2 });
    expect(valueOf(await merge(list))).toEqual({ events: 2, days: 0 });
    expect(await namesIn(db)).toEqual(["bob"]);
  });

  it("of a person who was erased there again takes what came between, and never reaches less far", async () => {
    const there = await device();
    valueOf(await there.erase({ userId: "ann" }));
    const first = await listOf(there.db);
    const again = { now: () => day(11) };
    valueOf(await eraseEvents(there.db, there.epoch, shop, { userId: "ann" }, again));
    const second = await listOf(there.db);
    const between = { name: "between", userId: "ann", timestamp: day(10) + 1 };

    const { db, merge } = await device({ userId: "ann", timestamp: day(3) }, between);
    expect(valueOf(await merge(first))).toEqual({ events: 1, days: 0 });
    expect(await namesIn(db)).toEqual(["between"]);
    expect(valueOf(await merge(second))).toEqual({ events: 1, days: 0 });
    expect(await namesIn(db)).toEqual([]);

    const other = await device();
    valueOf(await other.merge(second, "keep-out"));
    valueOf(await other.merge(first));
    expect(await other.bring(between)).toMatchObject({ accepted: 0, erased: 1 });
  });

  it("is known to a leader that seals before it admits", async () => {
    const list = await erasedThere({ userId: "ann" });
    const { admission, bring, merge } = await device({ name: "bob", timestamp: day(3) });
    valueOf(await merge(list));
    expect(valueOf(await admission.seal(shop, { minEvents: 1 }))).toBe(true);
    expect(await bring({ userId: "ann", timestamp: day(3) })).toMatchObject({ accepted: 0, erased: 1 });
  });

  it("travels on to a third device, and back to the first with what was learnt", async () => {
    const first = await device({ name: "phone", distinctId: "phone", timestamp: day(1) });
    valueOf(await first.erase({ userId: "ann" }));
    const second = await device(
      { name: "ann", distinctId: "phone", userId: "ann", timestamp: day(2) },
      { name: "phone", distinctId: "phone", timestamp: day(1) },
    );
    expect(valueOf(await second.merge(await listOf(first.db)))).toEqual({ events: 2, days: 0 });
    const learnt = await listOf(second.db);
    expect(learnt.people).toHaveLength(2);
    const third = await device({ name: "ann", userId: "ann", timestamp: day(3) });
    expect(valueOf(await third.merge(learnt))).toEqual({ events: 1, days: 0 });
    expect(valueOf(await first.merge(learnt))).toEqual({ events: 1, days: 0 });
    expect(await namesIn(first.db)).toEqual([]);
  });

  it("reaches no further than now, whatever date a file names", async () => {
    const { people } = await erasedThere({ userId: "ann" });
    const [list] = people;
    const forged: ErasureList = {
      spans: [{ before: day(1_000) }],
      people: [{ secret: list!.secret, people: list!.people.map(([hash]) => [hash, day(1_000)]) }],
    };
    const { db, bring, merge } = await device({ name: "to come", userId: "ann", timestamp: day(13) });
    expect(valueOf(await merge(forged))).toEqual({ events: 0, days: 0 });
    expect(await bring({ name: "came", userId: "ann", timestamp: day(12) })).toMatchObject({ accepted: 1 });
    expect(await namesIn(db)).toEqual(["to come", "came"]);
  });

  it("cannot take the place of one of ours by its hash under another secret", async () => {
    const { db, bring, erase, merge } = await device();
    valueOf(await erase({ userId: "ann" }));
    const { people } = await listOf(db);
    const later = people[0]!.people.map(([hash, before]): [string, number] => [hash, before + 1]);
    const forged = [{ secret: "0".repeat(64), people: later }];
    expect(valueOf(await merge({ spans: [], people: forged }))).toEqual({ events: 0, days: 0 });
    expect(await bring({ userId: "ann", timestamp: day(3) })).toMatchObject({ accepted: 0, erased: 1 });
    expect((await listOf(db)).people).toEqual(people);
  });

  it("is refused of more devices than a backup may tell of", async () => {
    const { db, merge } = await device();
    const many = (from: number, count: number) =>
      Array.from({ length: count }, (_, at) => ({
        secret: String(from + at).padStart(64, "0"),
        people: [[String(from + at).padStart(64, "a"), day(1)] as [string, number]],
      }));
    valueOf(await merge({ spans: [], people: many(0, 60) }));
    expect(await merge({ spans: [], people: many(100, 60) })).toMatchObject({
      ok: false,
      failure: { kind: "invalid-input" },
    });
    expect((await listOf(db)).people).toHaveLength(60);
  });

  it("takes a damaged block that may hold what was erased, and leaves one that cannot", async () => {
    for (const [list, left] of [
      [await erasedThere({ before: day(2) }), 1],
      [await erasedThere({ before: day(4) }), 0],
    ] as const) {
      const { db, admission, merge } = await device({ timestamp: day(3) });
      expect(valueOf(await admission.seal(shop, { minEvents: 1 }))).toBe(true);
      await damageBlock(db, (await db.batches.toCollection().first())!.sequence);
      expect(valueOf(await merge(list))).toEqual({ events: 1 - left, days: 0 });
      expect((await readHead(db, shop)).events).toBe(left);
    }
  });

  it("is finished by the next leader where the disk was full, and refused to one that was deposed", async () => {
    const list = await erasedThere({ userId: "ann" });
    const { db, merge } = await device(
      { name: "ann", userId: "ann", timestamp: day(3) },
      { name: "bob", distinctId: "laptop", timestamp: day(3) },
    );
    const full = await whileDiskIsFull(db, "batches", () => merge(list));
    expect(full).toMatchObject({ ok: false, failure: { kind: "quota-exceeded" } });
    await admitAll((await lead(db)).admission);
    expect(await namesIn(db)).toEqual(["bob"]);
    await claimEpoch(db);
    expect(await merge(list)).toMatchObject({ ok: false, failure: { kind: "deposed" } });
  });

  it("is of no project that is gone", async () => {
    const { db, epoch } = await device();
    const merged = await mergeErasures(
      db,
      epoch,
      toProjectId("gone"),
      { spans: [], people: [] },
      { mode: "apply" },
    );
    expect(merged).toMatchObject({ ok: false, failure: { kind: "unknown-project" } });
  });
});

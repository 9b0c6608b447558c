import { describe, expect, it } from "vitest";
import { makeAppender } from "../../../src/log/appender.ts";
import { eraseEvents } from "../../../src/log/erasure.ts";
import { readBatchesInRange, readHead } from "../../../src/log/reader.ts";
import { readRecent } from "../../../src/log/recent.ts";
import {
  admitAll,
  lead,
  makeEvent,
  openTestDatabase,
  readAll,
  shop,
  valueOf,
} from "../../support/admitted-log.ts";

const pages = ["/", "/pricing", "/docs"];

function visits(count: number) {
  return Array.from({ length: count }, (_, number) =>
    makeEvent({
      type: "page",
      name: "page_view",
      distinctId: `device-${number % 500}`,
      sessionId: `session-${number % 900}`,
      properties: { path: pages[number % 3]!, width: number % 7, dark: number % 2 === 0 },
    }),
  );
}

describe("the log on the browser's IndexedDB", () => {
  it("stores, admits once, reads and erases", async () => {
    const db = await openTestDatabase();
    const appender = makeAppender(db);
    const { epoch, admission } = await lead(db);
    const events = [
      ...visits(9_000),
      makeEvent({ userId: "ann", distinctId: "ann's phone", timestamp: 9e12 }),
    ];
    valueOf(await appender.append(shop, events));
    valueOf(await appender.append(shop, events.slice(0, 2_000)));
    const rounds = await admitAll(admission, 5_000);
    expect(rounds.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(9_001);
    expect(rounds.reduce((sum, { duplicate }) => sum + duplicate, 0)).toBe(2_000);
    expect(await readAll(db, shop)).toEqual(events);
    expect((await readRecent(db, shop, 2, (await readHead(db, shop)).sequence)).map(({ id }) => id)).toEqual([
      events[9_000]!.id,
      events[8_999]!.id,
    ]);
    expect(await readBatchesInRange(db, shop, 8e12, Infinity)).toHaveLength(1);
    expect(valueOf(await eraseEvents(db, epoch, shop, { userId: "ann" }))).toEqual({
      events: 1,
      arrivals: 0,
      generation: 2,
    });
    expect(await readAll(db, shop)).toEqual(events.slice(0, -1));
    valueOf(await eraseEvents(db, epoch, shop, { all: true }));
    expect(await readHead(db, shop)).toMatchObject({ generation: 3, sequence: 0, events: 0 });
    await db.delete();
  });

  it("admits while others append, and loses nothing", async () => {
    const db = await openTestDatabase();
    const appender = makeAppender(db);
    const { admission } = await lead(db);
    const appending = Promise.all(
      Array.from({ length: 40 }, () => appender.append(shop, visits(100)).then(valueOf)),
    );
    await Promise.all([appending, admitAll(admission), admitAll(admission)]);
    await admitAll(admission);
    expect((await readHead(db, shop)).events).toBe(4_000);
    await db.delete();
  });
});

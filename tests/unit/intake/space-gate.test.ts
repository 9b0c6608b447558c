import "fake-indexeddb/auto";
import { describe, expect, it, onTestFinished } from "vitest";
import { guardAppender, makeSpaceGate, SAMPLE_MS } from "../../../src/intake/space-gate.ts";
import { makeAppender } from "../../../src/log/appender.ts";
import { spaceLevel } from "../../../src/model/space.ts";
import { makeEvent, openTestDatabase, shop } from "../../support/admitted-log.ts";
import { whileDiskIsFull } from "../../support/full-disk.ts";

/** A browser whose estimate and clock the test moves. */
function makeBrowser(usage: number) {
  const browser = { usage, quota: 1_000, time: 0, looks: 0 };
  const gate = makeSpaceGate({
    estimate: async () => {
      browser.looks += 1;
      return { usage: browser.usage, quota: browser.quota };
    },
    now: () => browser.time,
  });
  return { browser, gate };
}

const open = undefined;
const closed = { kind: "quota-exceeded", paused: { quota: 1_000 } };

describe("the level of space", () => {
  it.each([
    [799, "roomy"],
    [800, "tight"],
    [899, "tight"],
    [900, "full"],
    [2_000, "full"],
  ])("at %i of 1,000 is %s", (usage, level) => {
    expect(spaceLevel({ usage, quota: 1_000 })).toBe(level);
  });
  it("is roomy where the browser says nothing", () => {
    expect(spaceLevel({ usage: 5, quota: 0 })).toBe("roomy");
  });
});

describe("intake", () => {
  it("pauses at 90 % of the quota with words, and goes on by itself when usage falls", async () => {
    const { browser, gate } = makeBrowser(899);
    expect(await gate.refusal()).toBe(open);
    browser.usage = 925;
    browser.time = SAMPLE_MS;
    // While it is open nobody waits for the look that this call began.
    expect(await gate.refusal()).toBe(open);
    await gate.reading();
    const refusal = await gate.refusal();
    expect(refusal).toMatchObject({ ...closed, paused: { usage: 925, quota: 1_000 } });
    expect(refusal?.message).toMatch(/paused: 92%.*Nothing of this call was stored/);
    browser.usage = 100;
    expect(await gate.refusal()).toMatchObject(closed);
    browser.time = 2 * SAMPLE_MS;
    expect(await gate.refusal()).toBe(open);
  });

  it("asks the browser once in 15 s, however many appends there are, and at once when told to", async () => {
    const { browser, gate } = makeBrowser(950);
    await Promise.all(Array.from({ length: 50 }, () => gate.refusal()));
    for (let call = 0; call < 50; call++) await gate.refusal();
    expect(browser.looks).toBe(1);
    browser.usage = 10;
    gate.renew();
    expect(await gate.refusal()).toBe(open);
    expect(browser.looks).toBe(2);
  });

  it("is open where the browser cannot tell", async () => {
    const gate = makeSpaceGate({ estimate: () => Promise.reject(new TypeError("no estimate")) });
    expect(await gate.refusal()).toBe(open);
    expect(await gate.reading()).toEqual({ usage: 0, quota: 0 });
  });

  it("stores nothing while it is paused, and the same events once it is not", async () => {
    const { browser, gate } = makeBrowser(900);
    const db = await openTestDatabase();
    onTestFinished(() => db.delete());
    const appender = guardAppender(makeAppender(db), gate);
    const events = [makeEvent(), makeEvent()];
    expect(await appender.append(shop, events)).toMatchObject({ ok: false, failure: closed });
    expect(await db.arrivals.count()).toBe(0);
    browser.usage = 500;
    browser.time = SAMPLE_MS;
    expect(await appender.append(shop, events)).toMatchObject({ ok: true });
    expect(await db.arrivals.toArray()).toMatchObject([{ count: 2 }]);
  });

  it("looks again after a write that found no space, before its 15 s are over", async () => {
    const { browser, gate } = makeBrowser(500);
    const db = await openTestDatabase();
    onTestFinished(() => db.delete());
    const appender = guardAppender(makeAppender(db), gate);
    const written = await whileDiskIsFull(db, "arrivals", () => appender.append(shop, [makeEvent()]));
    expect(written).toMatchObject({ ok: false, failure: { kind: "quota-exceeded" } });
    expect(browser.looks).toBe(1);
    expect(spaceLevel(await gate.reading())).toBe("full");
    expect(browser.looks).toBe(2);
    // The disk is the judge: this write finds space.
    expect(await appender.append(shop, [makeEvent()])).toMatchObject({ ok: true });
    expect(spaceLevel(await gate.reading())).toBe("roomy");
  });
});

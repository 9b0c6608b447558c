import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "../../../src/database/database.ts";
import { makeSnippetReceiver, type SnippetConnection } from "../../../src/intake/receive-snippet.ts";
import { guardAppender, makeSpaceGate, SAMPLE_MS } from "../../../src/intake/space-gate.ts";
import { makeAppender } from "../../../src/log/appender.ts";
import type { LochanEvent } from "../../../src/model/event.ts";
import { toProjectId } from "../../../src/model/identifier.ts";
import {
  batch,
  hello,
  NOW,
  project,
  refusalsIn,
  SHOP,
  storedIn,
  wire,
} from "../../support/snippet-messages.ts";

const HOUR = 3_600_000;
const place = { embedded: true };

let db: Database;
let number = 0;
beforeEach(async () => {
  number += 1;
  db = openDatabase({ name: `receive-snippet-${number}` });
  await db.projects.put(project);
});
afterEach(() => db.delete());

const receiver = (now = () => NOW): ReturnType<typeof makeSnippetReceiver> =>
  makeSnippetReceiver({
    db,
    append: makeAppender(db).append,
    context: { every: { browser: "Firefox" }, page: { language: "de" } },
    ownOrigin: "https://lochan.example",
    now,
  });

async function connect(origin = SHOP, now?: () => number): Promise<SnippetConnection> {
  const connected = await receiver(now).connect(origin, hello, place);
  if (!connected.ok) throw new Error(connected.failure.message);
  return connected.value;
}
async function connectGuarded(estimate: () => StorageEstimate): Promise<SnippetConnection> {
  // Each look is at what the browser says now.
  let looks = 0;
  const gate = makeSpaceGate({ estimate: async () => estimate(), now: () => ++looks * SAMPLE_MS });
  const guarded = makeSnippetReceiver({
    db,
    append: guardAppender(makeAppender(db), gate).append,
    context: { every: {}, page: {} },
    ownOrigin: "https://lochan.example",
    now: () => NOW,
  });
  const connected = await guarded.connect(SHOP, hello, place);
  if (!connected.ok) throw new Error(connected.failure.message);
  return connected.value;
}
const stored = (): Promise<LochanEvent[]> => storedIn(db);
const refusals = (): Promise<string[]> => refusalsIn(db);

describe("the hello", () => {
  it("is answered with the project's idle timeout", async () => {
    expect((await connect()).idleMs).toBe(600_000);
  });
  it.each([
    ["unknown-project", SHOP, { ...hello, project: "p2" }],
    ["wrong-key", SHOP, { ...hello, key: "other" }],
    ["origin-not-allowed", "https://evil.example", hello],
    ["origin-not-allowed", "null", hello],
    ["origin-not-allowed", "http://shop.example", hello],
    ["origin-not-allowed", "https://shop.example:444", hello],
    ["origin-not-allowed", "https://example.org", hello],
    ["origin-not-allowed", "https://evilexample.org", hello],
    ["origin-not-allowed", "https://a.example.org.evil.example", hello],
  ])("is refused as %s from %s, counted, and nothing is stored", async (kind, origin, message) => {
    const refused = await receiver().connect(origin, message, place);
    expect(refused).toMatchObject({ ok: false, failure: { kind } });
    expect(await refusals()).toEqual([`${origin} ${kind} 1`]);
    expect(await stored()).toEqual([]);
  });
  it("may come from a subdomain the list names, and from Lochan's own origin", async () => {
    await connect("https://a.b.example.org");
    await connect("https://lochan.example");
  });
  it("may carry an old key until it ends, and is told when it did", async () => {
    const retiredKeys = [
      { key: "old", endsAt: NOW + HOUR },
      { key: "older", endsAt: NOW - HOUR },
    ];
    await db.projects.put({ ...project, retiredKeys });
    const withKey = (key: string, now = NOW) => receiver(() => now).connect(SHOP, { ...hello, key }, place);
    expect(await withKey("old")).toMatchObject({ ok: true });
    const ended = { kind: "wrong-key", message: "An old key, ended on 2026-11-24T13:00Z." };
    expect(await withKey("old", NOW + HOUR)).toEqual({ ok: false, failure: ended });
    expect(await withKey("older")).toMatchObject({
      failure: { kind: "wrong-key", message: "An old key, ended on 2026-11-24T11:00Z." },
    });
    expect(await refusals()).toEqual([`${SHOP} wrong-key 2`]);
    expect((await db.refusals.toArray())[0]?.sample).toBe("An old key, ended on 2026-11-24T11:00Z.");
  });
  it("of another version is told both versions", async () => {
    expect(await receiver().connect(SHOP, { ...hello, lochan: 7 }, place)).toMatchObject({
      failure: { kind: "version-mismatch", ours: 1, theirs: 7 },
    });
  });
  it.each([null, "hello", {}, { ...hello, key: 1 }, { ...hello, project: "x".repeat(1e5) }])(
    "that is none is refused: %#",
    async (message) => {
      expect(await receiver().connect(SHOP, message, place)).toMatchObject({
        failure: { kind: "invalid-input" },
      });
    },
  );
  it("meets an empty database in a frame: a partition, not an unknown project", async () => {
    await db.projects.clear();
    expect(await receiver().connect(SHOP, hello, { embedded: true })).toMatchObject({
      failure: { kind: "partitioned" },
    });
    expect(await receiver().connect(SHOP, hello, { embedded: false })).toMatchObject({
      failure: { kind: "unknown-project" },
    });
  });
});

describe("a batch", () => {
  it("is refused as a whole once the old key of its connection has ended", async () => {
    let now = NOW;
    await db.projects.put({ ...project, writeKey: "new", retiredKeys: [{ key: "k", endsAt: NOW + HOUR }] });
    const { receive } = await connect(SHOP, () => now);
    expect(await receive(batch([wire("a")]))).toMatchObject({ kind: "acked", ids: ["a"] });
    now += HOUR;
    expect(await receive(batch([wire("b")]))).toMatchObject({
      kind: "failed",
      failure: { kind: "wrong-key" },
    });
    expect(await stored()).toMatchObject([{ id: "a" }]);
  });
  it("is on disk when it is acked", async () => {
    const { receive } = await connect();
    expect(await receive(batch([wire("a"), wire("b")]))).toEqual({
      kind: "acked",
      ids: ["a", "b"],
      refused: [],
    });
    expect(await stored()).toMatchObject([
      { id: "a", source: `snippet:${SHOP}`, receivedAt: NOW, sentAt: NOW, timestamp: NOW - 5_000 },
      { id: "b" },
    ]);
  });
  it("is acked by the id the page knows, and stored well formed", async () => {
    const lone = wire("a\ud800", { properties: { "\udfff": "\ud800", url: "https://shop.example/\ud800" } });
    const answer = await (await connect()).receive(batch([lone]));
    expect(answer).toEqual({ kind: "acked", ids: ["a\ud800"], refused: [] });
    const [event] = await stored();
    expect(event).toMatchObject({ id: "a\ufffd", properties: { "\ufffd": "\ufffd" } });
    expect(event?.properties).toHaveProperty("url", "https://shop.example/\ufffd");
  });
  it("is acked again when it comes again", async () => {
    const { receive } = await connect();
    const first = await receive(batch([wire("a")]));
    expect(await receive(batch([wire("a")]))).toEqual(first);
  });
  it("loses a bad event by its id and reason, not the good ones", async () => {
    const { receive } = await connect();
    const answer = await receive(
      batch([
        wire("a"),
        wire("b", { name: 5 }),
        ["c", "{"],
        wire("d", { id: "other" }),
        wire("e", { properties: 1 }),
      ]),
    );
    expect(answer).toMatchObject({ kind: "acked", ids: ["a"] });
    if (answer.kind !== "acked") return;
    expect(answer.refused.map(([id]) => id)).toEqual(["b", "c", "d", "e"]);
    expect(new Set(answer.refused.map(([, reason]) => reason)).size).toBe(4);
    expect(await refusals()).toHaveLength(4);
    expect(await stored()).toHaveLength(1);
  });
  it.each([
    null,
    {},
    { kind: "events", sentAt: Number.NaN, events: [] },
    { kind: "events", sentAt: 1, events: [["a"]] },
  ])("that is none is refused whole: %#", async (message) => {
    const { receive } = await connect();
    expect(await receive(message)).toMatchObject({ kind: "failed", failure: { kind: "invalid-input" } });
  });
  it("of more than a thousand events is refused whole", async () => {
    const { receive } = await connect();
    const many = Array.from({ length: 1_001 }, (_, index) => wire(`e${index}`));
    expect(await receive(batch(many))).toMatchObject({
      failure: { kind: "oversize-batch", count: 1_001, limit: 1_000 },
    });
    expect(await stored()).toEqual([]);
  });
  it("waits its turn when an origin sends too much, and is taken later", async () => {
    let now = NOW;
    const { receive } = await connect(SHOP, () => now);
    for (let round = 0; round < 5; round++)
      await receive(batch(Array.from({ length: 1_000 }, (_, index) => wire(`${round}-${index}`))));
    const answer = await receive(batch([wire("late")]));
    expect(answer).toEqual({
      kind: "failed",
      failure: expect.objectContaining({ kind: "rate-limited", retryAfterMs: 10 }),
    });
    now += 10;
    expect(await receive(batch([wire("late")]))).toMatchObject({ kind: "acked", ids: ["late"] });
  });
  it.each([
    ["wrong-key", (): Promise<unknown> => db.projects.update("p1", { writeKey: "new" })],
    ["origin-not-allowed", (): Promise<unknown> => db.projects.update("p1", { allowedOrigins: [] })],
    [
      "unknown-project",
      (): Promise<unknown> =>
        db.projects.delete("p1").then(() => db.projects.put({ ...project, id: toProjectId("p2") })),
    ],
  ])("is refused as %s when that became so after the hello", async (kind, change) => {
    const { receive } = await connect();
    await change();
    expect(await receive(batch([wire("a")]))).toMatchObject({ kind: "failed", failure: { kind } });
    expect(await stored()).toEqual([]);
  });
});

describe("the clock", () => {
  const one = async (sentAt: number, timestamp: number): Promise<LochanEvent | undefined> => {
    const { receive } = await connect();
    await receive(batch([wire("a", { timestamp })], sentAt));
    return (await stored())[0];
  };
  it("is the receiver's: an event happened as long before now as its sender says", async () => {
    expect(await one(NOW + HOUR, NOW + HOUR - 700)).toMatchObject({
      timestamp: NOW - 700,
      sentAt: NOW + HOUR,
      properties: { browser: "Firefox" },
    });
  });
  it("is left alone when the event waited for long", async () => {
    expect(await one(NOW, NOW - 30 * HOUR)).toMatchObject({ timestamp: NOW - 30 * HOUR });
  });
  it("marks a sender more than a day off", async () => {
    expect((await one(NOW + 24 * HOUR, NOW))?.properties).not.toHaveProperty("$clock_skew");
    await db.arrivals.clear();
    expect((await one(NOW - 25 * HOUR, NOW - 25 * HOUR))?.properties).toHaveProperty(
      "$clock_skew",
      -25 * HOUR,
    );
  });
  it("refuses what ends up outside of time", async () => {
    expect(await one(NOW * 3, 5)).toBeUndefined();
  });
});

describe("context", () => {
  const page = async (properties: object): Promise<unknown> => {
    const { receive } = await connect();
    await receive(batch([wire("a", { type: "page", name: "page_view", properties })]));
    return (await stored())[0]?.properties;
  };
  it("of a page is read from its address", async () => {
    expect(
      await page({
        url: `${SHOP}/a/b?utm_source=news#top`,
        title: "T",
        referrer: "https://other.example/x",
        viewport: "1x1",
      }),
    ).toEqual({
      url: `${SHOP}/a/b?utm_source=news#top`,
      title: "T",
      referrer: "https://other.example/x",
      viewport: "1x1",
      browser: "Firefox",
      path: "/a/b#top",
      referrer_host: "other.example",
      utm_source: "news",
      language: "de",
    });
  });
  it("of a page that is left is its address alone", async () => {
    const { receive } = await connect();
    const left = { url: `${SHOP}/a?utm_source=news`, engaged_ms: 4_000, scroll: 70 };
    await receive(batch([wire("a", { type: "page", name: "$page_leave", properties: left })]));
    expect((await stored())[0]?.properties).toEqual({
      ...left,
      browser: "Firefox",
      path: "/a",
      utm_source: "news",
    });
  });
  it("has no referrer host within the site", async () => {
    expect(await page({ url: `${SHOP}/2`, referrer: `${SHOP}/1` })).not.toHaveProperty("referrer_host");
  });
  it("never replaces what the site named, nor reaches prototypes", async () => {
    expect(
      await page({ url: `${SHOP}/?browser=x&__proto__=y`, path: "/mine", browser: "own" }),
    ).toMatchObject({
      path: "/mine",
      browser: "own",
    });
    expect(({} as Record<string, unknown>)["y"]).toBeUndefined();
  });
  it("survives an address that is none", async () => {
    expect(await page({ url: "http://", referrer: 5 })).toEqual({
      url: "http://",
      referrer: 5,
      browser: "Firefox",
      language: "de",
    });
  });
  it("cuts what is nested ten thousand deep", async () => {
    const { receive } = await connect();
    const nested = "[".repeat(10_000) + "]".repeat(10_000);
    const json = `{"id":"a","name":"buy","distinctId":"d","timestamp":${NOW},"properties":{"ok":1,"deep":${nested}}}`;
    expect(await receive(batch([["a", json]]))).toMatchObject({ kind: "acked", ids: ["a"] });
    expect((await stored())[0]?.properties).toMatchObject({ ok: 1, $cut: 1 });
  });
  it("keeps an event whose address is so long that it cannot be taken apart as well", async () => {
    const long = "x".repeat(2_900);
    const address = { url: `${SHOP}/a?utm_content=${long}`, referrer: `https://other.example/${long}` };
    const kept = await page({ ...address, title: "y".repeat(200) });
    expect(kept).toEqual({
      ...address,
      title: "y".repeat(200),
      browser: "Firefox",
      path: "/a",
      referrer_host: "other.example",
      language: "de",
      $cut: 1,
    });
  });
  it("cuts and counts properties past the limits, keeping the event", async () => {
    const deep = { a: { a: { a: { a: { a: { a: 1 } } } } } };
    const many = Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`k${index}`, index]));
    const kept = (await page({ big: "x".repeat(9_000), deep, ...many })) as Record<string, unknown>;
    expect(kept).toMatchObject({ k0: 0, $cut: 42, browser: "Firefox" });
    expect(kept).not.toHaveProperty("big");
    expect(kept).not.toHaveProperty("deep");
  });
});

describe("while storage is nearly full", () => {
  it("acks nothing and stores nothing, says why, and takes the same events once there is room", async () => {
    let usage = 95;
    const { receive } = await connectGuarded(() => ({ usage, quota: 100 }));
    const message = batch([wire("a"), wire("b")]);
    expect(await receive(message)).toMatchObject({
      kind: "failed",
      failure: { kind: "quota-exceeded", paused: { usage: 95, quota: 100 } },
    });
    expect(await stored()).toEqual([]);
    usage = 50;
    expect(await receive(message)).toMatchObject({ kind: "acked", ids: ["a", "b"] });
    expect(await stored()).toHaveLength(2);
  });
});

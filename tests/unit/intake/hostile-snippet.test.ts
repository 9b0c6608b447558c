import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Database, openDatabase } from "../../../src/database/database.ts";
import { makeSnippetReceiver, type SnippetConnection } from "../../../src/intake/receive-snippet.ts";
import { makeSharedBuckets } from "../../../src/intake/token-bucket.ts";
import { makeAppender } from "../../../src/log/appender.ts";
import type { LochanEvent } from "../../../src/model/event.ts";
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

const place = { embedded: true };

let db: Database;
let number = 0;
beforeEach(async () => {
  number += 1;
  db = openDatabase({ name: `hostile-snippet-${number}` });
  await db.projects.put(project);
});
afterEach(() => db.delete());

const receiver = (now = () => NOW): ReturnType<typeof makeSnippetReceiver> =>
  makeSnippetReceiver({
    db,
    append: makeAppender(db).append,
    context: { every: { browser: "Firefox" }, page: {} },
    ownOrigin: "https://lochan.example",
    now,
  });
async function connect(): Promise<SnippetConnection> {
  const connected = await receiver().connect(SHOP, hello, place);
  if (!connected.ok) throw new Error(connected.failure.message);
  return connected.value;
}
const stored = (): Promise<LochanEvent[]> => storedIn(db);
const refusals = (): Promise<string[]> => refusalsIn(db);

describe("who does not keep to the rules", () => {
  it("is refused for what is nested thousands deep by that alone", async () => {
    const { receive } = await connect();
    const nest = (text: string) => "[".repeat(15_000) + text + "]".repeat(15_000);
    const deep = wire("a", { properties: { deep: 0, kept: 1 } })[1].replace(":0", `:${nest("1")}`);
    const named = wire("b")[1].replace('"buy"', nest(""));
    const answer = await receive(batch([["a", deep], ["b", named], wire("c")]));
    expect(answer).toEqual({ kind: "acked", ids: ["a", "c"], refused: [["b", "name must be text."]] });
    expect((await stored())[0]?.properties).toEqual({ kept: 1, $cut: 1, browser: "Firefox" });
  });
  it("may not fill a message with more text than an outbox holds", async () => {
    const { receive } = await connect();
    const long = { properties: { text: "x".repeat(30_000) } };
    const many = Array.from({ length: 40 }, (_, index) => wire(`e${index}`, long));
    expect(await receive(batch(many))).toMatchObject({
      failure: { kind: "oversize-batch", limit: 1_000_000 },
    });
    expect(await stored()).toEqual([]);
    expect(await refusals()).toEqual([`${SHOP} oversize-batch 1`]);
  });
  it("reads a long message in stretches, and lets others go on between them", async () => {
    let breaths = 0;
    const made = makeSnippetReceiver({
      db,
      append: makeAppender(db).append,
      context: { every: {}, page: {} },
      ownOrigin: "https://lochan.example",
      now: () => NOW,
      breathe: async () => void (breaths += 1),
    });
    const connected = await made.connect(SHOP, hello, place);
    if (!connected.ok) throw new Error(connected.failure.message);
    const { receive } = connected.value;
    const breathsOf = async (events: [string, string][]): Promise<number> => {
      const before = breaths;
      const ids = events.map(([id]) => id);
      expect(await receive(batch(events))).toMatchObject({ kind: "acked", ids });
      return breaths - before;
    };
    expect(await breathsOf(Array.from({ length: 50 }, (_, index) => wire(`few-${index}`)))).toBe(0);
    const many = Array.from({ length: 1_000 }, (_, index) => wire(`many-${index}`));
    expect(await breathsOf(many)).toBeGreaterThanOrEqual(10);
    const text = "x".repeat(5_000);
    const long = Array.from({ length: 100 }, (_, index) => wire(`long-${index}`, { properties: { text } }));
    expect(await breathsOf(long)).toBeGreaterThanOrEqual(9);
    expect(await stored()).toHaveLength(1_150);
  });
  it("has one share of events, whichever page of ours it comes to, and messages of nothing spend it", async () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
    const page = async (): Promise<SnippetConnection> => {
      const made = makeSnippetReceiver({
        db,
        append: makeAppender(db).append,
        context: { every: {}, page: {} },
        ownOrigin: "https://lochan.example",
        buckets: makeSharedBuckets(() => storage),
        now: () => NOW,
      });
      const connected = await made.connect(SHOP, hello, place);
      if (!connected.ok) throw new Error(connected.failure.message);
      return connected.value;
    };
    const first = await page();
    for (let round = 0; round < 4; round++)
      await first.receive(batch(Array.from({ length: 1_000 }, (_, index) => wire(`${round}-${index}`))));
    await first.receive(batch(Array.from({ length: 998 }, (_, index) => wire(`more-${index}`))));
    const second = await page();
    expect(await second.receive(batch([]))).toMatchObject({ kind: "acked" });
    expect(await second.receive(batch([wire("last")]))).toMatchObject({ kind: "acked", ids: ["last"] });
    expect(await (await page()).receive(batch([]))).toMatchObject({ failure: { kind: "rate-limited" } });
    expect(await refusals()).toEqual([`${SHOP} rate-limited 1`]);
    for (const damaged of ["", "{", "[]", '["a",1]', "null"]) {
      kept.set(`lochan-rate:${SHOP}`, damaged);
      expect(await (await page()).receive(batch([wire("again")]))).toMatchObject({ kind: "acked" });
    }
  });
  it("may knock fifty times at once, then five times a second", async () => {
    let now = NOW;
    const knocked = receiver(() => now);
    const knock = () => knocked.connect(SHOP, hello, place);
    for (let time = 0; time < 50; time++) expect(await knock()).toMatchObject({ ok: true });
    expect(await knock()).toMatchObject({ failure: { kind: "rate-limited", retryAfterMs: 200 } });
    expect(await knocked.connect("https://a.example.org", hello, place)).toMatchObject({ ok: true });
    now += 200;
    expect(await knock()).toMatchObject({ ok: true });
  });
  it("is counted however often it comes, and written down once a second", async () => {
    const { receive } = await connect();
    const writes = vi.spyOn(db.refusals, "bulkPut");
    const bad = (round: number) =>
      batch(Array.from({ length: 10 }, (_, index) => wire(`${round}-${index}`, { name: 5 })));
    for (let round = 0; round < 30; round++) await receive(bad(round));
    expect(await refusals()).toEqual([`${SHOP} name must be text. 10`]);
    await vi.waitFor(async () => expect(await refusals()).toEqual([`${SHOP} name must be text. 300`]), 5_000);
    expect(writes.mock.calls.length).toBeLessThan(5);
  });
  it("gets one line for more reasons than are listed", async () => {
    const { receive } = await connect();
    const odd = (index: number): [string, string] => {
      const [id, json] = wire(`e${index}`, { properties: { [`key${index}`]: 0 } });
      return [id, json.replace(`"key${index}":0`, `"key${index}":1e999`)];
    };
    const many = Array.from({ length: 200 }, (_, index) => odd(index));
    expect(await receive(batch(many))).toMatchObject({ kind: "acked", ids: [] });
    const rows = await db.refusals.toArray();
    expect(rows).toHaveLength(51);
    expect(rows.find(({ reason }) => reason === "For more reasons than are listed.")).toMatchObject({
      count: 150,
    });
  });
});

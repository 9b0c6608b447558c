import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { BrowserContext } from "../../../src/intake/browser-context.ts";
import { placeSnippetEvent } from "../../../src/intake/place-snippet-event.ts";
import { parseUserAgent } from "../../../src/intake/user-agent.ts";
import type { LochanEvent } from "../../../src/model/event.ts";
import { postBatch } from "../../../src/snippet/endpoint.ts";
import { eventToLine } from "../../../src/transfer/export-ndjson.ts";
import { importFile } from "../../../src/transfer/import-file.ts";
import { importOptions, makeIdLog, toBlob } from "../../support/import-fixtures.ts";
import { makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";

const UA = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0";
const ABOUT = { userAgent: UA, language: "de", timeZone: "Europe/Berlin", screen: "1920x1080" };
const CONTEXT: BrowserContext = {
  every: { ...parseUserAgent(UA) },
  page: { screen: "1920x1080", language: "de", time_zone: "Europe/Berlin" },
};
const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 24, 12);

let folder: string;
let file: string;
let server: Server;
let url: string;
/** What the collector writes beside each line. */
let stamp: object;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lochan-collector-"));
  file = join(folder, "events.ndjson");
  stamp = {};
  server = createServer((request, response) => {
    void text(request).then(async (body) => {
      const lines = body.trimEnd().split("\n");
      const stamped = lines.map((line) =>
        Object.keys(stamp).length > 0 ? JSON.stringify({ ...(JSON.parse(line) as object), ...stamp }) : line,
      );
      await appendFile(file, `${stamped.join("\n")}\n`);
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  await rm(folder, { recursive: true });
});

type Kept = [id: string, json: string];
const kept = (id: string, type: string, name: string, properties: object, more: object = {}): Kept => [
  id,
  JSON.stringify({
    ...{ id, type, name, properties, distinctId: "d1", sessionId: "s1", timestamp: NOW - 5_000 },
    ...more,
  }),
];
const visit: Kept[] = [
  kept("1", "page", "page_view", {
    url: "https://shop.example/teas?utm_source=news",
    title: "Teas",
    referrer: "https://search.example/x",
  }),
  kept("2", "track", "buy", { path: "/teas", price: 12.5 }),
  kept("3", "identify", "identify", { plan: "pro" }, { userId: "ann" }),
  kept("4", "page", "$page_leave", { url: "https://shop.example/teas", engaged_ms: 4_000, scroll: 80 }),
];
const post = (events: Kept[], sentAt = NOW, about: object = ABOUT) =>
  postBatch(url, "p1", { kind: "events", sentAt, events }, about);

async function importIt(blob?: Blob) {
  const db = openTestDatabase();
  const { id } = await makeProject(db);
  const log = makeIdLog();
  const content = blob ?? toBlob(await readFile(file, "utf8"));
  const summary = valueOf(await importFile(importOptions(db, id, content, log.append)));
  return { summary, events: log.events };
}
const live = ([id, json]: Kept, sentAt: number, receivedAt: number): LochanEvent =>
  valueOf(
    placeSnippetEvent(id, json, { origin: "https://shop.example", sentAt, receivedAt, context: CONTEXT }),
  );
/** Without what is local to a device. */
const shared = (event: LochanEvent): object => ({ ...event, source: undefined, importId: undefined });

describe("the file of a collector", () => {
  test("imports as it is: the same events as those that a bridge delivers", async () => {
    stamp = { receivedAt: NOW };
    expect(await post(visit)).toMatchObject({ kind: "acked" });
    const { summary, events } = await importIt();
    expect(summary).toMatchObject({ read: 4, accepted: 4, refused: 0 });
    expect(events.map(shared)).toEqual(visit.map((event) => shared(live(event, NOW, NOW))));
    expect(events[0]?.properties).toMatchObject({
      path: "/teas",
      utm_source: "news",
      referrer_host: "search.example",
      browser: "Firefox",
      os: "Linux",
      device: "desktop",
      screen: "1920x1080",
      language: "de",
      time_zone: "Europe/Berlin",
    });
    expect(events[1]?.properties).toMatchObject({ browser: "Firefox", price: 12.5 });
  });

  test("holds what was posted twice once", async () => {
    await post(visit);
    await post(visit, NOW + 10_000);
    expect((await importIt()).summary).toMatchObject({ read: 8, accepted: 4, duplicate: 4 });
  });

  test.each([
    ["ms", NOW],
    ["ISO 8601", new Date(NOW).toISOString()],
  ])(
    "has its times set right where the collector wrote when it received them, in %s",
    async (_words, receivedAt) => {
      stamp = { receivedAt };
      const aheadBy = 3 * HOUR;
      await post([kept("1", "track", "late", {}, { timestamp: NOW + aheadBy - 700 })], NOW + aheadBy);
      const { events } = await importIt();
      expect(events[0]).toMatchObject({ timestamp: NOW - 700, receivedAt: NOW, sentAt: NOW + aheadBy });
    },
  );

  test("marks a clock that is years off, and sets it right", async () => {
    stamp = { receivedAt: NOW };
    const tenYears = 10 * 365 * 24 * HOUR;
    await post([kept("1", "track", "x", {}, { timestamp: NOW - tenYears })], NOW - tenYears);
    const { events } = await importIt();
    expect(events[0]).toMatchObject({ timestamp: NOW, properties: { $clock_skew: -tenYears } });
  });

  test("is believed in its times where nobody wrote when it received them, but not in the future", async () => {
    const future = Date.now() + 24 * HOUR;
    await post([kept("1", "track", "past", {})]);
    await post([kept("2", "track", "future", {}, { timestamp: future - 700 })], future);
    const before = Date.now();
    const { events } = await importIt();
    expect(events[0]).toMatchObject({ timestamp: NOW - 5_000, receivedAt: NOW, sentAt: NOW });
    expect(events[1]?.timestamp).toBeGreaterThan(before - 60_000);
    expect(events[1]?.timestamp).toBeLessThanOrEqual(Date.now() - 700);
  });

  test("marks bots by what their browser says, on the events after it too", async () => {
    const bot = {
      ...ABOUT,
      userAgent: "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    };
    await post(visit, NOW, bot);
    await post([kept("9", "track", "other", {}, { distinctId: "d2" })]);
    const { events } = await importIt();
    expect(events.map(({ properties }) => properties["$bot"])).toEqual([true, true, true, true, undefined]);
    expect(events[4]?.properties).not.toHaveProperty("browser");
  });

  test("loses a broken line, not the others, and takes strange ones for what they are", async () => {
    await post(visit.slice(0, 1));
    await appendFile(file, '{"id":"5","type":"track","na\n');
    const odd = { id: "6", name: "odd", distinctId: 5, timestamp: NOW, sentAt: NOW, project: "p1" };
    await appendFile(file, `${JSON.stringify(odd)}\n`);
    const hostile = `{"id":"7","name":"h","distinctId":"d","timestamp":${NOW},"sentAt":${NOW},"project":"p","userAgent":{"x":1},"screen":5,"properties":{"__proto__":{"y":1}}}`;
    await appendFile(file, `${hostile}\n`);
    await appendFile(file, `${JSON.stringify({ ...odd, id: "8", distinctId: "d", sentAt: "soon" })}\n`);
    const { summary, events } = await importIt();
    expect(summary.refusedRows.map(({ index }) => index)).toEqual([2, 3, 5]);
    expect(events.map(({ id }) => id)).toEqual(["1", "7"]);
    expect(({} as Record<string, unknown>)["y"]).toBeUndefined();
  });

  test("refuses lines of another project that is here, and takes those of a project nobody here knows", async () => {
    const db = openTestDatabase();
    const shop = await makeProject(db, { name: "Shop" });
    const blog = await makeProject(db, { name: "Blog" });
    for (const [n, project] of [shop.id, blog.id, "elsewhere"].entries())
      await postBatch(url, project, { kind: "events", sentAt: NOW, events: [visit[n]!] }, ABOUT);
    const log = makeIdLog();
    const content = toBlob(await readFile(file, "utf8"));
    const summary = valueOf(await importFile(importOptions(db, shop.id, content, log.append)));
    expect(log.events.map(({ id }) => id)).toEqual(["1", "3"]);
    expect(summary.refusedRows).toMatchObject([
      { index: 2, id: "2", reason: "The line was posted for the project Blog, not for this one." },
    ]);
  });

  test("cuts what is too large and keeps the event, as a bridge does", async () => {
    await post([kept("1", "track", "big", { small: 1, big: "x".repeat(9_000) })]);
    const { events } = await importIt();
    expect(events[0]?.properties).toEqual({ small: 1, $cut: 1 });
  });

  test("exported from Lochan again, is left as it is", async () => {
    stamp = { receivedAt: NOW };
    await post([kept("1", "page", "page_view", { url: "https://shop.example/" })], NOW + 3 * HOUR);
    const { events } = await importIt();
    const again = await importIt(toBlob(events.map(eventToLine).join("")));
    expect(again.events.map(shared)).toEqual(events.map(shared));
  });
});

import { expect, test } from "vitest";
import { importText } from "../../../support/import-text.ts";
import { fixtureRows, importFixture, outline } from "../../../support/import-fixture.ts";

const ANONYMOUS = "0190a1b2-0000-7000-8000-00000000a001";
const SESSION = "0190a1b2-1111-7000-8000-00000000b001";
const BROWSER = {
  browser: "Chrome",
  browser_version: "126",
  os: "Windows",
  os_version: "10.0",
  device: "desktop",
  screen: "1920x1080",
  viewport: "1200x800",
  language: "en-GB",
  time_zone: "Europe/Berlin",
  country: "Germany",
  city: "Berlin",
  person_id: "11111111-2222-5333-8444-555555555555",
  user_properties: { plan: "pro" },
  $lib: "web",
  $lib_version: "1.200.0",
};

test("a batch export's rows are events of the browser, then of the person", async () => {
  const { events } = await importFixture("posthog", await fixtureRows("posthog.ndjson"));
  expect(outline(events)).toEqual([
    ["page", "page_view", ANONYMOUS, undefined, "2024-07-01T10:00:00.123Z"],
    ["track", "autocapture", ANONYMOUS, undefined, "2024-07-01T10:00:04.500Z"],
    ["identify", "identify", ANONYMOUS, "user-1", "2024-07-01T10:00:09.000Z"],
    ["track", "order paid", "user-1", "user-1", "2024-07-01T10:00:10.000Z"],
    ["page", "$page_leave", "user-1", "user-1", "2024-07-01T10:00:30.000Z"],
  ]);
  expect(new Set(events.map(({ sessionId }) => sessionId))).toEqual(new Set([SESSION]));
  expect(events[0]?.properties).toEqual({
    ...BROWSER,
    title: "Cart",
    url: "https://shop.example/cart?utm_source=news&id=7",
    path: "/cart",
    host: "shop.example",
    utm_source: "news",
    referrer: "https://search.example/?q=lamps",
    referrer_host: "search.example",
  });
  expect(events[3]?.properties).toEqual({
    ...BROWSER,
    url: "https://shop.example/thanks",
    path: "/thanks",
    amount: 12.5,
    currency: "EUR",
    items: [{ sku: "lamp-1", count: 1 }],
  });
});

test("addresses of clients, keys and ids said elsewhere are not kept", async () => {
  const { events } = await importFixture("posthog", await fixtureRows("posthog.ndjson"));
  const text = JSON.stringify(events);
  expect(text).not.toContain("192.0.2.10");
  expect(text).not.toContain("phc_made_up");
  for (const { properties } of events) {
    expect(properties).not.toHaveProperty("$ip");
    expect(properties).not.toHaveProperty("distinct_id");
  }
});

test("the same rows from SQL are the same events", async () => {
  const { log, events } = await importFixture("posthog", await fixtureRows("posthog.ndjson"));
  const before = outline(events.slice(0, 4));
  const { counts } = await importFixture("posthog", await fixtureRows("posthog.csv"), { log });
  expect(counts).toMatchObject({ read: 4, duplicate: 4 });
  const alone = await importFixture("posthog", await fixtureRows("posthog.csv"));
  expect(outline(alone.events)).toEqual(before);
  expect(alone.events[0]?.sessionId).toBe(SESSION);
});

test("a batch of its API is the same as its rows, in one line of a file too", async () => {
  const rows = await fixtureRows("posthog-batch.json");
  const expected = [
    ["page", "page_view", "browser-7", undefined, "2024-06-30T08:00:00.000Z"],
    ["track", "signed up", "browser-7", undefined, "2024-06-30T06:05:00.000Z"],
    ["track", "imported", "server-1", undefined, "2024-06-30T09:00:00.000Z"],
  ];
  const { events } = await importFixture("posthog", rows);
  expect(outline(events)).toEqual(expected);
  expect(events[1]?.properties).toEqual({ plan: "free" });
  const line = JSON.stringify({ api_key: "k", historical_migration: false, batch: rows });
  const imported = await importText(`${line}\n${line}`);
  expect(imported.summary).toMatchObject({ format: "posthog", accepted: 5, duplicate: 1 });
  expect(outline(imported.events.slice(0, 3))).toEqual(expected);
});

test("an alias links its two ids, a screen is named for what is shown, a robot is marked", async () => {
  const at = "2024-07-01T10:00:00Z";
  const agent = "Mozilla/5.0 (compatible; ExampleBot/1.0; bot)";
  const { events } = await importFixture("posthog", [
    { event: "$create_alias", distinct_id: "user-1", timestamp: at, properties: { alias: "browser-1" } },
    { event: "$screen", distinct_id: "phone-1", timestamp: at, properties: { $screen_name: "Home" } },
    { event: "$pageview", distinct_id: "robot", timestamp: at, properties: { $raw_user_agent: agent } },
    { event: "$feature_flag_called", distinct_id: "phone-1", timestamp: at, properties: null },
  ]);
  expect(events).toMatchObject([
    { type: "identify", distinctId: "browser-1", userId: "user-1" },
    { type: "screen", name: "screen_view", properties: { screen_name: "Home" } },
    { type: "page", properties: { $bot: true } },
    { type: "track", name: "$feature_flag_called", properties: {} },
  ]);
});

test("properties that are no JSON refuse their row", async () => {
  const row = { event: "a", distinct_id: "d", timestamp: "2024-07-01T10:00:00Z", properties: "{broken" };
  const { refused } = await importFixture("posthog", [row]);
  expect(refused).toMatchObject([{ index: 1, reason: "properties is no JSON object." }]);
});

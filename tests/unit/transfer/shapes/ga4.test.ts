import { expect, test } from "vitest";
import { fixtureRows, importFixture, outline } from "../../../support/import-fixture.ts";

const DEVICE = {
  browser: "Chrome",
  browser_version: "118.0",
  os: "Android",
  os_version: "14",
  device: "mobile",
  device_model: "M1",
  language: "fr-fr",
  country: "France",
  region: "Ile-de-France",
  city: "Paris",
  platform: "WEB",
  first_source: "(direct)",
  first_medium: "(none)",
  first_campaign: "(direct)",
};

test("rows are events with flat parameters, microseconds and a session of their browser", async () => {
  const { events } = await importFixture("ga4", await fixtureRows("ga4.ndjson"));
  const browser = "12345.67890";
  expect(outline(events)).toEqual([
    ["page", "page_view", browser, undefined, "2023-10-05T01:47:32.486Z"],
    ["track", "scroll", browser, undefined, "2023-10-05T01:47:42.486Z"],
    ["track", "purchase", browser, "user-4", "2023-10-05T01:47:52.000Z"],
    ["track", "scroll", browser, undefined, "2023-10-05T01:47:42.486Z"],
    ["page", "page_view", "(not set)", undefined, "2023-10-05T01:48:00.000Z"],
  ]);
  const [first, , , , last] = events.map(({ sessionId }) => sessionId);
  expect(events.slice(0, 4).every(({ sessionId }) => sessionId === first)).toBe(true);
  expect(first).toBeTypeOf("string");
  expect(last).toBeUndefined();
  expect(events[0]?.properties).toEqual({
    ...DEVICE,
    url: "https://shop.example/lamps?utm_source=letter&utm_medium=mail",
    path: "/lamps",
    title: "Lamps",
    referrer: "https://mail.example/",
    referrer_host: "mail.example",
    utm_source: "letter",
    utm_medium: "mail",
    session_number: 3,
  });
  expect(events[1]?.properties).toEqual({ ...DEVICE, percent_scrolled: 90, ratio: 0.5 });
  expect(events[2]?.properties).toEqual({
    ...DEVICE,
    transaction_id: "T-1",
    currency: "EUR",
    value: 39,
    value_usd: 41.2,
    user_properties: { tier: "gold" },
    ecommerce: { total_item_quantity: 2, purchase_revenue: 39, unique_items: 1, transaction_id: "0042" },
    items: [{ item_id: "lamp-1", item_name: "501", quantity: 2, price: 19.5, colour: "red" }],
  });
});

test("a session's number is another browser's session too", async () => {
  const row = (browser: string, session: string) => ({
    event_name: "a",
    event_timestamp: 1_696_470_452_486_466,
    user_pseudo_id: browser,
    event_params: [{ key: "ga_session_id", value: { int_value: session } }],
  });
  const { events } = await importFixture("ga4", [row("a", "1"), row("b", "1"), row("a", "2"), row("a", "1")]);
  expect(new Set(events.map(({ sessionId }) => sessionId)).size).toBe(3);
});

test("rows alike in all that tells them apart both count, and again change nothing", async () => {
  const row = { event_name: "a", event_timestamp: "1696470452486466", user_pseudo_id: "b" };
  const numbered = { ...row, event_bundle_sequence_id: "7", batch_event_index: 1 };
  const rows = [row, { ...row, platform: "WEB" }, numbered, { ...numbered, batch_event_index: 2 }];
  const { log, counts } = await importFixture("ga4", rows);
  expect(counts.accepted).toBe(4);
  // A later export may know more of the same event.
  const richer = rows.map((each) => ({ ...each, geo: { country: "France" } }));
  expect((await importFixture("ga4", richer, { log })).counts).toMatchObject({ accepted: 0, duplicate: 4 });
});

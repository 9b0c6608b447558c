import { expect, test } from "vitest";
import { fixtureRows, importFixture, outline } from "../../../support/import-fixture.ts";

const HERE = {
  url: "https://shop.example/lamps?utm_source=ads",
  path: "/lamps",
  title: "Lamps",
  referrer: "https://search.example/",
  referrer_host: "search.example",
  utm_source: "ads",
  utm_medium: "cpc",
  utm_campaign: "spring",
  browser: "Chrome",
  os: "Windows",
  device: "desktop",
  language: "en-GB",
  time_zone: "Europe/London",
};

test("each call is an event with what its context says", async () => {
  const { events } = await importFixture("segment", await fixtureRows("segment.ndjson"));
  expect(outline(events)).toEqual([
    ["page", "page_view", "anon-5", undefined, "2024-05-01T12:00:01.200Z"],
    ["track", "Product Added", "anon-5", undefined, "2024-05-01T12:00:02.200Z"],
    ["identify", "identify", "anon-5", "user-5", "2024-05-01T12:00:03.200Z"],
    ["group", "group", "anon-5", "user-5", "2024-05-01T12:00:04.200Z"],
    ["screen", "screen_view", "anon-5", "user-5", "2024-05-01T12:00:05.200Z"],
    ["alias", "alias", "user-old", "user-5", "2024-05-01T12:00:06.200Z"],
    ["track", "Crawled", "anon-5", undefined, "2024-05-01T12:00:07.200Z"],
  ]);
  expect(events.map(({ properties }) => properties)).toEqual([
    {
      ...HERE,
      name: "Lamps",
      category: "Shop",
      page_name: "Lamps",
      page_category: "Shop",
      search: "?utm_source=ads",
    },
    { ...HERE, url: "https://shop.example/p/lamp-1", sku: "lamp-1", price: 19.5 },
    { ...HERE, plan: "pro", name: "Mary Example" },
    { ...HERE, group_id: "group-1", employees: 12 },
    {
      screen_name: "Home",
      tab: 1,
      os: "iOS",
      os_version: "17.1",
      device: "mobile",
      device_model: "M2",
      screen: "390x844",
      app_version: "2.0",
    },
    {},
    { device: "desktop", $bot: true },
  ]);
  expect(JSON.stringify(events)).not.toContain("192.0.2.20");
});

test("a message is named by its id; who sends none is named by its content", async () => {
  const row = { type: "track", event: "a", userId: "u", anonymousId: "b", timestamp: "2024-05-01T12:00:00Z" };
  const named = { ...row, messageId: "m-1" };
  const { events, counts } = await importFixture("segment", [named, { ...named, event: "b" }, row, row]);
  expect(counts).toMatchObject({ accepted: 3, duplicate: 1 });
  expect(new Set(events.map(({ id }) => id)).size).toBe(3);
});

test("a server's call, of a user alone, is theirs; a call that is none is refused", async () => {
  const row = { messageId: "m-1", userId: "u", timestamp: "2024-05-01T12:00:00Z" };
  const { events, refused } = await importFixture("segment", [
    { ...row, type: "track", event: "paid" },
    { ...row, type: "delete" },
  ]);
  expect(events).toMatchObject([{ distinctId: "u", userId: "u" }]);
  expect(refused).toMatchObject([{ index: 2, reason: "type is no call of Segment's." }]);
});

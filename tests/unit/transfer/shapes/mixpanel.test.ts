import { expect, test } from "vitest";
import { importText } from "../../../support/import-text.ts";
import { fixtureRows, importFixture, outline } from "../../../support/import-fixture.ts";

test("rows are events of the device, then of the person, in seconds or milliseconds", async () => {
  const { events } = await importFixture("mixpanel", await fixtureRows("mixpanel.ndjson"));
  expect(outline(events)).toEqual([
    ["page", "page_view", "dev-1", undefined, "2026-07-27T00:05:33.000Z"],
    ["track", "Add to cart", "dev-1", undefined, "2026-07-27T00:05:40.123Z"],
    ["identify", "identify", "dev-1", "user-2", "2026-07-27T00:05:50.000Z"],
    ["track", "Paid", "dev-1", "user-2", "2026-07-27T00:06:00.000Z"],
    ["track", "Refunded", "user-2", "user-2", "2026-07-27T00:06:40.000Z"],
    ["track", "Opened letter", "user-3", "user-3", "2026-07-27T00:08:20.000Z"],
  ]);
  const browser = {
    browser: "Safari",
    browser_version: "17",
    os: "iOS",
    city: "Lyon",
    region: "Rhône",
    country: "FR",
    screen: "390x844",
    mp_lib: "web",
  };
  expect(events[0]?.properties).toEqual({
    ...browser,
    url: "https://shop.example/lamps?utm_campaign=summer",
    path: "/lamps",
    utm_campaign: "summer",
    title: "Lamps",
    referrer: "https://blog.example/post",
    referrer_host: "blog.example",
  });
  expect(events[1]?.properties).toEqual({ ...browser, sku: "lamp-1", price: 19.5 });
});

test("the offset of the project's clock is taken off its times, and changes no id", async () => {
  const rows = await fixtureRows("mixpanel.ndjson");
  const utc = await importFixture("mixpanel", rows);
  const east = await importFixture("mixpanel", rows, { timeZoneOffsetMinutes: 330 });
  expect(east.events.map(({ timestamp }) => timestamp + 330 * 60_000)).toEqual(
    utc.events.map(({ timestamp }) => timestamp),
  );
  expect(east.events.map(({ id }) => id)).toEqual(utc.events.map(({ id }) => id));
});

test("an import of a file takes the offset", async () => {
  const row = { event: "a", properties: { time: 1_785_110_733, distinct_id: "d", $insert_id: "i" } };
  const { events, summary } = await importText(JSON.stringify(row), { timeZoneOffsetMinutes: -60 });
  expect(summary.format).toBe("mixpanel");
  expect(events[0]?.timestamp).toBe((1_785_110_733 + 3_600) * 1_000);
});

test("an event is told apart by $insert_id, distinct id, name and time together", async () => {
  const row = (event: string, more: object) => ({
    event,
    properties: { time: 1_785_110_733, distinct_id: "d", $insert_id: "i", ...more },
  });
  const rows = [
    row("a", {}),
    row("b", {}),
    row("a", { distinct_id: "e" }),
    row("a", { time: 1_785_110_734 }),
    row("a", { $insert_id: "j" }),
  ];
  const { counts } = await importFixture("mixpanel", [...rows, row("a", { plan: "pro" })]);
  expect(counts).toMatchObject({ accepted: 5, duplicate: 1 });
  const learnt = row("a", { distinct_id: "user-1", $distinct_id_before_identity: "d" });
  expect((await importFixture("mixpanel", [rows[0], learnt])).counts).toMatchObject({
    accepted: 1,
    duplicate: 1,
  });
});

test("columns of their own, as in a table, say the same as properties in an object", async () => {
  const own = { time: "1785110733", distinct_id: "$device:d", $insert_id: "i", plan: "pro" };
  const { log, counts } = await importFixture("mixpanel", [
    { event: "a", ...own },
    { event: "a", properties: own },
  ]);
  expect(counts).toMatchObject({ accepted: 1, duplicate: 1 });
  expect(log.events[0]).toMatchObject({ distinctId: "d", properties: { plan: "pro" } });
});

import { expect, test } from "vitest";
import { fixtureRows, importFixture, outline } from "../../../support/import-fixture.ts";

test("rows are pages and events in UTC, of Umami's session, in Umami's visit", async () => {
  const { events } = await importFixture("umami", await fixtureRows("umami.csv"));
  const browser = "5e550000-0000-5000-8000-000000000001";
  expect(outline(events)).toEqual([
    ["page", "page_view", browser, undefined, "2024-08-01T09:00:00.000Z"],
    ["track", "add-to-cart", browser, "user-7", "2024-08-01T09:00:20.000Z"],
    ["page", "page_view", "5e550000-0000-5000-8000-000000000002", undefined, "2024-08-01T09:01:00.000Z"],
  ]);
  const visits = ["1", "1", "2"].map((end) => `71510000-0000-5000-8000-00000000000${end}`);
  expect(events.map(({ sessionId }) => sessionId)).toEqual(visits);
  const device = {
    browser: "chrome",
    os: "Windows 10",
    device: "desktop",
    screen: "1920x1080",
    language: "en-US",
    country: "US",
    region: "US-CA",
    city: "Springfield",
  };
  expect(events[0]?.properties).toEqual({
    ...device,
    url: "https://shop.example/lamps?utm_source=news&ref=a",
    path: "/lamps",
    title: 'Lamps, "red" ones',
    utm_source: "news",
    referrer: "https://blog.example/post",
    referrer_host: "blog.example",
    gclid: "g-1",
  });
  expect(events[1]?.properties).toEqual({
    ...device,
    url: "https://shop.example/lamps",
    path: "/lamps",
    title: "Lamps",
    tag: "b",
  });
});

test("a row is named by its event_id, and one of no name is refused", async () => {
  const [row] = (await fixtureRows("umami.csv")) as object[];
  const { counts, refused } = await importFixture("umami", [
    row,
    { ...row, page_title: "Other" },
    { ...row, event_id: "another" },
    { ...row, event_id: "a third", event_type: "2" },
  ]);
  expect(counts).toMatchObject({ accepted: 2, duplicate: 1, refused: 1 });
  expect(refused).toMatchObject([{ index: 4, reason: "name is missing." }]);
});

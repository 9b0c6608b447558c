import { expect, test } from "vitest";
import { importText } from "../../support/import-text.ts";

/** As Amplitude's Export API writes a row; figures and people are made up. */
const row = (more: object = {}) => ({
  $insert_id: "i-1",
  amplitude_id: 100,
  app: 1,
  city: "Springfield",
  client_event_time: "2025-02-05 22:57:31.078000",
  country: "Testland",
  device_id: "device-1",
  device_type: "Apple iPhone 12 Mini",
  event_id: 1,
  event_properties: { card: "virtual" },
  event_time: "2025-02-05 22:57:31.078000",
  event_type: "Get Card",
  language: "English",
  location_lat: null,
  os_name: "ios",
  session_id: -1,
  user_id: "user-1",
  user_properties: {},
  uuid: "00000000-0000-4000-8000-0000000000a1",
  ...more,
});

const lines = (...rows: object[]): string => rows.map((each) => JSON.stringify(each)).join("\n");

test("a row is an event of its device and user, in UTC, with what it says of them", async () => {
  const { events, summary } = await importText(lines(row()));
  expect(summary).toMatchObject({ format: "amplitude", read: 1, accepted: 1, refused: 0 });
  expect(events[0]).toMatchObject({
    type: "track",
    name: "Get Card",
    distinctId: "device-1",
    userId: "user-1",
    timestamp: Date.UTC(2025, 1, 5, 22, 57, 31, 78),
    properties: {
      card: "virtual",
      country: "Testland",
      city: "Springfield",
      os: "ios",
      device: "Apple iPhone 12 Mini",
      language: "English",
    },
  });
  expect(events[0]).not.toHaveProperty("sessionId");
});

test("a page view is a page with its path and campaign, a session is of its device", async () => {
  const address = "https://shop.example/cart?utm_source=news#top";
  const { events } = await importText(
    lines(
      row({
        event_type: "[Amplitude] Page Viewed",
        event_properties: { "[Amplitude] Page URL": address },
        session_id: 1_738_796_251_000,
      }),
      row({ $insert_id: "i-2", session_id: 1_738_796_251_000 }),
      row({ $insert_id: "i-3", device_id: "device-2", session_id: 1_738_796_251_000 }),
    ),
  );
  expect(events[0]).toMatchObject({
    type: "page",
    name: "page_view",
    properties: { url: address, path: "/cart", utm_source: "news" },
  });
  const [first, second, other] = events.map(({ sessionId }) => sessionId);
  expect(first).toBeDefined();
  expect(second).toBe(first);
  expect(other).not.toBe(first);
});

test("is named by $insert_id and device, else by uuid: what comes again changes nothing", async () => {
  const rows = [
    row(),
    row({ device_id: "device-2" }),
    row({ $insert_id: null }),
    row({ $insert_id: null, uuid: "00000000-0000-4000-8000-0000000000a2" }),
  ];
  const { events, summary } = await importText(lines(...rows, ...rows));
  expect(summary).toMatchObject({ read: 8, accepted: 4, duplicate: 4 });
  expect(events).toHaveLength(4);
});

test("a row without a name or a time is refused by its line", async () => {
  const { summary } = await importText(
    lines(row(), row({ $insert_id: "x", event_type: null }), row({ event_time: "soon" })),
  );
  expect(summary).toMatchObject({ read: 3, accepted: 1, refused: 2 });
  expect(summary.refusedRows).toMatchObject([
    { index: 2, reason: "name is missing." },
    { index: 3, reason: "timestamp is not ISO 8601, such as 2026-11-24T10:15:00.000Z." },
  ]);
});

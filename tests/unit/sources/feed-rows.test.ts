import { expect, test, vi } from "vitest";
import type { LiveFeed } from "../../../src/model/live-feed.ts";
import { makeRowMemory, readRows } from "../../../src/sources/feed-rows.ts";
import { makeLineIds } from "../../../src/transfer/line-id.ts";

const NOW = Date.UTC(2026, 10, 29);
const feed = (over: Partial<LiveFeed> = {}): LiveFeed => ({
  id: "0123456789abcdef",
  name: "Orders",
  kind: "sse",
  url: "https://feeds.example/live",
  state: "on",
  ...over,
});
const event = (over: object = {}): string =>
  JSON.stringify({ name: "order", distinctId: "d1", timestamp: NOW - 1_000, ...over });

test("an event keeps its own id, and has the feed as its source", () => {
  const { events } = readRows(feed(), [{ text: event({ id: "own" }), eventId: "7", lastEventId: "7" }], NOW);
  expect(events).toMatchObject([{ id: "own", source: "feed:Orders", name: "order" }]);
});

test("what a server sends again has the same id; another content under the same number, or another feed, has another", () => {
  const idOf = (text: string, of: LiveFeed = feed()): unknown =>
    readRows(of, [{ text, eventId: "7", lastEventId: "7" }], NOW).events[0]?.id;
  expect(idOf(event())).toBe(idOf(event()));
  expect(idOf(event({ properties: { n: 1 } }))).not.toBe(idOf(event()));
  expect(idOf(event(), feed({ id: "f".repeat(16) }))).not.toBe(idOf(event()));
});

test("rows that the feed does not number count each on their own", () => {
  const { events } = readRows(feed(), [{ text: event() }, { text: event() }], NOW);
  expect(new Set(events.map(({ id }) => id)).size).toBe(2);
});

test("a message may hold a list or several lines, each with an id of its own", () => {
  const list = `[${event()},${event()}]`;
  const lines = `${event()}\n${event()}\n`;
  const { events } = readRows(
    feed(),
    [
      { text: list, eventId: "1" },
      { text: lines, eventId: "2" },
    ],
    NOW,
  );
  expect(new Set(events.map(({ id }) => id)).size).toBe(4);
});

test("a row that is refused moves the position on, and takes no other with it", () => {
  const rows = [
    { text: event(), eventId: "1", lastEventId: "1" },
    { text: "{", eventId: "2", lastEventId: "2" },
    { text: undefined, eventId: "3", lastEventId: "3" },
    { text: "[1,null]", eventId: "4", lastEventId: "4" },
    { text: event({ timestamp: "yesterday" }), eventId: "5", lastEventId: "5" },
  ];
  const read = readRows(feed(), rows, NOW);
  expect(read.events).toHaveLength(1);
  expect(read.refused.map(({ reason }) => reason)).toEqual([
    "A row is not valid JSON.",
    "A row is longer than 1 MB.",
    "An event must be an object.",
    "An event must be an object.",
    "timestamp is not ISO 8601, such as 2026-11-24T10:15:00.000Z.",
  ]);
  expect(read.refused[0]?.sample).toBe("{");
  expect(read.position).toEqual({ lastEventId: "5" });
});

test("a WebSocket goes on from the field that says where, and knows a row again by it", () => {
  const socket = feed({ kind: "websocket", cursorField: "meta.seq" });
  const text = event({ meta: { seq: 41 } });
  const first = readRows(socket, [{ text }], NOW);
  expect(first.position).toEqual({ lastEventId: "41" });
  expect(readRows(socket, [{ text }], NOW).events[0]?.id).toBe(first.events[0]?.id);
});

test("a mapping makes events of rows in another shape, and leaves in the properties what it does not name", () => {
  const row = {
    type: "edit",
    meta: { id: "m-1" },
    user: 12,
    timestamp: 1_764_000_000,
    title: "Loch",
    ["__proto__"]: { polluted: true },
  };
  const mapped = feed({
    mapping: {
      nameField: "type",
      timestampField: "timestamp",
      timeFormat: "seconds",
      distinctIdField: "user",
      idField: "meta.id",
    },
  });
  const { events, refused } = readRows(mapped, [{ text: JSON.stringify(row) }], NOW);
  expect(refused).toEqual([]);
  expect(events).toMatchObject([
    {
      id: `${mapped.id}:m-1`,
      name: "edit",
      distinctId: "12",
      timestamp: 1_764_000_000_000,
      properties: { title: "Loch" },
    },
  ]);
  expect(Object.keys(events[0]!.properties).sort()).toEqual(["__proto__", "meta", "title"]);
});

test("a mapping without time, person or name field takes the moment it came, the feed, and one name", () => {
  const mapped = feed({ mapping: { fixedName: "reading" } });
  const { events } = readRows(mapped, [{ text: '{"celsius":4}' }], NOW);
  expect(events).toMatchObject([
    { name: "reading", timestamp: NOW, distinctId: "feed:Orders", properties: { celsius: 4 } },
  ]);
});

test("a field names only what a row itself has", () => {
  const mapped = feed({ mapping: { nameField: "constructor.name", distinctIdField: "toString" } });
  const { events, refused } = readRows(mapped, [{ text: "{}" }], NOW);
  expect(events).toEqual([]);
  expect(refused[0]?.reason).toBe("name is missing.");
});

test("a row that is nested too deep to be written is refused with the reason, and the one beside it is not", () => {
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  const text = `[${event().slice(0, -1)},"properties":{"a":${deep}}},${deep},${event()}]`;
  const { events, refused } = readRows(feed(), [{ text }], NOW);
  expect(events).toHaveLength(1);
  expect(refused).toEqual([
    { reason: "properties.a is nested deeper than 5 levels.", sample: "" },
    { reason: "An event must be an object.", sample: "" },
  ]);
});

test("a row of many events is named by one reading of its text, numbered by the feed or not", () => {
  const text = `[${Array.from({ length: 500 }, () => event()).join(",")}]`;
  const ids = makeLineIds();
  const makeId = vi.fn<(row: string) => string>((row) => ids(row));
  const poll = readRows(feed({ kind: "poll" }), [{ text, makeId }], NOW).events;
  expect(makeId).toHaveBeenCalledTimes(1);
  expect(new Set(poll.map(({ id }) => id)).size).toBe(500);
  const again = readRows(feed({ kind: "poll" }), [{ text, makeId: makeLineIds() }], NOW).events;
  expect(again.map(({ id }) => id)).toEqual(poll.map(({ id }) => id));
});

test("a row that is all but too long, of thousands of events, is read in a moment", () => {
  const text = `[${Array.from({ length: 10_000 }, () => event()).join(",")}]`;
  const from = performance.now();
  const { events } = readRows(feed(), [{ text, eventId: "1" }], NOW);
  expect(performance.now() - from).toBeLessThan(10_000);
  expect(new Set(events.map(({ id }) => id)).size).toBe(10_000);
});

test("lines of a collector are placed by the receiver's clock, with what their browser said before", () => {
  const userAgent = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0";
  const hour = 3_600_000;
  const line = (over: object): string =>
    event({ timestamp: NOW + hour - 2_000, sentAt: NOW + hour, receivedAt: NOW, project: "p", ...over });
  const memory = makeRowMemory(undefined);
  const first = readRows(feed(), [{ text: line({ userAgent }) }], NOW, memory);
  const second = readRows(feed(), [{ text: line({}) }], NOW, memory);
  const placed = { timestamp: NOW - 2_000, source: "feed:Orders", properties: { browser: "Firefox" } };
  expect([...first.events, ...second.events]).toMatchObject([placed, placed]);
});

test("a collector's line that no text can be made of is refused like the others", () => {
  const trap = { toString: 1, valueOf: 1 };
  const line = (over: object): string => event({ sentAt: NOW, project: "p", type: "page", ...over });
  const { refused } = readRows(
    feed(),
    [{ text: line({ distinctId: trap }) }, { text: line({ name: trap }) }],
    NOW,
  );
  expect(refused.map(({ reason }) => reason)).toEqual([
    "distinctId must be non-empty text.",
    "name must be text.",
  ]);
});

test("a collector's line that was posted for another project of this browser is refused", () => {
  const memory = makeRowMemory(undefined, new Map([["p2", "Blog"]]));
  const line = { name: "made", distinctId: "d", timestamp: NOW, sentAt: NOW };
  const rows = ["p1", "p2"].map((project) => ({ text: JSON.stringify({ ...line, project }) }));
  const read = readRows(feed({}), rows, NOW, memory);
  expect(read.events).toHaveLength(1);
  expect(read.refused).toMatchObject([
    { reason: "The line was posted for the project Blog, not for this one." },
  ]);
});

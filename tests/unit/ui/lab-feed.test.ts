import { expect, test } from "vitest";
import type { LochanEvent } from "../../../src/model/event.ts";
import type { LabNote } from "../../../src/model/lab-note.ts";
import { makeLabFeed, type LabFeed } from "../../../src/ui/lab/lab-feed.ts";
import { makeEvent } from "../log/fixtures.ts";

const event = (id: string, receivedAt: number, timestamp = receivedAt): LochanEvent =>
  makeEvent({ id, name: id, receivedAt, timestamp });
const note = (events: LochanEvent[], given: Partial<LabNote> = {}): LabNote => ({
  version: 1,
  via: "opener",
  origin: "https://shop.example",
  projectId: "p",
  receivedAt: events[0]?.receivedAt ?? 1,
  storedAt: (events[0]?.receivedAt ?? 1) + 2,
  events,
  refused: [],
  ...given,
});
const names = (feed: LabFeed): string[] =>
  feed
    .rows()
    .map((row) => (row.kind === "event" ? `${row.event.name} ${row.resends}` : `refused ${row.name}`));

test("lists what was received last first, and of one message what happened last", () => {
  const feed = makeLabFeed();
  feed.take(note([event("a", 10, 1), event("b", 10, 2)]));
  feed.take(note([event("c", 20)]));
  expect(names(feed)).toEqual(["c 0", "b 0", "a 0"]);
  expect(feed.rows()[0]).toMatchObject({ via: "opener", storedAt: 22 });
  expect(feed.totals()).toEqual({ events: 3, refused: 0, resends: 0 });
});

test("an id that comes again is counted on its row, not as another", () => {
  const feed = makeLabFeed();
  feed.take(note([event("a", 10)]));
  feed.take(note([event("a", 30)]));
  feed.take(note([event("a", 40)]));
  expect(names(feed)).toEqual(["a 2"]);
  expect(feed.rows()[0]).toMatchObject({ event: { receivedAt: 10 }, storedAt: 12 });
  expect(feed.totals()).toEqual({ events: 1, refused: 0, resends: 2 });
});

test("what the log shows first is the same event when its receiver tells of it", () => {
  const feed = makeLabFeed();
  feed.stored([event("a", 10)], 0);
  expect(feed.rows()[0]).not.toHaveProperty("via");
  feed.take(note([event("a", 10)]));
  expect(names(feed)).toEqual(["a 0"]);
  expect(feed.rows()[0]).toMatchObject({ via: "opener", storedAt: 12 });
  feed.take(note([event("a", 10)]));
  expect(names(feed)).toEqual(["a 1"]);
});

test("a resend of what was stored before the lab was open is told as one, whichever is heard first", () => {
  const logFirst = makeLabFeed();
  logFirst.stored([event("a", 10)], 100);
  expect(names(logFirst)).toEqual([]);
  logFirst.take(note([event("a", 200)]));
  expect(names(logFirst)).toEqual(["a 1"]);

  const noteFirst = makeLabFeed();
  noteFirst.take(note([event("a", 200)]));
  expect(names(noteFirst)).toEqual(["a 0"]);
  noteFirst.stored([event("a", 10)], Infinity);
  expect(names(noteFirst)).toEqual(["a 1"]);
  expect(noteFirst.rows()[0]).toMatchObject({ event: { receivedAt: 10 }, storedAt: undefined });
  noteFirst.stored([event("a", 10)], Infinity);
  expect(names(noteFirst)).toEqual(["a 1"]);
});

test("lists refused events with their name, or their id where the name cannot be read", () => {
  const feed = makeLabFeed();
  const refused = [
    { id: "x", reason: "too large", json: '{"name":"big"}' },
    { id: "y", reason: "no JSON", json: "{" },
    { id: "z", reason: "null", json: "null" },
  ];
  feed.take(note([], { refused }));
  expect(names(feed)).toEqual(["refused big", "refused y", "refused z"]);
  expect(feed.totals()).toMatchObject({ events: 0, refused: 3 });
});

test("clearing empties the list and still knows an id; forgetting does not", () => {
  const feed = makeLabFeed();
  feed.take(note([event("a", 10)]));
  feed.clear();
  expect(names(feed)).toEqual([]);
  feed.take(note([event("a", 20)]));
  expect(names(feed)).toEqual(["a 1"]);
  feed.forget();
  feed.take(note([event("a", 30)]));
  expect(names(feed)).toEqual(["a 0"]);
});

test("keeps at most 500 rows and counts all", () => {
  const feed = makeLabFeed();
  for (let n = 0; n < 600; n++) feed.take(note([event(`e${n}`, n)]));
  expect(feed.rows()).toHaveLength(500);
  expect(names(feed)[0]).toBe("e599 0");
  expect(feed.totals().events).toBe(600);
});

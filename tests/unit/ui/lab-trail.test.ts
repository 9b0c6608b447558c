import { expect, test } from "vitest";
import type { LochanEvent } from "../../../src/model/event.ts";
import type { LabNote } from "../../../src/model/lab-note.ts";
import { makeLabTrail, type LabTrail } from "../../../src/ui/lab/lab-trail.ts";
import { makeEvent } from "../../support/admitted-log.ts";

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
const names = (trail: LabTrail): string[] =>
  trail
    .rows()
    .map((row) => (row.kind === "event" ? `${row.event.name} ${row.resends}` : `refused ${row.name}`));

test("lists what was received last first, and of one message what happened last", () => {
  const trail = makeLabTrail();
  trail.take(note([event("a", 10, 1), event("b", 10, 2)]));
  trail.take(note([event("c", 20)]));
  expect(names(trail)).toEqual(["c 0", "b 0", "a 0"]);
  expect(trail.rows()[0]).toMatchObject({ via: "opener", storedAt: 22 });
  expect(trail.totals()).toEqual({ events: 3, refused: 0, resends: 0 });
});

test("an id that comes again is counted on its row, not as another", () => {
  const trail = makeLabTrail();
  trail.take(note([event("a", 10)]));
  trail.take(note([event("a", 30)]));
  trail.take(note([event("a", 40)]));
  expect(names(trail)).toEqual(["a 2"]);
  expect(trail.rows()[0]).toMatchObject({ event: { receivedAt: 10 }, storedAt: 12 });
  expect(trail.totals()).toEqual({ events: 1, refused: 0, resends: 2 });
});

test("what the log shows first is the same event when its receiver tells of it", () => {
  const trail = makeLabTrail();
  trail.stored([event("a", 10)], 0);
  expect(trail.rows()[0]).not.toHaveProperty("via");
  trail.take(note([event("a", 10)]));
  expect(names(trail)).toEqual(["a 0"]);
  expect(trail.rows()[0]).toMatchObject({ via: "opener", storedAt: 12 });
  trail.take(note([event("a", 10)]));
  expect(names(trail)).toEqual(["a 1"]);
});

test("a resend of what was stored before the lab was open is told as one, whichever is heard first", () => {
  const logFirst = makeLabTrail();
  logFirst.stored([event("a", 10)], 100);
  expect(names(logFirst)).toEqual([]);
  logFirst.take(note([event("a", 200)]));
  expect(names(logFirst)).toEqual(["a 1"]);

  const noteFirst = makeLabTrail();
  noteFirst.take(note([event("a", 200)]));
  expect(names(noteFirst)).toEqual(["a 0"]);
  noteFirst.stored([event("a", 10)], Infinity);
  expect(names(noteFirst)).toEqual(["a 1"]);
  expect(noteFirst.rows()[0]).toMatchObject({ event: { receivedAt: 10 }, storedAt: undefined });
  noteFirst.stored([event("a", 10)], Infinity);
  expect(names(noteFirst)).toEqual(["a 1"]);
});

test("lists refused events with their name, or their id where the name cannot be read", () => {
  const trail = makeLabTrail();
  const refused = [
    { id: "x", reason: "too large", json: '{"name":"big"}' },
    { id: "y", reason: "no JSON", json: "{" },
    { id: "z", reason: "null", json: "null" },
  ];
  trail.take(note([], { refused }));
  expect(names(trail)).toEqual(["refused big", "refused y", "refused z"]);
  expect(trail.totals()).toMatchObject({ events: 0, refused: 3 });
});

test("clearing empties the list and still knows an id; forgetting does not", () => {
  const trail = makeLabTrail();
  trail.take(note([event("a", 10)]));
  trail.clear();
  expect(names(trail)).toEqual([]);
  trail.take(note([event("a", 20)]));
  expect(names(trail)).toEqual(["a 1"]);
  trail.forget();
  trail.take(note([event("a", 30)]));
  expect(names(trail)).toEqual(["a 0"]);
});

test("keeps at most 500 rows and counts all", () => {
  const trail = makeLabTrail();
  for (let n = 0; n < 600; n++) trail.take(note([event(`e${n}`, n)]));
  expect(trail.rows()).toHaveLength(500);
  expect(names(trail)[0]).toBe("e599 0");
  expect(trail.totals().events).toBe(600);
});

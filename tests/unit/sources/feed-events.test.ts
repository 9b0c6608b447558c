import fc from "fast-check";
import { expect, test } from "vitest";
import { makeEventReader, type ServerSentEvent } from "../../../src/sources/feed-events.ts";

function read(pieces: string[], limit = 1_000): { events: ServerSentEvent[]; retries: number[] } {
  const retries: number[] = [];
  const reader = makeEventReader({ limit, onRetry: (ms) => retries.push(ms) });
  return { events: pieces.flatMap((piece) => reader(piece)), retries };
}

test("an event has its data, its type and its id, and the latest id stays for those after it", () => {
  const { events, retries } = read([
    ": hello\nretry: 4000\n\nid: 7\nevent: order\ndata: one\ndata:two\n\ndata: three\n\n",
  ]);
  expect(events).toEqual([
    { data: "one\ntwo", type: "order", id: "7", lastEventId: "7" },
    { data: "three", type: "message", lastEventId: "7" },
  ]);
  expect(retries).toEqual([4_000]);
});

test("an event that is cut off is not given, and one without data is none", () => {
  expect(read(["id: 1\n\ndata: x\nid: 2\n"]).events).toEqual([]);
});

test("an id with a NUL is no id, and one too long for a header neither", () => {
  const { events } = read([`id: a\0b\ndata: 1\n\nid: ${"i".repeat(2_000)}\ndata: 2\n\n`], 10_000);
  expect(events.map(({ id, lastEventId }) => [id, lastEventId])).toEqual([
    [undefined, ""],
    [undefined, ""],
  ]);
});

test("what is longer than the limit is left out of its own event alone, in one line or in many", () => {
  const long = "x".repeat(600);
  const { events } = read([
    "id: 1\ndata: a\n\n",
    `id: 2\ndata: ${long}`,
    `${long}`,
    `${long}\n\nid: 3\ndata: ${long}\ndata: ${long}\n\nid: 4\ndata: d\n\n`,
  ]);
  expect(events.map(({ data, id }) => [id, data])).toEqual([
    ["1", "a"],
    ["2", undefined],
    ["3", undefined],
    ["4", "d"],
  ]);
});

test("wherever a stream is cut into pieces and whichever line ends it has, the same events come of it", () => {
  const line = fc.constantFrom(
    "data: a",
    "data:",
    "id: 1",
    "id",
    "event: e",
    ": c",
    "",
    "",
    "odd",
    "data: b:c",
  );
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 30 }),
      fc.constantFrom("\n", "\r\n", "\r"),
      fc.array(fc.nat(200), { maxLength: 10 }),
      (lines, end, cuts) => {
        const text = lines.map((each) => each + end).join("");
        const places = [...new Set([0, ...cuts.filter((cut) => cut < text.length), text.length])].sort(
          (a, b) => a - b,
        );
        const pieces = places.slice(1).map((to, at) => text.slice(places[at], to));
        expect(read(pieces).events).toEqual(read([lines.map((each) => `${each}\n`).join("")]).events);
      },
    ),
  );
});

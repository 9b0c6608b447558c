import { expect, test } from "vitest";
import { guessMapping, listFields } from "../../../src/sources/feed-guess.ts";

test("fields are guessed by their names and by what is in them", () => {
  const rows = [1, 2, 3, 4, 5].map((n) => ({
    meta: { id: `m-${n}`, dt: "2026-11-29T08:00:00Z" },
    id: 4,
    type: "edit",
    user: "Ada",
    timestamp: 1_764_000_000 + n,
    title: "Loch",
  }));
  expect(guessMapping(rows, [])).toEqual({
    nameField: "type",
    timestampField: "timestamp",
    timeFormat: "seconds",
    distinctIdField: "user",
    idField: "meta.id",
  });
});

test("an id is the row's own where rows enough show that it is never the same, and never some other thing's", () => {
  const rows = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ name: "x", id: n, sensor: { id: n } }));
  expect(guessMapping(rows(4), []).idField).toBeUndefined();
  expect(guessMapping(rows(5), []).idField).toBe("id");
  expect(
    guessMapping(
      rows(9).map(({ name, sensor }) => ({ name, sensor })),
      [],
    ).idField,
  ).toBeUndefined();
  expect(guessMapping([{ name: "x", message_id: "m" }], []).idField).toBe("message_id");
});

test("a user is told from a browser, milliseconds and text from seconds, and an object of properties is found", () => {
  const rows = [
    {
      event: "signup",
      time: 1_764_000_000_123,
      user_id: "u1",
      anonymousId: "a1",
      properties: { plan: "team" },
    },
  ];
  expect(guessMapping(rows, [])).toEqual({
    nameField: "event",
    timestampField: "time",
    timeFormat: "milliseconds",
    userIdField: "user_id",
    distinctIdField: "anonymousId",
    propertiesField: "properties",
  });
  const text = guessMapping([{ name: "x", created_at: "2026-11-29T08:00:00Z" }], []);
  expect(text).toMatchObject({ timestampField: "created_at", timeFormat: "iso" });
});

test("where no field is a name it is the type of the server-sent event, else one name for all", () => {
  expect(guessMapping([{ celsius: 4 }], ["reading"])).toEqual({ nameField: "$event" });
  expect(guessMapping([{ celsius: 4 }], ["message"])).toEqual({ fixedName: "event" });
  expect(guessMapping([], [])).toEqual({ fixedName: "event" });
});

test("a row of endless keys gives a list with an end", () => {
  const row = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`k${n}`, { inner: n }]));
  expect(listFields([row], []).length).toBeLessThanOrEqual(200);
});

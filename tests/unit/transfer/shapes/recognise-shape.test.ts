import { expect, test } from "vitest";
import type { ShapeName } from "../../../../src/transfer/shapes/shape-names.ts";
import { recogniseShape, SHAPES } from "../../../../src/transfer/shapes/shapes.ts";
import { asText, fixtureRows, importFixture, SALT } from "../../../support/import-fixture.ts";

const FIXTURES: readonly (readonly [file: string, shape: ShapeName])[] = [
  ["lochan.ndjson", "lochan"],
  ["amplitude.ndjson", "amplitude"],
  ["posthog.ndjson", "posthog"],
  ["posthog-batch.json", "posthog"],
  ["posthog.csv", "posthog"],
  ["mixpanel.ndjson", "mixpanel"],
  ["ga4.ndjson", "ga4"],
  ["segment.ndjson", "segment"],
  ["matomo.json", "matomo"],
  ["matomo.xml", "matomo"],
  ["umami.csv", "umami"],
  ["access-combined.log", "server-log"],
  ["access-common.log", "server-log"],
  ["caddy.ndjson", "server-log"],
  ["nginx.ndjson", "server-log"],
];

const claimants = (rows: readonly unknown[]): string[] =>
  Object.entries(SHAPES)
    .filter(([, kind]) => kind.recognise(rows))
    .map(([name]) => name);

test.each(FIXTURES)("%s is recognised as %s by that shape alone, row by row", async (file, shape) => {
  const rows = await fixtureRows(file);
  expect(rows.length).toBeGreaterThan(0);
  expect(recogniseShape(rows)).toBe(shape);
  for (const row of rows) expect(claimants([row])).toEqual([shape]);
});

test.each(FIXTURES)("%s is recognised as %s with its values as text too", async (file, shape) => {
  const rows = await fixtureRows(file);
  for (const row of rows.map(asText)) expect(claimants([row]).filter((each) => each !== shape)).toEqual([]);
  // Who writes Caddy's objects into a table writes something of their own.
  if (file !== "caddy.ndjson") expect(recogniseShape(rows.map(asText))).toBe(shape);
});

test.each(FIXTURES)("%s imports whole as %s; again, or in part, it changes nothing", async (file, shape) => {
  const rows = await fixtureRows(file);
  const whole = await importFixture(shape, rows);
  expect(whole.counts).toMatchObject({ refused: 0, duplicate: 0 });
  expect(whole.counts.accepted).toBeGreaterThanOrEqual(rows.length);
  const ids = whole.events.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);

  const again = await importFixture(shape, rows, { log: whole.log });
  expect(again.counts).toEqual({ ...whole.counts, accepted: 0, duplicate: whole.counts.accepted });

  const overlapping = await importFixture(shape, rows.slice(1));
  for (const event of overlapping.events) expect(ids).toContain(event.id);
});

test.each(FIXTURES)("%s as text gives the same events as %s", async (file, shape) => {
  if (file === "caddy.ndjson" || shape === "lochan") return;
  const rows = await fixtureRows(file);
  const outline = async (of: readonly unknown[]): Promise<unknown[]> =>
    (await importFixture(shape, of)).events.map(
      ({ type, name, distinctId, userId, sessionId, timestamp }) => ({
        ...{ type, name, distinctId, userId, sessionId, timestamp },
      }),
    );
  expect(await outline(rows.map(asText))).toEqual(await outline(rows));
});

test("a row that looks like two products' is the one's whose own fields it has", () => {
  const at = "2026-01-01T00:00:00Z";
  const segment = { type: "track", event: "a", anonymousId: "b", userId: "u", timestamp: at };
  expect(claimants([segment])).toEqual(["segment"]);
  expect(claimants([{ ...segment, properties: { distinct_id: "d" } }])).toEqual(["segment"]);
  const mixpanel = { event: "a", properties: { time: 1_767_225_600, distinct_id: "d", timestamp: at } };
  expect(claimants([mixpanel])).toEqual(["mixpanel"]);
  expect(claimants([{ ...mixpanel, timestamp: at }])).toEqual(["posthog"]);
});

test("nothing is recognised in rows of nobody", () => {
  for (const rows of [
    [],
    [null],
    [1],
    ["2026-01-01 a line of text"],
    [[]],
    [{}],
    [{ date: "2026-01-01", visitors: "3", pageviews: "9" }],
    [{ event: "paid", time: "soon" }],
    [{ timestamp: "2026-01-01T00:00:00Z", request: { uri: "/" } }],
    [JSON.parse('{"__proto__":{"event":"a"},"constructor":1}')],
  ])
    expect(recogniseShape(rows)).toBeUndefined();
});

const HOSTILE = JSON.parse(
  `{"__proto__":{"polluted":true},"constructor":"c","toString":"t","hasOwnProperty":"h","lone":"\\ud800",
    "\\udfff key":"x","nul":"a\\u0000b","markup":"<img src=x onerror=alert(1)>","formula":"=1+1"}`,
) as object;

const deep = (levels: number): unknown => JSON.parse("[".repeat(levels) + "]".repeat(levels));

/** One row of each product that carries these properties of a site. */
const carrying = (own: object): readonly [ShapeName, unknown][] => [
  [
    "amplitude",
    {
      event_type: "a",
      device_id: "d",
      $insert_id: "i",
      event_time: "2026-01-01 00:00:00",
      event_properties: own,
    },
  ],
  [
    "posthog",
    { event: "a", distinct_id: "d", uuid: "u", timestamp: "2026-01-01T00:00:00Z", properties: own },
  ],
  [
    "mixpanel",
    { event: "a", properties: { ...own, distinct_id: "d", $insert_id: "i", time: 1_767_225_600 } },
  ],
  [
    "segment",
    {
      type: "track",
      event: "a",
      anonymousId: "d",
      messageId: "m",
      timestamp: "2026-01-01T00:00:00Z",
      properties: own,
    },
  ],
];

test("hostile keys and text are properties like any other", async () => {
  for (const [shape, row] of carrying(HOSTILE)) {
    const { events, refused } = await importFixture(shape, [row]);
    expect(refused).toEqual([]);
    const properties = new Map(Object.entries(events[0]?.properties ?? {}));
    expect(properties.get("__proto__")).toEqual({ polluted: true });
    expect(properties.get("lone")).toBe("\ufffd");
    expect(properties.get("\ufffd key")).toBe("x");
    expect(properties.get("constructor")).toBe("c");
    expect(properties.get("markup")).toBe("<img src=x onerror=alert(1)>");
    expect(properties.has("polluted")).toBe(false);
  }
  expect({}).not.toHaveProperty("polluted");
});

test("what is past the limits is cut and counted, the row stays", async () => {
  const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`key-${index}`, index]));
  for (const [own, cut] of [
    [many, 220],
    [{ ok: 1, text: "ü".repeat(20_000) }, 1],
    [{ ok: 1, nested: deep(900) }, 1],
    [{ ok: 1, nested: deep(6) }, 1],
  ] as const)
    for (const [shape, row] of carrying(own)) {
      const { events, refused } = await importFixture(shape, [row]);
      expect(refused).toEqual([]);
      expect(events[0]?.properties["$cut"]).toBe(cut);
    }
});

test("a property nested past all measure is cut, not followed", () => {
  const levels = 100_000;
  const objects: unknown = JSON.parse(`${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`);
  for (const nested of [deep(levels), objects])
    for (const [shape, row] of carrying({ ok: 1, nested })) {
      const placed = SHAPES[shape]
        .make({ container: "ndjson", salt: SALT })
        .place(row, { receivedAt: 0, source: "file:a" });
      expect(placed).toMatchObject({ ok: true, value: { properties: { ok: 1, $cut: 1 } } });
    }
});

test("what is within the limits is kept whole", async () => {
  const own = {
    ...Object.fromEntries(Array.from({ length: 90 }, (_, index) => [`key-${index}`, index])),
    text: "x".repeat(5_000),
    nested: deep(5),
  };
  for (const [shape, row] of carrying(own)) {
    const { events } = await importFixture(shape, [row]);
    expect(events[0]?.properties).toEqual(own);
  }
});

test("what columnar files hold and JSON does not is told in JSON's words", () => {
  const row = {
    event: "a",
    distinct_id: "d",
    uuid: "u",
    timestamp: new Date(Date.UTC(2026, 0, 1)),
    properties: {
      count: 12n,
      large: 2n ** 60n,
      at: new Date(0),
      bad: new Date(Number.NaN),
      none: Number.NaN,
      list: [1n, undefined],
    },
  };
  const placed = SHAPES.posthog
    .make({ container: "ndjson", salt: SALT })
    .place(row, { receivedAt: 0, source: "file:a" });
  expect(placed).toMatchObject({
    ok: true,
    value: {
      timestamp: Date.UTC(2026, 0, 1),
      properties: {
        count: 12,
        large: "1152921504606846976",
        at: "1970-01-01T00:00:00.000Z",
        list: [1, null],
      },
    },
  });
});

test("a time outside 1970 to 9999, or none, is refused, as is a row without anyone", async () => {
  const refusals = async (shape: ShapeName, row: unknown): Promise<string | undefined> =>
    (await importFixture(shape, [row])).refused[0]?.reason;
  const outside = /outside 1970 to 9999/;
  expect(await refusals("mixpanel", { event: "a", properties: { time: 1e18, distinct_id: "d" } })).toMatch(
    outside,
  );
  expect(
    await refusals("ga4", { event_name: "a", event_timestamp: "-5000000", user_pseudo_id: "d" }),
  ).toMatch(outside);
  expect(await refusals("posthog", { event: "a", timestamp: "soon", distinct_id: "d" })).toMatch(
    /^timestamp/,
  );
  expect(
    await refusals("umami", { event_type: "1", session_id: "d", created_at: "2024-13-01 00:00:00" }),
  ).toMatch(/^timestamp/);
  expect(
    await refusals("segment", {
      type: "track",
      event: "a",
      messageId: "m",
      timestamp: "2026-01-01T00:00:00Z",
    }),
  ).toMatch(/^distinctId/);
  expect(await refusals("matomo", { idVisit: "1", actionDetails: [] })).toMatch(/no actions/);
  expect(await refusals("server-log", "what is this")).toMatch(/no request/);
  for (const shape of Object.keys(SHAPES) as ShapeName[])
    for (const row of [null, 7, [], "", new Date(0)]) expect(await refusals(shape, row)).toBeTypeOf("string");
});

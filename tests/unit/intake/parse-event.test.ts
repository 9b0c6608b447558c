import { describe, expect, it } from "vitest";
import { parseEvent, parseEvents } from "../../../src/intake/parse-event.ts";

const options = { receivedAt: 1_795_000_000_000, source: "api" };
const good = { name: "sign_up", distinctId: "d1", timestamp: 1_794_999_999_000 };
const parse = (patch: object): ReturnType<typeof parseEvent> => parseEvent({ ...good, ...patch }, options);
const reason = (patch: object): string => {
  const result = parse(patch);
  if (result.ok) throw new Error("was accepted");
  return result.failure.message;
};
const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) });

describe("what may be left out", () => {
  it("gives an event without an id a UUIDv7 of its own time", () => {
    const result = parse({});
    expect(result).toMatchObject({
      ok: true,
      value: {
        type: "track",
        name: "sign_up",
        properties: {},
        receivedAt: options.receivedAt,
        source: "api",
      },
    });
    if (!result.ok) return;
    const hex = result.value.id.replaceAll("-", "").slice(0, 12);
    expect(Number.parseInt(hex, 16)).toBe(good.timestamp);
  });
  it("names pages and identifications by their type, and pages by their name", () => {
    expect(parse({ type: "page", name: undefined })).toMatchObject({ value: { name: "page_view" } });
    expect(parse({ type: "identify", name: undefined })).toMatchObject({ value: { name: "identify" } });
    expect(parse({ name: "page_view" })).toMatchObject({ value: { type: "page" } });
    expect(parse({ name: "page_view", type: "track" })).toMatchObject({ value: { type: "track" } });
    expect(reason({ name: undefined })).toBe("name is missing.");
  });
  it("takes the user id for the distinct id where only that is known", () => {
    expect(parse({ distinctId: undefined, userId: "u" })).toMatchObject({
      value: { distinctId: "u", userId: "u" },
    });
    expect(reason({ distinctId: null })).toContain("distinctId is missing");
  });
  it("lets what the input says of its source count for nothing", () => {
    expect(parse({ source: "evil", importId: "x" })).toMatchObject({ value: { source: "api" } });
    expect(parse({ importId: "x" })).not.toHaveProperty("value.importId");
  });
});

describe("times", () => {
  it.each([
    ["2026-11-24T10:15:00.123Z", Date.UTC(2026, 10, 24, 10, 15, 0, 123)],
    ["2026-11-24T10:15:00+02:00", Date.UTC(2026, 10, 24, 8, 15)],
    ["2026-11-24T10:15-0530", Date.UTC(2026, 10, 24, 15, 45)],
    ["2026-11-24 10:15:00.1239999z", Date.UTC(2026, 10, 24, 10, 15, 0, 123)],
    ["1970-01-01T00:00:00Z", 0],
    ["1969-12-31T23:00:00-01:00", 0],
    [1.5, 2],
    [0.2, 0],
    [-0.2, 0],
  ])("reads %s", (timestamp, expected) => {
    const result = parse({ timestamp });
    expect(result).toMatchObject({ value: { timestamp: expected } });
    if (result.ok) expect(Object.is(result.value.timestamp, -0)).toBe(false);
  });
  it.each([
    ["2026-11-24T10:15:00", "has no time zone"],
    ["2026-11-24", "has no time zone"],
    ["2026-02-30T00:00:00Z", "not a date and time that exists"],
    ["2025-02-29T00:00:00Z", "not a date"],
    ["2026-11-24T24:00:00Z", "not a date"],
    ["tomorrow", "is not ISO 8601"],
    ["", "is not ISO 8601"],
    ["9".repeat(1e6), "is not ISO 8601"],
    [Number.NaN, "not a finite number"],
    [Number.POSITIVE_INFINITY, "not a finite number"],
    [-1, "outside 1970"],
    [253_402_300_800_000, "outside 1970"],
    ["1960-01-01T00:00:00Z", "outside 1970"],
    [undefined, "is missing"],
    [true, "must be epoch"],
    [{}, "must be epoch"],
  ])("refuses %s in words", (timestamp, words) => {
    expect(reason({ timestamp })).toContain(words);
  });
});

describe("limits", () => {
  it.each([
    ["name", { name: "n".repeat(201) }],
    ["name", { name: "" }],
    ["name", { name: 5 }],
    ["type", { type: "t".repeat(65) }],
    ["type", { type: "a\0b" }],
    ["distinctId", { distinctId: "d".repeat(201) }],
    ["distinctId", { distinctId: 7 }],
    ["userId", { userId: "" }],
    ["sessionId", { sessionId: {} }],
    ["id", { id: 1 }],
    ["properties", { properties: [] }],
    ["properties", { properties: new Map() }],
    ["properties", { properties: "{}" }],
    ["properties", { properties: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`k${i}`, i])) }],
    ["properties", { properties: { a: "x".repeat(8200) } }],
    ["properties", { properties: { a: Number.NaN } }],
    ["properties", { properties: { a: [Number.NEGATIVE_INFINITY] } }],
    ["properties", { properties: { a: new Date() } }],
    ["properties", { properties: { a: 5n } }],
    ["properties", { properties: { a: () => 1 } }],
    ["properties", { properties: { a: [undefined] } }],
    ["properties", { properties: { a: nested(6) } }],
  ])("refuses a %s that breaks them, naming it", (path, patch) => {
    const result = parse(patch);
    expect(result).toMatchObject({ ok: false, failure: { kind: "malformed-event", path } });
    expect(reason(patch)).toContain(path === "properties" ? "propert" : path);
  });
  it("takes what just fits", () => {
    expect(parse({ properties: { a: nested(5) } }).ok).toBe(true);
    expect(
      parse({ properties: Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`k${i}`, i])) }).ok,
    ).toBe(true);
    expect(parse({ properties: { a: Array.from({ length: 3000 }, () => 1) } }).ok).toBe(true);
    expect(parse({ name: "é".repeat(200), distinctId: "d".repeat(200) }).ok).toBe(true);
  });
  it("counts bytes, not characters", () => {
    expect(parse({ properties: { a: "x".repeat(8000) } }).ok).toBe(true);
    expect(reason({ properties: { a: "é".repeat(5000) } })).toContain("8192 bytes");
    expect(reason({ properties: { a: "\0".repeat(2000) } })).toContain("8192 bytes");
  });
  it("drops undefined members as JSON does", () => {
    const result = parse({ properties: { a: undefined, b: { c: undefined, d: 1 } } });
    expect(result).toMatchObject({ ok: true });
    if (result.ok) expect(Object.keys(result.value.properties)).toEqual(["b"]);
  });
  it("stops at a circle", () => {
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;
    expect(reason({ properties: circle })).toContain("nested deeper");
  });
});

describe("hostile keys", () => {
  it("keeps __proto__ and constructor as data", () => {
    const input = JSON.parse(
      `{"name":"x","distinctId":"d","timestamp":1,"properties":{"__proto__":{"polluted":true},"constructor":1,"gone":{"__proto__":2}}}`,
    ) as unknown;
    const result = parseEvent(input, options);
    expect(result.ok).toBe(true);
    if (!result.ok) return;
    expect(Object.keys(result.value.properties)).toEqual(["__proto__", "constructor", "gone"]);
    expect(Object.getPrototypeOf(result.value.properties)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
  it("keeps them too where undefined members are dropped", () => {
    const properties = JSON.parse('{"__proto__":{"a":1},"b":1}') as Record<string, unknown>;
    properties["c"] = undefined;
    const result = parse({ properties });
    if (!result.ok) throw new Error(result.failure.message);
    expect(JSON.stringify(result.value.properties)).toBe('{"__proto__":{"a":1},"b":1}');
  });
});

describe("lone surrogates", () => {
  it("become U+FFFD in every string, however deep", () => {
    const lone = "a\ud800";
    const whole = "a\ufffd";
    const result = parseEvent(
      {
        id: lone,
        type: lone,
        name: lone,
        distinctId: lone,
        userId: lone,
        sessionId: lone,
        timestamp: 1,
        properties: { [lone]: [{ [lone]: lone }, "😀"], "\udfff": lone, gone: undefined },
      },
      { receivedAt: 1, source: `file:${lone}` },
    );
    expect(result).toEqual({
      ok: true,
      value: {
        id: whole,
        type: whole,
        name: whole,
        distinctId: whole,
        userId: whole,
        sessionId: whole,
        timestamp: 1,
        receivedAt: 1,
        source: `file:${whole}`,
        properties: { [whole]: [{ [whole]: whole }, "😀"], "\ufffd": whole },
      },
    });
  });
  it("leave __proto__ a key", () => {
    const properties = JSON.parse('{"__proto__":{"a":"\\ud800"}}') as object;
    const result = parse({ properties });
    if (!result.ok) throw new Error(result.failure.message);
    expect(JSON.stringify(result.value.properties)).toBe('{"__proto__":{"a":"\ufffd"}}');
  });
  it("cost a copy only where there are any", () => {
    const properties = { a: "😀", é: ["\0"] };
    const result = parse({ properties });
    expect(result.ok && result.value.properties).toBe(properties);
  });
});

it("refuses bad events of a list one by one, with place and id", () => {
  const parsed = parseEvents([good, null, { ...good, id: "bad", name: 1 }, good], options);
  expect(parsed.events).toHaveLength(2);
  expect(parsed.refused).toEqual([
    { index: 1, reason: "An event must be an object." },
    { index: 2, id: "bad", reason: "name must be text." },
  ]);
});

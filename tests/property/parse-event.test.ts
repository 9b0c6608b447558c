import fc from "fast-check";
import { expect, it } from "vitest";
import { parseEvent } from "../../src/intake/parse-event.ts";
import { EVENT_LIMITS, type JsonValue } from "../../src/model/event.ts";

const options = { receivedAt: 1, source: "api" };
const depthOf = (value: JsonValue): number =>
  typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

const isJson = (value: unknown): boolean => {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object") return typeof value === "string" || typeof value === "boolean";
  return value === null || Object.values(value).every(isJson);
};

const stringsOf = (value: JsonValue): string[] => {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [key, ...stringsOf(member)]);
};

const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withSparseArray: true });
const long = fc.integer({ min: 150, max: 9_000 }).map((length) => "é\0x".repeat(length / 3));
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom("page", "page_view", "identify", "\0", "\ud800", "a\udfff"),
  long,
);
const deep = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.boolean()).map(([levels, list]) => {
  let value: JsonValue = 1;
  for (let level = 0; level < levels; level++) value = list ? [value] : { a: value };
  return value;
});
const wide = fc
  .integer({ min: 90, max: 110 })
  .map((count) => Object.fromEntries(Array.from({ length: count }, (_, key) => [`k${key}`, key])));
const json = fc.oneof(
  fc.dictionary(
    fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("__proto__", "constructor", "toJSON", "\ud83d")),
    fc.oneof(
      fc.jsonValue({ stringUnit: "binary" }) as fc.Arbitrary<JsonValue>,
      deep,
      long,
      text,
      fc.double(),
    ),
  ),
  wide,
);
const field = (shape: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 6, arbitrary: shape }, { weight: 1, arbitrary: anything });
const eventLike = fc.record(
  {
    id: field(text),
    type: field(text),
    name: field(text),
    distinctId: field(text),
    userId: field(text),
    sessionId: field(text),
    timestamp: field(
      fc.oneof(
        fc.double(),
        fc.date().map((date) => (Number.isNaN(+date) ? "" : date.toISOString())),
      ),
    ),
    sentAt: field(fc.double({ min: 0, max: 1e14 })),
    properties: field(json),
  },
  { requiredKeys: ["distinctId", "name", "timestamp"] },
);

it("never throws and never returns an event out of its limits", () => {
  let accepted = 0;
  fc.assert(
    fc.property(fc.oneof(eventLike, anything), (input) => {
      const result = parseEvent(input, options);
      if (!result.ok) {
        expect(result.failure.message.length).toBeLessThan(200);
        return;
      }
      accepted += 1;
      const { id, type, name, distinctId, userId = "", sessionId = "", properties, ...times } = result.value;
      for (const value of [id, name, distinctId]) {
        expect(value.length).toBeGreaterThan(0);
        expect(value.length).toBeLessThanOrEqual(200);
      }
      expect(type.length).toBeLessThanOrEqual(EVENT_LIMITS.typeLength);
      for (const time of [times.timestamp, times.receivedAt, times.sentAt ?? 0]) {
        expect(Number.isSafeInteger(time) && time >= 0 && time < 253_402_300_800_000).toBe(true);
      }
      expect(Object.keys(properties).length).toBeLessThanOrEqual(EVENT_LIMITS.properties);
      expect(depthOf(properties)).toBeLessThanOrEqual(EVENT_LIMITS.depth + 1);
      const whole = JSON.stringify([id, type, name, distinctId, userId, sessionId, properties]);
      expect(Buffer.byteLength(whole)).toBeLessThanOrEqual(EVENT_LIMITS.eventBytes);
      expect(isJson(properties)).toBe(true);
      expect(stringsOf([id, type, name, distinctId, userId, sessionId, properties])).toSatisfy(
        (strings: string[]) => strings.every((string) => string.isWellFormed()),
      );
    }),
    { numRuns: Number(process.env["FC_RUNS"] ?? 2000) },
  );
  expect(accepted).toBeGreaterThan(0);
});

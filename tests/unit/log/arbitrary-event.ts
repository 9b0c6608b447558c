import fc from "fast-check";
import type { JsonValue, LochanEvent, Properties } from "../../../src/model/event.ts";

const hostileText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom("", "__proto__", "constructor", "toString", "\ud800", "\udc00x", "\0", "s", "jtrue"),
);

const withoutNul = hostileText.map((text) => text.replaceAll("\0", ""));

const number = fc
  .oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(0, 1e308, -1e308, 5e-324, 2 ** 53),
  )
  .map((value) => (Object.is(value, -0) ? 0 : value));

/** An own `__proto__` stays a property like any other. */
export function toProperties(entries: readonly (readonly [string, JsonValue])[]): Properties {
  return Object.fromEntries(entries);
}

const json = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    hostileText,
    number,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.array(fc.tuple(hostileText, tie("value")), { maxLength: 3 }).map(toProperties),
  ),
})).value;

const time = fc.integer({ min: 0, max: 253_402_300_799_999 });

const id = fc.oneof(
  fc.uuid(),
  fc.uuid().map((text) => text.toUpperCase()),
  fc.constant("00000000-0000-0000-0000-000000000000"),
  fc.constant("0190a000-0000-7000-8000-00000000000g"),
  fc.constant("0190a000-0000-7000-8000-0000000000-0"),
  hostileText,
);

export const arbitraryEvent: fc.Arbitrary<LochanEvent> = fc
  .record(
    {
      id,
      type: withoutNul,
      name: hostileText,
      properties: fc.array(fc.tuple(hostileText, json), { maxLength: 5 }).map(toProperties),
      distinctId: hostileText,
      userId: hostileText,
      sessionId: hostileText,
      timestamp: time,
      receivedAt: time,
      sentAt: time,
      source: hostileText,
      importId: hostileText,
    },
    {
      noNullPrototype: true,
      requiredKeys: ["id", "type", "name", "properties", "distinctId", "timestamp", "receivedAt", "source"],
    },
  )
  .map((event) => event as LochanEvent);

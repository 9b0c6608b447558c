import { inspect, isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeBatch } from "../../../src/log/decode-batch.ts";
import { makeDictionaries } from "../../../src/log/dictionary.ts";
import { encodeBatch, makeBatchEncoder } from "../../../src/log/encode-batch.ts";
import { selectRows } from "../../../src/log/select-rows.ts";
import { arbitraryEvent, toProperties } from "./arbitrary-event.ts";
import { makeEvent } from "../../support/admitted-log.ts";

// toStrictEqual takes a property called "constructor" for the constructor.
function expectSame(actual: unknown, expected: unknown) {
  if (!isDeepStrictEqual(actual, expected))
    expect.fail(`${inspect(actual, { depth: 9 })}\nis not\n${inspect(expected, { depth: 9 })}`);
}

const events = fc.array(arbitraryEvent, { maxLength: 40 });

describe("encoding and decoding a batch", () => {
  it("gives back exactly the events that went in", () => {
    fc.assert(
      fc.property(events, (given) => {
        const dictionaries = makeDictionaries();
        const columns = encodeBatch(given, dictionaries);
        expectSame(decodeBatch({ columns }, dictionaries), given);
      }),
    );
  });

  it("survives a structured clone, as IndexedDB makes one", () => {
    fc.assert(
      fc.property(events, (given) => {
        const dictionaries = makeDictionaries();
        const columns = structuredClone(encodeBatch(given, dictionaries));
        expectSame(decodeBatch({ columns }, dictionaries), given);
      }),
    );
  });

  it("decodes any rows in the order asked for", () => {
    fc.assert(
      fc.property(events, fc.array(fc.nat(), { maxLength: 20 }), (given, picks) => {
        fc.pre(given.length > 0);
        const dictionaries = makeDictionaries();
        const columns = encodeBatch(given, dictionaries);
        const rows = picks.map((pick) => pick % given.length);
        expectSame(
          decodeBatch({ columns }, dictionaries, rows),
          rows.map((row) => given[row]),
        );
      }),
    );
  });

  it("encodes more events than it was told to expect as it does those", () => {
    fc.assert(
      fc.property(events, fc.integer({ min: 1, max: 40 }), (given, expected) => {
        const [told, surprised] = [makeDictionaries(), makeDictionaries()];
        const encoder = makeBatchEncoder(surprised, expected);
        for (const event of given) encoder.add(event);
        expect(encoder.count).toBe(given.length);
        expect(encoder.finish()).toStrictEqual(encodeBatch(given, told));
      }),
    );
  });

  it("keeps exactly the selected rows", () => {
    fc.assert(
      fc.property(events, fc.func(fc.boolean()), (given, keep) => {
        const dictionaries = makeDictionaries();
        const rows = given.map((_, row) => row).filter((row) => keep(row));
        const columns = selectRows(encodeBatch(given, dictionaries), rows);
        const kept = rows.map((row) => given[row]!);
        expectSame(decodeBatch({ columns }, dictionaries), kept);
      }),
    );
  });

  it("gives equal nested values one ordinal whatever the order of their keys", () => {
    const dictionaries = makeDictionaries();
    const columns = encodeBatch(
      [
        makeEvent({ properties: { at: { a: 1, b: [true] } } }),
        makeEvent({ properties: { at: { b: [true], a: 1 } } }),
      ],
      dictionaries,
    );
    const [first, second] = columns.properties[0]!.text!.ordinals;
    expect(second).toBe(first);
    expect(dictionaries.entry("values", first!)).toBe('j{"a":1,"b":[true]}');
  });

  it("stores a property that is text here and a number there in both parts", () => {
    const dictionaries = makeDictionaries();
    const { properties } = encodeBatch(
      [makeEvent({ properties: { size: 4 } }), makeEvent({ properties: { size: "4" } }), makeEvent()],
      dictionaries,
    );
    expect(properties).toHaveLength(1);
    expect(properties[0]!.numbers).toEqual({ rows: Uint32Array.of(0), values: Float64Array.of(4) });
    expect(properties[0]!.text!.rows).toEqual(Uint32Array.of(1));
  });

  it("leaves out row lists where every event has the property", () => {
    const { properties } = encodeBatch(
      [makeEvent({ properties: { path: "/" } }), makeEvent({ properties: { path: "/a" } })],
      makeDictionaries(),
    );
    expect(properties[0]!.text!.rows).toBeUndefined();
  });

  it("treats __proto__ as a property, nested too", () => {
    const dictionaries = makeDictionaries();
    const nested = toProperties([["__proto__", { polluted: true }]]);
    const given = [makeEvent({ properties: toProperties([["__proto__", nested]]) })];
    const [event] = decodeBatch({ columns: encodeBatch(given, dictionaries) }, dictionaries);
    expect(event!.properties["polluted"]).toBeUndefined();
    expect(JSON.stringify(event!.properties)).toBe('{"__proto__":{"__proto__":{"polluted":true}}}');
  });
});

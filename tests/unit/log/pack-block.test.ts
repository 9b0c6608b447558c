import { inspect, isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeDictionaries } from "../../../src/log/dictionary.ts";
import { encodeBatch } from "../../../src/log/encode-batch.ts";
import { DamagedBlockError } from "../../../src/log/damaged-block.ts";
import { packBlock } from "../../../src/log/pack-block.ts";
import {
  ByteReader,
  ByteWriter,
  packNumbers,
  skipNumbers,
  unpackNumbers,
  unpackNumbersAt,
} from "../../../src/log/pack-numbers.ts";
import { selectRows } from "../../../src/log/select-rows.ts";
import {
  unpackActions,
  unpackBlock,
  unpackSearched,
  unpackUnsearched,
} from "../../../src/log/unpack-block.ts";
import { toSequence } from "../../../src/model/identifier.ts";
import { makeTraffic } from "../../support/web-traffic.ts";
import { arbitraryEvent } from "./arbitrary-event.ts";
import { makeEvent } from "../../support/admitted-log.ts";

function expectSame(actual: unknown, expected: unknown) {
  if (!isDeepStrictEqual(actual, expected))
    expect.fail(`${inspect(actual, { depth: 9 })}\nis not\n${inspect(expected, { depth: 9 })}`);
}

const parts = (count: number) => [{ sequence: toSequence(7), count, firstRow: 3 }];

describe("packing numbers", () => {
  const anyNumber = fc.oneof(
    fc.double(),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.integer({ min: 0, max: 9 }),
    fc.integer({ min: -5, max: 5 }).map((value) => value / 100),
    fc.constantFrom(-0, 2 ** 51, -(2 ** 51), 2 ** 51 + 2, 2 ** 32, 2 ** 32 - 1, Number.NaN),
  );
  const list = fc.oneof(
    fc.array(anyNumber),
    fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 500, maxLength: 1_100 }),
    fc.array(fc.maxSafeInteger()),
    fc.array(fc.integer({ min: -2e9, max: 2e9 }).map((value) => value / 100)),
  );

  it("gives back the same numbers, -0 and NaN among them", () => {
    fc.assert(
      fc.property(list, (values) => {
        const into = new ByteWriter();
        packNumbers(Float64Array.from(values), into);
        into.count(2 ** 53 - 1);
        const from = new ByteReader(into.finish());
        expectSame([...unpackNumbers(values.length, from)], values);
        expect(from.count()).toBe(2 ** 53 - 1);
        const past = new ByteReader(into.finish());
        skipNumbers(values.length, past);
        expect(past.count()).toBe(2 ** 53 - 1);
      }),
    );
  });

  it("gives back some of the numbers, and goes past all", () => {
    fc.assert(
      fc.property(list, fc.infiniteStream(fc.nat(7)), (values, chance) => {
        const into = new ByteWriter();
        packNumbers(Float64Array.from(values), into);
        into.count(2 ** 53 - 1);
        const from = new ByteReader(into.finish());
        const places = Uint32Array.from([...values.keys()].filter(() => chance.next().value === 0));
        const expected = Array.from(places, (place) => values[place]);
        expectSame([...unpackNumbersAt(places, values.length, from)], expected);
        expect(from.count()).toBe(2 ** 53 - 1);
      }),
    );
  });

  it("takes as many bits as the range needs, and as many for steps where those are smaller", () => {
    const bytes = (values: number[]) => {
      const into = new ByteWriter();
      packNumbers(Float64Array.from(values), into);
      return into.length;
    };
    const rows = Array.from({ length: 512 }, (_, row) => row);
    const head = 1 + 9;
    expect(bytes(rows.map(() => 123_456_789))).toBe(head);
    expect(bytes(rows.map((row) => (row % 3) * 5))).toBe(head + (512 * 4) / 8);
    expect(bytes(rows.map((row) => 1e12 + 1_000 * row + (row % 2)))).toBeLessThan(2 * head + (512 * 3) / 8);
    expect(bytes(rows.map((row) => 9.99 + (row % 2) / 100))).toBeLessThan(100);
  });
});

describe("packing a block", () => {
  it("gives back exactly its columns and parts", () => {
    fc.assert(
      fc.property(fc.array(arbitraryEvent, { maxLength: 40 }), (events) => {
        const columns = encodeBatch(events, makeDictionaries());
        const content = { parts: parts(events.length), columns };
        const packed = packBlock(content);
        expectSame(unpackBlock(packed), content);
        const { count, timestamp, name, distinct, user } = columns;
        const actions = { count, timestamp, name, distinct, user };
        expectSame(unpackActions(packed), { parts: content.parts, columns: actions });
      }),
    );
  });

  it("gives what is not searched by of some rows, and what is of all", () => {
    const events = fc.array(fc.tuple(arbitraryEvent, fc.boolean()), { maxLength: 40 });
    fc.assert(
      fc.property(events, (given) => {
        const columns = encodeBatch(
          given.map(([event]) => event),
          makeDictionaries(),
        );
        const packed = packBlock({ parts: parts(given.length), columns });
        const rows = [...given.keys()].filter((at) => given[at]![1]);
        const searched = selectRows(unpackSearched(packed).columns, rows);
        expectSame(
          { ...searched, ...unpackUnsearched(packed, Uint32Array.from(rows)) },
          selectRows(columns, rows),
        );
      }),
    );
  });

  it("names damage wherever one bit is turned or an end is missing", () => {
    const columns = encodeBatch([makeEvent(), makeEvent()], makeDictionaries());
    const bytes = packBlock({ parts: parts(2), columns });
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const damaged = bytes.slice();
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => unpackBlock(damaged)).toThrow(DamagedBlockError);
      expect(() => unpackActions(damaged)).toThrow(DamagedBlockError);
      expect(() => unpackUnsearched(damaged, Uint32Array.of(0))).toThrow(DamagedBlockError);
    }
    for (const length of [0, 3, 4, bytes.length - 1])
      expect(() => unpackBlock(bytes.slice(0, length))).toThrow(DamagedBlockError);
  });

  it("needs at most 30 bytes for an event of web traffic with ten properties", () => {
    const count = 65_536;
    const now = Date.parse("2026-11-24T00:00:00Z");
    const events = makeTraffic({ count, from: now - 3_600_000, to: now, seed: 1 });
    const columns = encodeBatch(
      events.map((event) => makeEvent({ ...(event as object), receivedAt: Number(event.timestamp) + 40 })),
      makeDictionaries(),
    );
    const bytes = packBlock({ parts: parts(count), columns });
    expect(bytes.length / count).toBeLessThan(30);
    expectSame(unpackBlock(bytes).columns.timestamp, columns.timestamp);
  });
});

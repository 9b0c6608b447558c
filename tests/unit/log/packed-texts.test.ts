import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteReader, ByteWriter } from "../../../src/log/pack-numbers.ts";
import { packTexts } from "../../../src/log/pack-texts.ts";
import { PackedTexts } from "../../../src/log/packed-texts.ts";
import { makeTextTest } from "../../../src/model/event-search.ts";

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: fc.constantFrom("a", "B", "b", "s"), maxLength: 6 }),
  fc.uuid(),
  fc.tuple(fc.constantFrom("d", "u", "s", "\u{ff}", "\u{100}"), fc.uuid()).map(([tag, id]) => tag + id),
  fc.uuid().map((id) => id.toUpperCase()),
  fc.constantFrom("", "\ufeffbom", "\ud800", "a\udc00b", "\0"),
);
const texts = fc.array(fc.oneof({ weight: 8, arbitrary: text }, fc.constant(null)), { maxLength: 60 });

function pack(...lists: (string | null)[][]): ByteReader {
  const into = new ByteWriter();
  for (const list of lists) packTexts(list, into);
  return new ByteReader(into.finish());
}

const all = (list: PackedTexts): (string | null | undefined)[] =>
  Array.from({ length: list.length }, (_, at) => list.at(at));

describe("PackedTexts", () => {
  it("are the same again, one after another and in any order", () => {
    fc.assert(
      fc.property(texts, fc.infiniteStream(fc.nat(70)), (given, numbers) => {
        const from = pack(given, [...given].reverse());
        const list = new PackedTexts(from);
        for (const number of numbers.take(20)) expect(list.at(number)).toBe(given[number]);
        expect(all(list)).toEqual(given);
        expect(all(new PackedTexts(from))).toEqual(given.toReversed());
      }),
    );
  });

  it("take the sixteen bytes of a UUID, less where neighbours share their beginning", () => {
    const ids = Array.from({ length: 1_000 }, (_, number) => {
      const random = Array.from({ length: 18 }, (__, at) =>
        ((number * 7919 + at * 104_729) % 16).toString(16),
      );
      const hex = `0190a00000${(number % 256).toString(16).padStart(2, "0")}7${random.join("").slice(0, 3)}8${random.join("").slice(0, 15)}`;
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
    });
    const into = new ByteWriter();
    packTexts(ids, into);
    expect(into.length / ids.length).toBeLessThan(14);
    expect(all(new PackedTexts(new ByteReader(into.finish())))).toEqual(ids);
  });

  const plain = fc.string({ unit: fc.constantFrom("a", "A", "b", "s", "-", "1"), maxLength: 5 });
  const isUuid = (given: string): boolean => fc.uuid().canShrinkWithoutContext(given.slice(-36));
  const searched = fc.array(
    fc.oneof(
      { weight: 6, arbitrary: plain },
      fc.constant(null),
      fc.uuid(),
      fc.uuid().map((id) => `s${id}`),
    ),
    { maxLength: 40 },
  );

  it("tell which hold a text as looking at each does, and not across two", () => {
    fc.assert(
      fc.property(searched, plain.filter(Boolean), fc.nat(1), (given, wanted, skipped) => {
        const { isIn, text: folded } = makeTextTest(wanted);
        const expected = [...given.keys()].filter((at) => {
          const held = given[at];
          return held !== null && held !== undefined && !isUuid(held) && isIn(held.slice(skipped));
        });
        expect(new PackedTexts(pack(given)).holding(folded, skipped)).toEqual(expected);
      }),
    );
  });

  it("do not tell where lower case depends on what is beside a letter, or is longer", () => {
    expect(new PackedTexts(pack(["ΟΔΟΣ", "a"])).holding("a", 0)).toBeUndefined();
    expect(new PackedTexts(pack(["İstanbul", "a"])).holding("a", 0)).toBeUndefined();
  });
});

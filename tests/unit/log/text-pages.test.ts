import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { IdHash } from "../../../src/log/event-id.ts";
import { TextPages } from "../../../src/log/text-pages.ts";

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.string({ unit: "grapheme" }),
  fc.uuid(),
  fc.tuple(fc.constantFrom("d", "u", "s", "\u{ff}", "\u{100}"), fc.uuid()).map(([tag, id]) => tag + id),
  fc.uuid().map((id) => id.toUpperCase()),
  fc.constantFrom("", "\ufeffbom", "\ud800", "a\udc00b", "\0"),
);
const texts = fc.array(fc.oneof({ weight: 8, arbitrary: text }, fc.constant(null)), { maxLength: 60 });

describe("TextPages", () => {
  it("gives back every string as it was, and nothing else is it", () => {
    fc.assert(
      fc.property(texts, (given) => {
        const store = new TextPages();
        for (const each of given) store.push(each);
        expect(store.size).toBe(given.length);
        for (const [number, each] of given.entries()) {
          expect(store.at(number)).toBe(each);
          for (const other of given) if (other !== null) expect(store.is(number, other)).toBe(other === each);
        }
        expect(store.at(given.length)).toBeUndefined();
      }),
    );
  });

  it("hashes equal strings alike, and others apart", () => {
    const store = new TextPages();
    const hashOf = (each: string) => {
      const hash: IdHash = { shard: 0, fingerprint: 0 };
      store.hash(each, hash);
      return `${hash.shard} ${hash.fingerprint}`;
    };
    const id = "0190a000-0000-7000-8000-00000000000a";
    expect(hashOf(`d${id}`)).toBe(hashOf(`d${id}`));
    expect(new Set([id, `d${id}`, `u${id}`, `${id}d`, "d", ""].map(hashOf)).size).toBe(6);
  });

  it("forgets what it is truncated by and goes on from there, across pages", () => {
    const store = new TextPages();
    const long = "x".repeat(100_000);
    for (let number = 0; number < 40; number++) store.push(`${number}${long}`);
    store.truncate(7);
    expect([store.size, store.at(6), store.at(7)]).toEqual([7, `6${long}`, undefined]);
    for (let number = 7; number < 30; number++) store.push(`new ${number}${long}`);
    expect([store.at(6), store.at(7), store.at(29)]).toEqual([`6${long}`, `new 7${long}`, `new 29${long}`]);
    store.truncate(0);
    store.push("first");
    expect([store.size, store.at(0)]).toEqual([1, "first"]);
  });
});

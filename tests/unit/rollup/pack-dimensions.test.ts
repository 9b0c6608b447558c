import fc from "fast-check";
import { expect, test } from "vitest";
import { CUT_SESSION_BASE } from "../../../src/database/rows.ts";
import {
  packCounts,
  packMembers,
  packStays,
  unpackCounts,
  unpackMembers,
  unpackStays,
} from "../../../src/rollup/pack-dimensions.ts";

const ascending = (most: number, length: number) =>
  fc.uniqueArray(fc.nat(most), { maxLength: length }).map((list) => Uint32Array.from(list).sort());

test("stays come back, given and cut ones, whatever the gaps", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(
          fc.oneof(
            fc.nat(300),
            fc.nat(CUT_SESSION_BASE - 1),
            fc.integer({ min: CUT_SESSION_BASE, max: 2 ** 32 - 1 }),
          ),
          fc.oneof(fc.nat(10), fc.nat(2 ** 32 - 1)),
        ),
        { maxLength: 200 },
      ),
      (pairs) => {
        const sorted = pairs.toSorted(([a], [b]) => a - b);
        const stays = {
          sessions: Uint32Array.from(sorted, ([session]) => session),
          actors: Uint32Array.from(sorted, ([, actor]) => actor),
        };
        expect(unpackStays(packStays(stays))).toEqual(stays);
      },
    ),
  );
});

test("members come back, with and without flags, in lists of any density", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(ascending(5000, 60), fc.constantFrom("none", "all", "some")), { maxLength: 20 }),
      (lists) => {
        const flagged = lists.map(([stays, flags]) =>
          Array.from(
            stays,
            (stay) => 2 * stay + (flags === "all" || (flags === "some" && stay % 3 === 0) ? 1 : 0),
          ),
        );
        const members = Uint32Array.from(flagged.flat());
        const starts = Uint32Array.from({ length: flagged.length + 1 }, (_, at) =>
          flagged.slice(0, at).reduce((sum, { length }) => sum + length, 0),
        );
        expect(unpackMembers(packMembers({ starts, members }, 5001))).toEqual({ starts, members });
      },
    ),
  );
});

test("counts come back, and that they are not told", () => {
  const told = {
    untold: false,
    values: Uint32Array.of(0, 1, 300, 2 ** 32 - 2),
    events: Uint32Array.of(1, 128, 2 ** 31, 7),
    pageViews: Uint32Array.of(0, 128, 5, 7),
  };
  const none = new Uint32Array(0);
  const untold = { untold: true, values: none, events: none, pageViews: none };
  expect(unpackCounts(packCounts([told, untold, told]), 3)).toMatchObject([told, untold, told]);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { CUT_SESSION_BASE } from "../../../src/database/rows.ts";
import { toProjectId } from "../../../src/model/identifier.ts";
import { DamagedRowError } from "../../../src/rollup/damaged-row.ts";
import { bucketBytes, noValues, type ValueLists } from "../../../src/rollup/dimension-bucket.ts";
import { bucketRows, rowsToBucket } from "../../../src/rollup/dimension-rows.ts";
import {
  everyStay,
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

const none = new Uint32Array(0);
const told = {
  untold: false,
  values: Uint32Array.of(0, 1, 300, 2 ** 32 - 2),
  events: Uint32Array.of(1, 128, 2 ** 31, 7),
  pageViews: Uint32Array.of(0, 128, 5, 7),
  starts: Uint32Array.of(0, 1, 1, 2, 2),
  members: Uint32Array.of(0, 2),
};
const pick = ({ untold, values, events, pageViews }: ValueLists) => ({ untold, values, events, pageViews });
const bucketOf = (...lists: ValueLists[]) => ({
  sessions: Uint32Array.of(4, 9),
  actors: Uint32Array.of(1, 1),
  lists,
});

test("counts come back, and that they are not told", () => {
  const untold = { untold: true, values: none, events: none, pageViews: none };
  const lists = unpackCounts(packCounts(bucketOf(told, noValues(true), told)), 3);
  expect(lists).toMatchObject([
    { ...pick(told), isEvery: false },
    { ...untold, isEvery: false },
    { ...pick(told), isEvery: false },
  ]);
});

test("a value of every stay, without page views, needs no row of members; any other does", () => {
  const every = {
    untold: false,
    values: Uint32Array.of(7),
    events: Uint32Array.of(5),
    pageViews: Uint32Array.of(0),
    ...everyStay(2),
  };
  const flagged = { ...every, pageViews: Uint32Array.of(1), members: Uint32Array.of(0, 3) };
  const some = { ...every, starts: Uint32Array.of(0, 1), members: Uint32Array.of(2) };
  const scope = { projectId: toProjectId("p1"), set: "s", tier: "day", start: 0 } as const;
  const bucket = bucketOf(every, flagged, some);
  const rows = bucketRows(scope, bucket, undefined, 0);
  expect(rows.map(({ part }) => part)).toEqual(["day:counts", "day:stays", "day:1", "day:2"]);
  const [counts, stays, ...members] = rows;
  expect(rowsToBucket([undefined, counts, stays, undefined, ...members])).toEqual(bucket);

  // What was of every stay and no longer is has a row from then on, and the other way round none is needed.
  const grown = { ...bucket, lists: [flagged, every, some] };
  expect(bucketRows(scope, grown, bucket, 0).map(({ part }) => part)).toEqual(["day:counts", "day:0"]);
  const [grownCounts, first] = bucketRows(scope, grown, bucket, 0);
  expect(rowsToBucket([undefined, grownCounts, stays, first, members[0], members[1]])).toEqual(grown);
  const lacking = [undefined, grownCounts, stays, undefined, members[0], members[1]];
  expect(() => rowsToBucket(lacking)).toThrow(DamagedRowError);
});

test("a small bucket is one row; grown, it is in parts, and one that shrank is one row again", () => {
  const scope = { projectId: toProjectId("p1"), set: "s", tier: "day", start: 0 } as const;
  const every = {
    ...told,
    values: Uint32Array.of(7),
    events: Uint32Array.of(5),
    pageViews: Uint32Array.of(0),
  };
  const small = bucketOf({ ...every, ...everyStay(2) }, told, noValues(true));
  const [whole, ...others] = bucketRows(scope, small, undefined, bucketBytes(small));
  expect([whole?.part, others]).toEqual(["day:whole", []]);
  const nothing = [undefined, undefined, undefined, undefined, undefined];
  expect(rowsToBucket([whole, ...nothing])).toEqual(small);
  // Parts of before do not count beside it.
  const parts = bucketRows(scope, bucketOf(told, told, told), undefined, 0);
  expect(rowsToBucket([whole, ...parts])).toEqual(small);

  // Parts that did not change have no row of their own yet.
  const more = { ...told, values: Uint32Array.of(1, 2, 3, 4, 5), starts: Uint32Array.of(0, 1, 1, 1, 1, 2) };
  const large = { ...small, lists: [more, told, more] };
  const grown = bucketRows(scope, large, small, bucketBytes(large) - 1);
  expect(grown.map(({ part }) => part)).toEqual([
    "day:whole",
    "day:counts",
    "day:stays",
    "day:0",
    "day:1",
    "day:2",
  ]);
  expect(grown[0]?.packed).toHaveLength(0);
  expect(bucketRows(scope, small, large, bucketBytes(small)).map(({ part }) => part)).toEqual(["day:whole"]);
  expect(() => rowsToBucket([{ ...whole!, checksum: 0 }, ...nothing])).toThrow(DamagedRowError);
});

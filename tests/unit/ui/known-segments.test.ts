import { expect, test } from "vitest";
import type { FilterTerm } from "../../../src/model/question.ts";
import type { Segment } from "../../../src/model/segment.ts";
import { termToText } from "../../../src/ui/state/filter-words.ts";
import { withNames, withoutUnknown, withPlaced } from "../../../src/ui/state/known-segments.ts";

const PRO: FilterTerm = { property: "plan", op: "is", value: "pro" };
const BLOG: FilterTerm = { property: "path", op: "matches", value: "/blog/*" };
const segment = (id: string, name: string, terms: FilterTerm[]): Segment => ({
  ...{ id, name, terms, createdAt: 1, updatedAt: 1 },
});
const SEGMENTS = [segment("one", "Pros", [PRO]), segment("two", "Pro readers", [PRO, BLOG])];

test("segments that are gone are left out, and groups that are empty then", () => {
  const terms: FilterTerm[] = [
    PRO,
    { segment: "one", not: true },
    { segment: "gone" },
    { any: [{ segment: "gone" }, { all: [{ segment: "lost", not: true }] }] },
    { any: [BLOG, { segment: "gone" }] },
  ];
  expect(withoutUnknown(terms, SEGMENTS)).toEqual({
    terms: [PRO, { segment: "one", not: true }, { any: [BLOG] }],
    gone: 4,
  });
  expect(withoutUnknown([PRO, { any: [PRO, BLOG] }], [])).toEqual({
    terms: [PRO, { any: [PRO, BLOG] }],
    gone: 0,
  });
});

test("what segments stand for is put in their place, but for those that must not hold", () => {
  const terms: FilterTerm[] = [{ segment: "one" }, { any: [{ segment: "two" }, BLOG] }];
  expect(withPlaced(terms, SEGMENTS)).toEqual([PRO, { any: [{ all: [PRO, BLOG] }, BLOG] }]);
  const others: FilterTerm[] = [{ segment: "one", not: true }, { segment: "gone" }];
  expect(withPlaced(others, SEGMENTS)).toEqual(others);
});

test("a segment has its name in words, and its id where it is not known", () => {
  const words = withNames([{ any: [{ segment: "two" }, PRO] }, { segment: "gone" }], SEGMENTS);
  expect(words.map((term) => termToText(term, {}))).toEqual([
    "(In segment Pro readers or plan is pro)",
    "In segment gone",
  ]);
});

import { expect, test } from "vitest";
import { parseViewState, viewStateToParams, type ViewState } from "../../../src/ui/state/url-state.ts";

const plain: ViewState = {
  window: { last: "24h" },
  compare: true,
  filters: [],
  measure: "events",
  allTraffic: false,
};

test("an address that says nothing shows the last 24 hours of events against the period before", () => {
  expect(parseViewState({})).toEqual({ state: plain, notices: [] });
});

test("every view comes back from its own address", () => {
  const views: ViewState[] = [
    plain,
    { ...plain, window: { last: "12mo" }, compare: false, measure: "users", granularity: "week" },
    { ...plain, allTraffic: true },
    { ...plain, window: { from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 1, 1, 12, 30) } },
    {
      ...plain,
      filters: [
        { property: "path", op: "is", value: "/?a=1&b=<i>" },
        { property: "seats", op: "greater", value: 5 },
        { property: "plan", op: "is-not", value: ["team", null, true] },
        { property: "utm_source", op: "not-set" },
        {
          who: "user",
          did: { name: "signup", filters: [{ property: "plan", op: "is", value: "team" }] },
          least: 2,
          days: 7,
          not: true,
        },
        { who: "user", firstSeen: { from: 1, to: 2 } },
        {
          any: [
            { segment: "s1", not: true },
            { who: "session", did: {} },
          ],
        },
        {
          any: [
            { property: "path", op: "matches", value: "/blog/*" },
            {
              all: [
                { property: "plan", op: "set" },
                { any: [{ property: "seats", op: "between", value: [1, 5] }] },
              ],
            },
          ],
        },
      ],
    },
  ];
  for (const view of views)
    expect(parseViewState(viewStateToParams(view))).toEqual({ state: view, notices: [] });
});

test("a plain view leaves the address bare", () => {
  expect(Object.values(viewStateToParams(plain)).filter((value) => value !== undefined)).toEqual([]);
});

test("a range that is nonsense is said in words and shows the last 24 hours", () => {
  const nonsense = [
    { range: "yesterdayish" },
    { range: ["24h", "7d"] },
    { from: "2026-01-01T00:00:00Z" },
    { from: "2026-02-01T00:00:00.000Z", to: "2026-01-01T00:00:00.000Z" },
    { from: "NaN", to: "Infinity" },
    { from: "<script>", to: "2026-01-01T00:00:00.000Z" },
    { from: "1969-12-31T23:59:59.999Z", to: "2026-01-01T00:00:00.000Z" },
    { from: "2026-01-01T00:00:00.000Z", to: "9999-12-31T23:59:59-01:00" },
    { from: "1970-01-01T00:00:00.000Z", to: "2200-01-01T00:00:00.000Z" },
  ];
  for (const params of nonsense)
    expect(parseViewState(params)).toEqual({
      state: plain,
      notices: ["This link's range was not understood; showing the last 24 hours."],
    });
});

test("a bucket size that does not suit the range is said in words, and gone from the address", () => {
  for (const params of [
    { by: "minute", range: "30d" },
    { by: "month", range: "7d" },
    { by: "hour", from: "2026-01-01T00:00:00.000Z", to: "2026-06-01T00:00:00.000Z" },
  ]) {
    const { state, notices } = parseViewState(params);
    expect(notices).toEqual(["This link's bucket size does not suit its range; showing what does."]);
    expect(state).not.toHaveProperty("granularity");
  }
  const { state, notices } = parseViewState({ by: "day", range: "30d" });
  expect([state.granularity, notices]).toEqual(["day", []]);
  expect(viewStateToParams({ ...state, window: { last: "24h" } })["by"]).toBeUndefined();
});

test("filters that are nonsense are left out and said, and everything else is kept", () => {
  const deep = { any: [{ any: [{ any: [{ any: [["a", "set"]] }] }] }] };
  const nonsense = [
    "[",
    "{}",
    '[["path"]]',
    '[["path","is"]]',
    '[["path","glob","*"]]',
    '[["path","is",{"a":1}]]',
    '[["path","set",1,2]]',
    '[{"any":[]}]',
    '[{"any":[["path"]]}]',
    '[{"all":7}]',
    '[{"__proto__":1}]',
    "[null]",
    JSON.stringify([deep]),
    JSON.stringify([["path", "is", "x".repeat(9000)]]),
    `[${"[".repeat(500)}${"]".repeat(500)}]`,
  ];
  for (const filters of nonsense) {
    const { state, notices } = parseViewState({ filters, range: "7d" });
    expect(state).toEqual({ ...plain, window: { last: "7d" } });
    expect(notices).toHaveLength(1);
  }
});

test("of a link's filters those that are understood are kept, as many as there may be", () => {
  const kept = { property: "plan", op: "is", value: "team" };
  const { state, notices } = parseViewState({
    filters: JSON.stringify([["plan", "is", "team"], ["plan", "between", [1]], { any: [] }]),
  });
  expect(state.filters).toEqual([kept]);
  expect(notices).toEqual([
    "Of this link, filter 2 was left out: between needs a list of two values.",
    "Of this link, filter 3 was left out: a group has no filters.",
  ]);
  const many = parseViewState({
    filters: JSON.stringify(
      Array.from({ length: 12 }, () => ({
        all: [
          ["a", "set"],
          ["b", "set"],
        ],
      })),
    ),
  });
  expect(many.state.filters).toHaveLength(10);
  expect(many.notices).toEqual(["This link has more than 20 filters; the first 10 are kept."]);
});

test("each part that is not understood has a notice of its own", () => {
  const { state, notices } = parseViewState({
    range: "x",
    filters: "x",
    measure: "money",
    by: "fortnight",
    compare: "maybe",
    traffic: "some",
  });
  expect(state).toEqual(plain);
  expect(notices).toHaveLength(6);
});

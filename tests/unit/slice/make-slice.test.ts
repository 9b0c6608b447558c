import { expect, test } from "vitest";
import { PAGE_VIEW, type LochanEvent } from "../../../src/model/event.ts";
import { fail } from "../../../src/model/failure.ts";
import { makeSlice, type SliceRequest } from "../../../src/slice/make-slice.ts";
import { filterToText } from "../../../src/ui/state/filter-words.ts";
import { withheldWords } from "../../../src/ui/share/withheld-words.ts";
import { naiveAsk } from "../../support/naive-ask.ts";
import { makeEvent, makeProject, need } from "../../support/rolled-project.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START = Date.UTC(2026, 10, 2);
const NOW = START + 40 * DAY_MS;
const project = makeProject();

const REQUEST: SliceRequest = {
  from: START,
  to: START + 4 * DAY_MS,
  timeZone: "UTC",
  granularity: "day",
  leastUsers: 3,
  filters: [],
  traffic: "all",
  chart: true,
  lists: [
    { panel: "Top events", label: "Top events", breakdown: "$name" },
    { panel: "Pages", label: "Pages", breakdown: "path", name: PAGE_VIEW },
  ],
};

/** A view of a page by each of some users. */
const views = (day: number, users: readonly number[], path = "/", name = PAGE_VIEW): LochanEvent[] =>
  users.map((user) =>
    makeEvent({
      name,
      distinctId: `u${user}`,
      timestamp: START + day * DAY_MS + HOUR_MS,
      properties: { path },
    }),
  );

const slice = async (events: readonly LochanEvent[], over: Partial<SliceRequest> = {}) =>
  need(await makeSlice(naiveAsk(events, project, NOW), { ...REQUEST, ...over }));

/** On a page of its own. */
const rare = (event: LochanEvent, at: number): LochanEvent => ({
  ...event,
  properties: { path: `/rare-${at}` },
});

const CROWD = [1, 2, 3, 4, 5, 6];

test("without anything small, every number is told", async () => {
  const events = [0, 1, 2, 3].flatMap((day) => [
    ...views(day, CROWD),
    ...views(day, CROWD, "/pricing"),
    ...views(day, CROWD, "/", "signup"),
  ]);
  const { slice: made, withheld } = await slice(events);
  expect(withheld).toEqual({ values: 0, buckets: 0, figures: 0, lists: [], shorterLists: [] });
  expect(made.ranges).toHaveLength(5);
  expect(made.ranges[0]).toEqual({ from: START, to: START + 4 * DAY_MS, events: 72, users: 6, sessions: 24 });
  expect(made.buckets?.events).toEqual([18, 18, 18, 18]);
  expect(made.lists[0]?.parts[0]).toEqual({
    rows: [
      [PAGE_VIEW, 48],
      ["signup", 24],
    ],
    rest: 0,
    of: "list",
  });
  expect(made.lists[1]?.parts[2]).toEqual({
    rows: [
      ["/", 6],
      ["/pricing", 6],
    ],
    rest: 0,
    of: "list",
  });
});

test("a value of few users is in the rest, with the smallest named one where the rest alone would tell it", async () => {
  const events = [...views(0, CROWD), ...views(0, CROWD, "/pricing").slice(1), ...views(0, [1], "/secret")];
  const { slice: made, withheld } = await slice(events);
  const pages = made.lists.find(({ label }) => label === "Pages");
  expect(pages?.parts[0]).toEqual({ rows: [["/", 6]], rest: 6, of: "list" });
  expect(JSON.stringify(made)).not.toContain("/secret");
  expect(withheld.values).toBe(1);
});

test("values of few users are counted as far as an answer names them, and of lists that are told", async () => {
  const pages = Array.from({ length: 1_200 }, (_, at) => views(0, [at % 6], `/rare-${at}`)).flat();
  const told = await slice([...views(0, CROWD), ...pages]);
  expect(told.withheld).toMatchObject({ values: 999, moreValues: true });
  expect(withheldWords(told.withheld, 3)[0]).toBe(
    "More than 999 values of lists, of fewer than 3 users: in “Everything else”",
  );
  const none = await slice([...views(0, CROWD, "/", "signup"), ...views(0, CROWD, "/").map(rare)]);
  expect(none.slice.lists.map(({ label }) => label)).toEqual(["Top events"]);
  expect(none.withheld).toMatchObject({ values: 0, lists: ["Pages"] });
});

test("what just enough users have is told, of one user fewer it is not", async () => {
  const [least, fewer] = [
    [1, 2, 3],
    [1, 2],
  ];
  const told = async (users: number[]) => {
    const { slice: made } = await slice([...views(0, CROWD), ...views(0, CROWD, "/b"), ...views(1, users)]);
    return { ranges: made.ranges.map(({ events }) => events), buckets: made.buckets?.events };
  };
  expect(await told(least)).toEqual({ ranges: [15, 12, 3, 0, 0], buckets: [12, 3, 0, 0] });
  expect((await told(fewer)).buckets?.slice(0, 2)).toEqual([null, null]);
  const paths = async (users: number[]) =>
    (await slice([...views(0, CROWD), ...views(0, users, "/c")])).slice.lists[1]?.parts[0];
  expect(await paths(least)).toMatchObject({
    rows: [
      ["/", 6],
      ["/c", 3],
    ],
  });
  expect(await paths(fewer)).toBeUndefined();
});

test("page views are not told where one other event would follow from them, their pages are", async () => {
  const events = [...views(0, CROWD), ...views(0, CROWD, "/pricing"), ...views(0, [1], "/", "signup")];
  const { slice: made, withheld } = await slice([...events, ...views(0, [4, 5, 6, 7], "/rare")]);
  expect(withheld.lists).toEqual(["Top events"]);
  expect(made.lists[0]?.parts[0]).toEqual({
    rows: [
      ["/", 6],
      ["/pricing", 6],
    ],
    rest: 5,
    of: "more",
  });
});

test("a list of one name is not told beside that of all names: the rest of a value could be of one user", async () => {
  const events = [...views(0, CROWD), ...views(0, [1], "/", "signup"), ...views(0, CROWD, "/a", "search")];
  const lists = [
    { panel: "Paths", label: "Paths", breakdown: "path" },
    { panel: "Pages", label: "Pages", breakdown: "path", name: PAGE_VIEW },
  ];
  const { slice: made, withheld } = await slice(events, { lists });
  expect((await slice(events, { lists, leastUsers: 1 })).withheld.lists).toEqual([]);
  expect(withheld.lists).toEqual(["Pages"]);
  expect(made.lists.map(({ label, parts }) => [label, parts[0]?.rows])).toEqual([
    [
      "Paths",
      [
        ["/", 7],
        ["/a", 6],
      ],
    ],
  ]);
});

test("days of few users are told together, with the smallest other day where they are too few together", async () => {
  const events = [...views(0, [...CROWD, 7, 8, 9]), ...views(1, CROWD), ...views(2, [1]), ...views(3, CROWD)];
  const { slice: made } = await slice(events);
  expect(made.ranges.map(({ events: count }) => count)).toEqual([22, 9, 6, 7]);
  expect(made.ranges[3]).toMatchObject({ from: START + 2 * DAY_MS, to: START + 4 * DAY_MS, users: 6 });
  expect(made.buckets?.events).toEqual([9, 6, null, null]);
});

test("in weeks, days of few users are together what is left of the week", async () => {
  const events = [...Array(28).keys()].flatMap((day) =>
    views(day, day === 9 ? [1, 2] : day === 12 ? [3, 4] : CROWD),
  );
  const { slice: made } = await slice(events, { to: START + 28 * DAY_MS });
  expect(made.ranges).toHaveLength(5);
  // Of two and two users nobody knows whether they are four: the smallest day joins them.
  const hidden = made.buckets?.events.flatMap((value, at) => (value === null ? [at] : []));
  expect(hidden).toEqual([7, 9, 12]);
});

test("users of a day are not told where the whole has one or two more, the events are", async () => {
  const { slice: made } = await slice([...views(0, [...CROWD, 7, 8]), ...views(1, CROWD)]);
  expect(made.ranges.map(({ users }) => users)).toEqual([8, 8, null, 0, 0]);
  expect(made.buckets).toMatchObject({ events: [8, 6, 0, 0], users: [8, null, 0, 0] });
});

test("few users in the whole range: no file", async () => {
  const made = await makeSlice(naiveAsk(views(0, [1, 2]), project, NOW), REQUEST);
  expect(made).toMatchObject({ ok: false, failure: { kind: "invalid-input", path: "range" } });
});

test("a range that changes while it is read is read again, and refused when it never stands still", async () => {
  const events = views(0, CROWD);
  let asked = 0;
  const once = await makeSlice(async (question) => {
    if (++asked === 5) events.push(...views(0, CROWD));
    return naiveAsk(events, project, NOW)(question);
  }, REQUEST);
  expect(need(once).slice.ranges[0]?.events).toBe(12);
  const never = await makeSlice(async (question) => {
    events.push(...views(0, [1]));
    return naiveAsk(events, project, NOW)(question);
  }, REQUEST);
  expect(never).toMatchObject({ ok: false, failure: { kind: "invalid-input" } });
});

test("after a failure nothing more is asked", async () => {
  let asked = 0;
  const made = await makeSlice(async () => {
    asked++;
    return fail({ kind: "query-cancelled", message: "Stopped." });
  }, REQUEST);
  expect(made).toMatchObject({ ok: false, failure: { kind: "query-cancelled" } });
  expect(asked).toBe(1);
});

test("shorter ranges are parts of the whole where filters ask what users did", async () => {
  const events = [0, 1, 2, 3].flatMap((day) => [
    ...views(day, CROWD, "/", "signup"),
    // Who buys does so at the end.
    ...views(day, day === 3 ? [1, 2, 3, 4] : [], "/", "bought"),
  ]);
  const { slice: made } = await slice(events, {
    filters: [{ who: "user", did: { name: "bought" } }],
    lists: [],
  });
  const [whole, ...days] = made.ranges;
  expect(whole).toMatchObject({ events: 20, users: 4 });
  expect(days.map((day) => day.events)).toEqual([4, 4, 4, 8]);
});

test("a file says the name of a segment, and not what it is", async () => {
  const terms = [{ property: "path", op: "is", value: "/secret" } as const];
  const placed = { segment: "s-1", not: true, placed: { name: "Team", terms } } as const;
  const answer = naiveAsk(views(0, CROWD), project, NOW);
  const made = need(
    await makeSlice(
      async (question) => {
        const { filters: _, ...rest } = question;
        const answered = need(
          await answer({ ...rest, filters: [{ ...placed, placed: { ...placed.placed } }] }),
        );
        const receipt = { ...answered.receipt, segments: [{ id: "s-1", name: "Team", terms }] };
        return { ok: true, value: { ...answered, receipt } };
      },
      { ...REQUEST, filters: [{ any: [{ segment: "s-1", not: true }] }], lists: [] },
    ),
  );
  expect(filterToText(made.slice.filters[0]!)).toBe("Not in segment Team");
  expect(JSON.stringify(made.slice)).not.toContain("secret");
});

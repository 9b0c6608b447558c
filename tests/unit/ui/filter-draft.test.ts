import { expect, test } from "vitest";
import type { FilterTerm } from "../../../src/model/question.ts";
import {
  blankDraft,
  draftToTerm,
  filterToDraft,
  listToTerms,
  termToDraft,
  textToToken,
  withOperator,
  withOr,
  withToken,
  type DidDraft,
  type Draft,
  type FirstSeenDraft,
  type PropertyDraft,
} from "../../../src/ui/filters/draft.ts";

const blank = blankDraft() as PropertyDraft;
const plan: PropertyDraft = { ...blank, property: "plan", text: "team" };
const TEAM: FilterTerm = { property: "plan", op: "is", value: "team" };

test("what is edited comes back as it was, unless something is changed", () => {
  const terms: FilterTerm[] = [
    TEAM,
    { property: "path", op: "is-not", value: ["/a", null, ""] },
    { property: "code", op: "is", value: ["404", 404] },
    { property: "active", op: "is", value: true },
    { property: "path", op: "contains", value: "7" },
    { property: "$name", op: "matches", value: "sign*" },
    { property: "seats", op: "greater", value: 5 },
    { property: "seats", op: "between", value: [-1, 5.5] },
    { property: "day", op: "between", value: ["2026-01-01", "2026-02-01"] },
    { property: "$userId", op: "less", value: "m" },
    { property: "$utmCampaign", op: "between", value: ["2025", "spring"] },
    { property: "$entryPage", op: "greater", value: "/b" },
    { property: "plan", op: "set" },
    { who: "user", did: { name: "signup", filters: [TEAM] }, least: 2, days: 7 },
    { who: "session", did: { type: "page" }, not: true },
    { who: "user", did: {}, least: 3 },
    { who: "user", firstSeen: "window" },
    { who: "user", firstSeen: { days: 30 }, not: true },
    { segment: "buyers" },
    { segment: "buyers", not: true },
    { any: [TEAM, { all: [{ property: "path", op: "not-set" }, TEAM] }] },
  ];
  for (const term of terms) expect(draftToTerm(termToDraft(term))).toEqual({ ok: true, value: term });
  const kolkata = { who: "user", firstSeen: { from: 1_700_000_040_000, to: 1_700_100_000_000 } } as const;
  const draft = termToDraft(kolkata, "Asia/Kolkata");
  expect(draft).toMatchObject({ when: "span", from: "2023-11-15T03:44" });
  expect(draftToTerm(draft, "Asia/Kolkata")).toEqual({ ok: true, value: kolkata });
});

test("several values are tokens, each of them once, and what is still typed is one of them", () => {
  const typed = withToken(withToken({ ...plan, text: "" }, textToToken("team")), textToToken("404"));
  expect(typed.tokens.map(({ words }) => words)).toEqual(["team", "404"]);
  expect(withToken(typed, textToToken("team")).tokens).toHaveLength(2);
  expect(draftToTerm({ ...typed, text: "pro" })).toEqual({
    ok: true,
    value: { property: "plan", op: "is", value: ["team", "404", 404, "pro"] },
  });
  expect(filterToDraft({ property: "code", op: "is", value: ["404", 404] }).tokens).toHaveLength(1);
});

test("another condition keeps what was said of the value", () => {
  const contains = withOperator(filterToDraft({ property: "plan", op: "is", value: "team" }), "contains");
  expect(draftToTerm(contains)).toEqual({
    ok: true,
    value: { property: "plan", op: "contains", value: "team" },
  });
  expect(draftToTerm(withOperator(contains, "is-not"))).toEqual({
    ok: true,
    value: { property: "plan", op: "is-not", value: "team" },
  });
});

test("what is wrong is said at its field", () => {
  const wrong = (draft: Draft): string => {
    const made = draftToTerm(draft);
    return made.ok ? "" : `${made.wrong.field}: ${made.wrong.message}`;
  };
  expect(wrong(blank)).toBe("property: Choose a property.");
  expect(wrong({ ...plan, text: "" })).toBe("value: Give a value, or choose “is set”.");
  expect(wrong({ ...plan, op: "greater", text: "many" })).toMatch(/^value: Give a number/);
  expect(wrong({ ...plan, op: "between", text: "5", upper: "" })).toMatch(/^upper: Give a number/);
  expect(wrong({ ...plan, op: "between", text: "5", upper: "1" })).toBe("upper: It ends before it begins.");
  expect(wrong({ ...plan, op: "between", text: "5", upper: "2026-01-01" })).toMatch(/^value: .*two numbers/);
  expect(wrong({ ...plan, op: "matches", text: "a\\b" })).toMatch(/^value: A pattern has/);
  expect(wrong({ kind: "group", joint: "any", terms: [] })).toBe("list: Add a condition first.");
  const did = blankDraft("did") as DidDraft;
  expect(wrong(did)).toMatch(/^list: Choose an event/);
  expect(wrong({ ...did, least: "0" })).toBe("least: Give a whole number, 1 to 1,000,000.");
  expect(wrong({ ...did, least: "1.5" })).toMatch(/^least/);
  expect(wrong({ ...did, days: "5000" })).toMatch(/^days: Give a whole number, 1 to 3,660/);
  expect(
    wrong({
      ...did,
      event: { name: "signup" },
      where: { terms: [], open: { at: 0, draft: { ...plan, text: "" } } },
    }),
  ).toMatch(/^value/);
  const seen = blankDraft("first-seen") as FirstSeenDraft;
  expect(wrong({ ...seen, when: "days", days: "" })).toMatch(/^days/);
  expect(wrong({ ...seen, when: "span", from: "2026-01-02T00:00", to: "2026-01-01T00:00" })).toBe(
    "to: It ends before it begins.",
  );
  expect(wrong(blankDraft("segment"))).toBe("segment: Choose a segment.");
});

test("a group is its terms with the one that is written in its place; blank ones are none", () => {
  const other: FilterTerm = { property: "path", op: "set" };
  expect(listToTerms({ terms: [TEAM, other], open: { at: 0, draft: { ...plan, text: "pro" } } })).toEqual({
    ok: true,
    value: [{ ...TEAM, value: "pro" }, other],
  });
  expect(listToTerms({ terms: [TEAM], open: { at: 1, draft: blank } })).toEqual({ ok: true, value: [TEAM] });
  // A value without its property is not nothing.
  expect(listToTerms({ terms: [TEAM], open: { at: 1, draft: { ...plan, property: " " } } })).toMatchObject({
    ...{ ok: false, wrong: { field: "property" } },
  });
  const deep: Draft = {
    kind: "group",
    joint: "all",
    terms: [TEAM],
    open: { at: 1, draft: { kind: "group", joint: "any", terms: [other], open: { at: 1, draft: plan } } },
  };
  expect(draftToTerm(deep)).toEqual({ ok: true, value: { all: [TEAM, { any: [other, TEAM] }] } });
  const unfinished: Draft = { ...deep, open: { at: 1, draft: { ...plan, text: "" } } };
  expect(draftToTerm(unfinished)).toMatchObject({ ok: false, wrong: { field: "value" } });
  expect(draftToTerm({ kind: "group", joint: "any", terms: [TEAM] })).toEqual({ ok: true, value: TEAM });
});

test("or makes a finished draft the first of a group, and begins the second", () => {
  expect(withOr(plan)).toEqual({
    ok: true,
    value: { kind: "group", joint: "any", terms: [TEAM], open: { at: 1, draft: blank } },
  });
  expect(withOr(blank).ok).toBe(false);
});

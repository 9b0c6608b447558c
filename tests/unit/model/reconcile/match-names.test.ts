import { expect, test } from "vitest";
import { foldText } from "../../../../src/model/reconcile/fold-text.ts";
import { changeMatch, matchNames } from "../../../../src/model/reconcile/match-names.ts";

const named = (name: string, events = 1, page?: true) => ({ name, events, ...(page && { page }) });

test("case, accents, spaces and marks make no difference, and what is marks alone stays", () => {
  expect(["Sign Up", "sign_up", "$sign-up", "signUp"].map(foldText)).toEqual(
    Array.from({ length: 4 }, () => "signup"),
  );
  expect(foldText("Café")).toBe("cafe");
  expect(foldText("???")).toBe("???");
});

test("names match as they are written, by being the look at a page, and as they fold", () => {
  const matches = matchNames(
    [named("Sign Up", 5), named("page", 90, true), named("bought", 3), named("only here", 1)],
    [named("page_view", 80, true), named("sign_up", 4), named("bought", 3), named("scroll", 70)],
  );
  expect([...matches].sort()).toEqual([
    ["Sign Up", "sign_up"],
    ["bought", "bought"],
    ["page", "page_view"],
  ]);
});

test("a name with two likenesses gets the more frequent, and the other stays alone", () => {
  const matches = matchNames([named("Sign Up", 5), named("sign-up", 9)], [named("sign_up", 4)]);
  expect([...matches]).toEqual([["sign-up", "sign_up"]]);
});

test("a match that a person makes takes the name from whoever had it, and one that is unmade leaves both alone", () => {
  const matches = new Map([
    ["a", "x"],
    ["b", "y"],
  ]);
  expect([...changeMatch(matches, "a", "y")]).toEqual([["a", "y"]]);
  expect([...changeMatch(matches, "a", undefined)]).toEqual([["b", "y"]]);
});

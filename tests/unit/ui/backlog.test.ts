import { expect, test } from "vitest";
import { makeBacklog } from "../../../src/ui/state/backlog.ts";

test("a log that is folded as it grows is never late", () => {
  const backlog = makeBacklog();
  backlog.folded(9);
  for (let second = 0; second < 20; second++) {
    backlog.grew(10 + second, second * 1_000);
    expect(backlog.isLate(second * 1_000 + 900)).toBe(false);
    backlog.folded(10 + second);
  }
});

test("what is not folded for long is late until all of it is, however much is folded meanwhile", () => {
  const backlog = makeBacklog();
  backlog.folded(1);
  backlog.grew(2, 0);
  backlog.grew(5, 100);
  backlog.grew(9, 200);
  expect(backlog.isLate(2_500)).toBe(false);
  expect(backlog.isLate(2_700)).toBe(true);
  backlog.folded(4);
  expect(backlog.isLate(3_000)).toBe(true);
  backlog.folded(8);
  expect(backlog.isLate(3_000)).toBe(true);
  backlog.folded(9);
  expect(backlog.isLate(60_000)).toBe(false);
});

test("nothing is late before it is said how far folds have come, nor of another project", () => {
  const backlog = makeBacklog();
  backlog.grew(7, 0);
  expect(backlog.isLate(10_000)).toBe(false);
  // Told after the events it is of.
  backlog.folded(0);
  expect(backlog.isLate(10_000)).toBe(true);
  backlog.forget();
  backlog.grew(8, 10_000);
  expect(backlog.isLate(60_000)).toBe(false);
  backlog.folded(8);
  expect(backlog.isLate(60_000)).toBe(false);
});

test("where nothing was folded yet, the first events are late at once", () => {
  const backlog = makeBacklog();
  backlog.folded(0);
  backlog.grew(0, 0);
  expect(backlog.isLate(0)).toBe(false);
  backlog.grew(3, 10);
  expect(backlog.isLate(10)).toBe(true);
  backlog.folded(3);
  expect(backlog.isLate(10)).toBe(false);
});

test("a page that opens while events stream in gives their fold its time", () => {
  const backlog = makeBacklog();
  backlog.folded(100);
  backlog.grew(103, 0);
  expect(backlog.isLate(2_000)).toBe(false);
  expect(backlog.isLate(3_000)).toBe(true);
});

test("word of an older fold that comes late takes nothing back", () => {
  const backlog = makeBacklog();
  backlog.folded(9);
  backlog.folded(4);
  backlog.grew(8, 0);
  expect(backlog.isLate(60_000)).toBe(false);
});

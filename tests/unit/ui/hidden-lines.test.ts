import { expect, test } from "vitest";
import { showAlone, shownLinesWords, toggleLine } from "../../../src/ui/charts/hidden-lines.ts";

const LINES = [
  { id: "A", words: "signup" },
  { id: "B", words: "search" },
  { id: "C", words: "A / B" },
];
const ids = LINES.map(({ id }) => id);
const hidden = (...them: string[]): ReadonlySet<string> => new Set(them);

test("a line goes and comes back", () => {
  expect(toggleLine(hidden("B"), "A")).toEqual(hidden("A", "B"));
  expect(toggleLine(hidden("A", "B"), "A")).toEqual(hidden("B"));
});

test("a line is shown alone, hidden or not, and then all are", () => {
  expect(showAlone(hidden(), "B", ids)).toEqual(hidden("A", "C"));
  expect(showAlone(hidden("B", "C"), "B", ids)).toEqual(hidden("A", "C"));
  expect(showAlone(hidden("A", "C"), "B", ids)).toEqual(hidden());
});

test("what is shown is said in words", () => {
  expect(shownLinesWords(LINES, hidden())).toBe("All lines are shown.");
  expect(shownLinesWords(LINES, hidden("A", "C"))).toBe("Only search is shown.");
  expect(shownLinesWords(LINES, hidden("A"))).toBe("2 of 3 lines are shown.");
  expect(shownLinesWords(LINES, hidden("A", "B", "C"))).toBe("No line is shown.");
});

import { expect, it } from "vitest";
import { evaluateFormula, FORMULA_LENGTH, lettersOf, parseFormula } from "../../../src/model/formula.ts";

const VALUES: Record<string, number | undefined> = { A: 6, B: 3, C: 0, D: undefined };
function work(text: string): number | undefined {
  const parsed = parseFormula(text);
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return evaluateFormula(parsed.value, (letter) => VALUES[letter]);
}
const wrong = (text: string): string => {
  const parsed = parseFormula(text);
  if (parsed.ok) throw new Error(`“${text}” was understood`);
  return parsed.failure.message;
};

it.each([
  ["A/B", 2],
  ["(A+B)*100/A", 150],
  ["A-B-1", 2],
  ["A/B/2", 1],
  ["2+3*4", 14],
  ["-A + 1.5", -4.5],
  ["--A", 6],
  ["a × b ÷ 2 − .5", 8.5],
  ["C*A", 0],
  ["-C", 0],
])("works out %s", (text, value) => {
  expect(work(text)).toBe(value);
});

it.each([
  "A/C",
  "A/(B/C)",
  "1/0",
  "0/0",
  "D",
  "A+D",
  "1/(A-B*2)",
  `${"9".repeat(190)}*${"9"}`.slice(0, 190) + "/C",
])("leaves a gap for %s", (text) => {
  expect(work(text)).toBeUndefined();
});

it("leaves a gap where the result is no number any more", () => {
  const huge = "9".repeat(60);
  expect(work(`${huge}*${huge}*${huge}`)).toBeDefined();
  const parsed = parseFormula("A*A*A*A");
  if (!parsed.ok) throw new Error("not understood");
  expect(evaluateFormula(parsed.value, () => 1e100)).toBeUndefined();
});

it.each([
  ["", "it is empty"],
  ["A+", "something is missing at its end"],
  ["(A", "the parenthesis at 1 is not closed"],
  ["A)", "the parenthesis at 2 was not opened"],
  ["A B", "an operator is missing before “B” at 3"],
  ["A**B", "“*” at 3 stands where a series or a number should"],
  ["A/Z", "no series is called Z"],
  ["A % B", "“%” at 3 is no part of a formula"],
  ["alert(1)", "an operator is missing before “L” at 2"],
  ["😀", "“😀” at 1 is no part of a formula"],
  ["(".repeat(80), "it has too many parentheses in each other"],
  ["A".repeat(FORMULA_LENGTH + 1), `it is longer than ${FORMULA_LENGTH} characters`],
])("says what is wrong with %s", (text, words) => {
  expect(wrong(text)).toBe(`The formula was not understood: ${words}.`);
});

it("tells the letters it is about", () => {
  const parsed = parseFormula("(B + A) / B - 1");
  expect(parsed.ok && lettersOf(parsed.value)).toEqual(["A", "B"]);
});

import { fail, type Result, success } from "./failure.ts";

/** What series are called, in the order in which they get their names. */
export const SERIES_LETTERS = ["A", "B", "C", "D", "E", "F", "G", "H"] as const;
export type SeriesLetter = (typeof SERIES_LETTERS)[number];

export const FORMULA_LENGTH = 200;
/** Of parentheses and signs in each other. */
const DEEPEST = 50;

type Operator = "+" | "-" | "*" | "/";

/** What a formula says, as a tree. */
export type Formula =
  | { kind: "number"; value: number }
  | { kind: "series"; letter: SeriesLetter }
  | { kind: "negative"; of: Formula }
  | { kind: "operation"; operator: Operator; left: Formula; right: Formula };

interface Token {
  text: string;
  /** From 1. */
  place: number;
}

const TOKEN = /\s*(\d+\.?\d*|\.\d+|[A-Za-z]|[-+*/()])/y;
/** Signs as they are pasted from texts. */
const SIGNS: Record<string, string> = { "×": "*", "·": "*", "÷": "/", "−": "-", "–": "-" };

class NotAFormula extends Error {}

function readTokens(text: string): Token[] {
  const plain = text.replaceAll(/[×·÷−–]/g, (sign) => SIGNS[sign] ?? sign).trimEnd();
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < plain.length) {
    const from = TOKEN.lastIndex;
    const found = TOKEN.exec(plain);
    if (found === null) {
      const rest = plain.slice(from).trimStart();
      throw new NotAFormula(
        `“${String.fromCodePoint(rest.codePointAt(0) ?? 0x20)}” at ${plain.length - rest.length + 1} is no part of a formula`,
      );
    }
    const [, token = ""] = found;
    tokens.push({ text: token.toUpperCase(), place: TOKEN.lastIndex - token.length + 1 });
  }
  return tokens;
}

const isLetter = (text: string): text is SeriesLetter => SERIES_LETTERS.some((letter) => letter === text);

/** `*` and `/` before `+` and `-`, each from the left; a sign holds tighter than all of them. */
function readTree(tokens: readonly Token[]): Formula {
  let at = 0;
  const readSum = (depth: number): Formula => readOperations(["+", "-"], () => readProduct(depth));
  const readProduct = (depth: number): Formula => readOperations(["*", "/"], () => readFactor(depth));
  const readOperations = (operators: readonly Operator[], readOperand: () => Formula): Formula => {
    let left = readOperand();
    for (;;) {
      const operator = operators.find((each) => each === tokens[at]?.text);
      if (operator === undefined) return left;
      at++;
      left = { kind: "operation", operator, left, right: readOperand() };
    }
  };
  const readFactor = (depth: number): Formula => {
    if (depth > DEEPEST) throw new NotAFormula("it has too many parentheses in each other");
    const token = tokens[at++];
    if (token === undefined) throw new NotAFormula("something is missing at its end");
    if (token.text === "-") return { kind: "negative", of: readFactor(depth + 1) };
    if (token.text === "(") {
      const inner = readSum(depth + 1);
      if (tokens[at++]?.text !== ")")
        throw new NotAFormula(`the parenthesis at ${token.place} is not closed`);
      return inner;
    }
    if (isLetter(token.text)) return { kind: "series", letter: token.text };
    const value = Number(token.text);
    if (!Number.isNaN(value)) return { kind: "number", value };
    throw new NotAFormula(
      /[A-Z]/.test(token.text)
        ? `no series is called ${token.text}`
        : `“${token.text}” at ${token.place} stands where a series or a number should`,
    );
  };
  const tree = readSum(0);
  const rest = tokens[at];
  if (rest === undefined) return tree;
  throw new NotAFormula(
    rest.text === ")"
      ? `the parenthesis at ${rest.place} was not opened`
      : `an operator is missing before “${rest.text}” at ${rest.place}`,
  );
}

/**
 * Numbers, the letters of series, `+ - * /` and parentheses. Fails with `invalid-input`, which says in words what is
 * wrong and where.
 */
export function parseFormula(text: string): Result<Formula> {
  const refuse = (words: string): Result<never> =>
    fail({ kind: "invalid-input", message: `The formula was not understood: ${words}.`, path: "formula" });
  if (text.length > FORMULA_LENGTH) return refuse(`it is longer than ${FORMULA_LENGTH} characters`);
  if (text.trim() === "") return refuse("it is empty");
  try {
    return success(readTree(readTokens(text)));
  } catch (error) {
    if (error instanceof NotAFormula) return refuse(error.message);
    throw error;
  }
}

/** Letters a formula is about, each once, in the order of the alphabet. */
export function lettersOf(formula: Formula): SeriesLetter[] {
  const found = new Set<SeriesLetter>();
  const visit = (each: Formula): void => {
    if (each.kind === "series") found.add(each.letter);
    else if (each.kind === "negative") visit(each.of);
    else if (each.kind === "operation") {
      visit(each.left);
      visit(each.right);
    }
  };
  visit(formula);
  return SERIES_LETTERS.filter((letter) => found.has(letter));
}

/**
 * The value where each series has the one that `valueOf` tells. Undefined, which is a gap, where a series it needs has
 * none, where it divides by zero, and where the result is too large for a number.
 */
export function evaluateFormula(
  formula: Formula,
  valueOf: (letter: SeriesLetter) => number | undefined,
): number | undefined {
  const evaluate = (each: Formula): number | undefined => {
    switch (each.kind) {
      case "number":
        return each.value;
      case "series":
        return valueOf(each.letter);
      case "negative": {
        const of = evaluate(each.of);
        return of === undefined ? undefined : -of;
      }
      case "operation": {
        const [left, right] = [evaluate(each.left), evaluate(each.right)];
        if (left === undefined || right === undefined) return undefined;
        return operate(each.operator, left, right);
      }
    }
  };
  const value = evaluate(formula);
  // -0 is nobody's figure.
  return value !== undefined && Number.isFinite(value) ? value + 0 : undefined;
}

function operate(operator: Operator, left: number, right: number): number | undefined {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return right === 0 ? undefined : left / right;
  }
}

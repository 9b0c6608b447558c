import { describe, expect, it } from "vitest";
import type { AnyAnswer, Question } from "../../../src/model/question.ts";
import { hashOfText, receiptRecord } from "../../../src/model/receipt-hash.ts";
import { success } from "../../../src/model/failure.ts";
import type { Project } from "../../../src/model/project.ts";
import { answerReceipt, compareAnswers } from "../../../src/ui/receipts/answer-receipt.ts";
import { receiptToText } from "../../../src/ui/receipts/receipt-view.ts";

const HOUR_MS = 3_600_000;
const FROM = Date.UTC(2026, 9, 25);
const question: Question = {
  version: 1,
  measure: "events",
  window: { last: "24h" },
  granularity: "hour",
  filters: [{ property: "country", op: "is", value: "DE" }],
};
const answer = (
  total: number,
  receipt: Partial<AnyAnswer["receipt"]> = {},
  series: [number, number][] = [[FROM, total]],
): AnyAnswer => ({
  total,
  series,
  receipt: {
    ...{ source: "hourly", generation: 1, sequence: 40, ms: 3, scanned: 9 },
    ...{ from: FROM, to: FROM + 25 * HOUR_MS, timeZone: "Europe/Berlin" },
    ...receipt,
  },
});
const project = { id: "p", timeZone: "Europe/Berlin" } as Project;

describe("the hash of a receipt", () => {
  it("is of what was asked and answered, not of where from, how fast or when", async () => {
    const record = receiptRecord(question, answer(5));
    expect(
      receiptRecord(question, answer(5, { source: "raw", ms: 900, sequence: 80, scanned: 1, sql: "S" })),
    ).toBe(record);
    expect(receiptRecord(question, { ...answer(5), incompleteFrom: FROM })).toBe(record);
    expect(receiptRecord({ ...question, window: { from: FROM, to: FROM + 25 * HOUR_MS } }, answer(5))).toBe(
      record,
    );
    expect(receiptRecord(question, answer(6))).not.toBe(record);
    expect(receiptRecord(question, answer(5, { timeZone: "UTC" }))).not.toBe(record);
    expect(receiptRecord({ ...question, measure: "users" }, answer(5))).not.toBe(record);
    // Worked out by another tool: printf '{"a":1}' | sha256sum
    expect(await hashOfText('{"a":1}')).toBe(
      "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862",
    );
  });
});

describe("a receipt", () => {
  it("lists the buckets of the window, clock changes included, and can be checked by its text", async () => {
    const view = answerReceipt({ ask: () => Promise.reject(new Error("not asked")) }, project, {
      question,
      answer: answer(5),
    });
    expect(view.buckets?.starts).toHaveLength(25);
    expect(view.words).toContain("where country is DE");
    const hash = await hashOfText(view.record);
    const lines = receiptToText(view, hash).split("\n");
    expect(await hashOfText(lines.at(-1) ?? "")).toBe(hash);
    expect(lines.join()).toContain(hash);
  });

  it("asks as of then, and about the same instants where the zone is another one", async () => {
    const asked: unknown[] = [];
    const ask = (_: string, ...rest: unknown[]) => {
      asked.push(rest);
      return Promise.resolve(success(answer(5)));
    };
    const told = { question, answer: answer(5) };
    const same = await answerReceipt({ ask }, project, told).runAgain();
    expect(same.ok && same.value.isSame).toBe(true);
    await answerReceipt({ ask }, { ...project, timeZone: "UTC" }, told).runAgain();
    const at = FROM + 25 * HOUR_MS - 1;
    expect(asked).toEqual([
      [question, { at }],
      [{ ...question, window: { from: FROM, to: at + 1 } }, { at }],
    ]);
  });
});

it("a receipt tells what a segment stood for, and that it was changed since", () => {
  const asked: Question = { ...question, filters: [{ segment: "s1", not: true }] };
  const standing = (value: string): Partial<AnyAnswer["receipt"]> => ({
    segments: [{ id: "s1", name: "Buyers", terms: [{ property: "plan", op: "is", value }] }],
  });
  const told = { question: asked, answer: answer(5, standing("pro")) };
  const view = answerReceipt({ ask: () => Promise.reject(new Error("not asked")) }, project, told);
  expect(view.words).toContain("where Not in segment Buyers");
  expect(view.facts).toContainEqual(["Segment “Buyers”", "plan is pro"]);
  expect(compareAnswers(told, answer(5, standing("pro"))).isSame).toBe(true);
  expect(compareAnswers(told, answer(5, standing("team"))).isSame).toBe(false);
  expect(compareAnswers(told, answer(6, standing("team"))).words.join(" ")).toContain(
    "Segment “Buyers” is now plan is team",
  );
});

describe("what changed", () => {
  const told = { question, answer: answer(5) };
  const words = (again: AnyAnswer): string => compareAnswers(told, again).words.join(" ");

  it("is told with its reason, as far as receipts know it", () => {
    expect(words(answer(7, { sequence: 52 }))).toMatch(
      /was 5 and is 7.*1 bucket has another value.*went on from entry 40 to 52/,
    );
    expect(words(answer(4, { generation: 2, sequence: 3 }))).toMatch(/written anew, from generation 1 to 2/);
    expect(words(answer(4, { timeZone: "UTC" }))).toMatch(/time zone was Europe\/Berlin and is UTC/);
    expect(words(answer(4, { leftOut: { rules: ["Bots"], events: 1 } }))).toMatch(/Traffic rules left out/);
    expect(words(answer(4))).toMatch(/Nothing is known that would explain it/);
  });

  it("is nothing where the log went on and the figures did not", () => {
    expect(compareAnswers(told, answer(5, { sequence: 90, source: "raw" }))).toEqual({
      isSame: true,
      words: ["The log went on from entry 40 to 90. This time from raw events."],
    });
  });
});

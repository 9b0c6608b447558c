import type { EngineApi } from "../../engine/api.ts";
import { success } from "../../model/failure.ts";
import type { Project } from "../../model/project.ts";
import { type AnswerSource, type AnyAnswer, type AnyQuestion, type Receipt } from "../../model/question.ts";
import { receiptRecord } from "../../model/receipt-hash.ts";
import { zoneOf } from "../../model/time-zone.ts";
import { capital } from "../state/capital.ts";
import { counted } from "../state/counted.ts";
import { formatCount, formatFigure, formatInstant, formatMs } from "../state/format.ts";
import { termToText } from "../state/filter-words.ts";
import { questionToText } from "./question-text.ts";
import type { Outcome, ReceiptBuckets, ReceiptView } from "./receipt-view.ts";

/** A question and what it was answered. */
export interface Told {
  question: AnyQuestion;
  answer: AnyAnswer;
}

export const SOURCE_WORDS: Record<AnswerSource, { short: string; long: string; scanned: string }> = {
  counters: { short: "counters", long: "Realtime counters", scanned: "second" },
  hourly: { short: "hourly rollups", long: "Hourly rollups", scanned: "bucket" },
  daily: { short: "daily rollups", long: "Daily rollups", scanned: "bucket" },
  raw: { short: "raw events", long: "Every event (DuckDB)", scanned: "row" },
};

/** A window may be of so many hours that listing all of them helps nobody. */
const MOST_BUCKETS = 5_000;

function bucketsOf({ source, from, to, timeZone }: Receipt): ReceiptBuckets | undefined {
  const unit = ({ counters: "second", hourly: "hour", daily: "day", raw: undefined } as const)[source];
  if (unit === undefined) return undefined;
  const zone = zoneOf(timeZone);
  const starts: number[] = [];
  const next = (at: number): number => (unit === "second" ? at + 1000 : zone.nextBucket(unit, at));
  for (let at = from; at < to && starts.length < MOST_BUCKETS; at = next(at)) starts.push(at);
  return { unit, starts, timeZone };
}

function leftOutText({ rules, events }: NonNullable<Receipt["leftOut"]>): string {
  if (rules.length === 0) return "nothing: no traffic rule is on";
  return `${counted(events, "event")}, by ${counted(rules.length, "traffic rule")}: ${rules.join(", ")}`;
}

/** What each saved segment of the question stood for. */
const segmentFacts = ({ segments = [], timeZone }: Receipt): [name: string, words: string][] =>
  segments.map(({ name, terms }) => [
    `Segment “${name}”`,
    terms.map((term) => termToText(term, { timeZone })).join(" and "),
  ]);

const figure = (value: number | null | undefined): string =>
  value === undefined || value === null ? "nothing to tell" : formatFigure(value);

/** What an answer's receipt tells; running it again asks about the same time, whatever window was named. */
export function answerReceipt(engine: Pick<EngineApi, "ask">, project: Project, told: Told): ReceiptView {
  const { question, answer } = told;
  const { receipt } = answer;
  const source = SOURCE_WORDS[receipt.source];
  const buckets = bucketsOf(receipt);
  const record = receiptRecord(question, answer);
  return {
    words: questionToText(question, receipt),
    asked: JSON.stringify({ ...question, window: { from: receipt.from, to: receipt.to } }, null, 2),
    facts: [
      ["Answer", figure(answer.total)],
      ...(answer.previous === undefined ? [] : [["Before", figure(answer.previous)] as const]),
      ...(answer.groups === undefined ? [] : [["Values listed", formatCount(answer.groups.length)] as const]),
      ["Source", source.long],
      ["Looked at", counted(receipt.scanned, source.scanned)],
      ["Time in the worker", formatMs(receipt.ms)],
      ...(receipt.weekStart === undefined ? [] : [["Weeks from", capital(receipt.weekStart)] as const]),
      ...(receipt.leftOut === undefined ? [] : [["Left out", leftOutText(receipt.leftOut)] as const]),
      ...segmentFacts(receipt),
      ["As of", positionWords(receipt)],
    ],
    sql: receipt.sql,
    buckets,
    record,
    async runAgain() {
      const isSameZone = receipt.timeZone === project.timeZone;
      // A named window is asked about as of then: what it is compared with is by its name.
      const asked = isSameZone ? question : { ...question, window: { from: receipt.from, to: receipt.to } };
      const again = await engine.ask(project.id, asked, { at: receipt.to - 1 });
      return again.ok ? success(compareAnswers(told, again.value)) : again;
    },
  };
}

const positionWords = ({ generation, sequence }: Pick<Receipt, "generation" | "sequence">): string =>
  `log entry ${formatCount(sequence)}${generation > 1 ? `, generation ${generation}` : ""}`;

/** Whether a question was answered the same again, and if not, what differs and why as far as receipts tell. */
export function compareAnswers({ question, answer }: Told, again: AnyAnswer): Outcome {
  const [then, now] = [answer.receipt, again.receipt];
  const went =
    then.generation === now.generation && then.sequence === now.sequence
      ? ["The log is where it was."]
      : [movedWords(then, now)];
  if (receiptRecord(question, answer) === receiptRecord(question, again)) {
    const source = now.source === then.source ? "" : ` This time from ${SOURCE_WORDS[now.source].short}.`;
    return { isSame: true, words: [`${went.join(" ")}${source}`] };
  }
  const differs: string[] = [];
  if (answer.total !== again.total)
    differs.push(`The answer was ${figure(answer.total)} and is ${figure(again.total)}.`);
  if (answer.previous !== again.previous)
    differs.push(`What it is compared with was ${figure(answer.previous)} and is ${figure(again.previous)}.`);
  const before = new Map(answer.series ?? []);
  const changed = (again.series ?? []).filter(([time, value]) => before.get(time) !== value);
  if (changed.length > 0)
    differs.push(
      `${counted(changed.length, "bucket has", "buckets have")} another value, the first at ${formatInstant(changed[0]![0], now.timeZone)}.`,
    );
  if (differs.length === 0) differs.push("The total is the same, what it is made of is not.");
  const why: string[] = [];
  if (then.timeZone !== now.timeZone)
    why.push(`The project's time zone was ${then.timeZone} and is ${now.timeZone}.`);
  if (then.weekStart !== now.weekStart) why.push("The project's weeks begin on another day.");
  if (JSON.stringify(then.segments) !== JSON.stringify(now.segments))
    why.push(
      `A saved segment was changed: ${segmentFacts(now)
        .map(([name, words]) => `${name} is now ${words}`)
        .join("; ")}.`,
    );
  const [ruled, rules] = [then.leftOut, now.leftOut];
  if (JSON.stringify(ruled) !== JSON.stringify(rules))
    why.push(
      `Traffic rules left out ${ruled === undefined ? "what is not known" : leftOutText(ruled)}, and now ${rules === undefined ? "what is not known" : leftOutText(rules)}.`,
    );
  if (then.generation !== now.generation || then.sequence !== now.sequence) why.push(...went);
  if (why.length === 0) why.push("Nothing is known that would explain it: check the numbers under Settings.");
  return { isSame: false, words: [...differs, ...why] };
}

const movedWords = (then: Receipt, now: Receipt): string =>
  then.generation === now.generation
    ? `The log went on from entry ${formatCount(then.sequence)} to ${formatCount(now.sequence)}.`
    : `The log was written anew, from generation ${then.generation} to ${now.generation}: something was erased, an import was undone, or other contents came to stand.`;

import type { MirrorNeed } from "../mirror/mirror.ts";
import type { Reading } from "../mirror/readings.ts";
import { bucketStarts } from "../model/buckets.ts";
import { allFiltersIn } from "../model/filter-terms.ts";
import { type AnyAnswer, type AnyMeasure, type Point } from "../model/question.ts";
import { type AnswerRow as Row, answerMembers } from "./answer-members.ts";
import { composeLeftOut, composeSql } from "./compose-sql.ts";
import { bucketNumber } from "./facts-sql.ts";
import { keyValue, type KeyParts } from "./group-sql.ts";
import type { Plan, Span } from "../model/plan.ts";

export type AnswerBody = Omit<AnyAnswer, "receipt" | "incompleteFrom">;

/** What the mirror must hold before the plan is run. */
export function rawNeeds({
  question: { breakdown, filters = [] },
  traffic,
  sessionFacts,
}: Plan): MirrorNeed[] {
  const rules = traffic?.rules.flatMap(({ conditions }) => conditions) ?? [];
  const named = [
    ...[breakdown].flat(),
    ...allFiltersIn([...filters, ...rules]).map(({ property }) => property),
  ];
  return [
    ...(named.includes("$sessionId") ? (["sessions"] as const) : []),
    ...(sessionFacts ? [sessionFacts] : []),
  ];
}

export async function answerRaw(
  plan: Plan,
  reading: Reading,
): Promise<{ body: AnswerBody; sql: string; scanned: number; leftOut: number }> {
  const { rows: scanned } = reading.loaded;
  const leftOut = await countLeftOut(plan, reading);
  const { measure } = plan.question;
  const listsMembers = measure === "users" || measure === "sessions";
  const counted = listsMembers ? await answerMembers(plan, reading) : undefined;
  if (counted !== undefined) return { body: bodyOf(plan, counted.rows), sql: counted.sql, scanned, leftOut };
  const sql = composeSql(plan, reading.loaded);
  const body = bodyOf(plan, (await reading.run(sql)).toArray() as Row[]);
  return { body, sql, scanned, leftOut };
}

async function countLeftOut(plan: Plan, { run, loaded }: Reading): Promise<number> {
  const sql = composeLeftOut(plan, loaded);
  if (sql === undefined) return 0;
  const [found] = (await run(sql)).toArray() as { n: number }[];
  return found?.n ?? 0;
}

/** The answer where there is no event. */
export const emptyBody = (plan: Plan): AnswerBody => bodyOf(plan, []);

type Value = number | null;

/** What a measure is of no events at all. */
const ofNothing = (measure: AnyMeasure): Value =>
  typeof measure === "string" || ("fold" in measure && measure.fold === "sum" && measure.per === undefined)
    ? 0
    : null;

function bodyOf(plan: Plan, rows: readonly Row[]): AnswerBody {
  const sole = (part: Row["part"], period: number): Value => {
    const found = rows.find((row) => row.part === part && row.period === period);
    return found === undefined ? ofNothing(plan.question.measure) : found.value;
  };
  const { window, previous, series } = plan;
  const body: AnswerBody = { total: sole("total", 0) };
  if (previous) body.previous = sole("total", 1);
  if (series) {
    body.series = points(
      plan,
      window,
      rows.filter((row) => row.part === "series" && row.period === 0),
    );
    if (previous)
      body.previousSeries = points(
        plan,
        previous,
        rows.filter((row) => row.part === "series" && row.period === 1),
      );
  }
  if (plan.question.breakdown !== undefined) {
    body.groups = groups(plan, rows);
    body.other = sole("other", 0);
  }
  return body;
}

function points(plan: Plan, { from, to }: Span, rows: readonly Row[]): Point<Value>[] {
  const granularity = plan.series ?? "day";
  const none = ofNothing(plan.question.measure);
  const values = new Map(rows.map((row) => [row.bucket, row.value]));
  return bucketStarts(plan.zone, granularity, from, to).map((start) => {
    const value = values.get(bucketNumber(plan, granularity, start));
    return [start, value === undefined ? none : value];
  });
}

const secondOf = ({
  key_text_2: text = null,
  key_number_2: number = null,
  key_rank_2: rank = 0,
}: Row): KeyParts => ({
  key_text: text,
  key_number: number,
  key_rank: rank,
});

/** Equal for rows of the same group. */
const sameKey = (row: Row): string =>
  JSON.stringify([row.key_number, row.key_text, row.key_number_2, row.key_text_2]);

function groups(plan: Plan, rows: readonly Row[]): NonNullable<AnswerBody["groups"]> {
  const before = new Map<string, Value>();
  const none = ofNothing(plan.question.measure);
  const series = new Map<string, Row[]>();
  const { measure, breakdown } = plan.question;
  const counts = typeof measure === "string";
  const earlier = (row: Row): Value => {
    const found = before.get(sameKey(row));
    return found === undefined ? none : found;
  };
  for (const row of rows) {
    const key = sameKey(row);
    if (row.part === "group" && row.period === 1) before.set(key, row.value);
    if (row.part !== "group-series") continue;
    const known = series.get(key);
    if (known) known.push(row);
    else series.set(key, [row]);
  }
  return (
    rows
      // Counted by a constant, nothing is still one row: of zero events.
      .filter((row) => row.part === "group" && row.period === 0 && (row.value !== 0 || !counts))
      .map((row) => ({
        key: Array.isArray(breakdown) ? [keyValue(row), keyValue(secondOf(row))] : keyValue(row),
        value: row.value,
        ...(plan.previous && { previous: earlier(row) }),
        ...(plan.groupSeries && { series: points(plan, plan.window, series.get(sameKey(row)) ?? []) }),
      }))
  );
}

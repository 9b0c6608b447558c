import type { ErasureRule, MergedRule } from "../database/rows.ts";
import type { Batch, BatchColumns } from "../model/batch.ts";
import { isWithin, touchesAny, type TimeSpan } from "../model/time-span.ts";

/** What is of one import may be of another too: undoing takes nothing it cannot read. */
export const takesDamaged = (rule: ErasureRule, batch: Pick<Batch, "minTime" | "maxTime">): boolean => {
  if (rule.kind === "import" || rule.kind === "variants") return false;
  if (rule.kind === "before") return isTouched(rule, batch);
  if (rule.kind !== "merged") return true;
  const { people, before, spans } = rule;
  const latest = people.length === 0 ? -Infinity : before.reduce((most, time) => Math.max(most, time));
  return batch.minTime < latest || touchesAny(spans, batch.minTime, batch.maxTime);
};

const isTouched = (
  { from = -Infinity, before }: TimeSpan,
  { minTime, maxTime }: Pick<Batch, "minTime" | "maxTime">,
): boolean => minTime < before && maxTime >= from;

/** Which rows of a log entry a rule takes. */
export function rowTest(rule: ErasureRule, columns: BatchColumns): (row: number) => boolean {
  if (rule.kind === "before") return (row) => isWithin(rule, columns.timestamp[row]!);
  if (rule.kind === "import") return (row) => columns.importId?.[row] === rule.mark;
  if (rule.kind === "variants") return () => false;
  if (rule.kind === "merged") return mergedTest(rule, columns);
  if (rule.kind !== "user") return () => true;
  const mark = rule.user === null ? -1 : rule.user + 1;
  const distincts = new Set(rule.distincts);
  return (row) => {
    const user = columns.user[row]!;
    return user === 0 ? distincts.has(columns.distinct[row]!) : user === mark;
  };
}

function mergedTest(
  { people, before, spans }: MergedRule,
  { timestamp, user, distinct }: BatchColumns,
): (row: number) => boolean {
  const beforeByPerson = new Map(Array.from(people, (ordinal, at) => [ordinal, before[at]!]));
  return (row) => {
    const time = timestamp[row]!;
    const actor = user[row] === 0 ? distinct[row]! : user[row]! - 1;
    return time < (beforeByPerson.get(actor) ?? -Infinity) || touchesAny(spans, time, time);
  };
}

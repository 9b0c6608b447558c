import type { Loaded } from "../mirror/loader.ts";
import type { Mirror } from "../mirror/mirror.ts";
import type { Reading } from "../mirror/readings.ts";
import { QUESTION_LIMIT_MS, withinLimit } from "../mirror/time-limit.ts";
import type { Result } from "../model/failure.ts";
import { planQuestion, type Plan, type Span } from "../model/plan.ts";
import type { Project } from "../model/project.ts";
import type { AnyQuestion, FilterTerm } from "../model/question.ts";
import { toRowBits, type RowSet } from "../model/row-set.ts";
import { rawNeeds } from "./answer-raw.ts";
import { behaviourSql } from "./behaviour-sql.ts";
import { factsOf } from "./facts-sql.ts";
import { filterSql } from "./filter-sql.ts";

/** Which rows are asked for: those of a time that all terms keep, whatever their names and whatever traffic they are. */
export interface RowsAsked {
  /** With their segments in place. */
  filters: readonly FilterTerm[];
  /** Half-open; ever where it is not there. */
  from?: number | undefined;
  to?: number | undefined;
  /** What counts for what somebody did, and for when they were first seen. */
  traffic: "all" | "real";
  /** Judged by in place of the time itself, which it holds. */
  judgedOver?: Span | undefined;
}

/**
 * The rows of the log that filters keep which only the mirror can judge, by the words of {@link filterSql} and
 * {@link behaviourSql}, as of the position that comes with them. A time without an end is judged by what is later, `now` or the last
 * event. Fails as a question does that the mirror answers.
 */
export function findRows(
  mirror: Mirror,
  project: Project,
  asked: RowsAsked,
  { now, signal }: { now: number; signal: AbortSignal },
): Promise<Result<Omit<RowSet, "key">>> {
  const planFor = (end: number): Plan => {
    const window: Span = { from: Math.ceil(asked.from ?? 0), to: Math.ceil(asked.to ?? end) };
    const { traffic, judgedOver } = asked;
    const filters = [...asked.filters];
    const question: AnyQuestion = { version: 1, measure: "events", window, filters, traffic };
    return planQuestion({ ...question, ...(judgedOver && { judgedOver }) }, project, now);
  };
  return withinLimit(QUESTION_LIMIT_MS, signal, (both) =>
    mirror.read(
      async (reading) => {
        const end = asked.to === undefined ? Math.max(now, await lastTime(reading)) + 1 : now;
        const table = await reading.run(composeRows(asked, planFor(end), reading.loaded));
        const rows = table.getChild("r")?.toArray() as ArrayLike<number> | undefined;
        return { ...reading.checkpoint, ...toRowBits(rows ?? []) };
      },
      { signal: both, needs: rawNeeds(planFor(now)) },
    ),
  );
}

async function lastTime({ run }: Reading): Promise<number> {
  const found = (await run("SELECT max(ts)::DOUBLE AS last FROM m.main.facts")).get(0);
  return (found as { last: number | null } | null)?.last ?? 0;
}

function composeRows({ filters, from, to }: RowsAsked, plan: Plan, loaded: Loaded): string {
  const kept = [
    ...(from === undefined ? [] : [`f.ts >= ${plan.window.from}`]),
    ...(to === undefined ? [] : [`f.ts < ${plan.window.to}`]),
    ...filters.map((term) => filterSql(term, loaded, (leaf) => behaviourSql(leaf, plan, loaded))),
  ];
  return `SELECT f."row" AS r FROM ${factsOf(plan, loaded)} WHERE ${kept.join(" AND ")}`;
}

import type { Loaded } from "../mirror/loader.ts";
import type { Plan } from "../model/plan.ts";
import type { Granularity } from "../model/question.ts";
import type { Zone } from "../model/time-zone.ts";
import { WEEK_SHIFT, weekOf } from "../model/week-start.ts";
import { behaviourSql } from "./behaviour-sql.ts";
import { filterSql } from "./filter-sql.ts";
import { sessionFactsJoin } from "./field-sql.ts";
import type { KeySql } from "./group-sql.ts";
import { namesSql, trafficSql } from "./kept-sql.ts";

/** `f.day` and such as the number of a bucket; {@link bucketNumber} numbers the same way. */
const BUCKETS: Record<Granularity, (zone: Zone) => string> = {
  minute: () => "(f.ts // 60000)",
  hour: () => 'f."hour"',
  day: () => 'f."day"',
  week: ({ weeksFrom }) => `(f."day" - (((f."day" + ${WEEK_SHIFT[weeksFrom]}) % 7 + 7) % 7))`,
  month: () => `date_diff('month', DATE '1970-01-01', DATE '1970-01-01' + f."day")`,
};

const DAY_MS = 86_400_000;

/** The number SQL gives the bucket that starts at `start`, an instant. */
export function bucketNumber(plan: Plan, granularity: Granularity, start: number): number {
  if (granularity === "minute" || granularity === "hour") return Math.floor(start / 60_000);
  const day = plan.zone.localDay(start);
  if (granularity === "day") return day;
  if (granularity === "week") return weekOf(day, plan.zone.weeksFrom);
  const date = new Date(day * DAY_MS);
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
}

function conditions(plan: Plan, loaded: Loaded): string[] {
  const kept = trafficSql(plan, loaded);
  return [...asked(plan, loaded), ...(kept === undefined ? [] : [kept])];
}

/** Whatever the traffic. */
export function asked(plan: Plan, loaded: Loaded): string[] {
  const { question, window, previous } = plan;
  const kept = [`f.ts >= ${previous?.from ?? window.from}`, `f.ts < ${window.to}`];
  if (previous && previous.to < window.from) kept.push(`(f.ts < ${previous.to} OR f.ts >= ${window.from})`);
  const filters = question.filters ?? [];
  return [
    ...kept,
    ...namesSql(question, loaded),
    ...filters.map((filter) => filterSql(filter, loaded, (term) => behaviourSql(term, plan, loaded))),
  ];
}

export interface Keys {
  /** Columns that differ between rows, each `sql AS name`: `period`, `bucket`, `g` and, the rank of a value, `k`. */
  columns: string[];
  /** Names of those that rows are grouped by. */
  names: string[];
  /** Names of those there are, `k` too. */
  allNames: string[];
  /** All four by name, those that are the same for all as a constant. */
  all: string;
  facts: string;
  where: string;
}

/** `join` is one more of `facts`. DuckDB groups by a constant as if it were one more column: it takes twice as long. */
export function keysOf(
  plan: Plan,
  loaded: Loaded,
  grouping: Pick<KeySql, "group" | "rank" | "join"> | undefined,
  join = "",
): Keys {
  const { series, previous, window } = plan;
  const keys: [string, string][] = [
    ["period", previous ? `CASE WHEN f.ts >= ${window.from} THEN 0 ELSE 1 END` : "0"],
    ["bucket", series ? BUCKETS[series](plan.zone) : "0"],
    ["g", grouping?.group ?? "0"],
    ["k", grouping?.rank ?? "0"],
  ];
  const isConstant = (sql: string) => /^-?\d+$/.test(sql);
  const varying = keys.filter(([, sql]) => !isConstant(sql));
  return {
    columns: varying.map(([name, sql]) => `${sql} AS ${name}`),
    names: varying.flatMap(([name]) => (name === "k" ? [] : [name])),
    allNames: varying.map(([name]) => name),
    all: keys.map(([name, sql]) => (isConstant(sql) ? `${sql} AS ${name}` : name)).join(", "),
    facts: `${factsOf(plan, loaded)} ${grouping?.join ?? ""} ${join}`,
    where: conditions(plan, loaded).join(" AND "),
  };
}

/** The rows asked about, `f`, with what their session is where that is asked for. */
export const factsOf = ({ bySession }: Plan, loaded: Loaded): string =>
  `m.main.facts AS f${bySession ? ` ${sessionFactsJoin(loaded)}` : ""}`;

export const listed = (...parts: (string | readonly string[])[]): string => parts.flat().join(", ");

/** Events that came without a session id as `p`, with `more` columns, each joined with the cut session it is in, `c`. */
export const cutSessionsOf = (
  { window, previous }: Plan,
  { columns, facts, where }: Keys,
  more: readonly string[] = [],
): string =>
  `(SELECT ${listed(columns, more, "f.distinct_", "f.ts")} FROM ${facts} WHERE f.session_ IS NULL AND ${where}) AS p
  ASOF JOIN (SELECT * FROM joins.main.cut_sessions WHERE end_ms >= ${previous?.from ?? window.from} AND start_ms < ${window.to}) AS c
  ON p.distinct_ = c.distinct_ AND p.ts >= c.start_ms`;

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
import { sessionRows, timesSql } from "./session-rows.ts";

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

/** Whatever the traffic. */
export const asked = (plan: Plan, loaded: Loaded): string[] => [
  ...timesSql(plan),
  ...namesSql(plan.question, loaded),
  ...filtersSql(plan, loaded),
];

const filtersSql = (plan: Plan, loaded: Loaded): string[] =>
  (plan.question.filters ?? []).map((filter) =>
    filterSql(filter, loaded, (term) => behaviourSql(term, plan, loaded)),
  );

/** Rows that are asked about, `f`, and what must hold of them. */
function rowsSql(plan: Plan, loaded: Loaded): Pick<Keys, "facts" | "where" | "hasSessions"> {
  const rows = sessionRows(plan, loaded);
  if (rows !== undefined)
    return {
      facts: `(${rows}) AS f`,
      where: [...timesSql(plan), ...filtersSql(plan, loaded)].join(" AND "),
      hasSessions: true,
    };
  const kept = trafficSql(plan, loaded);
  const where = [...asked(plan, loaded), ...(kept === undefined ? [] : [kept])];
  return { facts: factsOf(plan, loaded), where: where.join(" AND "), hasSessions: false };
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
  /** The rows are those of {@link sessionRows}. */
  hasSessions: boolean;
}

/** `join` is one more of `facts`. DuckDB groups by a constant as if it were one more column: it takes twice as long. */
export function keysOf(
  plan: Plan,
  loaded: Loaded,
  grouping: Pick<KeySql, "group" | "rank" | "join"> | undefined,
  join = "",
): Keys {
  const { series, previous, window } = plan;
  const { facts, where, hasSessions } = rowsSql(plan, loaded);
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
    facts: `${facts} ${grouping?.join ?? ""} ${join}`,
    where,
    hasSessions,
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

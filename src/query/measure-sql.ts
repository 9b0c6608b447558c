import type { Loaded } from "../mirror/loader.ts";
import type { Plan } from "../model/plan.ts";
import type { Fold, FoldMeasure, Measure, Per, RateMeasure, SessionMeasure } from "../model/question.ts";
import { cutSessionsOf, keysOf, listed, type Keys } from "./facts-sql.ts";
import { fieldSql } from "./field-sql.ts";
import type { GroupSql } from "./group-sql.ts";

/** A measure in SQL. */
export interface MeasureSql {
  /** Defines `base`, and what it needs: rows with `period`, `bucket`, `g`, `k` and what `value` is of. */
  base: string;
  /** An aggregate over rows of {@link MeasureSql.over}: a DOUBLE, or NULL. */
  value: string;
  /** What `value` is taken over where rows of `base` are grouped by columns of theirs. */
  over(rows: string, by: string): string;
}

const asTheyAre = (rows: string): string => rows;

export function measureSql(plan: Plan, loaded: Loaded, grouping: GroupSql | undefined): MeasureSql {
  const { measure } = plan.question;
  if (typeof measure === "string") return countSql(measure, plan, loaded, keysOf(plan, loaded, grouping));
  if ("count" in measure) return rateSql(measure, plan, loaded, keysOf(plan, loaded, grouping));
  if ("session" in measure) return sessionSql(measure, plan, loaded, keysOf(plan, loaded, grouping));
  return foldSql(measure, plan, loaded, grouping);
}

/** Rows of `base`: one for each combination (events, with `n` of them) or each distinct entity `e`. */
function countSql(measure: Measure, plan: Plan, loaded: Loaded, keys: Keys): MeasureSql {
  const { columns, all, facts, where } = keys;
  if (measure === "events")
    return {
      base: `base AS MATERIALIZED (SELECT ${all}, n FROM (SELECT ${listed(columns, "count(*) AS n")} FROM ${facts} WHERE ${where} GROUP BY ALL))`,
      value: "coalesce(sum(n), 0)::DOUBLE",
      over: asTheyAre,
    };
  return {
    base: measure === "users" ? usersBase(keys, loaded) : sessionsBase(plan, keys, loaded),
    value: "count(DISTINCT e)::DOUBLE",
    over: asTheyAre,
  };
}

function usersBase({ columns, all, facts, where }: Keys, loaded: Loaded): string {
  const seen = `seen AS MATERIALIZED (SELECT ${all}, actor FROM (SELECT DISTINCT ${listed(columns, "f.actor")} FROM ${facts} WHERE ${where}))`;
  if (!loaded.identities) return `${seen}, base AS (SELECT period, bucket, g, k, actor AS e FROM seen)`;
  return `${seen}, base AS MATERIALIZED (SELECT seen.period, seen.bucket, seen.g, seen.k, coalesce(i.canonical, seen.actor) AS e
  FROM seen LEFT JOIN joins.main.identity AS i ON i.distinct_ = seen.actor)`;
}

function sessionsBase(plan: Plan, keys: Keys, loaded: Loaded): string {
  const { columns, all, facts, where } = keys;
  const given = `SELECT ${all}, e FROM (SELECT DISTINCT ${listed(columns, "f.session_::BIGINT AS e")} FROM ${facts} WHERE f.session_ IS NOT NULL AND ${where})`;
  if (!loaded.cutSessions) return `base AS MATERIALIZED (${given})`;
  const cut = `SELECT DISTINCT ${all}, c.session AS e FROM ${cutSessionsOf(plan, keys)}`;
  return `base AS MATERIALIZED (${loaded.givenSessions ? `${given} UNION ALL ${cut}` : cut})`;
}

/** Who or what an event is of: `u` its actor, `s` its session. */
type Entity = "u" | "s";
const ENTITY: Record<Per, Entity> = { user: "u", session: "s" };

function rateSql({ count, per }: RateMeasure, plan: Plan, loaded: Loaded, keys: Keys): MeasureSql {
  const by = ENTITY[per];
  if (count === "events")
    return {
      base: baseSql(plan, loaded, keys, { by: [by], parts: [["n", "count(*)"]] }),
      value: perEach("sum(n)", by),
      over: asTheyAre,
    };
  return {
    base: baseSql(plan, loaded, keys, { by: ["u", "s"], parts: [] }),
    value: perEach(`count(DISTINCT ${by === "u" ? "s" : "u"})`, by),
    over: asTheyAre,
  };
}

/** NULL where there is nobody to divide by. */
const perEach = (sql: string, by: Entity): string => `${sql}::DOUBLE / nullif(count(DISTINCT ${by}), 0)`;

/** A column of `base`, and the aggregate over the rows it stands for. */
type Part = [name: string, sql: string];

interface FoldSql {
  /** Numbers `v` that are together in all keys as few columns; absent where each number is needed. */
  parts?: Part[];
  /** From `v`, or the parts. */
  whole: string;
}

const percentile = (share: number): FoldSql => ({ whole: `quantile_cont(v, ${share})` });

/** `fsum` is compensated: what it gives hardly depends on the order of rows. */
const FOLDS: Record<Fold, FoldSql> = {
  sum: { parts: [["v", "fsum(v)"]], whole: "coalesce(fsum(v), 0)" },
  average: {
    parts: [
      ["v", "fsum(v)"],
      ["n", "count(v)"],
    ],
    whole: "fsum(v) / nullif(sum(n), 0)",
  },
  min: { parts: [["v", "min(v)"]], whole: "min(v)" },
  max: { parts: [["v", "max(v)"]], whole: "max(v)" },
  median: percentile(0.5),
  p90: percentile(0.9),
  p95: percentile(0.95),
  p99: percentile(0.99),
};

/** Where doubles overflowed there is no number. */
const finite = (sql: string): string => `CASE WHEN isfinite(${sql}) THEN ${sql} END`;

function foldSql(
  { property, fold, per }: FoldMeasure,
  plan: Plan,
  loaded: Loaded,
  grouping: GroupSql | undefined,
): MeasureSql {
  const { sql: number, join } = numberSql(property, loaded);
  const keys = keysOf(plan, loaded, grouping, join);
  const { parts, whole } = FOLDS[fold];
  const by = per === undefined ? [] : [ENTITY[per]];
  const base = baseSql(plan, loaded, keys, { by, number, ...(parts && { parts }) });
  if (per === undefined) return { base, value: finite(whole), over: asTheyAre };
  const each = ENTITY[per];
  if (fold === "sum") return { base, value: finite(perEach(whole, each)), over: asTheyAre };
  return {
    base,
    value: finite("fsum(v) / nullif(count(v), 0)"),
    over(rows, by) {
      const names = by === "" ? each : `${by}, ${each}`;
      return `(SELECT ${names}, bit_or(k) AS k, ${finite(whole)} AS v FROM ${rows} GROUP BY ${names})`;
    },
  };
}

/** The number an event has as a property, NULL where that is none; see {@link FoldMeasure}. */
function numberSql(property: string, loaded: Loaded): { sql: string; join: string } {
  const { text, number } = fieldSql(property, loaded);
  if (text === undefined) return { sql: number ?? "NULL::DOUBLE", join: "" };
  return {
    sql: number === undefined ? "mv.num" : `coalesce(${number}, mv.num)`,
    join: `LEFT JOIN m.main.vals AS mv ON mv.ordinal = ${text.ordinal}`,
  };
}

/**
 * `base`, or under another name, of the events asked about, with who or what they are of (`by`): with `parts` one row for all
 * events that have the same keys and are of the same, and without a row for each, its `number` as `v`.
 */
function baseSql(
  plan: Plan,
  loaded: Loaded,
  keys: Keys,
  { by, number, parts }: { by: readonly Entity[]; number?: string; parts?: readonly Part[] },
  name = "base",
): string {
  const own = [
    ...(by.includes("u") ? ["f.actor AS u"] : []),
    ...(number === undefined ? [] : [`${number} AS v`]),
  ];
  const rows = by.includes("s") ? withSessions(plan, loaded, keys, own) : eventsOf(keys, own);
  const folded = parts?.map(([name, sql]) => `${sql} AS ${name}`) ?? ["v"];
  const grouped =
    parts === undefined
      ? rows
      : // Grouped by nothing, no event would still be a row.
        `SELECT ${listed(keys.allNames, by, folded)} FROM (${rows}) GROUP BY ALL HAVING count(*) > 0`;
  const names = parts?.map(([name]) => name) ?? ["v"];
  const isMerged = by.includes("u") && loaded.identities;
  const found = by.map((each) => (each === "u" && isMerged ? "coalesce(i.canonical, r.u) AS u" : each));
  const identity = isMerged ? " LEFT JOIN joins.main.identity AS i ON i.distinct_ = r.u" : "";
  return `${name} AS MATERIALIZED (SELECT ${listed(keys.all, found, names)} FROM (${grouped}) AS r${identity})`;
}

const OF_SESSIONS: Record<SessionMeasure["session"], string> = {
  "bounce-rate": "avg((views = 1 AND events = 1)::INTEGER) FILTER (views > 0)",
  duration: "sum(ms) FILTER (views > 0)::DOUBLE / nullif(count(*) FILTER (views > 0), 0) / 1000",
};

/** Each session once wherever it is counted, as it is as a whole. */
function sessionSql({ session }: SessionMeasure, plan: Plan, loaded: Loaded, keys: Keys): MeasureSql {
  const value = OF_SESSIONS[session];
  const each = (rows: string, by: string, and = ""): string => {
    const names = by === "" ? "s" : `${by}, s`;
    return `SELECT ${names}, bit_or(k) AS k, ${WHOLE.map((name) => `any_value(${name}) AS ${name}`).join(", ")} FROM ${rows}${and} GROUP BY ${names}`;
  };
  if (!keys.hasSessions) {
    const stays = baseSql(plan, loaded, keys, { by: ["s"], parts: [] }, "stays");
    return {
      base: `${stays}, base AS MATERIALIZED (SELECT stays.*, v.views, v.events, v.last_ms - v.first_ms AS ms
  FROM stays LEFT JOIN m.main.visits AS v ON v.session = stays.s)`,
      value,
      over: (rows, by) => `(${each(rows, by)})`,
    };
  }
  const own = ["is_whole", ...WHOLE];
  const rows = withSessions(
    plan,
    loaded,
    keys,
    own.map((name) => `f.${name} AS ${name}`),
  );
  return {
    base: `base AS MATERIALIZED (SELECT ${listed(keys.all, own, "s")} FROM (${rows}))`,
    value,
    // A row that is a session stands nowhere else.
    over(from, by) {
      const and = from.includes(" WHERE ") ? " AND" : " WHERE";
      const whole = `SELECT ${listed(by === "" ? [] : by, "s, k", WHOLE)} FROM ${from}${and} is_whole`;
      return `(${whole} UNION ALL ${each(from, by, `${and} NOT is_whole`)})`;
    },
  };
}

/** Of a session as a whole. */
const WHOLE = ["views", "events", "ms"];

const eventsOf = ({ columns, facts, where }: Keys, own: readonly string[], and = ""): string =>
  `SELECT ${listed(columns, own)} FROM ${facts} WHERE ${and}${where}`;

/** Each event with its session `s`. */
function withSessions(plan: Plan, loaded: Loaded, keys: Keys, own: readonly string[]): string {
  const given = eventsOf(keys, [...own, "f.session_::BIGINT AS s"], "f.session_ IS NOT NULL AND ");
  if (!loaded.cutSessions) return given;
  const names = own.map((column) => column.slice(column.lastIndexOf(" ") + 1));
  const cut = `SELECT ${listed(keys.allNames, names, "c.session AS s")} FROM ${cutSessionsOf(plan, keys, own)}`;
  return loaded.givenSessions ? `${given} UNION ALL ${cut}` : cut;
}

import type { Loaded } from "../mirror/loader.ts";
import { numberLiteral, numberText, textLiteral } from "../mirror/sql-text.ts";
import { FIRST_CUT_SESSION } from "../mirror/tables.ts";
import { isHiddenName } from "../model/event.ts";
import type { AnyQuestion, Granularity } from "../model/question.ts";
import { filterSql } from "./filter-sql.ts";
import { groupSql, type GroupSql } from "./group-sql.ts";
import type { Plan } from "../model/plan.ts";
import type { ActiveRule } from "../model/traffic.ts";

/** `f.day` and such as the number of a bucket; {@link bucketNumber} numbers the same way. */
const BUCKETS: Record<Granularity, string> = {
  minute: "(f.ts // 60000)",
  hour: 'f."hour"',
  day: 'f."day"',
  week: '(f."day" - (((f."day" + 3) % 7 + 7) % 7))',
  month: `date_diff('month', DATE '1970-01-01', DATE '1970-01-01' + f."day")`,
};

const DAY_MS = 86_400_000;

/** The number SQL gives the bucket that starts at `start`, an instant. */
export function bucketNumber(plan: Plan, granularity: Granularity, start: number): number {
  if (granularity === "minute" || granularity === "hour") return Math.floor(start / 60_000);
  const day = plan.zone.localDay(start);
  if (granularity === "day") return day;
  if (granularity === "week") return day - ((((day + 3) % 7) + 7) % 7);
  const date = new Date(day * DAY_MS);
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
}

const HIDDEN_LISTED = 100;

function conditions(plan: Plan, loaded: Loaded): string[] {
  const kept = trafficSql(plan, loaded);
  return [...asked(plan, loaded), ...(kept === undefined ? [] : [kept])];
}

/** Undefined where all events count. */
function trafficSql({ traffic }: Plan, loaded: Loaded): string | undefined {
  if (traffic === undefined) return undefined;
  const matched = matchSql(traffic.rules, loaded);
  if (traffic.count === "left-out") return matched ?? "false";
  return matched && `NOT ${matched}`;
}

/** True or false, of an event that a rule matches; undefined where none can. */
function matchSql(rules: readonly ActiveRule[], loaded: Loaded): string | undefined {
  const matching = rules
    .map(({ conditions: all }) => all.map((filter) => filterSql(filter, loaded)))
    .filter((all) => !all.includes("false"))
    .map((all) => all.join(" AND "));
  return matching.length === 0 ? undefined : `coalesce(${matching.join(" OR ")}, false)`;
}

/** How many events of the window the rules take from what is asked; undefined where they take none. */
export function composeLeftOut(plan: Plan, loaded: Loaded): string | undefined {
  const { traffic } = plan;
  const matched = traffic?.count === "real" ? matchSql(traffic.rules, loaded) : undefined;
  if (matched === undefined) return undefined;
  const only = { ...plan };
  delete only.previous;
  return `SELECT count(*)::DOUBLE AS n FROM m.main.facts AS f WHERE ${[...asked(only, loaded), matched].join(" AND ")}`;
}

/** The times of the first and the last event that a rule matches, hidden ones too; undefined where none can. */
export function composeExtent(rules: readonly ActiveRule[], loaded: Loaded): string | undefined {
  const matched = matchSql(rules, loaded);
  return (
    matched &&
    `SELECT min(f.ts)::DOUBLE AS first, max(f.ts)::DOUBLE AS last FROM m.main.facts AS f WHERE ${matched}`
  );
}

/** Whatever the traffic. */
function asked(plan: Plan, loaded: Loaded): string[] {
  const { question, window, previous } = plan;
  const { name, type, filters = [] } = question;
  const kept = [`f.ts >= ${previous?.from ?? window.from}`, `f.ts < ${window.to}`];
  const named = [
    ...(name === undefined ? [] : [`name = ${textLiteral(name)}`]),
    ...(type === undefined ? [] : [`type = ${textLiteral(type)}`]),
  ];
  if (named.length > 0)
    kept.push(`f.name IN (SELECT ordinal FROM m.main.names WHERE ${named.join(" AND ")})`);
  if (!asksForHidden(question) && loaded.hiddenNames.length > 0)
    kept.push(
      loaded.hiddenNames.length <= HIDDEN_LISTED
        ? `f.name NOT IN (${loaded.hiddenNames.join(", ")})`
        : "f.name IN (SELECT ordinal FROM m.main.names WHERE NOT hidden)",
    );
  return [...kept, ...filters.map((filter) => filterSql(filter, loaded))];
}

/** Hidden names count only where a question asks for one by name. */
function asksForHidden({ name, filters = [] }: AnyQuestion): boolean {
  if (name !== undefined) return isHiddenName(name);
  return filters.some(
    ({ property, op, value }) =>
      property === "$name" &&
      op === "is" &&
      [value].flat().some((one) => typeof one === "string" && isHiddenName(one)),
  );
}

interface Keys {
  /** Columns that differ between rows, each `sql AS name`: `period`, `bucket`, `g` and, the rank of a value, `k`. */
  columns: string[];
  /** Names of those that rows are grouped by. */
  names: string[];
  /** All four by name, those that are the same for all as a constant. */
  all: string;
  facts: string;
  where: string;
}

/** DuckDB groups by a constant as if it were one more column: it takes twice as long. */
function keysOf(plan: Plan, loaded: Loaded, grouping: GroupSql | undefined): Keys {
  const { series, previous, window } = plan;
  const keys: [string, string][] = [
    ["period", previous ? `CASE WHEN f.ts >= ${window.from} THEN 0 ELSE 1 END` : "0"],
    ["bucket", series ? BUCKETS[series] : "0"],
    ["g", grouping?.group ?? "0"],
    ["k", grouping?.rank ?? "0"],
  ];
  const isConstant = (sql: string) => /^-?\d+$/.test(sql);
  const varying = keys.filter(([, sql]) => !isConstant(sql));
  return {
    columns: varying.map(([name, sql]) => `${sql} AS ${name}`),
    names: varying.flatMap(([name]) => (name === "k" ? [] : [name])),
    all: keys.map(([name, sql]) => (isConstant(sql) ? `${sql} AS ${name}` : name)).join(", "),
    facts: `m.main.facts AS f ${grouping?.join ?? ""}`,
    where: conditions(plan, loaded).join(" AND "),
  };
}

const listed = (...parts: (string | readonly string[])[]): string => parts.flat().join(", ");

/** Events that came without a session id, each joined with the cut session it is in. */
const cutSessionsOf = ({ window, previous }: Plan, { columns, facts, where }: Keys): string =>
  `(SELECT ${listed(columns, "f.distinct_", "f.ts")} FROM ${facts} WHERE f.session_ IS NULL AND ${where}) AS p
  ASOF JOIN (SELECT * FROM joins.main.cut_sessions WHERE end_ms >= ${previous?.from ?? window.from} AND start_ms < ${window.to}) AS c
  ON p.distinct_ = c.distinct_ AND p.ts >= c.start_ms`;

/** Rows of `base`: one for each combination (events, with `n` of them) or each distinct entity `e`. */
function baseSql(plan: Plan, loaded: Loaded, grouping: GroupSql | undefined): string {
  const keys = keysOf(plan, loaded, grouping);
  const { columns, all, facts, where } = keys;
  const { measure } = plan.question;
  if (measure === "events")
    return `base AS MATERIALIZED (SELECT ${all}, n FROM (SELECT ${listed(columns, "count(*) AS n")} FROM ${facts} WHERE ${where} GROUP BY ALL))`;
  if (measure === "users") {
    const seen = `seen AS MATERIALIZED (SELECT ${all}, actor FROM (SELECT DISTINCT ${listed(columns, "f.actor")} FROM ${facts} WHERE ${where}))`;
    if (!loaded.identities) return `${seen}, base AS (SELECT period, bucket, g, k, actor AS e FROM seen)`;
    return `${seen}, base AS MATERIALIZED (SELECT seen.period, seen.bucket, seen.g, seen.k, coalesce(i.canonical, seen.actor) AS e
  FROM seen LEFT JOIN joins.main.identity AS i ON i.distinct_ = seen.actor)`;
  }
  const given = `SELECT ${all}, e FROM (SELECT DISTINCT ${listed(columns, "f.session_::BIGINT AS e")} FROM ${facts} WHERE f.session_ IS NOT NULL AND ${where})`;
  if (!loaded.cutSessions) return `base AS MATERIALIZED (${given})`;
  const cut = `SELECT DISTINCT ${all}, c.session AS e FROM ${cutSessionsOf(plan, keys)}`;
  return `base AS MATERIALIZED (${loaded.givenSessions ? `${given} UNION ALL ${cut}` : cut})`;
}

/**
 * The members of each combination of `period`, `bucket` and `g` that differ: actors or sessions as
 * numbers, as often as they have events there. `k` is the greatest rank of a value. `cut` says that the
 * sessions are cut ones, numbered from 0 for themselves.
 */
export function composeMembers(plan: Plan, loaded: Loaded): string {
  const { breakdown, measure } = plan.question;
  const grouping = breakdown === undefined ? undefined : groupSql(breakdown, loaded);
  const keys = keysOf(plan, loaded, grouping);
  const { columns, names, facts, where } = keys;
  const isRanked = columns.length > names.length;
  const ranked = isRanked ? ["max(k) AS k"] : [];
  const lists = (cut: boolean, source: string): string => {
    // Without anything to tell apart, lists would only repeat everyone.
    const rows = names.length === 0 ? `(SELECT DISTINCT e FROM ${source})` : source;
    const by = names.length === 0 ? "" : ` GROUP BY ${listed(names)}`;
    return `SELECT ${listed(names, ranked, `${cut} AS cut`, "list(e) AS members")} FROM ${rows}${by}`;
  };
  const inner = (member: string, which: string) =>
    `(SELECT ${listed(columns, `${member} AS e`)} FROM ${facts} WHERE ${which}${where})`;
  if (measure === "users") return lists(false, inner("f.actor", ""));
  const given = lists(false, inner("f.session_", "f.session_ IS NOT NULL AND "));
  if (!loaded.cutSessions) return given;
  const member = `(c.session - ${FIRST_CUT_SESSION})::INTEGER AS e`;
  const cut = lists(
    true,
    `(SELECT ${listed(names, isRanked ? ["k"] : [], member)} FROM ${cutSessionsOf(plan, keys)})`,
  );
  return loaded.givenSessions ? `${given} UNION ALL ${cut}` : cut;
}

/** How many groups and buckets events are told apart by, at most `most`; undefined where they are not. */
export function composeCombinations(plan: Plan, loaded: Loaded, most: number): string | undefined {
  const { breakdown } = plan.question;
  const grouping = breakdown === undefined ? undefined : groupSql(breakdown, loaded);
  const { columns, names, facts, where } = keysOf(plan, loaded, grouping);
  if (names.length === 0) return undefined;
  return `SELECT count(*)::DOUBLE AS n FROM (SELECT DISTINCT ${listed(names)} FROM (SELECT ${listed(columns)} FROM ${facts} WHERE ${where}) LIMIT ${most})`;
}

/** Each identified distinct id and who it counts as, in two lists. */
export const IDENTITIES_SQL =
  "SELECT list(distinct_) AS members, list(canonical) AS canonical FROM joins.main.identity";

/** The keys of groups with these values, as {@link composeSql} orders them, the first of them. */
export function composeTop(
  { question: { breakdown }, limit }: Plan,
  loaded: Loaded,
  groups: readonly { g: GroupNumber; k: number; value: number }[],
): string {
  const { keyText, keyNumber, keyRank, keyJoin } = groupSql(breakdown ?? "", loaded);
  const rows = groups.map(({ g, k, value }, at) => `(${at}, ${groupLiteral(g)}, ${k}, ${value})`);
  return `SELECT t.place, ${keyText} AS key_text, ${keyNumber} AS key_number, ${keyRank} AS key_rank
  FROM (VALUES ${rows.join(", ")}) AS t(place, g, k, value) ${keyJoin}
  ORDER BY t.value DESC, coalesce(key_text, ${numberText("key_number")}) NULLS LAST LIMIT ${limit}`;
}

/** What a `facts` row is grouped by, as DuckDB gives it back: see {@link GroupSql}. */
export type GroupNumber = number | null | { n: number | null; t: string | null };

function groupLiteral(g: GroupNumber): string {
  if (g === null) return "NULL::DOUBLE";
  if (typeof g === "number") return numberLiteral(g);
  const number = g.n === null ? "NULL::DOUBLE" : numberLiteral(g.n);
  return `struct_pack(n := ${number}, t := ${g.t === null ? "NULL::VARCHAR" : textLiteral(g.t)})`;
}

/**
 * One statement for everything an answer needs, over one scan. Columns: `part` ('total', 'series',
 * 'group', 'group-series', 'other'), `period` (0 the window, 1 the previous one), `bucket`,
 * `key_text`, `key_number`, `key_rank` (2 number, 1 true or false, 0 text), `value`.
 * Strings from questions go in as literals only.
 */
export function composeSql(plan: Plan, loaded: Loaded): string {
  const { question, limit } = plan;
  const grouping = question.breakdown === undefined ? undefined : groupSql(question.breakdown, loaded);
  const value = question.measure === "events" ? "coalesce(sum(n), 0)::DOUBLE" : "count(DISTINCT e)::DOUBLE";
  const noKey = "NULL::VARCHAR AS key_text, NULL::DOUBLE AS key_number, 0 AS key_rank";
  const topKey = "top.key_text, top.key_number, top.key_rank";
  const ctes = [baseSql(plan, loaded, grouping)];
  const parts = [
    `SELECT 'total' AS part, period, 0 AS bucket, ${noKey}, ${value} AS value FROM base GROUP BY period`,
  ];
  if (plan.series)
    parts.push(`SELECT 'series', period, bucket, ${noKey}, ${value} FROM base GROUP BY period, bucket`);
  if (grouping) {
    ctes.push(
      `grouped AS (SELECT g, max(k) AS k, ${value} AS value FROM base WHERE period = 0 GROUP BY g)`,
      `top AS MATERIALIZED (SELECT t.g, t.value, ${grouping.keyText} AS key_text, ${grouping.keyNumber} AS key_number, ${grouping.keyRank} AS key_rank
  FROM grouped AS t ${grouping.keyJoin} ORDER BY t.value DESC, coalesce(key_text, ${numberText("key_number")}) NULLS LAST LIMIT ${limit})`,
    );
    const inTop = "base JOIN top ON base.g IS NOT DISTINCT FROM top.g";
    parts.push(
      `SELECT 'group', 0, 0, key_text, key_number, key_rank, value FROM top`,
      `SELECT 'other', 0, 0, ${noKey}, ${value} FROM base WHERE period = 0 AND NOT EXISTS (SELECT 1 FROM top WHERE top.g IS NOT DISTINCT FROM base.g)`,
    );
    if (plan.previous)
      parts.push(
        `SELECT 'group', 1, 0, ${topKey}, ${value} FROM ${inTop} WHERE period = 1 GROUP BY ${topKey}`,
      );
    if (plan.groupSeries)
      parts.push(
        `SELECT 'group-series', 0, bucket, ${topKey}, ${value} FROM ${inTop} WHERE period = 0 GROUP BY bucket, ${topKey}`,
      );
  }
  return `WITH ${ctes.join(",\n")}\n${parts.join("\nUNION ALL ")}`;
}

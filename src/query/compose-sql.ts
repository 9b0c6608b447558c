import type { Loaded } from "../mirror/loader.ts";
import { numberLiteral, numberText, textLiteral } from "../mirror/sql-text.ts";
import { FIRST_CUT_SESSION } from "../mirror/tables.ts";
import type { Plan } from "../model/plan.ts";
import type { ActiveRule } from "../model/traffic.ts";
import { asked, cutSessionsOf, factsOf, keysOf, listed } from "./facts-sql.ts";
import { breakdownSql, groupSql, noKey } from "./group-sql.ts";
import { matchSql } from "./kept-sql.ts";
import { measureSql } from "./measure-sql.ts";

/** How many events of the window the rules take from what is asked; undefined where they take none. */
export function composeLeftOut(plan: Plan, loaded: Loaded): string | undefined {
  const { traffic } = plan;
  const matched = traffic?.count === "real" ? matchSql(traffic.rules, loaded) : undefined;
  if (matched === undefined) return undefined;
  const only = { ...plan };
  delete only.previous;
  return `SELECT count(*)::DOUBLE AS n FROM ${factsOf(plan, loaded)} WHERE ${[...asked(only, loaded), matched].join(" AND ")}`;
}

/** The times of the first and the last event that a rule matches, hidden ones too; undefined where none can. */
export function composeExtent(rules: readonly ActiveRule[], loaded: Loaded): string | undefined {
  const matched = matchSql(rules, loaded);
  return (
    matched &&
    `SELECT min(f.ts)::DOUBLE AS first, max(f.ts)::DOUBLE AS last FROM m.main.facts AS f WHERE ${matched}`
  );
}

/**
 * The members of each combination of `period`, `bucket` and `g` that differ: actors or sessions as
 * numbers, as often as they have events there. `k` is the greatest rank of a value. `cut` says that the
 * sessions are cut ones, numbered from 0 for themselves.
 */
export function composeMembers(plan: Plan, loaded: Loaded): string {
  const { breakdown, measure } = plan.question;
  const grouping = breakdown === undefined ? undefined : breakdownSql(breakdown, loaded);
  const keys = keysOf(plan, loaded, grouping);
  const { columns, names, facts, where } = keys;
  const isRanked = columns.length > names.length;
  const ranked = isRanked ? ["bit_or(k) AS k"] : [];
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
  const grouping = breakdown === undefined ? undefined : breakdownSql(breakdown, loaded);
  const { columns, names, facts, where } = keysOf(plan, loaded, grouping);
  if (names.length === 0) return undefined;
  return `SELECT count(*)::DOUBLE AS n FROM (SELECT DISTINCT ${listed(names)} FROM (SELECT ${listed(columns)} FROM ${facts} WHERE ${where}) LIMIT ${most})`;
}

/** Each identified distinct id and who it counts as, in two lists. */
export const IDENTITIES_SQL =
  "SELECT list(distinct_) AS members, list(canonical) AS canonical FROM joins.main.identity";

/** The keys of groups of one property with these values, as {@link composeSql} orders them, the first of them. */
export function composeTop(
  breakdown: string,
  limit: number,
  loaded: Loaded,
  groups: readonly { g: GroupNumber; k: number; value: number }[],
): string {
  const { keyText, keyNumber, keyRank, keyJoin } = groupSql(breakdown, loaded);
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
 * `key_text`, `key_number`, `key_rank` (2 number, 1 true or false, 0 text), the same with `_2` of a second property, `value`.
 * Strings from questions go in as literals only.
 */
export function composeSql(plan: Plan, loaded: Loaded): string {
  const { question, limit } = plan;
  const grouping = question.breakdown === undefined ? undefined : breakdownSql(question.breakdown, loaded);
  const { base, value, over } = measureSql(plan, loaded, grouping);
  const none = noKey(question.breakdown);
  const ctes = [base];
  const parts = [
    `SELECT 'total' AS part, period, 0 AS bucket, ${none}, ${value} AS value FROM ${over("base", "period")} GROUP BY period`,
  ];
  if (plan.series)
    parts.push(
      `SELECT 'series', period, bucket, ${none}, ${value} FROM ${over("base", "period, bucket")} GROUP BY period, bucket`,
    );
  if (grouping) {
    const key = grouping.keyNames;
    ctes.push(
      `grouped AS (SELECT g, bit_or(k) AS k, ${value} AS value FROM ${over("base WHERE period = 0", "g")} GROUP BY g)`,
      `top AS MATERIALIZED (SELECT t.g, t.value, ${grouping.keyColumns}
  FROM grouped AS t ${grouping.keyJoin} ORDER BY t.value DESC NULLS LAST, ${grouping.keyOrder} LIMIT ${limit})`,
    );
    const inTop = "base JOIN top ON base.g IS NOT DISTINCT FROM top.g";
    parts.push(
      `SELECT 'group', 0, 0, ${key}, value FROM top`,
      `SELECT 'other', 0, 0, ${none}, ${value} FROM ${over("base WHERE period = 0 AND NOT EXISTS (SELECT 1 FROM top WHERE top.g IS NOT DISTINCT FROM base.g)", "")}`,
    );
    if (plan.previous)
      parts.push(
        `SELECT 'group', 1, 0, ${key}, ${value} FROM ${over(`${inTop} WHERE period = 1`, key)} GROUP BY ${key}`,
      );
    if (plan.groupSeries)
      parts.push(
        `SELECT 'group-series', 0, bucket, ${key}, ${value} FROM ${over(`${inTop} WHERE period = 0`, `bucket, ${key}`)} GROUP BY bucket, ${key}`,
      );
  }
  return `WITH ${ctes.join(",\n")}\n${parts.join("\nUNION ALL ")}`;
}

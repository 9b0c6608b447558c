import type { Loaded } from "../mirror/loader.ts";
import { numberText, textLiteral } from "../mirror/sql-text.ts";
import { isHiddenName } from "../model/event.ts";
import type { Granularity, Question } from "../model/question.ts";
import { filterSql } from "./filter-sql.ts";
import { groupSql, type GroupSql } from "./group-sql.ts";
import type { Plan } from "./plan.ts";

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
function asksForHidden({ name, filters = [] }: Question): boolean {
  if (name !== undefined) return isHiddenName(name);
  return filters.some(
    ({ property, op, value }) =>
      property === "$name" &&
      op === "is" &&
      [value].flat().some((one) => typeof one === "string" && isHiddenName(one)),
  );
}

/** Rows of `base`: one for each combination (events, with `n` of them) or each distinct entity `e`. */
function baseSql(plan: Plan, loaded: Loaded, grouping: GroupSql | undefined): string {
  const { question, series, previous, window } = plan;
  const keys: [string, string][] = [
    ["period", previous ? `CASE WHEN f.ts >= ${window.from} THEN 0 ELSE 1 END` : "0"],
    ["bucket", series ? `${BUCKETS[series]}` : "0"],
    ["g", grouping?.group ?? "0"],
    ["k", grouping?.rank ?? "0"],
  ];
  const columns = keys.map(([name, sql]) => `${sql} AS ${name}`).join(", ");
  const where = conditions(plan, loaded).join(" AND ");
  const join = grouping?.join ?? "";
  const facts = `m.main.facts AS f ${join}`;
  if (question.measure === "events")
    return `base AS MATERIALIZED (SELECT ${columns}, count(*) AS n FROM ${facts} WHERE ${where} GROUP BY ALL)`;
  if (question.measure === "users") {
    const seen = `seen AS MATERIALIZED (SELECT DISTINCT ${columns}, f.actor FROM ${facts} WHERE ${where})`;
    if (!loaded.identities) return `${seen}, base AS (SELECT period, bucket, g, k, actor AS e FROM seen)`;
    return `${seen}, base AS MATERIALIZED (SELECT seen.period, seen.bucket, seen.g, seen.k, coalesce(i.canonical, seen.actor) AS e
  FROM seen LEFT JOIN joins.main.identity AS i ON i.distinct_ = seen.actor)`;
  }
  const given = `SELECT DISTINCT ${columns}, f.session_::BIGINT AS e FROM ${facts} WHERE f.session_ IS NOT NULL AND ${where}`;
  if (!loaded.cutSessions) return `base AS MATERIALIZED (${given})`;
  const cut = `SELECT DISTINCT p.period, p.bucket, p.g, p.k, c.session AS e
  FROM (SELECT ${columns}, f.distinct_, f.ts FROM ${facts} WHERE f.session_ IS NULL AND ${where}) AS p
  ASOF JOIN (SELECT * FROM joins.main.cut_sessions WHERE end_ms >= ${previous?.from ?? window.from} AND start_ms < ${window.to}) AS c
  ON p.distinct_ = c.distinct_ AND p.ts >= c.start_ms`;
  return `base AS MATERIALIZED (${loaded.givenSessions ? `${given} UNION ALL ${cut}` : cut})`;
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

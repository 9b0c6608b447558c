import type { Loaded } from "../mirror/loader.ts";
import { PAGE_VIEW } from "../model/event.ts";
import { isFilter, leavesIn } from "../model/filter-terms.ts";
import { isSessionField } from "../model/own-fields.ts";
import type { Plan } from "../model/plan.ts";
import { SESSION_COLUMNS } from "./field-sql.ts";
import { matchSql, namesSql, trafficSql } from "./kept-sql.ts";

/** When the events asked about are. */
export function timesSql({ window, previous }: Plan): string[] {
  const times = [`f.ts >= ${previous?.from ?? window.from}`, `f.ts < ${window.to}`];
  if (previous && previous.to < window.from) times.push(`(f.ts < ${previous.to} OR f.ts >= ${window.from})`);
  return times;
}

/** Whether all that is asked of an event is which session it is in, who it is of and when it was. */
function asksOfSessions({ question, series, traffic, sessionFacts }: Plan, loaded: Loaded): boolean {
  const { measure, name, type, filters = [], breakdown = [] } = question;
  const isOfSessions = measure === "users" || measure === "sessions" || isOfWholeSessions(question);
  const mayMatch = traffic !== undefined && matchSql(traffic.rules, loaded) !== undefined;
  return (
    sessionFacts !== undefined &&
    isOfSessions &&
    type === undefined &&
    (name === undefined || name === PAGE_VIEW) &&
    series !== "minute" &&
    traffic?.count !== "left-out" &&
    !(mayMatch && loaded.cutSessions) &&
    [breakdown].flat().every(isSessionField) &&
    leavesIn(filters).every((leaf) => isFilter(leaf) && isSessionField(leaf.property))
  );
}

const isOfWholeSessions = ({ measure }: Plan["question"]): boolean =>
  typeof measure === "object" && "session" in measure;

/**
 * Rows that stand for the events asked about, in place of `m.main.facts`, with what their session is; undefined where more
 * is asked of them than that. A session whose events are all of one period and bucket, and of one actor where users are
 * asked for, is one row. Of the others, which are few, each event is.
 */
export function sessionRows(plan: Plan, loaded: Loaded): string | undefined {
  if (!asksOfSessions(plan, loaded)) return undefined;
  const { question, window, previous, series, traffic } = plan;
  const counted = question.name === undefined ? "v.events > 0" : "v.views > 0";
  const within = [window, ...(previous ? [previous] : [])]
    .map(({ from, to }) => `(v.first_ms >= ${from} AND v.last_ms < ${to})`)
    .join(" OR ");
  const matched = traffic && matchSql(traffic.rules, loaded);
  const times = timesSql(plan).join(" AND ");
  const isWhole = [
    `(${within})`,
    ...(series === undefined ? [] : [`v."${series === "hour" ? "hour" : "day"}" IS NOT NULL`]),
    ...(question.measure === "users" ? ["v.actor IS NOT NULL"] : []),
    ...(matched === undefined
      ? []
      : [
          `v.session NOT IN (SELECT f.session_ FROM m.main.facts AS f WHERE f.session_ IS NOT NULL AND ${times} AND ${matched})`,
        ]),
  ].join(" AND ");
  const touched = `${counted} AND v.last_ms >= ${previous?.from ?? window.from} AND v.first_ms < ${window.to}`;
  const kept = [times, ...namesSql(question, loaded), trafficSql(plan, loaded) ?? []].flat().join(" AND ");
  const told = [
    "v.events",
    "v.views",
    "v.last_ms - v.first_ms AS ms",
    ...SESSION_COLUMNS.map((name) => `v.${name}`),
  ];
  const event = [
    "f.ts",
    'f."day"',
    'f."hour"',
    "f.actor",
    "f.session_",
    "f.distinct_",
    "false AS is_whole",
    ...told,
  ].join(", ");
  // Numbers of cut sessions are beyond those of an INTEGER.
  const session = [
    "v.first_ms AS ts",
    'v."day"',
    'v."hour"',
    "v.actor",
    "TRY_CAST(v.session AS INTEGER) AS session_",
    "v.cut_of AS distinct_",
    "true AS is_whole",
    ...told,
  ].join(", ");
  const given = `SELECT ${event} FROM m.main.facts AS f JOIN odd AS v ON v.session = f.session_ WHERE ${kept}`;
  const cut = `SELECT ${event} FROM m.main.facts AS f JOIN odd AS v ON v.cut_of = f.distinct_ AND f.ts >= v.first_ms AND f.ts <= v.last_ms
    WHERE f.session_ IS NULL AND ${kept}`;
  return [
    `WITH odd AS MATERIALIZED (SELECT * FROM m.main.visits AS v WHERE ${touched} AND NOT (${isWhole}))
    SELECT ${session} FROM m.main.visits AS v WHERE ${touched} AND ${isWhole}`,
    given,
    ...(loaded.cutSessions ? [cut] : []),
  ].join(" UNION ALL ");
}

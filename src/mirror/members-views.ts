import type { Loaded } from "./loader.ts";
import { quotedName } from "./sql-text.ts";
import type { Mentions } from "./events-view.ts";

/** Each event as what sessions and users are made of: `member`s are ordinals, and hold nothing that needs decoding. */
function keyedFacts(loaded: Loaded): string {
  const cut = loaded.cutSessions
    ? {
        columns:
          "c.start_ms AS cut_start, CASE WHEN f.session_ IS NULL THEN c.session ELSE f.session_ END AS session",
        join: "ASOF LEFT JOIN joins.main.cut_sessions AS c ON f.distinct_ = c.distinct_ AND f.ts >= c.start_ms",
      }
    : { columns: "NULL::BIGINT AS cut_start, f.session_::BIGINT AS session", join: "" };
  const identity = loaded.identities
    ? {
        column: "coalesce(i.canonical, f.actor) AS actor",
        join: "LEFT JOIN joins.main.identity AS i ON i.distinct_ = f.actor",
      }
    : { column: "f.actor AS actor", join: "" };
  return `SELECT f.ts, f."day", f.shift, f.distinct_, f.session_ AS given, ${cut.columns}, ${identity.column},
    NOT nm.hidden AS counts, nm.name = 'page_view' AS is_view
    FROM m.main.facts AS f JOIN m.main.names AS nm ON nm.ordinal = f.name ${identity.join} ${cut.join}`;
}

const INSTANT = (ms: string): string => `make_timestamp(${ms} * 1000)`;
const LOCAL = "make_timestamp((g.first_ms + g.shift * 60000) * 1000)";
const DATE = (day: string): string => `DATE '1970-01-01' + ${day}`;

/** The least text of a person among the first events of each session. */
const firstPerson = (column: "actor" | "distinct_"): string =>
  `LEFT JOIN (SELECT k.session, min(p."text") AS "text" FROM keyed AS k
    JOIN grouped AS g ON g.session = k.session AND g.first_ms = k.ts
    JOIN m.main.people AS p ON p.ordinal = k.${column} GROUP BY k.session) AS first_${column} ON first_${column}.session = g.session`;

const SESSION_ID = `CASE WHEN g.given IS NOT NULL THEN given."text"
  ELSE 'cut:' || CAST(g.cut_start AS VARCHAR) || ':' || cut_of."text" END`;

interface ViewColumn {
  sql: string;
  join?: string;
}

const SESSION_COLUMNS: Record<string, ViewColumn> = {
  session_id: {
    sql: SESSION_ID,
    join: `LEFT JOIN m.main.sessions AS given ON given.ordinal = g.given
      LEFT JOIN m.main.people AS cut_of ON cut_of.ordinal = g.cut_of`,
  },
  actor: { sql: `first_actor."text"`, join: firstPerson("actor") },
  distinct_id: { sql: `first_distinct_."text"`, join: firstPerson("distinct_") },
  timestamp: { sql: "g.first_ms" },
  time: { sql: INSTANT("g.first_ms") },
  local_time: { sql: LOCAL },
  date: { sql: DATE(`g."day"`) },
  hour: { sql: `hour(${LOCAL})` },
  end_time: { sql: INSTANT("g.last_ms") },
  seconds: { sql: "(g.last_ms - g.first_ms) / 1000" },
  events: { sql: "g.events" },
  page_views: { sql: "g.page_views" },
};

const USER_COLUMNS: Record<string, ViewColumn> = {
  actor: { sql: `p."text"` },
  identified: { sql: "p.identified" },
  first_timestamp: { sql: "g.first_ms" },
  first_time: { sql: INSTANT("g.first_ms") },
  first_date: { sql: DATE("g.first_day") },
  last_timestamp: { sql: "g.last_ms" },
  last_time: { sql: INSTANT("g.last_ms") },
  last_date: { sql: DATE("g.last_day") },
  events: { sql: "g.events" },
  sessions: { sql: "g.sessions" },
  distinct_ids: { sql: "g.distinct_ids" },
};

/** The columns a statement may look at. One is there in any case, so that rows can be counted. */
function columnsFor(all: Record<string, ViewColumn>, always: string, mentions: Mentions) {
  const shown = Object.entries(all).filter(([name]) => name === always || mentions(name));
  return {
    list: shown.map(([name, { sql }]) => `${sql} AS ${quotedName(name)}`).join(", "),
    joins: shown.map(([, { join = "" }]) => join).join(" "),
  };
}

/** The query behind `sessions`, with the columns that one statement may look at. */
export function sessionsView(loaded: Loaded, mentions: Mentions): string {
  const { list, joins } = columnsFor(SESSION_COLUMNS, "timestamp", mentions);
  return `WITH keyed AS NOT MATERIALIZED (${keyedFacts(loaded)}),
    grouped AS NOT MATERIALIZED (SELECT session, any_value(given) AS given, any_value(cut_start) AS cut_start,
      any_value(distinct_) AS cut_of, min(ts) AS first_ms, max(ts) AS last_ms, arg_min("day", ts) AS "day",
      arg_min(shift, ts) AS shift, count(*) FILTER (counts) AS events, count(*) FILTER (is_view) AS page_views
      FROM keyed WHERE session IS NOT NULL GROUP BY session HAVING count(*) FILTER (counts) > 0)
    SELECT ${list} FROM grouped AS g ${joins}`;
}

/** The query behind `users`, with the columns that one statement may look at. */
export function usersView(loaded: Loaded, mentions: Mentions): string {
  const { list } = columnsFor(USER_COLUMNS, "first_timestamp", mentions);
  return `SELECT ${list} FROM (SELECT actor, min(ts) AS first_ms, arg_min("day", ts) AS first_day, max(ts) AS last_ms,
      arg_max("day", ts) AS last_day, count(*) FILTER (counts) AS events,
      count(DISTINCT session) FILTER (counts) AS sessions, count(DISTINCT distinct_) FILTER (counts) AS distinct_ids
      FROM (${keyedFacts(loaded)}) AS keyed GROUP BY actor HAVING count(*) FILTER (counts) > 0) AS g
    JOIN m.main.people AS p ON p.ordinal = g.actor`;
}

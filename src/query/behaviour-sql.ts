import type { Loaded } from "../mirror/loader.ts";
import { isDid } from "../model/filter-terms.ts";
import { isSessionField } from "../model/own-fields.ts";
import { SESSION_CAP_MS } from "../model/project.ts";
import type { Plan, Span } from "../model/plan.ts";
import type { DidFilter, EventMatch, FirstSeenFilter } from "../model/question.ts";
import { startOfLastDays } from "../model/windows.ts";
import { sessionFactsJoin } from "./field-sql.ts";
import { filterSql } from "./filter-sql.ts";
import { namesSql, trafficSql } from "./kept-sql.ts";

/**
 * SQL that is true for a `facts` row `f` of somebody who did, or was first seen; see {@link DidFilter}. Each
 * term is one pass over the events it is about, grouped by who they are of.
 */
export function behaviourSql(term: DidFilter | FirstSeenFilter, plan: Plan, loaded: Loaded): string {
  const { window, judged, previous } = plan;
  const now = sqlAt(term, judged, plan, loaded);
  const before = previous ? sqlAt(term, previous, plan, loaded) : now;
  const kept = now === before ? now : `CASE WHEN f.ts >= ${window.from} THEN ${now} ELSE ${before} END`;
  return term.not ? `NOT ${kept}` : `(${kept})`;
}

/** Of events in `asked`: the window judged by, or the one it is compared with. */
function sqlAt(term: DidFilter | FirstSeenFilter, asked: Span, plan: Plan, loaded: Loaded): string {
  if (!isDid(term)) {
    const { from, to } = firstSeenSpan(term, asked, plan);
    const events = meantSql({}, { to }, plan, loaded);
    return actorSql(events, { parts: "min(f.ts) AS n", holds: `min(n) >= ${from}` }, loaded);
  }
  const { who, did, least = 1, days } = term;
  const from = days === undefined ? undefined : startOfLastDays(plan.zone, asked.to, days);
  const looked = { from, to: asked.to };
  const events = meantSql(did, looked, plan, loaded);
  if (who === "session") return sessionSql(events, { least, looked, asked }, loaded);
  return actorSql(events, { parts: "count(*) AS n", holds: `sum(n) >= ${least}` }, loaded);
}

function firstSeenSpan({ firstSeen }: FirstSeenFilter, asked: Span, { zone }: Plan): Span {
  if (firstSeen === "window") return asked;
  return "days" in firstSeen
    ? { from: startOfLastDays(zone, asked.to, firstSeen.days), to: asked.to }
    : firstSeen;
}

/** Rows `f`, and what must hold of them. */
interface MeantSql {
  facts: string;
  where: string;
}

/** `from` is ever where it is not there. */
interface Looked {
  from?: number | undefined;
  to: number;
}

/** The events meant in a time, as far as the question's traffic has them count. */
function meantSql(match: EventMatch, { from, to }: Looked, plan: Plan, loaded: Loaded): MeantSql {
  const traffic = trafficSql(plan, loaded);
  const { filters = [] } = match;
  const bySession = filters.some(({ property }) => isSessionField(property));
  return {
    facts: `m.main.facts AS f${bySession ? ` ${sessionFactsJoin(loaded)}` : ""}`,
    where: [
      ...(from === undefined ? [] : [`f.ts >= ${from}`]),
      `f.ts < ${to}`,
      ...namesSql(match, loaded),
      ...filters.map((filter) => filterSql(filter, loaded)),
      ...(traffic === undefined ? [] : [traffic]),
    ].join(" AND "),
  };
}

/** `parts` is of the events of each actor, `holds` of all those that are one user. */
function actorSql(
  { facts, where }: MeantSql,
  { parts, holds }: { parts: string; holds: string },
  loaded: Loaded,
): string {
  const actors = `SELECT f.actor AS a, ${parts} FROM ${facts} WHERE ${where} GROUP BY f.actor`;
  if (!loaded.identities) return `f.actor IN (SELECT a FROM (${actors}) GROUP BY a HAVING ${holds})`;
  return `f.actor IN (WITH who AS MATERIALIZED (SELECT coalesce(i.canonical, r.a) AS u FROM (${actors}) AS r
    LEFT JOIN joins.main.identity AS i ON i.distinct_ = r.a GROUP BY u HAVING ${holds})
    SELECT u FROM who UNION ALL SELECT i.distinct_ FROM joins.main.identity AS i JOIN who ON who.u = i.canonical)`;
}

function sessionSql(
  { facts, where }: MeantSql,
  { least, looked, asked }: { least: number; looked: Looked; asked: Span },
  loaded: Loaded,
): string {
  const given = `f.session_ IN (SELECT f.session_ FROM ${facts}
    WHERE f.session_ IS NOT NULL AND ${where} GROUP BY f.session_ HAVING count(*) >= ${least})`;
  if (!loaded.cutSessions) return `coalesce(${given}, false)`;
  // Of no other session is an event asked about; one that ended before is none that overlaps.
  const since = Math.max(asked.from, looked.from ?? asked.from);
  const sessions = `SELECT c.distinct_, c.start_ms, c.end_ms
    FROM (SELECT f.distinct_, f.ts FROM ${facts} WHERE f.session_ IS NULL AND f.ts > ${since - SESSION_CAP_MS} AND ${where}) AS p
    ASOF JOIN (SELECT * FROM joins.main.cut_sessions WHERE end_ms >= ${since} AND start_ms < ${looked.to}) AS c
    ON p.distinct_ = c.distinct_ AND p.ts >= c.start_ms GROUP BY ALL HAVING count(*) >= ${least}`;
  // By rows: the sessions are joined with the events of the window once.
  const cut = `f."row" IN (SELECT e."row" FROM (SELECT f."row", f.distinct_, f.ts FROM m.main.facts AS f
    WHERE f.session_ IS NULL AND f.ts >= ${asked.from} AND f.ts < ${asked.to}) AS e
    JOIN (${sessions}) AS s ON s.distinct_ = e.distinct_ AND e.ts >= s.start_ms AND e.ts <= s.end_ms)`;
  return loaded.givenSessions ? `CASE WHEN f.session_ IS NULL THEN ${cut} ELSE ${given} END` : cut;
}

import { tableFromColumns, type Table } from "@uwdata/flechette";
import { channelOf } from "../model/channel-of.ts";
import { countryOf } from "../model/country-of.ts";
import { isOriginAllowed } from "../model/allowed-origin.ts";
import { intColumn, textColumn } from "./arrow-columns.ts";
import type { CutSessionsDelta } from "./join-deltas.ts";
import type { PropertyLayout } from "./property-layout.ts";
import { textLiteral } from "./sql-text.ts";

/** Whose origins are own: a referrer there is none. */
export interface SessionFactsNeed {
  /** Left out: those asked for before, whichever they are. */
  allowedOrigins?: readonly string[];
}

/** Columns of a page view, in the order in which one of several at an instant is chosen, and the property of each. */
const OF_VIEW = {
  entry: "path",
  referrer: "referrer_host",
  utm_source: "utm_source",
  utm_medium: "utm_medium",
  utm_campaign: "utm_campaign",
  utm_term: "utm_term",
  utm_content: "utm_content",
  zone: "time_zone",
  lang: "language",
} as const;
const VIEW_COLUMNS = Object.keys(OF_VIEW) as (keyof typeof OF_VIEW)[];

/** What the tables hold, as far as this asks. */
interface Contents {
  layout: PropertyLayout;
  jsonNull: number | undefined;
  cutSessions: boolean;
  givenSessions: boolean;
  /** The row the next event will have. */
  nextRow: number;
}

interface Runner {
  /** Short statements. */
  run(sql: string): Promise<Table>;
  /** One statement, in slices: others get their turn. */
  runLong(sql: string): Promise<unknown>;
  /** Makes a table of it, and says its name. */
  stage(table: Table): Promise<string>;
}

export interface SessionFacts {
  /** Whether they are of all that is loaded. */
  isCurrent(contents: Pick<Contents, "nextRow">, need: SessionFactsNeed): boolean;
  /** Brings them there: what is new is looked up, and the sessions it is in are made anew. True if those are all. */
  update(contents: Contents, need: SessionFactsNeed): Promise<boolean>;
  /** Takes them as they were stored. */
  restore(): Promise<void>;
  /** Cut sessions are others now. */
  cutAnew(delta: CutSessionsDelta): void;
}

export function makeSessionFacts({ run, runLong, stage }: Runner): SessionFacts {
  /** Row up to which, and for which origins, the table is. */
  let made: { row: number; origins: readonly string[] } | undefined;
  let stale: Set<number> | "all" = new Set();
  let words = new Map<string, number>();

  const drop = (...names: string[]) => run(names.map((name) => `DROP TABLE IF EXISTS ${name}`).join("; "));

  /** Writes down what a combination of ordinals comes to, and gives words their numbers. */
  async function learn(
    table: "origins" | "places",
    rows: Record<string, unknown>[],
    keys: readonly string[],
    tell: (row: Record<string, unknown>) => Record<string, string | undefined>,
  ): Promise<void> {
    if (rows.length === 0) return;
    const known = words.size;
    const ordinalOf = (word: string | undefined): number => {
      if (word === undefined) return -1;
      const found = words.get(word) ?? words.size;
      words.set(word, found);
      return found;
    };
    const told = rows.map(tell);
    const columns = Object.keys(told[0]!);
    const staged = await stage(
      tableFromColumns([
        ...keys.map((key): [string, ReturnType<typeof intColumn>] => [
          key,
          intColumn(Int32Array.from(rows, (row) => Number(row[key]))),
        ]),
        ...columns.map((column): [string, ReturnType<typeof intColumn>] => [
          column,
          intColumn(Int32Array.from(told, (row) => ordinalOf(row[column]))),
        ]),
      ]),
    );
    const casts = keys.map((key) => (key === "has_campaign" ? `${key} = 1` : key));
    await run(
      `INSERT INTO m.main.${table} SELECT ${[...casts, ...columns.map((column) => `nullif(${column}, -1)`)].join(", ")} FROM ${staged}; DROP TABLE ${staged}`,
    );
    const added = [...words.keys()].slice(known);
    if (added.length === 0) return;
    const texts = await stage(
      tableFromColumns([
        ["ordinal", intColumn(Int32Array.from(added, (_, at) => known + at))],
        ["text", textColumn(added)],
      ]),
    );
    await run(`INSERT INTO m.main.words SELECT ordinal, "text" FROM ${texts}; DROP TABLE ${texts}`);
  }

  const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

  async function learnOrigins(allowedOrigins: readonly string[]): Promise<void> {
    const isOwn = (host: string) =>
      ["https", "http"].some((scheme) => isOriginAllowed(allowedOrigins, `${scheme}://${host}`));
    const found =
      await run(`SELECT o.utm_source, o.utm_medium, o.has_campaign::INTEGER AS has_campaign, o.referrer,
      s."text" AS source_text, d."text" AS medium_text, r."text" AS referrer_text
      FROM (SELECT DISTINCT utm_source, utm_medium, utm_campaign >= 0 AS has_campaign, referrer FROM joins.main.fresh WHERE views > 0
        EXCEPT SELECT utm_source, utm_medium, has_campaign, referrer FROM m.main.origins) AS o
      LEFT JOIN m.main.vals AS s ON s.ordinal = o.utm_source LEFT JOIN m.main.vals AS d ON d.ordinal = o.utm_medium
      LEFT JOIN m.main.vals AS r ON r.ordinal = o.referrer`);
    const keys = ["utm_source", "utm_medium", "has_campaign", "referrer"];
    await learn("origins", found.toArray() as Record<string, unknown>[], keys, (row) => {
      const { channel, source } = channelOf(
        {
          utmSource: textOf(row["source_text"]),
          utmMedium: textOf(row["medium_text"]),
          // That there is one is all that counts.
          utmCampaign: row["has_campaign"] === 1 ? "some" : undefined,
          referrerHost: textOf(row["referrer_text"]),
        },
        isOwn,
      );
      return { channel, origin: source };
    });
  }

  async function learnPlaces(): Promise<void> {
    const found = await run(`SELECT p.zone, p.lang, z."text" AS zone_text, l."text" AS lang_text
      FROM (SELECT DISTINCT zone, lang FROM joins.main.fresh WHERE views > 0 EXCEPT SELECT zone, lang FROM m.main.places) AS p
      LEFT JOIN m.main.vals AS z ON z.ordinal = p.zone LEFT JOIN m.main.vals AS l ON l.ordinal = p.lang`);
    await learn("places", found.toArray() as Record<string, unknown>[], ["zone", "lang"], (row) => ({
      country: countryOf(textOf(row["zone_text"]), textOf(row["lang_text"])),
    }));
  }

  /** Of one kind of sessions, those to make anew, in a table of their own, and when their events are. */
  async function gather(kind: Kind, fromRow: number, more: string[] = []): Promise<Stale> {
    const { table, key, isOfKind, visitKey } = kind;
    const news = `FROM m.main.facts AS f WHERE f."row" >= ${fromRow} AND f.session_ ${isOfKind}`;
    const [found] = (
      await run(`DROP TABLE IF EXISTS ${table};
        CREATE TABLE ${table} AS SELECT DISTINCT k FROM (${[`SELECT ${key} AS k ${news}`, ...more].join(" UNION ALL ")});
        SELECT min(least)::DOUBLE AS "from", max(most)::DOUBLE AS "to" FROM (
        SELECT min(f.ts) AS least, max(f.ts) AS most ${news}
        UNION ALL SELECT min(first_ms), max(last_ms) FROM m.main.visits WHERE ${visitKey} IN (SELECT k FROM ${table}))`)
    ).toArray() as { from: number | null; to: number | null }[];
    return { kind, from: found?.from ?? 0, to: found?.to ?? -1 };
  }

  async function gatherStale(fromRow: number): Promise<{ given: Stale; cut: Stale }> {
    const given = await gather(GIVEN, fromRow);
    if (stale === "all") {
      // Numbered anew; whose sessions are others than these is told by their times.
      await runLong(`UPDATE m.main.visits AS v SET session = c.session FROM joins.main.cut_sessions AS c
        WHERE v.cut_of = c.distinct_ AND v.first_ms = c.start_ms AND v.session <> c.session`);
      const cut = "SELECT distinct_, start_ms, end_ms FROM joins.main.cut_sessions";
      const known = "SELECT cut_of, first_ms, last_ms FROM m.main.visits WHERE cut_of IS NOT NULL";
      return {
        given,
        cut: await gather(CUT, fromRow, [
          `SELECT distinct_ FROM (${cut} EXCEPT ${known})`,
          `SELECT cut_of FROM (${known} EXCEPT ${cut})`,
        ]),
      };
    }
    if (stale.size === 0) return { given, cut: await gather(CUT, fromRow) };
    const staged = await stage(tableFromColumns([["distinct_", intColumn(Int32Array.from(stale))]]));
    const cut = await gather(CUT, fromRow, [`SELECT distinct_ FROM ${staged}`]);
    await run(`DROP TABLE ${staged}`);
    return { given, cut };
  }

  /** Chooses among page views of a session that are of one instant, by their texts. */
  async function settleTies(events: string): Promise<void> {
    await runLong(`CREATE TABLE joins.main.tied AS
      SELECT k.session, k.ts, any_value(k.ts = v.first_view) AS is_first, any_value(k.ts = v.last_view) AS is_last
      FROM (${events}) AS k JOIN joins.main.fresh AS v ON v.session = k.session
      WHERE k.is_view AND v.views > 1 AND (k.ts = v.first_view OR k.ts = v.last_view)
      GROUP BY k.session, k.ts HAVING count(*) > 1`);
    const [count] = (await run("SELECT count(*)::DOUBLE AS n FROM joins.main.tied")).toArray() as {
      n: number;
    }[];
    if (count?.n !== 0) {
      const joins = VIEW_COLUMNS.map(
        (column) => `LEFT JOIN m.main.vals AS t_${column} ON t_${column}.ordinal = k.${column}`,
      );
      const order = VIEW_COLUMNS.map((column) => `t_${column}."text" NULLS LAST`);
      await run(`CREATE TABLE joins.main.chosen AS SELECT t.session, t.is_first, t.is_last, ${VIEW_COLUMNS.map((column) => `k.${column}`).join(", ")}
        FROM (${events}) AS k JOIN joins.main.tied AS t ON t.session = k.session AND t.ts = k.ts ${joins.join(" ")} WHERE k.is_view
        QUALIFY row_number() OVER (PARTITION BY k.session, k.ts ORDER BY ${order.join(", ")}) = 1`);
      const set = VIEW_COLUMNS.map((column) => `${column} = c.${column}`).join(", ");
      await run(
        `UPDATE joins.main.fresh AS v SET ${set} FROM joins.main.chosen AS c WHERE c.session = v.session AND c.is_first`,
      );
      await run(
        `UPDATE joins.main.fresh AS v SET "exit" = c.entry FROM joins.main.chosen AS c WHERE c.session = v.session AND c.is_last`,
      );
    }
    await drop("joins.main.tied", "joins.main.chosen");
  }

  return {
    isCurrent({ nextRow }, { allowedOrigins = made?.origins }) {
      const isWhole = made?.row === nextRow && stale !== "all" && stale.size === 0;
      return isWhole && JSON.stringify(made?.origins) === JSON.stringify(allowedOrigins);
    },
    cutAnew({ full, distinct }) {
      if (full) stale = "all";
      else if (stale !== "all") for (let at = 0; at < distinct.length; at++) stale.add(distinct[at]!);
    },
    async restore() {
      const [state] = (await run(`SELECT "row", origins FROM m.main.session_state`)).toArray() as {
        row: number;
        origins: string;
      }[];
      if (state === undefined) return;
      made = { row: state.row, origins: JSON.parse(state.origins) as string[] };
      const known = (await run(`SELECT "text" FROM m.main.words ORDER BY ordinal`)).toArray() as {
        text: string;
      }[];
      words = new Map(known.map(({ text }, ordinal) => [text, ordinal]));
      stale = "all";
    },
    async update(contents, need) {
      const origins = need.allowedOrigins ?? made?.origins ?? [];
      const before = JSON.stringify(made?.origins) === JSON.stringify(origins) ? made?.row : undefined;
      const sources = ["words", "origins", "places", "session_state"].map((name) => `m.main.${name}`);
      let some: { given: Stale; cut: Stale } | undefined;
      if (before === undefined) {
        await run(["m.main.visits", ...sources].map((name) => `DELETE FROM ${name}`).join("; "));
        words = new Map();
      } else some = await gatherStale(before);
      const events = eventsSql(contents, some);
      await runLong(
        `CREATE OR REPLACE TABLE joins.main.fresh AS ${FRESH} FROM (${events}) AS k GROUP BY session`,
      );
      await settleTies(events);
      await learnOrigins(origins);
      await learnPlaces();
      const gone =
        some === undefined
          ? []
          : [some.given, some.cut].map(
              ({ kind, from, to }) =>
                `DELETE FROM m.main.visits WHERE ${kind.visitKey} IN (SELECT k FROM ${kind.table}) AND first_ms >= ${from} AND first_ms <= ${to}`,
            );
      const state = `INSERT INTO m.main.session_state VALUES (${contents.nextRow}, ${textLiteral(JSON.stringify(origins))})`;
      await run(
        ["BEGIN", ...gone, INSERT_FRESH, "DELETE FROM m.main.session_state", state, "COMMIT"].join("; "),
      );
      await drop("joins.main.fresh", GIVEN.table, CUT.table);
      made = { row: contents.nextRow, origins };
      stale = new Set();
      return before === undefined;
    },
  };
}

/** Sessions that came with events, or were cut; by what they are made anew. */
interface Kind {
  table: string;
  key: string;
  isOfKind: string;
  visitKey: string;
}
const GIVEN: Kind = {
  table: "joins.main.stale_given",
  key: "f.session_",
  isOfKind: "IS NOT NULL",
  visitKey: "CASE WHEN cut_of IS NULL THEN session END",
};
const CUT: Kind = {
  table: "joins.main.stale_cut",
  key: "f.distinct_",
  isOfKind: "IS NULL",
  visitKey: "cut_of",
};

/** All their events, those in the table too, are in this time, both ends included. */
interface Stale {
  kind: Kind;
  from: number;
  to: number;
}

/** Each event with its session, and what a page view tells; what is not there is -1, which an aggregate does not pass over. */
function eventsSql(
  { layout, jsonNull, cutSessions, givenSessions }: Contents,
  some: { given: Stale; cut: Stale } | undefined,
): string {
  const columns = VIEW_COLUMNS.map((column) => {
    const text = layout.find(OF_VIEW[column])?.text;
    const there = text === undefined ? "-1" : jsonNull === undefined ? text : `nullif(${text}, ${jsonNull})`;
    return `coalesce(${there}, -1)::INTEGER AS ${column}`;
  });
  const common = `f.ts, f.actor, f."day", f."hour", NOT nm.hidden AS counts, nm.name = 'page_view' AS is_view, ${columns.join(", ")}`;
  const names = "JOIN m.main.names AS nm ON nm.ordinal = f.name";
  const parts: string[] = [];
  const stale = (wanted: Stale | undefined): string =>
    wanted === undefined
      ? ""
      : ` AND f.ts >= ${wanted.from} AND f.ts <= ${wanted.to} AND ${wanted.kind.key} IN (SELECT k FROM ${wanted.kind.table})`;
  const cuts =
    some === undefined
      ? "joins.main.cut_sessions"
      : `(SELECT * FROM joins.main.cut_sessions WHERE distinct_ IN (SELECT k FROM ${some.cut.kind.table}))`;
  if (givenSessions || !cutSessions)
    parts.push(`SELECT f.session_::BIGINT AS session, NULL::INTEGER AS cut_of, ${common} FROM m.main.facts AS f ${names}
      WHERE f.session_ IS NOT NULL${stale(some?.given)}`);
  if (cutSessions)
    parts.push(`SELECT c.session, f.distinct_ AS cut_of, ${common} FROM (SELECT * FROM m.main.facts AS f
      WHERE f.session_ IS NULL${stale(some?.cut)}) AS f
      ASOF JOIN ${cuts} AS c ON f.distinct_ = c.distinct_ AND f.ts >= c.start_ms ${names}`);
  return parts.join(" UNION ALL ");
}

/** What all have, NULL where they differ. */
const same = (column: string): string =>
  `CASE WHEN min(${column}) = max(${column}) THEN min(${column}) END AS ${column}`;

const FRESH = `SELECT session, any_value(cut_of) AS cut_of, min(ts) AS first_ms, max(ts) AS last_ms,
  ${["actor", '"day"', '"hour"'].map(same).join(", ")},
  (count(*) FILTER (counts))::INTEGER AS events, (count(*) FILTER (is_view))::INTEGER AS views,
  min(ts) FILTER (is_view) AS first_view, max(ts) FILTER (is_view) AS last_view,
  arg_max(entry, ts) FILTER (is_view) AS "exit",
  ${VIEW_COLUMNS.map((column) => `arg_min(${column}, ts) FILTER (is_view) AS ${column}`).join(", ")}`;

const OWN_TEXTS = ["entry", '"exit"', "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"];
const INSERT_FRESH = `INSERT INTO m.main.visits SELECT v.session, v.cut_of, v.first_ms, v.last_ms, v.actor, v."day", v."hour", v.events, v.views,
  ${OWN_TEXTS.map((column) => `nullif(v.${column}, -1)`).join(", ")}, o.channel, o.origin, p.country
  FROM joins.main.fresh AS v LEFT JOIN m.main.origins AS o ON o.utm_source = v.utm_source AND o.utm_medium = v.utm_medium
    AND o.has_campaign = (v.utm_campaign >= 0) AND o.referrer = v.referrer
  LEFT JOIN m.main.places AS p ON p.zone = v.zone AND p.lang = v.lang ORDER BY v.first_ms`;

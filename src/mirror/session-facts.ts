import { tableFromColumns, type Table } from "@uwdata/flechette";
import { channelOf } from "../model/channel-of.ts";
import { countryOf } from "../model/country-of.ts";
import { isOriginAllowed } from "../model/allowed-origin.ts";
import { intColumn, textColumn } from "./arrow-columns.ts";
import type { CutSessionsDelta } from "./join-deltas.ts";
import type { PropertyLayout } from "./property-layout.ts";

/** Whose origins are own: a referrer there is none. */
export interface SessionFactsNeed {
  /** Left out: those asked for before, whichever they are. */
  allowedOrigins?: readonly string[];
}

/**
 * One row for each session, in memory as what it is made of: `session` as in `cut_sessions` or the ordinal of a given one, and
 * what {@link SESSION_FIELDS} and measures of sessions tell. Texts are ordinals of `vals`, those of words of ours of `words`.
 */
export const CREATE_SESSION_TABLES = `
CREATE TABLE joins.main.visits(
  session BIGINT, cut_of INTEGER, first_ms BIGINT, last_ms BIGINT, events INTEGER, views INTEGER,
  entry INTEGER, "exit" INTEGER, utm_source INTEGER, utm_medium INTEGER, utm_campaign INTEGER, utm_term INTEGER,
  utm_content INTEGER, channel INTEGER, source INTEGER, country INTEGER);
CREATE TABLE joins.main.words(ordinal INTEGER, "text" VARCHAR);
CREATE TABLE joins.main.origins(
  utm_source INTEGER, utm_medium INTEGER, has_campaign BOOLEAN, referrer INTEGER, channel INTEGER, source INTEGER);
CREATE TABLE joins.main.places(zone INTEGER, lang INTEGER, country INTEGER);
`;

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
      `INSERT INTO joins.main.${table} SELECT ${[...casts, ...columns.map((column) => `nullif(${column}, -1)`)].join(", ")} FROM ${staged}; DROP TABLE ${staged}`,
    );
    const added = [...words.keys()].slice(known);
    if (added.length === 0) return;
    const texts = await stage(
      tableFromColumns([
        ["ordinal", intColumn(Int32Array.from(added, (_, at) => known + at))],
        ["text", textColumn(added)],
      ]),
    );
    await run(`INSERT INTO joins.main.words SELECT ordinal, "text" FROM ${texts}; DROP TABLE ${texts}`);
  }

  const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

  async function learnOrigins(allowedOrigins: readonly string[]): Promise<void> {
    const isOwn = (host: string) =>
      ["https", "http"].some((scheme) => isOriginAllowed(allowedOrigins, `${scheme}://${host}`));
    const found =
      await run(`SELECT o.utm_source, o.utm_medium, o.has_campaign::INTEGER AS has_campaign, o.referrer,
      s."text" AS source_text, d."text" AS medium_text, r."text" AS referrer_text
      FROM (SELECT DISTINCT utm_source, utm_medium, utm_campaign >= 0 AS has_campaign, referrer FROM joins.main.fresh WHERE views > 0
        EXCEPT SELECT utm_source, utm_medium, has_campaign, referrer FROM joins.main.origins) AS o
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
      return { channel, source };
    });
  }

  async function learnPlaces(): Promise<void> {
    const found = await run(`SELECT p.zone, p.lang, z."text" AS zone_text, l."text" AS lang_text
      FROM (SELECT DISTINCT zone, lang FROM joins.main.fresh WHERE views > 0 EXCEPT SELECT zone, lang FROM joins.main.places) AS p
      LEFT JOIN m.main.vals AS z ON z.ordinal = p.zone LEFT JOIN m.main.vals AS l ON l.ordinal = p.lang`);
    await learn("places", found.toArray() as Record<string, unknown>[], ["zone", "lang"], (row) => ({
      country: countryOf(textOf(row["zone_text"]), textOf(row["lang_text"])),
    }));
  }

  /** The sessions to make anew, in tables of their own. */
  async function gatherStale(fromRow: number): Promise<void> {
    await drop("joins.main.stale_given", "joins.main.stale_cut");
    await run(
      `CREATE TABLE joins.main.stale_given AS SELECT DISTINCT session_ FROM m.main.facts WHERE "row" >= ${fromRow} AND session_ IS NOT NULL`,
    );
    await run(
      `CREATE TABLE joins.main.stale_cut AS SELECT DISTINCT distinct_ FROM m.main.facts WHERE "row" >= ${fromRow} AND session_ IS NULL`,
    );
    if (stale === "all" || stale.size === 0) return;
    const staged = await stage(tableFromColumns([["distinct_", intColumn(Int32Array.from(stale))]]));
    await run(`INSERT INTO joins.main.stale_cut SELECT distinct_ FROM ${staged}; DROP TABLE ${staged}`);
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
    async update(contents, need) {
      const origins = need.allowedOrigins ?? made?.origins ?? [];
      const before = JSON.stringify(made?.origins) === JSON.stringify(origins) ? made?.row : undefined;
      if (before === undefined) {
        await run(
          ["visits", "words", "origins", "places"].map((name) => `DELETE FROM joins.main.${name}`).join("; "),
        );
        words = new Map();
      } else await gatherStale(before);
      const allCut = before === undefined || stale === "all";
      const events = eventsSql(contents, before === undefined, allCut);
      await drop("joins.main.fresh");
      await runLong(`CREATE TABLE joins.main.fresh AS ${FRESH} FROM (${events}) AS k GROUP BY session`);
      await settleTies(events);
      await learnOrigins(origins);
      await learnPlaces();
      const gone =
        before === undefined
          ? "true"
          : `CASE WHEN cut_of IS NULL THEN session IN (SELECT session_ FROM joins.main.stale_given)
             ELSE ${allCut ? "true" : "cut_of IN (SELECT distinct_ FROM joins.main.stale_cut)"} END`;
      await run(["BEGIN", `DELETE FROM joins.main.visits WHERE ${gone}`, INSERT_FRESH, "COMMIT"].join("; "));
      await drop("joins.main.fresh", "joins.main.stale_given", "joins.main.stale_cut");
      made = { row: contents.nextRow, origins };
      stale = new Set();
      return before === undefined;
    },
  };
}

/** Each event with its session, and what a page view tells; what is not there is -1, which an aggregate does not pass over. */
function eventsSql(
  { layout, jsonNull, cutSessions, givenSessions }: Contents,
  allGiven: boolean,
  allCut: boolean,
): string {
  const columns = VIEW_COLUMNS.map((column) => {
    const text = layout.find(OF_VIEW[column])?.text;
    const there = text === undefined ? "-1" : jsonNull === undefined ? text : `nullif(${text}, ${jsonNull})`;
    return `coalesce(${there}, -1)::INTEGER AS ${column}`;
  });
  const common = `f.ts, NOT nm.hidden AS counts, nm.name = 'page_view' AS is_view, ${columns.join(", ")}`;
  const names = "JOIN m.main.names AS nm ON nm.ordinal = f.name";
  const parts: string[] = [];
  if (givenSessions || !cutSessions)
    parts.push(`SELECT f.session_::BIGINT AS session, NULL::INTEGER AS cut_of, ${common} FROM m.main.facts AS f ${names}
      WHERE f.session_ IS NOT NULL${allGiven ? "" : " AND f.session_ IN (SELECT session_ FROM joins.main.stale_given)"}`);
  if (cutSessions)
    parts.push(`SELECT c.session, f.distinct_ AS cut_of, ${common} FROM (SELECT * FROM m.main.facts AS f
      WHERE f.session_ IS NULL${allCut ? "" : " AND f.distinct_ IN (SELECT distinct_ FROM joins.main.stale_cut)"}) AS f
      ASOF JOIN joins.main.cut_sessions AS c ON f.distinct_ = c.distinct_ AND f.ts >= c.start_ms ${names}`);
  return parts.join(" UNION ALL ");
}

const FRESH = `SELECT session, any_value(cut_of) AS cut_of, min(ts) AS first_ms, max(ts) AS last_ms,
  (count(*) FILTER (counts))::INTEGER AS events, (count(*) FILTER (is_view))::INTEGER AS views,
  min(ts) FILTER (is_view) AS first_view, max(ts) FILTER (is_view) AS last_view,
  arg_max(entry, ts) FILTER (is_view) AS "exit",
  ${VIEW_COLUMNS.map((column) => `arg_min(${column}, ts) FILTER (is_view) AS ${column}`).join(", ")}`;

const OWN_TEXTS = ["entry", '"exit"', "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"];
const INSERT_FRESH = `INSERT INTO joins.main.visits SELECT v.session, v.cut_of, v.first_ms, v.last_ms, v.events, v.views,
  ${OWN_TEXTS.map((column) => `nullif(v.${column}, -1)`).join(", ")}, o.channel, o.source, p.country
  FROM joins.main.fresh AS v LEFT JOIN joins.main.origins AS o ON o.utm_source = v.utm_source AND o.utm_medium = v.utm_medium
    AND o.has_campaign = (v.utm_campaign >= 0) AND o.referrer = v.referrer
  LEFT JOIN joins.main.places AS p ON p.zone = v.zone AND p.lang = v.lang`;

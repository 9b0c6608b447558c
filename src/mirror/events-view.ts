import { EVENTS_SCHEMA } from "../model/events-schema.ts";
import type { Loaded } from "./loader.ts";
import type { MirroredKind } from "./mirror-dictionaries.ts";
import { KIND, type Property } from "./property-layout.ts";
import { numberText, quotedName } from "./sql-text.ts";

/** A dictionary no longer than this is decoded by position in a list, a longer one by a join. */
const LIST_ENTRIES = 200_000;

const TABLES: Record<"people" | "sessions" | "values", string> = {
  people: "people",
  sessions: "sessions",
  values: "vals",
};

/**
 * Collects what the decoded columns need in FROM. The lists come last: an operator that stores rows
 * would store a list with each.
 */
class Decoder {
  readonly #derived = new Map<string, string>();
  readonly #joins = new Map<string, { alias: string; sql: string }>();
  readonly #lists = new Map<string, string>();
  readonly #sizes: Loaded["dictionarySizes"];

  constructor(sizes: Loaded["dictionarySizes"]) {
    this.#sizes = sizes;
  }

  text(kind: "people" | "sessions" | "values", ordinal: string): string {
    const table = TABLES[kind];
    if (this.#sizes[kind] <= LIST_ENTRIES) {
      this.#lists.set(
        table,
        `CROSS JOIN (SELECT list("text" ORDER BY ordinal) AS texts FROM m.main.${table}) AS l_${table}`,
      );
      return `l_${table}.texts[${ordinal} + 1]`;
    }
    const place = `${table} ${ordinal}`;
    const known = this.#joins.get(place);
    const alias = known?.alias ?? `d${this.#joins.size}`;
    const sql = `LEFT JOIN m.main.${table} AS ${alias} ON ${alias}.ordinal = ${ordinal}`;
    if (known === undefined) this.#joins.set(place, { alias, sql });
    return `${alias}."text"`;
  }

  /** Columns that a join adds to the facts. */
  derive(join: string, columns: string): void {
    this.#derived.set(join, columns);
  }

  get from(): string {
    const facts = ["f.*", ...this.#derived.values()].join(", ");
    const derived = [...this.#derived.keys()].join(" ");
    const joins = [...this.#joins.values()].map(({ sql }) => sql);
    return `(SELECT ${facts} FROM m.main.facts AS f ${derived}) AS f ${[...joins, ...this.#lists.values()].join(" ")}`;
  }
}

type ColumnSql = (decoder: Decoder, loaded: Loaded) => string;

const BUILT_IN: Record<string, ColumnSql> = {
  row: () => 'f."row"',
  timestamp: () => "f.ts",
  time: () => "make_timestamp(f.ts * 1000)",
  local_time: () => "make_timestamp((f.ts + f.shift * 60000) * 1000)",
  date: () => `DATE '1970-01-01' + f."day"`,
  hour: () => "hour(make_timestamp((f.ts + f.shift * 60000) * 1000))",
  type: (decoder) => nameColumn(decoder, "type_text"),
  name: (decoder) => nameColumn(decoder, "name_text"),
  distinct_id: (decoder) => decoder.text("people", "f.distinct_"),
  user_id: (decoder) => decoder.text("people", "f.user_"),
  actor: (decoder, loaded) => {
    if (!loaded.identities) return decoder.text("people", "f.actor");
    decoder.derive(
      "LEFT JOIN joins.main.identity AS i ON i.distinct_ = f.actor",
      "coalesce(i.canonical, f.actor) AS canonical_actor",
    );
    return decoder.text("people", "f.canonical_actor");
  },
  session_id: (decoder, loaded) => {
    const given = decoder.text("sessions", "f.session_");
    if (!loaded.cutSessions) return given;
    // By what it is of and its first instant, which no two share: the same on every device.
    decoder.derive(
      "ASOF LEFT JOIN joins.main.cut_sessions AS c ON f.distinct_ = c.distinct_ AND f.ts >= c.start_ms",
      "c.start_ms AS cut_start",
    );
    const cut = `'cut:' || CAST(f.cut_start AS VARCHAR) || ':' || ${decoder.text("people", "f.distinct_")}`;
    return `CASE WHEN f.session_ IS NOT NULL THEN ${given} ELSE ${cut} END`;
  },
  source: (decoder) => decoder.text("values", "f.source"),
};

function nameColumn(decoder: Decoder, column: string): string {
  decoder.derive(
    "LEFT JOIN m.main.names AS nm ON nm.ordinal = f.name",
    "nm.type AS type_text, nm.name AS name_text",
  );
  return `f.${column}`;
}

function propertySql(property: Property, decoder: Decoder): string {
  const { kinds, text, number } = property;
  if (kinds === KIND.number && number) return number;
  if (!text) return number ? numberText(number) : "NULL";
  const decoded = decoder.text("values", text);
  if (kinds === KIND.boolean) return `(${decoded} = 'true')`;
  return number ? `coalesce(${decoded}, ${numberText(number)})` : decoded;
}

/**
 * Names of the view's property columns, unique without regard to case, for properties in code unit order. Of keys that
 * differ by case alone, the last has its own name: the one in lower case.
 */
function propertyColumnNames(properties: readonly Property[]): [string, Property][] {
  const taken = new Set(EVENTS_SCHEMA.map(({ name }) => name));
  const named: [string, Property][] = [];
  for (const property of properties.toReversed()) {
    let name = property.key.toWellFormed();
    if (name === "" || taken.has(name.toLowerCase())) name = `properties.${name}`;
    const base = name;
    for (let again = 2; taken.has(name.toLowerCase()); again++) name = `${base} (${again})`;
    taken.add(name.toLowerCase());
    named.push([name, property]);
  }
  return named.reverse();
}

/** True if the statement may look at columns it does not name. */
function looksAtAll(sql: string): boolean {
  const plain = sql.toLowerCase().replaceAll(/\bcount\s*\(\s*\*\s*\)/g, "count()");
  if (plain.includes("*")) return true;
  if (/\b(columns|describe|summarize|show|pivot|unpivot|natural|table)\b/.test(plain)) return true;
  const count = (word: RegExp) => plain.match(word)?.length ?? 0;
  return count(/\bfrom\b/g) > count(/\bselect\b/g);
}

/** Whether a statement may look at a column or view of that name. */
export type Mentions = (name: string) => boolean;

export const mentionsIn = (statement: string): Mentions => {
  if (looksAtAll(statement)) return () => true;
  const lower = statement.toLowerCase();
  return (name) => lower.includes(name.toLowerCase().replaceAll('"', '""'));
};

/** The dictionaries the view of a statement decodes with, beside those always there. */
export const eventsViewNeeds = (statement: string): MirroredKind[] =>
  mentionsIn(statement)("session_id") ? ["sessions"] : [];

/**
 * The query behind `events` for one statement: only with the columns it may look at, since each
 * decoded column costs.
 */
export function eventsView(loaded: Loaded, statement: string): string {
  const mentions = mentionsIn(statement);
  const decoder = new Decoder(loaded.dictionarySizes);
  const columns: string[] = [];
  for (const { name } of EVENTS_SCHEMA) {
    const columnSql = BUILT_IN[name];
    if (columnSql && (name === "row" || mentions(name)))
      columns.push(`${columnSql(decoder, loaded)} AS ${quotedName(name)}`);
  }
  for (const [name, property] of propertyColumnNames(loaded.layout.all()))
    if (mentions(name)) columns.push(`${propertySql(property, decoder)} AS ${quotedName(name)}`);
  return `SELECT ${columns.join(", ")} FROM ${decoder.from}`;
}

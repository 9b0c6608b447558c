import type { Loaded } from "../mirror/loader.ts";
import { KIND } from "../mirror/property-layout.ts";
import { numberText } from "../mirror/sql-text.ts";
import type { Breakdown, FilterScalar } from "../model/question.ts";
import { fieldSql, tableOf } from "./field-sql.ts";

/**
 * A breakdown in SQL. Values with the same text form are one group, as they are one to `is`; its
 * key is a number if any of its values is one, else true or false if any is, else the text.
 */
export interface KeySql {
  /** The group of a `facts` row `f`; never NULL unless it is the number itself. */
  group: string;
  /** 2 number, 1 true or false, 0 text, of the row's value: flags, so that those of a group are put together with `bit_or`. */
  rank: string;
  join: string;
  /** From grouped rows `t`: the key's parts, and what they need. */
  keyText: string;
  keyNumber: string;
  keyRank: string;
  keyJoin: string;
}

/** Where the parts of a group are in grouped rows, and what tells the joins of two properties apart. */
interface Place {
  g: string;
  k: string;
  as: "" | "2";
}

const SOLE: Place = { g: "t.g", k: "t.k", as: "" };

const byOrdinal = (
  group: string,
  { table, column, tagged }: { table: string; column: string; tagged: boolean },
  { g, as }: Place,
): KeySql => ({
  group,
  rank: "0",
  join: "",
  keyText: `k${as}.${column}`,
  keyNumber: "NULL::DOUBLE",
  keyRank: tagged ? `CASE WHEN k${as}.tag = 1 THEN 1 ELSE 0 END` : "0",
  keyJoin: `LEFT JOIN ${tableOf(table)} AS k${as} ON k${as}.ordinal = ${g}`,
});

export function groupSql(property: string, loaded: Loaded, place = SOLE): KeySql {
  const { as } = place;
  if (property === "$name" || property === "$type") {
    const same = property === "$name" ? "same_name" : "same_type";
    return {
      ...byOrdinal(
        `gn${as}.${same}`,
        { table: "names", column: property === "$name" ? "name" : "type", tagged: false },
        place,
      ),
      join: `JOIN m.main.names AS gn${as} ON gn${as}.ordinal = f.name`,
    };
  }
  const { text, number, isProperty } = fieldSql(property, loaded);
  const kinds = isProperty ? (loaded.layout.find(property)?.kinds ?? 0) : KIND.text;
  const none = loaded.jsonNull ?? -1;
  const ordinal =
    text && (isProperty ? `coalesce(nullif(${text.ordinal}, ${none}), -1)` : `coalesce(${text.ordinal}, -1)`);
  const oneKindOfText = (kinds & KIND.text) === 0 || kinds === KIND.text;
  const isMixed = (kinds & KIND.number) === 0 ? !oneKindOfText : kinds !== KIND.number;
  if (isMixed && text) {
    const own = number ?? "NULL::DOUBLE";
    const gv = `gv${as}`;
    const value = `coalesce(${own}, ${gv}.num)`;
    return {
      group: `struct_pack(n := ${value}, t := CASE WHEN ${value} IS NULL THEN ${gv}."text" END)`,
      rank: `CASE WHEN ${own} IS NOT NULL THEN 2 WHEN ${gv}.tag = 1 THEN 1 ELSE 0 END`,
      join: `LEFT JOIN m.main.vals AS ${gv} ON ${gv}.ordinal = ${text.ordinal}`,
      keyText: `${place.g}.t`,
      keyNumber: `${place.g}.n`,
      keyRank: `CASE WHEN ${place.k} >= 2 THEN 2 ELSE ${place.k} END`,
      keyJoin: "",
    };
  }
  if (kinds === KIND.number && number)
    return {
      group: number,
      rank: "2",
      join: "",
      keyText: "NULL::VARCHAR",
      keyNumber: place.g,
      keyRank: "2",
      keyJoin: "",
    };
  if (text && ordinal)
    return byOrdinal(ordinal, { table: text.table, column: text.column, tagged: isProperty }, place);
  return {
    group: "-1",
    rank: "0",
    join: "",
    keyText: "NULL::VARCHAR",
    keyNumber: "NULL::DOUBLE",
    keyRank: "0",
    keyJoin: "",
  };
}

/** A breakdown, by one property or two. */
export interface GroupSql extends Pick<KeySql, "group" | "rank" | "join" | "keyJoin"> {
  /** Columns of the key's parts from grouped rows `t`, each `sql AS name`. */
  keyColumns: string;
  /** Their names, and what groups of one value come in order of. */
  keyNames: string;
  keyOrder: string;
}

const FIRST_KEY = ["key_text", "key_number", "key_rank"] as const;
const SECOND_KEY = ["key_text_2", "key_number_2", "key_rank_2"] as const;

const keyColumns = (
  { keyText, keyNumber, keyRank }: KeySql,
  [text, number, rank]: readonly string[],
): string => `${keyText} AS ${text!}, ${keyNumber} AS ${number!}, ${keyRank} AS ${rank!}`;
const keyOrder = ([text, number]: readonly string[]): string =>
  `coalesce(${text!}, ${numberText(number!)}) NULLS LAST`;

/** The parts of no key. */
export const noKey = (breakdown: Breakdown | undefined): string =>
  [FIRST_KEY, ...(Array.isArray(breakdown) ? [SECOND_KEY] : [])]
    .map(([text, number, rank]) => `NULL::VARCHAR AS ${text}, NULL::DOUBLE AS ${number}, 0 AS ${rank}`)
    .join(", ");

export function breakdownSql(breakdown: Breakdown, loaded: Loaded): GroupSql {
  if (typeof breakdown === "string") {
    const key = groupSql(breakdown, loaded);
    return {
      ...key,
      keyColumns: keyColumns(key, FIRST_KEY),
      keyNames: FIRST_KEY.join(", "),
      keyOrder: keyOrder(FIRST_KEY),
    };
  }
  const first = groupSql(breakdown[0], loaded, { g: "t.g.a", k: "(t.k & 3)", as: "" });
  const second = groupSql(breakdown[1], loaded, { g: "t.g.b", k: "(t.k >> 2)", as: "2" });
  return {
    group: `struct_pack(a := ${first.group}, b := ${second.group})`,
    rank: `(${first.rank} + 4 * ${second.rank})`,
    join: `${first.join} ${second.join}`,
    keyJoin: `${first.keyJoin} ${second.keyJoin}`,
    keyColumns: `${keyColumns(first, FIRST_KEY)}, ${keyColumns(second, SECOND_KEY)}`,
    keyNames: [...FIRST_KEY, ...SECOND_KEY].join(", "),
    keyOrder: `${keyOrder(FIRST_KEY)}, ${keyOrder(SECOND_KEY)}`,
  };
}

export interface KeyParts {
  key_text: string | null;
  key_number: number | null;
  key_rank: number;
}

/** Those of a second property. */
export interface SecondKeyParts {
  key_text_2: string | null;
  key_number_2: number | null;
  key_rank_2: number;
}

/** The key of a group, from its parts in SQL. */
export function keyValue({ key_text: text, key_number: number, key_rank: rank }: KeyParts): FilterScalar {
  if (number !== null) return rank === 2 ? number : String(number);
  return rank === 1 ? text === "true" : text;
}

import type { Loaded } from "../mirror/loader.ts";
import { KIND } from "../mirror/property-layout.ts";
import type { FilterScalar } from "../model/question.ts";
import { fieldSql } from "./field-sql.ts";

/**
 * A breakdown in SQL. Values with the same text form are one group, as they are one to `is`; its
 * key is a number if any of its values is one, else true or false if any is, else the text.
 */
export interface GroupSql {
  /** The group of a `facts` row `f`; never NULL unless it is the number itself. */
  group: string;
  /** 2 number, 1 true or false, 0 text, of the row's value. */
  rank: string;
  join: string;
  /** From grouped rows `t`: the key's parts, and what they need. */
  keyText: string;
  keyNumber: string;
  keyRank: string;
  keyJoin: string;
}

const byOrdinal = (group: string, table: string, column: string, tagged: boolean): GroupSql => ({
  group,
  rank: "0",
  join: "",
  keyText: `k.${column}`,
  keyNumber: "NULL::DOUBLE",
  keyRank: tagged ? "CASE WHEN k.tag = 1 THEN 1 ELSE 0 END" : "0",
  keyJoin: `LEFT JOIN m.main.${table} AS k ON k.ordinal = t.g`,
});

export function groupSql(property: string, loaded: Loaded): GroupSql {
  if (property === "$name" || property === "$type") {
    const same = property === "$name" ? "same_name" : "same_type";
    return {
      ...byOrdinal(`gn.${same}`, "names", property === "$name" ? "name" : "type", false),
      join: "JOIN m.main.names AS gn ON gn.ordinal = f.name",
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
    const value = `coalesce(${own}, gv.num)`;
    return {
      group: `struct_pack(n := ${value}, t := CASE WHEN ${value} IS NULL THEN gv."text" END)`,
      rank: `CASE WHEN ${own} IS NOT NULL THEN 2 WHEN gv.tag = 1 THEN 1 ELSE 0 END`,
      join: `LEFT JOIN m.main.vals AS gv ON gv.ordinal = ${text.ordinal}`,
      keyText: "t.g.t",
      keyNumber: "t.g.n",
      keyRank: "t.k",
      keyJoin: "",
    };
  }
  if (kinds === KIND.number && number)
    return {
      group: number,
      rank: "2",
      join: "",
      keyText: "NULL::VARCHAR",
      keyNumber: "t.g",
      keyRank: "2",
      keyJoin: "",
    };
  if (text && ordinal) return byOrdinal(ordinal, text.table, text.column, isProperty);
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

export interface KeyParts {
  key_text: string | null;
  key_number: number | null;
  key_rank: number;
}

/** The key of a group, from its parts in SQL. */
export function keyValue({ key_text: text, key_number: number, key_rank: rank }: KeyParts): FilterScalar {
  if (number !== null) return rank === 2 ? number : String(number);
  return rank === 1 ? text === "true" : text;
}

import type { Loaded } from "../mirror/loader.ts";
import { textLiteral } from "../mirror/sql-text.ts";
import { isHiddenName } from "../model/event.ts";
import { hiddenNamesIn } from "../model/filter-terms.ts";
import type { Plan } from "../model/plan.ts";
import type { FilterTerm } from "../model/question.ts";
import type { ActiveRule } from "../model/traffic.ts";
import { filterSql } from "./filter-sql.ts";

const HIDDEN_LISTED = 100;

/** Conditions on a `facts` row `f` that its name and type are as said; hidden names count only where a filter asks for them by name, in a group too. */
export function namesSql(
  { name, type, filters = [] }: { name?: string; type?: string; filters?: readonly FilterTerm[] },
  loaded: Loaded,
): string[] {
  const named = [
    ...(name === undefined ? [] : [`name = ${textLiteral(name)}`]),
    ...(type === undefined ? [] : [`type = ${textLiteral(type)}`]),
  ];
  const hidden = hiddenSql(name, filters, loaded);
  return [
    ...(named.length === 0
      ? []
      : [`f.name IN (SELECT ordinal FROM m.main.names WHERE ${named.join(" AND ")})`]),
    ...(hidden === undefined ? [] : [hidden]),
  ];
}

function hiddenSql(
  name: string | undefined,
  filters: readonly FilterTerm[],
  { hiddenNames }: Loaded,
): string | undefined {
  if (hiddenNames.length === 0 || (name !== undefined && isHiddenName(name))) return undefined;
  const asked = hiddenNamesIn(filters);
  if (asked.length > 0) {
    const named = asked.map(textLiteral).join(", ");
    return `f.name IN (SELECT ordinal FROM m.main.names WHERE NOT hidden OR name IN (${named}))`;
  }
  return hiddenNames.length <= HIDDEN_LISTED
    ? `f.name NOT IN (${hiddenNames.join(", ")})`
    : "f.name IN (SELECT ordinal FROM m.main.names WHERE NOT hidden)";
}

/** Undefined where all events count. */
export function trafficSql({ traffic }: Plan, loaded: Loaded): string | undefined {
  if (traffic === undefined) return undefined;
  const matched = matchSql(traffic.rules, loaded);
  if (traffic.count === "left-out") return matched ?? "false";
  return matched && `NOT ${matched}`;
}

/** True or false, of an event that a rule matches; undefined where none can. */
export function matchSql(rules: readonly ActiveRule[], loaded: Loaded): string | undefined {
  const matching = rules
    .map(({ conditions: all }) => all.map((filter) => filterSql(filter, loaded)))
    .filter((all) => !all.includes("false"))
    .map((all) => all.join(" AND "));
  return matching.length === 0 ? undefined : `coalesce(${matching.join(" OR ")}, false)`;
}

import type { Mirror } from "../mirror/mirror.ts";
import { numberText, textLiteral } from "../mirror/sql-text.ts";
import type { Result } from "../model/failure.ts";
import type { FilterScalar } from "../model/question.ts";
import { isSessionField } from "../model/own-fields.ts";
import { sessionFactsJoin } from "./field-sql.ts";
import { groupSql, keyValue, type KeyParts } from "./group-sql.ts";

const SUGGESTED_VALUES = 50;

/** Property keys some event has, the most frequent first, then by key. */
export function suggestProperties(mirror: Mirror, signal?: AbortSignal): Promise<Result<string[]>> {
  return mirror.read(
    async (reading) => {
      const properties = reading.loaded.layout.all();
      if (properties.length === 0) return [];
      const counts = properties.map(
        ({ text, number }, index) =>
          `(count(${text ?? "NULL"}) + count(${number ?? "NULL"}))::DOUBLE AS c${index}`,
      );
      const table = await reading.run(`SELECT ${counts.join(", ")} FROM m.main.facts AS f`);
      const row = table.get(0) as Record<string, number>;
      return properties
        .map(({ key }, index) => ({ key, count: row[`c${index}`] ?? 0 }))
        .sort((a, b) => b.count - a.count)
        .map(({ key }) => key);
    },
    { signal },
  );
}

/**
 * Values of a property or own field with their number of events, the most frequent first. Where
 * `search` is not empty, those whose text form contains it, in whatever case.
 */
export function suggestValues(
  mirror: Mirror,
  property: string,
  search: string,
  options: { limit?: number; signal?: AbortSignal } = {},
): Promise<Result<{ value: FilterScalar; count: number }[]>> {
  const ofSession = isSessionField(property);
  return mirror.read(
    async (reading) => {
      const grouping = groupSql(property, reading.loaded);
      const rows = `m.main.facts AS f${ofSession ? ` ${sessionFactsJoin(reading.loaded)}` : ""}`;
      const shown = `coalesce(key_text, ${numberText("key_number")})`;
      const found =
        search === "" ? "shown IS NOT NULL" : `contains(lower(shown), lower(${textLiteral(search)}))`;
      const table = await reading.run(`
WITH t AS (SELECT ${grouping.group} AS g, max(${grouping.rank}) AS k, count(*)::DOUBLE AS n FROM ${rows} ${grouping.join} GROUP BY ALL),
keyed AS (SELECT ${grouping.keyText} AS key_text, ${grouping.keyNumber} AS key_number, ${grouping.keyRank} AS key_rank, t.n FROM t ${grouping.keyJoin})
SELECT key_text, key_number, key_rank, n FROM (SELECT *, ${shown} AS shown FROM keyed)
WHERE ${found} ORDER BY n DESC, key_number NULLS LAST, key_text LIMIT ${options.limit ?? SUGGESTED_VALUES}`);
      return table.toArray().map((cells) => {
        const row = cells as KeyParts & { n: number };
        return { value: keyValue(row), count: row.n };
      });
    },
    {
      signal: options.signal,
      ...(property === "$sessionId" && { needs: ["sessions" as const] }),
      ...(ofSession && { needs: [{}] }),
    },
  );
}

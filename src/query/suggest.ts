import type { Mirror } from "../mirror/mirror.ts";
import type { Reading } from "../mirror/readings.ts";
import { numberText, textLiteral } from "../mirror/sql-text.ts";
import type { Result } from "../model/failure.ts";
import { isSessionField } from "../model/own-fields.ts";
import { countNewValues, type NewsSource } from "./count-news.ts";
import { countValues, findValues, type CountedValue, type CountedValues } from "./counted-values.ts";
import { groupSql, keyValue, type KeyParts } from "./group-sql.ts";

const SUGGESTED_VALUES = 50;
/** Fields whose values are kept counted, of a project. */
const KEPT_FIELDS = 12;

export interface CountedProperty {
  key: string;
  /** Events that have it. */
  count: number;
}

interface CountedProperties {
  generation: number;
  nextRow: number;
  counts: Map<string, number>;
}

interface Kept {
  properties?: CountedProperties;
  values: Map<string, CountedValues>;
}

/** What was counted, so that only what came since is counted when somebody types on. */
const keptOf = new WeakMap<Mirror, Kept>();

function keptFor(mirror: Mirror): Kept {
  const kept = keptOf.get(mirror) ?? { values: new Map() };
  keptOf.set(mirror, kept);
  return kept;
}

/** Property keys some event has and how many have them, the most frequent first, then by key. */
export function suggestProperties(mirror: Mirror, signal?: AbortSignal): Promise<Result<CountedProperty[]>> {
  const kept = keptFor(mirror);
  return mirror.read(
    async (reading) => {
      kept.properties = await countProperties(reading, kept.properties);
      const { counts } = kept.properties;
      return reading.loaded.layout
        .all()
        .map(({ key }) => ({ key, count: counts.get(key) ?? 0 }))
        .sort((a, b) => b.count - a.count);
    },
    { signal },
  );
}

async function countProperties(
  { run, loaded, checkpoint: { generation } }: Reading,
  known: CountedProperties | undefined,
): Promise<CountedProperties> {
  const before = known?.generation === generation ? known : { nextRow: 0, counts: new Map<string, number>() };
  const properties = loaded.layout.all();
  // JSON null is not there.
  const none = loaded.jsonNull ?? -1;
  const columns = properties.map(({ text, number }, index) => {
    const parts = [
      ...(text ? [`count(nullif(${text}, ${none}))`] : []),
      ...(number ? [`count(${number})`] : []),
    ];
    return `(${parts.join(" + ") || "0"})::DOUBLE AS c${index}`;
  });
  const table = await run(
    `SELECT ${['max(f."row")::DOUBLE AS top', ...columns].join(", ")} FROM m.main.facts AS f WHERE f."row" >= ${before.nextRow}`,
  );
  const row = table.get(0) as Record<string, number | null>;
  return {
    generation,
    nextRow: (row["top"] ?? before.nextRow - 1) + 1,
    counts: new Map(
      properties.map(({ key }, index) => [key, (before.counts.get(key) ?? 0) + (row[`c${index}`] ?? 0)]),
    ),
  };
}

export interface SuggestOptions {
  limit?: number;
  signal?: AbortSignal;
  /** Of the project: what sessions came from is told by them. Left out: those asked for before. */
  allowedOrigins?: readonly string[];
}

/**
 * Values of a property or field with their number of events, of a session's field with that of sessions, the most frequent
 * first. Where `search` is not empty, those whose text form contains it, in whatever case. Values are counted once, and
 * again as far as events came since; where there are more than 100,000, at each call.
 */
export function suggestValues(
  mirror: Mirror,
  property: string,
  search: string,
  { limit = SUGGESTED_VALUES, signal, allowedOrigins }: SuggestOptions = {},
): Promise<Result<CountedValue[]>> {
  const { values } = keptFor(mirror);
  return mirror.read(
    async (reading) => {
      const known = values.get(property);
      const { generation, sequence } = reading.checkpoint;
      const isNew = known?.generation === generation && known.sequence === sequence;
      const counted =
        isNew && !isSessionField(property) ? known : await countValues(property, reading, known);
      keep(values, property, counted);
      return counted.forms === undefined
        ? searchValues(reading, property, search, limit)
        : findValues(counted.forms, search, limit);
    },
    {
      signal,
      ...(property === "$sessionId" && { needs: ["sessions" as const] }),
      ...(isSessionField(property) && { needs: [{ ...(allowedOrigins && { allowedOrigins }) }] }),
    },
  );
}

/**
 * The same from what was counted before and the few events the log gained since, without the mirror, which they need
 * not have reached; undefined where that does not tell.
 */
export async function suggestKnownValues(
  mirror: Mirror | undefined,
  property: string,
  search: string,
  news: NewsSource,
): Promise<CountedValue[] | undefined> {
  const values = mirror && keptOf.get(mirror)?.values;
  const known = values?.get(property);
  if (values === undefined || known === undefined || isSessionField(property)) return undefined;
  const counted = await countNewValues(property, known, news);
  if (counted?.forms === undefined) return undefined;
  keep(values, property, counted);
  return findValues(counted.forms, search, SUGGESTED_VALUES);
}

/** What another call counted further meanwhile stays. */
function keep(values: Kept["values"], property: string, counted: CountedValues): void {
  const there = values.get(property);
  const isFurther = there?.generation === counted.generation && there.sequence > counted.sequence;
  values.delete(property);
  values.set(property, isFurther ? there : counted);
  for (const oldest of values.keys()) if (values.size > KEPT_FIELDS) values.delete(oldest);
}

async function searchValues(
  { run, loaded }: Reading,
  property: string,
  search: string,
  limit: number,
): Promise<CountedValue[]> {
  const grouping = groupSql(property, loaded);
  const shown = `coalesce(key_text, ${numberText("key_number")})`;
  const found = search === "" ? "shown IS NOT NULL" : `contains(lower(shown), lower(${textLiteral(search)}))`;
  const table = await run(`
WITH t AS (SELECT ${grouping.group} AS g, max(${grouping.rank}) AS k, count(*)::DOUBLE AS n FROM m.main.facts AS f ${grouping.join} GROUP BY ALL),
keyed AS (SELECT ${grouping.keyText} AS key_text, ${grouping.keyNumber} AS key_number, ${grouping.keyRank} AS key_rank, t.n FROM t ${grouping.keyJoin})
SELECT key_text, key_number, key_rank, n FROM (SELECT *, ${shown} AS shown FROM keyed)
WHERE ${found} ORDER BY n DESC, key_number NULLS LAST, key_text LIMIT ${limit}`);
  return table.toArray().map((cells) => {
    const row = cells as KeyParts & { n: number };
    return { value: keyValue(row), count: row.n };
  });
}

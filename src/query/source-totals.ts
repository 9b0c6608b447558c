import type { Mirror } from "../mirror/mirror.ts";
import type { Result } from "../model/failure.ts";
import type { SourceTotals } from "../model/source.ts";

const MOST_SOURCES = 1_000;
const MINUTE_MS = 60_000;

/** What each source has sent, the latest first. Hidden names are in no count. */
export function readSourceTotals(
  mirror: Mirror,
  now: number,
  signal?: AbortSignal,
): Promise<Result<SourceTotals[]>> {
  return mirror.read(
    async (reading) => {
      const { hiddenNames } = reading.loaded;
      const counted = hiddenNames.length === 0 ? "true" : `f.name NOT IN (${hiddenNames.join(", ")})`;
      const minute = `f.ts > ${now - MINUTE_MS} AND f.ts <= ${now}`;
      const table = await reading.run(`
SELECT s."text" AS source, t.events, t.last_minute, t.last_at FROM (
  SELECT f.source AS ordinal,
    count(*) FILTER (WHERE ${counted})::DOUBLE AS events,
    count(*) FILTER (WHERE ${counted} AND ${minute})::DOUBLE AS last_minute,
    max(f.ts)::DOUBLE AS last_at
  FROM m.main.facts AS f GROUP BY f.source) AS t
JOIN m.main.vals AS s ON s.ordinal = t.ordinal WHERE s."text" IS NOT NULL
ORDER BY t.last_at DESC, source LIMIT ${MOST_SOURCES}`);
      return table.toArray().map((cells) => {
        const row = cells as { source: string; events: number; last_minute: number; last_at: number };
        return {
          source: row.source,
          events: row.events,
          lastMinute: row.last_minute,
          lastAt: row.last_at,
        };
      });
    },
    { signal },
  );
}

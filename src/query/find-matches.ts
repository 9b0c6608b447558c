import type { MatchExtent } from "../log/match-extent.ts";
import type { Mirror } from "../mirror/mirror.ts";
import type { Result } from "../model/failure.ts";
import { filtersIn } from "../model/filter-terms.ts";
import type { ActiveRule } from "../model/traffic.ts";
import { composeExtent } from "./compose-sql.ts";

/** When the events are that any of the rules matches, over the whole log. Fails as {@link Mirror.read}. */
export function findMatches(
  mirror: Mirror,
  rules: readonly ActiveRule[],
  signal: AbortSignal,
): Promise<Result<MatchExtent>> {
  const ofSessions = rules.some(({ conditions }) =>
    filtersIn(conditions).some(({ property }) => property === "$sessionId"),
  );
  return mirror.read(
    async ({ checkpoint: { generation, sequence }, loaded, run }) => {
      const sql = composeExtent(rules, loaded);
      if (sql === undefined) return { generation, sequence };
      const { first, last } = (await run(sql)).get(0) as { first: number | null; last: number | null };
      if (first === null || last === null) return { generation, sequence };
      return { generation, sequence, times: { first, last } };
    },
    { signal, ...(ofSessions && { needs: ["sessions" as const] }) },
  );
}

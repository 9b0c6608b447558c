import type { RefusedRows } from "../catalog/folders.ts";
import { type ImportTally, makeImportTally } from "../transfer/import-tally.ts";

/** Reasons told apart at a time; a file that is no events at all has one. */
const MOST_REASONS = 20;
const OTHER_REASONS = "Other reasons.";

/** Keeps what was refused by reason, with the last line of each. `linesBefore` are those of the file. */
export function makeRefusalTally(
  path: string,
  linesBefore: number,
): ImportTally & { refusedByReason(): RefusedRows[] } {
  const tally = makeImportTally();
  const byReason = new Map<string, RefusedRows>();
  return {
    ...tally,
    refuse(row, rows = 1, line) {
      tally.refuse(row, rows);
      const reason = byReason.has(row.reason) || byReason.size < MOST_REASONS ? row.reason : OTHER_REASONS;
      const place = `${path}, line ${linesBefore + row.index}`;
      byReason.set(reason, {
        reason,
        count: (byReason.get(reason)?.count ?? 0) + rows,
        sample: line === undefined ? place : `${place}: ${line}`,
      });
    },
    refusedByReason: () => [...byReason.values()],
  };
}

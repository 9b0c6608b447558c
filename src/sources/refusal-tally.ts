import type { RefusedRows } from "../catalog/refusals.ts";
import { type ImportTally, makeImportTally } from "../transfer/import-tally.ts";
import { makeRefusalsByReason } from "./refusals-by-reason.ts";

/** Keeps what was refused by reason, with the last line of each. `linesBefore` are those of the file. */
export function makeRefusalTally(
  path: string,
  linesBefore: number,
): ImportTally & { takeRefused(): RefusedRows[] } {
  const tally = makeImportTally();
  const refusals = makeRefusalsByReason();
  return {
    ...tally,
    refuse(row, rows = 1, of) {
      tally.refuse(row, rows);
      const place = `${path}, line ${linesBefore + row.index}`;
      refusals.add(row.reason, of?.text === undefined ? place : `${place}: ${of.text}`, rows);
    },
    takeRefused: refusals.take,
  };
}

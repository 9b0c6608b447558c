import type { RefusedEvent } from "../../engine/api.ts";
import { toCsv } from "../../model/csv-cells.ts";

/** Refused rows as CSV with the file, the line, the id and the reason of each; nothing in it is a formula. */
export const refusedToCsv = (fileName: string, rows: readonly RefusedEvent[]): string =>
  toCsv([
    ["file", "line", "id", "reason"],
    ...rows.map(({ file, index, id, reason }) => [
      file === undefined ? fileName : `${fileName}/${file}`,
      index,
      id,
      reason,
    ]),
  ]);

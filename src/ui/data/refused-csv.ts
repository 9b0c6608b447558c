import type { RefusedEvent } from "../../engine/api.ts";
import { toCsv } from "../../model/csv-cells.ts";

/** Refused rows as CSV with the file, the line, the id, the reason and the beginning of each; nothing in it is a formula. */
export const refusedToCsv = (fileName: string, rows: readonly RefusedEvent[]): string =>
  toCsv([
    ["file", "line", "id", "reason", "row"],
    ...rows.map(({ file, index, id, reason, text }) => [
      file === undefined ? fileName : `${fileName}/${file}`,
      index,
      id,
      reason,
      text,
    ]),
  ]);

import type { Granularity } from "../../model/question.ts";
import { formatBucket } from "../state/format.ts";
import type { SeriesColumns } from "./series-columns.ts";
import type { Readout } from "./time-plot.tsx";

/** What is told of one bucket. */
export function seriesReadout(
  { times, complete, filling, previous }: SeriesColumns,
  index: number,
  options: {
    granularity: Granularity;
    timeZone: string;
    imported: boolean;
    valueOf: (value: number) => string;
  },
): Readout | undefined {
  const time = times[index];
  if (time === undefined) return undefined;
  const value = complete[index] ?? filling[index] ?? undefined;
  const isFilling = complete[index] === null && (filling[index] ?? null) !== null;
  const before = previous[index] ?? undefined;
  const own = options.imported ? "Imported" : isFilling ? "So far" : "This period";
  return {
    when: formatBucket(time, options.granularity, options.timeZone),
    rows: [
      {
        words: own,
        line: options.imported
          ? { color: "var(--previous)", dash: "dashed" }
          : { color: "var(--accent)", dash: isFilling ? "dotted" : "solid" },
        value: value === undefined ? "not told" : options.valueOf(value),
      },
      ...(before === undefined
        ? []
        : [
            {
              words: "Previous",
              line: { color: "var(--previous)", dash: "dashed" as const },
              value: options.valueOf(before),
            },
          ]),
    ],
  };
}

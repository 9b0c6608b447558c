import { toCsv, type Cell } from "../../model/csv-cells.ts";
import type { HeatMap } from "./heat.ts";
import type { Line, Lines } from "./lines.ts";

/** A row for each bucket, with the instant it begins at and a column for each line; a gap is an empty cell. */
export function linesToCsv(
  { times, filling }: Pick<Lines, "times" | "filling">,
  lines: readonly Line[],
): string {
  const header = [
    "time",
    ...lines.flatMap(({ words, previous }) => [words, ...(previous ? [`${words}, previous`] : [])]),
    "stillFilling",
  ];
  const rows = times.map((time, at): Cell[] => [
    new Date(time).toISOString(),
    ...lines.flatMap(({ values, previous }) => [values[at], ...(previous ? [previous[at]] : [])]),
    at >= filling,
  ]);
  return toCsv([header, ...rows]);
}

/** A row for each line; with `isPart` what is compared is not the total, but what is over of it. */
export const totalsToCsv = (lines: readonly Line[], isPart: boolean): string =>
  toCsv([
    ["line", "total", ...(isPart ? ["total of full hours", "previous, as many"] : ["previous"])],
    ...lines.map(({ words, total, moved }): Cell[] => [
      words,
      total,
      ...(isPart ? [moved?.now, moved?.before] : [moved?.before]),
    ]),
  ]);

/** A row for each weekday and hour. */
export const heatToCsv = (maps: readonly HeatMap[]): string =>
  toCsv([
    ["weekday", "hour", ...maps.flatMap(({ words }) => [words, `${words}, hours counted`])],
    ...(maps[0]?.weekdays ?? []).flatMap((weekday, day) =>
      Array.from({ length: 24 }, (_, hour): Cell[] => [
        weekday,
        hour,
        ...maps.flatMap(({ cells }) => [cells[day]?.[hour]?.value, cells[day]?.[hour]?.hours]),
      ]),
    ),
  ]);

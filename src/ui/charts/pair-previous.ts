import type { Answer, Granularity } from "../../model/question.ts";
import type { Zone } from "../../model/time-zone.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** As an answer's; a value that is not told is null. */
export interface Charted extends Pick<Answer, "incompleteFrom"> {
  series?: readonly (readonly [time: number, value: number | null])[];
  previousSeries?: readonly (readonly [time: number, value: number | null])[];
}

/**
 * The previous period's value for each bucket of this one, undefined where it has none. By position
 * from the start where both have as many buckets, and for days and longer. Hours and minutes of
 * periods a change of clocks made unequal are paired by local time: what one period lacks stays blank.
 */
export function pairPrevious(
  answer: Pick<Charted, "series" | "previousSeries">,
  granularity: Granularity,
  zone: Zone,
): (number | undefined)[] {
  const { series = [], previousSeries = [] } = answer;
  const byClock = granularity === "hour" || granularity === "minute";
  if (!byClock || series.length === previousSeries.length)
    return series.map((_, at) => previousSeries[at]?.[1] ?? undefined);
  const unitMs = granularity === "hour" ? HOUR_MS : MINUTE_MS;
  const names = bucketNames(previousSeries, unitMs, zone);
  const valueByName = new Map(previousSeries.map(([, value], at) => [names[at], value]));
  return bucketNames(series, unitMs, zone).map((name) => valueByName.get(name) ?? undefined);
}

/** Local units since the start, and the how-manieth bucket of that local time. */
function bucketNames(points: readonly (readonly [number, unknown])[], unitMs: number, zone: Zone): string[] {
  const first = points[0]?.[0] ?? 0;
  const wallOf = (ms: number): number => Math.floor((ms + zone.offsetAt(ms)) / unitMs);
  const startsDay = zone.dayStart(first) === first;
  const origin = startsDay ? (zone.localDay(first) * DAY_MS) / unitMs : wallOf(first);
  const seen = new Map<number, number>();
  return points.map(([time]) => {
    const wall = wallOf(time) - origin;
    const turn = (seen.get(wall) ?? 0) + 1;
    seen.set(wall, turn);
    return `${wall} ${turn}`;
  });
}

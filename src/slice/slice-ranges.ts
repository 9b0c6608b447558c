import { bucketStarts } from "../model/buckets.ts";
import type { Span } from "../model/plan.ts";
import type { Measure } from "../model/question.ts";
import type { Zone } from "../model/time-zone.ts";
import type { Asker } from "./asker.ts";
import type { SliceBuckets, SliceGranularity } from "./slice.ts";
import { tellParts } from "./tell-parts.ts";
import { withholdOverlaps, type Nested } from "./withhold-overlaps.ts";

const DAY_MS = 86_400_000;
/** Days that can be looked at one by one, and weeks. */
const MOST_DAYS = 14.5;
const MOST_WEEKS_DAYS = 100;

/** A range with what there is in it, before anything is withheld. */
export interface Counted extends Span {
  events: number;
  users: number;
  sessions: number;
}

/** What the shorter ranges of a slice are, which its buckets are whole parts of; undefined: it has none. */
function rangeUnit({ from, to }: Span, granularity: SliceGranularity): "day" | "week" | "month" | undefined {
  if (granularity === "hour") return "day";
  if (granularity !== "day") return undefined;
  const days = (to - from) / DAY_MS;
  if (days <= MOST_DAYS) return "day";
  return days <= MOST_WEEKS_DAYS ? "week" : "month";
}

/** Of each bucket, cut at the ends. */
export const bucketSpans = (zone: Zone, unit: SliceGranularity, { from, to }: Span): Span[] =>
  bucketStarts(zone, unit, from, to).map((start) => ({
    from: Math.max(from, start),
    to: Math.min(to, zone.nextBucket(unit, start)),
  }));

/** Shorter ones at the ends of a slice belong to the range beside them. */
const LEAST_MS = { day: 0, week: 3 * DAY_MS, month: 10 * DAY_MS } as const;

/** Days, weeks or months of the whole, none much shorter than the others. */
function shorterSpans(zone: Zone, unit: keyof typeof LEAST_MS, whole: Span): Span[] {
  const spans = bucketSpans(zone, unit, whole);
  const isShort = (span: Span | undefined): boolean =>
    span !== undefined && spans.length > 2 && span.to - span.from < LEAST_MS[unit];
  const [first, second] = spans;
  if (isShort(first) && first && second) spans.splice(0, 2, { from: first.from, to: second.to });
  const [before, last] = spans.slice(-2);
  if (isShort(last) && before && last) spans.splice(-2, 2, { from: before.from, to: last.to });
  return spans;
}

const countIn = async (asker: Asker, span: Span): Promise<Counted> => ({
  from: span.from,
  to: span.to,
  events: await asker.total("events", span),
  users: await asker.total("users", span),
  sessions: await asker.total("sessions", span),
});

/**
 * The whole, and the shorter ranges it is made of: days, weeks or months, neighbours joined until each has `least`
 * users or nobody. None where that leaves one.
 */
export async function readRanges(
  asker: Asker,
  whole: Span,
  { zone, granularity, least }: { zone: Zone; granularity: SliceGranularity; least: number },
): Promise<Counted[]> {
  const all = await countIn(asker, whole);
  const unit = rangeUnit(whole, granularity);
  const joined: Counted[] = [];
  let open: Counted | undefined;
  for (const span of unit === undefined || all.users < least ? [] : shorterSpans(zone, unit, whole)) {
    const next = await countIn(asker, { from: open?.from ?? span.from, to: span.to });
    open = next.events > 0 && next.users < least ? next : undefined;
    if (open === undefined) joined.push(next);
  }
  while (open !== undefined) {
    const before = joined.pop();
    if (before === undefined) break;
    const next = await countIn(asker, { from: before.from, to: open.to });
    open = next.users < least ? next : undefined;
    if (open === undefined) joined.push(next);
  }
  return joined.length < 2 ? [all] : [all, ...joined];
}

type Series = Record<Measure, number[]> & { times: number[]; spans: Span[] };

async function readSeries(asker: Asker, whole: Span, zone: Zone, granularity: SliceGranularity) {
  const events = await asker.answer({ measure: "events", granularity }, whole);
  const users = await asker.answer({ measure: "users", granularity }, whole);
  const sessions = await asker.answer({ measure: "sessions", granularity }, whole);
  const series: Series = {
    times: (events?.series ?? []).map(([time]) => time),
    events: (events?.series ?? []).map(([, value]) => value),
    users: (users?.series ?? []).map(([, value]) => value),
    sessions: (sessions?.series ?? []).map(([, value]) => value),
    spans: bucketSpans(zone, granularity, whole),
  };
  return { series, incompleteFrom: events?.incompleteFrom };
}

/** Users of neighbours among the buckets at some positions: at least as many are in all of them. */
async function usersTogether(
  asker: Asker,
  { users, spans }: Series,
  joined: ReadonlySet<number>,
  least: number,
) {
  let most = Math.max(0, ...[...joined].map((at) => users[at] ?? 0));
  for (let at = 0; most < least && at < spans.length; at++) {
    let last = at;
    while (joined.has(last + 1)) last++;
    const [first, end] = [spans[at], spans[last]];
    if (joined.has(at) && last > at && first && end)
      most = Math.max(most, await asker.total("users", { from: first.from, to: end.to }));
    at = last;
  }
  return most;
}

/** Positions of the buckets in a range. */
const inside = (spans: readonly Span[], { from, to }: Span): number[] =>
  spans.flatMap((span, at) => (span.from >= from && span.to <= to ? [at] : []));

/**
 * The buckets of the first range, which holds the others. Those that would tell of fewer than `least` users, by themselves
 * or beside a range, are null. `sum`: of the events of all of them.
 */
export async function readBuckets(
  asker: Asker,
  ranges: readonly Counted[],
  { zone, granularity, least }: { zone: Zone; granularity: SliceGranularity; least: number },
): Promise<{ buckets: SliceBuckets; incompleteFrom: number | undefined; sum: number }> {
  const [whole, ...shorter] = ranges;
  const span = whole ?? { from: 0, to: 0 };
  const { series, incompleteFrom } = await readSeries(asker, span, zone, granularity);
  const told = new Set<number>();
  for (const range of shorter.length > 0 ? shorter : ranges) {
    const places = inside(series.spans, range);
    const found = await tellParts(
      places.map((at) => ({ events: series.events[at] ?? 0, users: series.users[at] ?? 0 })),
      least,
      (joined) => usersTogether(asker, series, new Set([...joined].map((each) => places[each] ?? -1)), least),
    );
    for (const each of found) told.add(places[each] ?? -1);
  }
  const shown = (values: readonly number[]) => values.map((value, at) => (told.has(at) ? value : null));
  const buckets: SliceBuckets = {
    times: series.times,
    events: shown(series.events),
    users: shown(series.users),
    sessions: shown(series.sessions),
  };
  return { buckets, incompleteFrom, sum: series.events.reduce((all, value) => all + value, 0) };
}

/** The ranges' users and sessions, and their buckets', without those that would tell of few by comparison. */
export function withholdIn(
  measure: "users" | "sessions",
  ranges: readonly Counted[],
  buckets: SliceBuckets | undefined,
  spans: readonly Span[],
  least: number,
): (number | null)[] {
  const [whole, ...shorter] = ranges;
  if (whole === undefined) return [];
  const leaves = (buckets?.[measure] ?? []).map((value): Nested => ({ value, parts: [] }));
  const leavesIn = (range: Span): Nested[] => inside(spans, range).flatMap((at) => leaves[at] ?? []);
  const nested = shorter.map((range): Nested => {
    const own = leavesIn(range);
    // A bucket that is the range says it itself.
    return { value: range[measure], parts: own.length === 1 ? [] : own };
  });
  const top: Nested = {
    value: whole[measure],
    parts: nested.length > 0 ? nested : leavesIn(whole).length === 1 ? [] : leavesIn(whole),
  };
  withholdOverlaps(top, least);
  for (const [at, range] of shorter.entries()) {
    const own = inside(spans, range);
    const leaf = own.length === 1 ? leaves[own[0] ?? -1] : undefined;
    if (leaf !== undefined && leaf.value !== null) leaf.value = nested[at]?.value ?? null;
  }
  if (buckets !== undefined) buckets[measure] = leaves.map(({ value }) => value);
  return [top.value, ...nested.map(({ value }) => value)];
}

import type { TopTab } from "../model/dashboard.ts";
import { fail, success, type Failure, type Result } from "../model/failure.ts";
import type { FilterTerm } from "../model/question.ts";
import { zoneOfProject } from "../model/time-zone.ts";
import type { WeekStart } from "../model/week-start.ts";
import { makeAsker, type Ask, type Asker } from "./asker.ts";
import type { Slice, SliceGranularity, SliceList } from "./slice.ts";
import { readList, type ReadList } from "./slice-lists.ts";
import { bucketSpans, readBuckets, readRanges, withholdIn, type Counted } from "./slice-ranges.ts";

export interface SliceRequest {
  /** Half-open, on edges of hours, and of days where the buckets are not hours. */
  from: number;
  to: number;
  timeZone: string;
  /** As the project's. */
  weekStart?: WeekStart;
  granularity: SliceGranularity;
  leastUsers: number;
  filters: readonly FilterTerm[];
  traffic: "all" | "real";
  chart: boolean;
  lists: readonly ({ panel: string } & TopTab)[];
}

/** What is withheld, for whoever makes the file: it is not in it. */
export interface Withheld {
  /** Values that few users have, of lists that are told. */
  values: number;
  /** There are more of them: a list has more values than answers name. */
  moreValues?: true;
  /** Buckets that are told only together, and ranges and buckets without their users or sessions. */
  buckets: number;
  figures: number;
  /** Lists of which nothing is told, of the whole and of any shorter range. */
  lists: string[];
  shorterLists: string[];
}

export type SliceFigures = Omit<Slice, "title" | "note" | "project" | "madeAt">;

export interface MadeSlice {
  slice: SliceFigures;
  withheld: Withheld;
}

const MOST_TRIES = 3;

/**
 * The numbers of a dashboard that a file may tell: each as `ask` answers it, or not at all.
 *
 * The rule. Time is divided into buckets, and into shorter ranges of whole buckets; each list divides the events by a
 * value. What is told of events is: told buckets; each range; a value of the whole; a value of each of the shorter
 * ranges, in all of them or in none; and what is left over of each. Each of these is of `leastUsers` users or nobody.
 * Of the rest of the table of values and ranges only sums of whole rows and of whole columns are known, and from those
 * nothing follows but sums of whole rows or of whole columns. Beside a list of all events none of one name is told by
 * the same property. So what adding and subtracting gives is a union of the above.
 * It is not looked at what somebody may know beside it, such as that all pages of one title have one path. Users and
 * sessions: see `withhold-overlaps.ts`.
 *
 * Failures: as `ask` has them, `invalid-input` where fewer than `leastUsers` users are in the range, and where it went on
 * changing meanwhile.
 */
export async function makeSlice(
  ask: Ask,
  request: SliceRequest,
  onProgress: (share: number) => void = () => {},
): Promise<Result<MadeSlice>> {
  for (let tries = 1; tries <= MOST_TRIES; tries++) {
    const made = await tryOnce(ask, request, onProgress);
    if (made !== "changed") return made;
  }
  return fail({
    kind: "invalid-input",
    message: "Events kept arriving in this range. Choose one that is over.",
    path: "range",
  });
}

async function tryOnce(
  ask: Ask,
  request: SliceRequest,
  onProgress: (share: number) => void,
): Promise<Result<MadeSlice> | "changed"> {
  const { granularity, leastUsers: least } = request;
  const zone = zoneOfProject(request);
  let asked = 0;
  let expected = 100;
  const asker = makeAsker(ask, request, () => onProgress(Math.min(1, ++asked / expected)));
  const ranges = await readRanges(asker, request, { zone, granularity, least });
  const [whole] = ranges as [Counted, ...Counted[]];
  if (asker.failure() === undefined && whole.users < least) return tooFew(whole, least);
  expected = asked + 6 + ranges.length * 2 * (request.lists.length + 1);
  const series = request.chart ? await readBuckets(asker, ranges, { zone, granularity, least }) : undefined;
  const { lists, joined, isMore } = await readLists(asker, ranges, request);
  const again = { events: await asker.total("events", whole), users: await asker.total("users", whole) };
  const failure: Failure | undefined = asker.failure();
  const receipt = asker.receipt();
  if (failure !== undefined || receipt === undefined) return failure ? fail(failure) : "changed";
  const isWhole = series === undefined || series.sum === whole.events;
  if (!isWhole || again.events !== whole.events || again.users !== whole.users) return "changed";

  const spans = bucketSpans(zone, granularity, whole);
  const buckets = series?.buckets;
  const hidden = buckets?.events.filter((value) => value === null).length ?? 0;
  const users = withholdIn("users", ranges, buckets, spans, least);
  const sessions = withholdIn("sessions", ranges, buckets, spans, least);
  const nulls = [...users, ...sessions, ...(buckets?.users ?? []), ...(buckets?.sessions ?? [])];
  const told = lists.filter(({ parts }) => parts.some((part) => part !== null));
  return success({
    slice: {
      version: 1,
      timeZone: request.timeZone,
      generation: receipt.generation,
      sequence: receipt.sequence,
      leastUsers: least,
      filters: named(request.filters, receipt.segments ?? []),
      traffic: request.traffic,
      granularity,
      ...(series?.incompleteFrom !== undefined && { incompleteFrom: series.incompleteFrom }),
      ranges: ranges.map(({ from, to, events }, at) => ({
        ...{ from, to, events },
        users: users[at] ?? null,
        sessions: sessions[at] ?? null,
      })),
      ...(buckets && { buckets }),
      lists: told,
    },
    withheld: {
      values: joined,
      ...(isMore && { moreValues: true }),
      buckets: hidden,
      figures: nulls.filter((value) => value === null).length - 2 * hidden,
      lists: lists.filter((list) => !told.includes(list)).map(({ label }) => label),
      shorterLists: told
        .filter(({ parts }) => parts.slice(1).some((part) => part === null))
        .map(({ label }) => label),
    },
  });
}

async function readLists(asker: Asker, ranges: readonly Counted[], request: SliceRequest) {
  const names = await readList(asker, ranges, { property: "$name" }, request.leastUsers);
  const lists: SliceList[] = [];
  let joined = 0;
  let isMore = false;
  const ofAll = new Set(
    request.lists
      .filter(({ name }) => request.leastUsers > 1 && name === undefined)
      .map(({ breakdown }) => breakdown),
  );
  for (const { panel, label, breakdown: property, name } of request.lists) {
    // Events of hidden names are in no other number: the list divides nothing that is told. And what a value has more
    // in all events than in those of one name may be of one user.
    const isApart = name !== undefined && (name.startsWith("$") || ofAll.has(property));
    const found: ReadList | undefined = isApart
      ? undefined
      : property === "$name" && name === undefined
        ? names
        : await readList(asker, ranges, { property, name }, request.leastUsers, names);
    // Where nothing of a list is told, its values are in nothing else.
    if (found !== undefined && found.parts[0] !== null) {
      joined += found.joined;
      isMore ||= found.isMore;
    }
    lists.push({ panel, label, property, ...(name !== undefined && { name }), parts: found?.parts ?? [] });
  }
  return { lists, joined, isMore };
}

/** Whoever reads the file has no segments: each says its name. */
const named = (
  filters: readonly FilterTerm[],
  segments: readonly { id: string; name: string }[],
): FilterTerm[] =>
  filters.map((term): FilterTerm => {
    if ("any" in term) return { any: named(term.any, segments) };
    if ("all" in term) return { all: named(term.all, segments) };
    const name = "segment" in term && segments.find(({ id }) => id === term.segment)?.name;
    return name ? { ...term, placed: { name, terms: [] } } : term;
  });

const tooFew = ({ users }: Counted, least: number): Result<never> =>
  fail({
    kind: "invalid-input",
    message:
      users === 0
        ? "Nothing happened in this range."
        : `Fewer than ${least} users are in this range: nothing of it may be told.`,
    path: "range",
  });

import type { BatchColumns } from "../model/batch.ts";
import type { Zone } from "../model/time-zone.ts";
import type { EventKinds } from "./event-kinds.ts";
import { nameSeries, OVERALL_SERIES, typeSeries } from "./series.ts";
import { sortRows } from "./sort-rows.ts";

/** Columns of the events of one fold; `session` is of a given or a cut session. */
export interface FoldedEvents {
  count: number;
  time: Float64Array;
  name: Uint32Array;
  actor: Uint32Array;
  session: Uint32Array;
  /** By place of the tracked property: `values` ordinal + 1, 0 where it is missing, or `NUMERIC`. */
  values: Uint32Array[];
}

/** The unmerged actor of an event. */
export function actorOf({ distinct, user }: BatchColumns, row: number): number {
  const known = user[row]!;
  return known === 0 ? distinct[row]! : known - 1;
}

/** What a fold adds to one series of one bucket; members ascend and are distinct. */
export interface SeriesDelta {
  events: number;
  users: Uint32Array;
  sessions: Uint32Array;
}

/** By series number. */
export type BucketDelta = Map<number, SeriesDelta>;

export interface GroupedEvents {
  /** By start of the local hour. */
  hours: Map<number, BucketDelta>;
  /** By start of the local day. */
  days: Map<number, BucketDelta>;
}

/** Events of one name in one hour. */
interface Group {
  hour: number;
  name: number;
  size: number;
}

/** Events of one series in one bucket, made up of groups. */
interface Target {
  bucket: number;
  series: number;
  size: number;
}

const NONE = new Uint32Array(0);

function groupByHourAndName(
  { count, time, name }: FoldedEvents,
  zone: Zone,
): { groups: Group[]; groupOf: Uint32Array } {
  const groupsByHour = new Map<number, Map<number, number>>();
  let groupsByName = new Map<number, number>();
  const groups: Group[] = [];
  const groupOf = new Uint32Array(count);
  let hour = NaN;
  let hourEnd = NaN;
  for (let row = 0; row < count; row++) {
    const ms = time[row] as number;
    if (!(ms >= hour && ms < hourEnd)) {
      hour = zone.hourStart(ms);
      hourEnd = zone.nextBucket("hour", hour);
      groupsByName = groupsByHour.get(hour) ?? new Map<number, number>();
      groupsByHour.set(hour, groupsByName);
    }
    const nameOrdinal = name[row] as number;
    let group = groupsByName.get(nameOrdinal);
    if (group === undefined) {
      group = groups.length;
      groupsByName.set(nameOrdinal, group);
      groups.push({ hour, name: nameOrdinal, size: 0 });
    }
    groupOf[row] = group;
    (groups[group] as Group).size++;
  }
  return { groups, groupOf };
}

/** Which series of which bucket each group is part of, -1 for none. */
function aim(
  groups: readonly Group[],
  bucketOf: (group: Group) => number,
  seriesOf: (group: Group) => number,
): { targets: Target[]; targetOf: Int32Array } {
  const targetsByBucket = new Map<number, Map<number, number>>();
  const targets: Target[] = [];
  const targetOf = new Int32Array(groups.length);
  for (const [index, group] of groups.entries()) {
    const series = seriesOf(group);
    targetOf[index] = -1;
    if (series < 0) continue;
    const bucket = bucketOf(group);
    let targetsBySeries = targetsByBucket.get(bucket);
    if (targetsBySeries === undefined)
      targetsByBucket.set(bucket, (targetsBySeries = new Map<number, number>()));
    let target = targetsBySeries.get(series);
    if (target === undefined) {
      target = targets.length;
      targetsBySeries.set(series, target);
      targets.push({ bucket, series, size: 0 });
    }
    targetOf[index] = target;
    (targets[target] as Target).size += group.size;
  }
  return { targets, targetOf };
}

/** A column in ascending order, with the group of each value. */
interface SortedColumn {
  values: Uint32Array;
  groups: Uint32Array;
}

function sortColumn(column: Uint32Array, groupOf: Uint32Array): SortedColumn {
  const order = sortRows(column);
  const values = new Uint32Array(order.length);
  const groups = new Uint32Array(order.length);
  for (let index = 0; index < order.length; index++) {
    const row = order[index] as number;
    values[index] = column[row] as number;
    groups[index] = groupOf[row] as number;
  }
  return { values, groups };
}

/** Deals values out to their targets in ascending order, each once. */
function scatter(
  { values, groups }: SortedColumn,
  { targets, targetOf }: { targets: readonly Target[]; targetOf: Int32Array },
): Uint32Array[] {
  const starts = new Uint32Array(targets.length);
  let start = 0;
  for (const [index, { size }] of targets.entries()) {
    starts[index] = start;
    start += size;
  }
  const ends = starts.slice();
  const members = new Uint32Array(start);
  for (let index = 0; index < values.length; index++) {
    const target = targetOf[groups[index] as number] as number;
    if (target < 0) continue;
    const value = values[index] as number;
    const end = ends[target] as number;
    if (end > (starts[target] as number) && members[end - 1] === value) continue;
    members[end] = value;
    ends[target] = end + 1;
  }
  return targets.map((_, index) => members.subarray(starts[index], ends[index]));
}

/**
 * What events add to each hour and day: by name, by type and overall; a hidden name is in neither
 * total. In linear time, so that a bulk of events costs little more than reading them. Without
 * `counted` the events were counted before and only their sessions are added.
 */
export function groupEvents(
  events: FoldedEvents,
  zone: Zone,
  kinds: EventKinds,
  { counted }: { counted: boolean },
): GroupedEvents {
  const grouped: GroupedEvents = { hours: new Map(), days: new Map() };
  if (events.count === 0) return grouped;
  const { groups, groupOf } = groupByHourAndName(events, zone);
  const actors = counted ? sortColumn(events.actor, groupOf) : undefined;
  const stays = sortColumn(events.session, groupOf);
  const dayOf = new Map(groups.map(({ hour }) => [hour, zone.dayStart(hour)]));

  const add = (
    deltas: Map<number, BucketDelta>,
    bucketOf: (group: Group) => number,
    seriesOf: (group: Group) => number,
  ): void => {
    const aimed = aim(groups, bucketOf, seriesOf);
    const users = actors && scatter(actors, aimed);
    const sessions = scatter(stays, aimed);
    for (const [index, { bucket, series, size }] of aimed.targets.entries()) {
      let delta = deltas.get(bucket);
      if (delta === undefined) deltas.set(bucket, (delta = new Map()));
      delta.set(series, {
        events: counted ? size : 0,
        users: users?.[index] ?? NONE,
        sessions: sessions[index] as Uint32Array,
      });
    }
  };
  const ownSeries = ({ name }: Group): number => nameSeries(name);
  const seriesOfType = ({ name }: Group): number => {
    const { hidden, typeOrdinal } = kinds.kind(name);
    return hidden ? -1 : typeSeries(typeOrdinal);
  };
  const overall = ({ name }: Group): number => (kinds.isHidden(name) ? -1 : OVERALL_SERIES);
  for (const seriesOf of [ownSeries, seriesOfType, overall]) {
    add(grouped.hours, ({ hour }) => hour, seriesOf);
    add(grouped.days, ({ hour }) => dayOf.get(hour) as number, seriesOf);
  }
  return grouped;
}

import { breathe } from "../log/breathe.ts";
import type { Loaded } from "../mirror/loader.ts";
import type { Reading } from "../mirror/readings.ts";
import { bucketStarts } from "../model/buckets.ts";
import {
  composeCombinations,
  composeMembers,
  composeTop,
  type GroupNumber,
  IDENTITIES_SQL,
} from "./compose-sql.ts";
import { fieldSql } from "./field-sql.ts";
import type { KeyParts, SecondKeyParts } from "./group-sql.ts";
import type { Plan } from "../model/plan.ts";

/** A number of an answer, and what it is of. `period` 0 is the window, 1 the previous one. */
export interface AnswerRow extends KeyParts, Partial<SecondKeyParts> {
  part: "total" | "series" | "group" | "group-series" | "other";
  period: number;
  bucket: number;
  value: number | null;
}

/** A row of {@link composeMembers}: what is the same for all is not there. */
interface MembersRow {
  period?: number;
  bucket?: number;
  g?: GroupNumber;
  k?: number;
  cut: boolean;
  members: Int32Array | null;
}

interface Members {
  period: number;
  bucket: number;
  g: GroupNumber;
  k: number;
  /** Numbers of actors or sessions, from 0, none of them far beyond how many there are. */
  members: Int32Array;
}

interface Group {
  g: GroupNumber;
  k: number;
  value: number;
  lists: Members[];
}

/** So many groups may share the last place; then DuckDB sorts them all. */
const MOST_TIED = 1_000;
/** Lists of more groups and buckets than this cost memory and time here that DuckDB, in its own worker, does not need. */
const MOST_LISTS = 50_000;

const NO_KEY: KeyParts = { key_text: null, key_number: null, key_rank: 0 };

/**
 * Users or sessions of everything a plan asks for. DuckDB lists who has events, here they are counted:
 * they are small dense numbers, so that a mark in an array says who was counted already, which takes a
 * fifth of the time of `count(DISTINCT)` (2026-11-28). Undefined where there are too many groups, or too
 * many are equal, or they are of two properties.
 */
export async function answerMembers(
  plan: Plan,
  { run, loaded }: Pick<Reading, "run" | "loaded">,
): Promise<{ rows: AnswerRow[]; sql: string } | undefined> {
  if (Array.isArray(plan.question.breakdown)) return undefined;
  if (await hasManyLists(plan, { run, loaded })) return undefined;
  const sql = composeMembers(plan, loaded);
  const found = (await run(sql)).toArray() as MembersRow[];
  const counter = await openCounter(found);
  const isMerged = plan.question.measure === "users" && loaded.identities;
  if (isMerged) {
    const [identities] = (await run(IDENTITIES_SQL)).toArray() as {
      members: Int32Array;
      canonical: Int32Array;
    }[];
    await counter.merge(identities?.members ?? [], identities?.canonical ?? []);
  }
  const statements = isMerged ? [sql, IDENTITIES_SQL] : [sql];
  const { lists } = counter;
  const byPeriod = groupBy(lists, (list) => list.period);
  const inPeriod = (period: number) => byPeriod.get(period) ?? [];
  const rows: AnswerRow[] = [];
  const add = async (row: Pick<AnswerRow, "part"> & Partial<AnswerRow>, counted: readonly Members[]) => {
    rows.push({ period: 0, bucket: 0, ...NO_KEY, ...row, value: await counter.count(counted) });
  };

  const periods = plan.previous ? [0, 1] : [0];
  for (const period of periods) await add({ part: "total", period }, inPeriod(period));
  if (plan.series)
    for (const period of periods)
      for (const [bucket, counted] of groupBy(inPeriod(period), (list) => list.bucket))
        await add({ part: "series", period, bucket }, counted);
  const { breakdown } = plan.question;
  if (breakdown === undefined) return { rows, sql: statements.join(";\n") };

  const groups = await counter.groups(inPeriod(0));
  const ranked = groups.toSorted((a, b) => b.value - a.value);
  const least = ranked[plan.limit - 1]?.value ?? 0;
  const candidates = ranked.filter(({ value }) => value >= least);
  if (candidates.length > plan.limit + MOST_TIED) return undefined;
  const top: { group: Group; key: KeyParts }[] = [];
  if (candidates.length > 0) {
    const topSql = composeTop(breakdown, plan.limit, loaded, candidates);
    statements.push(topSql);
    for (const { place, ...key } of (await run(topSql)).toArray() as ({ place: number } & KeyParts)[])
      top.push({ group: candidates[place]!, key });
  }
  for (const { group, key } of top)
    rows.push({ part: "group", period: 0, bucket: 0, ...key, value: group.value });
  const shown = new Set(top.map(({ group }) => group));
  await add(
    { part: "other" },
    groups.filter((group) => !shown.has(group)).flatMap((group) => group.lists),
  );
  if (plan.previous) {
    const before = groupBy(inPeriod(1), (list) => groupKey(list.g));
    for (const { group, key } of top)
      await add({ part: "group", period: 1, ...key }, before.get(groupKey(group.g)) ?? []);
  }
  if (plan.groupSeries)
    for (const { group, key } of top)
      for (const [bucket, counted] of groupBy(group.lists, (list) => list.bucket))
        await add({ part: "group-series", bucket, ...key }, counted);
  return { rows, sql: statements.join(";\n") };
}

/** Counting them reads all that is asked about once more: not where the values there are in all cannot be so many. */
async function hasManyLists(plan: Plan, { run, loaded }: Pick<Reading, "run" | "loaded">): Promise<boolean> {
  const { breakdown } = plan.question;
  if (breakdown === undefined || loaded.rows <= MOST_LISTS) return false;
  if (typeof breakdown === "string" && mostValues(breakdown, loaded) * mostBuckets(plan) <= MOST_LISTS)
    return false;
  const sql = composeCombinations(plan, loaded, MOST_LISTS + 1);
  if (sql === undefined) return false;
  const [found] = (await run(sql)).toArray() as { n: number }[];
  return (found?.n ?? 0) > MOST_LISTS;
}

/** Of an ordinal's table there are no more texts than values of events, and some words of ours. */
const OWN_WORDS = 1_000;

function mostValues(property: string, loaded: Loaded): number {
  const { text, number } = fieldSql(property, loaded);
  if (number !== undefined) return Infinity;
  const { people, sessions, names, values } = loaded.dictionarySizes;
  const sizes: Record<string, number> = { people, sessions, names, vals: values, words: values + OWN_WORDS };
  return text === undefined ? 1 : (sizes[text.table] ?? Infinity) + 1;
}

const mostBuckets = ({ zone, series, window, previous }: Plan): number =>
  [window, ...(previous ? [previous] : [])].reduce(
    (sum, { from, to }) => sum + (series ? bucketStarts(zone, series, from, to).length : 1),
    0,
  );

/** Equal for groups that are the same. */
const groupKey = (g: GroupNumber): GroupNumber | string =>
  typeof g === "object" && g !== null ? `${g.n} ${g.t === null ? "" : `t${g.t}`}` : g;

function groupBy<T, Key>(items: readonly T[], keyOf: (item: T) => Key): Map<Key, T[]> {
  const groups = new Map<Key, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

const BREATHE_MEMBERS = 500_000;
/** What a list costs beside its members, in members. */
const LIST_COST = 20;

/** Counts each member once, however often it is listed. */
async function openCounter(found: readonly MembersRow[]) {
  const lists: Members[] = [];
  let worked = 0;
  /** Lets the worker answer others between two stretches. */
  async function work(members: number): Promise<void> {
    worked += members + LIST_COST;
    if (worked < BREATHE_MEMBERS) return;
    worked = 0;
    await breathe();
  }

  // Cut sessions are numbered for themselves: after all others they are in nobody's way.
  let size = 0;
  for (const cut of [false, true]) {
    const first = size;
    for (const { members, cut: isCut, period = 0, bucket = 0, g = 0, k = 0 } of found) {
      if (isCut !== cut || members === null) continue;
      for (let at = 0; at < members.length; at++) {
        const member = members[at]! + first;
        members[at] = member;
        if (member >= size) size = member + 1;
      }
      lists.push({ period, bucket, g, k, members });
      await work(members.length);
    }
  }
  let marks = new Uint32Array(size);
  let mark = 0;

  async function count(counted: readonly Members[]): Promise<number> {
    mark++;
    let value = 0;
    for (const { members } of counted) {
      for (let at = 0; at < members.length; at++) {
        const member = members[at]!;
        if (marks[member] === mark) continue;
        marks[member] = mark;
        value++;
      }
      await work(members.length);
    }
    return value;
  }

  return {
    lists,
    count,
    /** Counts those of `members` as who they are in `canonical`. */
    async merge(members: ArrayLike<number>, canonical: ArrayLike<number>): Promise<void> {
      const whoIs = new Uint32Array(size);
      for (let member = 0; member < size; member++) whoIs[member] = member;
      let most = size;
      for (let at = 0; at < members.length; at++) {
        const member = members[at]!;
        if (member >= size) continue;
        whoIs[member] = canonical[at]!;
        most = Math.max(most, canonical[at]! + 1);
      }
      marks = new Uint32Array(most);
      for (const list of lists) {
        for (let at = 0; at < list.members.length; at++) list.members[at] = whoIs[list.members[at]!]!;
        await work(list.members.length);
      }
    },
    async groups(counted: readonly Members[]): Promise<Group[]> {
      const groups: Group[] = [];
      for (const same of groupBy(counted, (list) => groupKey(list.g)).values())
        groups.push({
          g: same[0]!.g,
          k: same.reduce((rank, list) => rank | list.k, 0),
          value: await count(same),
          lists: same,
        });
      return groups;
    },
  };
}

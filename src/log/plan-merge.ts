import type { Database } from "../database/database.ts";
import type { MergedRule, TombstoneRow } from "../database/rows.ts";
import type { ErasureList } from "../model/erasure.ts";
import { toSequence, type ProjectId } from "../model/identifier.ts";
import { hasTime, joinSpans, touchesAny, type TimeSpan } from "../model/time-span.ts";
import { breathe } from "./breathe.ts";
import { readEntry } from "./damage.ts";
import { countTotalDays } from "./erase-totals.ts";
import { readDictionary } from "./dictionary.ts";
import { rowTest, takesDamaged } from "./row-test.ts";
import { learnIdentities, type Identification } from "./plan-user-erasure.ts";
import { readBatches } from "./reader.ts";
import { spansInRange } from "./sequences-in-range.ts";
import { readVariants } from "./variants.ts";
import { findErased, readSecret, tombstonesOf } from "./tombstones.ts";

const PAGE_EVENTS = 20_000;
const PAGE_ENTRIES = 8;

/** What stays out by erasures of other devices. */
export interface KeptOut {
  /** Tombstones that are not here, or only keep out. */
  tombstones: TombstoneRow[];
  /** Of their people the times before which they are erased, by secret, then by hash. */
  secrets: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Past times, apart and ascending. */
  spans: TimeSpan[];
}

/** What merging them comes to. */
export interface MergePlan {
  /** Whom they take of those the log knows, as `people` has them, and what before. */
  people: ReadonlyMap<string, number>;
  /** Of `people` the distinct ids that only this log knows to be of an erased user. */
  learnt: string[];
  rule: MergedRule;
  /** Admitted events that the rule takes, of damaged blocks those that go with it; after an abort some are missing. */
  events: number;
  /** Days whose daily totals it takes. */
  days: number;
  /** And other contents of events, which are in no count. */
  variants: number;
}

/** Reads nothing of the log. */
export async function planKeptOut(
  db: Database,
  projectId: ProjectId,
  given: ErasureList,
  now: number,
): Promise<KeptOut> {
  const past = given.spans.map((span) => ({ ...span, before: Math.min(span.before, now) }));
  return { ...(await findNew(db, projectId, given, now)), spans: joinSpans(past.filter(hasTime)) };
}

/** What was merged before costs nothing: only people who are new among the erased are looked up. */
export async function planMerge(
  db: Database,
  projectId: ProjectId,
  { secrets, spans }: KeptOut,
  signal?: AbortSignal,
): Promise<MergePlan> {
  const people = new Map<string, number>();
  const learnt: string[] = [];
  const ordinals: [ordinal: number, before: number][] = [];
  if (secrets.size > 0) {
    const entries = await readDictionary(db, projectId, "people");
    const known = entries.filter((entry) => entry !== null);
    for (const [entry, before] of await findErased(secrets, known))
      if (before > -Infinity) people.set(entry, before);
    for (const [entry, before] of await ownedBy(db, projectId, { entries, people, signal })) {
      people.set(entry, before);
      learnt.push(entry);
    }
    for (const [ordinal, entry] of entries.entries()) {
      const before = entry === null ? undefined : people.get(entry);
      if (before !== undefined) ordinals.push([ordinal, before]);
    }
  }
  const rule: MergedRule = {
    kind: "merged",
    people: Uint32Array.from(ordinals, ([ordinal]) => ordinal),
    before: Float64Array.from(ordinals, ([, before]) => before),
    spans,
  };
  const events = await countTaken(db, projectId, rule, signal);
  const variants = await countVariants(db, projectId, rule);
  const days = await countTotalDays(db, projectId, spans);
  return { people, learnt, rule, events, days, variants };
}

async function findNew(
  db: Database,
  projectId: ProjectId,
  { people: lists }: ErasureList,
  now: number,
): Promise<Pick<KeptOut, "tombstones" | "secrets">> {
  const tombstones: TombstoneRow[] = [];
  const secrets = new Map<string, Map<string, number>>();
  if (lists.length === 0) return { tombstones, secrets };
  const own = await readSecret(db);
  const known = new Map((await tombstonesOf(db, projectId)).map((row) => [row.hash, row]));
  for (const { secret: theirs, people } of lists) {
    const fresh = new Map<string, number>();
    const of = theirs === own ? {} : { secret: theirs };
    for (const [hash, given] of people) {
      const before = Math.min(given, now);
      const row = known.get(hash);
      // A file made to do so may name a hash of ours under a secret of its own.
      if (row !== undefined && row.secret !== of.secret) continue;
      if (row !== undefined && row.keepsOnly !== true && row.before >= before) continue;
      const latest = Math.max(before, row?.before ?? before);
      tombstones.push({ projectId, hash, before: latest, ...of });
      fresh.set(hash, latest);
    }
    if (fresh.size > 0) secrets.set(theirs, fresh);
  }
  return { tombstones, secrets };
}

/** Distinct ids that are a found user's here and were not found themselves, or not as late. */
async function ownedBy(
  db: Database,
  projectId: ProjectId,
  {
    entries,
    people,
    signal,
  }: {
    entries: readonly (string | null)[];
    people: ReadonlyMap<string, number>;
    signal: AbortSignal | undefined;
  },
): Promise<Map<string, number>> {
  const owned = new Map<string, number>();
  if (![...people.keys()].some((entry) => entry.startsWith("u"))) return owned;
  const firstByDistinct = new Map<number, Identification>();
  for (let after = toSequence(0); signal?.aborted !== true;) {
    const batches = await readBatches(db, projectId, after, { maxEvents: PAGE_EVENTS });
    const last = batches.at(-1);
    if (last === undefined) break;
    for (const { columns } of batches) learnIdentities(columns, entries.length, firstByDistinct);
    after = last.sequence;
    await breathe();
  }
  const add = (entry: string | null | undefined, before: number | undefined): void => {
    if (entry === null || entry === undefined || before === undefined) return;
    if (before > (people.get(entry) ?? -Infinity)) owned.set(entry, before);
  };
  for (const [distinct, { user }] of firstByDistinct) add(entries[distinct], people.get(entries[user] ?? ""));
  for (const [ordinal, entry] of entries.entries())
    if (entry?.startsWith("d") === true && !firstByDistinct.has(ordinal))
      add(entry, people.get(`u${entry.slice(1)}`));
  return owned;
}

/** Of times alone, only entries that have some are read. */
async function countTaken(
  db: Database,
  projectId: ProjectId,
  rule: MergedRule,
  signal: AbortSignal | undefined,
): Promise<number> {
  if (rule.people.length === 0 && rule.spans.length === 0) return 0;
  const all = await spansInRange(db, projectId, -Infinity, Infinity);
  const sequences = all
    .filter(({ minTime, maxTime }) => rule.people.length > 0 || touchesAny(rule.spans, minTime, maxTime))
    .map(({ sequence }) => sequence);
  let events = 0;
  for (let start = 0; start < sequences.length && signal?.aborted !== true; start += PAGE_ENTRIES) {
    for (const row of await db.batches.bulkGet(sequences.slice(start, start + PAGE_ENTRIES))) {
      if (row === undefined) continue;
      const { columns, damaged } = readEntry(db, row);
      if (damaged !== undefined) events += takesDamaged(rule, row) ? damaged : 0;
      const isTaken = rowTest(rule, columns);
      for (let at = 0; at < columns.count; at++) if (isTaken(at)) events++;
    }
    await breathe();
  }
  return events;
}

async function countVariants(db: Database, projectId: ProjectId, rule: MergedRule): Promise<number> {
  if (rule.people.length === 0 && rule.spans.length === 0) return 0;
  let taken = 0;
  for await (const { columns } of readVariants(db, projectId)) {
    const isTaken = rowTest(rule, columns);
    for (let row = 0; row < columns.count; row++) if (isTaken(row)) taken++;
  }
  return taken;
}

import type { Database } from "../database/database.ts";
import type { ErasureRule } from "../database/rows.ts";
import type { BatchColumns } from "../model/batch.ts";
import { toSequence, type ProjectId } from "../model/identifier.ts";
import { readDictionary } from "./dictionary.ts";
import { makeIdReader } from "./event-id.ts";
import { readBatches, readBatchesInRange } from "./reader.ts";
import { breathe } from "./breathe.ts";

export interface Identification {
  user: number;
  time: number;
  id: string;
}

const PAGE_EVENTS = 20_000;

export interface UserErasure {
  rule: ErasureRule & { kind: "user" };
  distinctIds: Set<string>;
  /** Of what goes and is dated at `now` or later, the last time; -Infinity for none. */
  latest: number;
  /** What goes of the log, of damaged blocks everything: nobody can tell whose events they hold. */
  events: number;
}

/**
 * The user's ordinal and the distinct ids whose events without a user id are that user's: first
 * identified so (least timestamp, then id), or never identified and of the same name. After an abort
 * what was not read is missing.
 */
export async function planUserErasure(
  db: Database,
  projectId: ProjectId,
  userId: string,
  { now, signal }: { now: number; signal?: AbortSignal },
): Promise<UserErasure> {
  const people = await readDictionary(db, projectId, "people");
  const user = people.indexOf(`u${userId}`);
  const firstByDistinct = new Map<number, Identification>();
  /** Events without a user id, by distinct id. */
  const anonymous = new Uint32Array(people.length);
  let events = 0;
  for (let after = toSequence(0); signal?.aborted !== true;) {
    const batches = await readBatches(db, projectId, after, { maxEvents: PAGE_EVENTS });
    const last = batches.at(-1);
    if (last === undefined) break;
    for (const { columns, damaged = 0 } of batches) {
      learnIdentities(columns, people.length, firstByDistinct);
      events += damaged;
      for (let row = 0; row < columns.count; row++) {
        const mark = columns.user[row]!;
        const distinct = columns.distinct[row]!;
        if (mark - 1 === user && mark > 0) events++;
        else if (mark === 0 && distinct < people.length) anonymous[distinct]!++;
      }
    }
    after = last.sequence;
    await breathe();
  }
  const owned = [...firstByDistinct].filter(([, first]) => first.user === user).map(([distinct]) => distinct);
  const namesake = people.indexOf(`d${userId}`);
  const distinctIds = new Set(owned.map((ordinal) => people[ordinal]!.slice(1)));
  if (!firstByDistinct.has(namesake)) {
    distinctIds.add(userId);
    if (namesake >= 0) owned.push(namesake);
  }
  const rule = { kind: "user" as const, user: user < 0 ? null : user, distincts: Uint32Array.from(owned) };
  for (const distinct of owned) events += anonymous[distinct]!;
  return { rule, distinctIds, latest: await latestFrom(db, projectId, rule, now), events };
}

async function latestFrom(
  db: Database,
  projectId: ProjectId,
  rule: UserErasure["rule"],
  now: number,
): Promise<number> {
  let latest = -Infinity;
  const distincts = new Set(rule.distincts);
  for (const { columns } of await readBatchesInRange(db, projectId, now, Infinity))
    for (const [row, time] of columns.timestamp.entries()) {
      const mark = columns.user[row]!;
      const isErased = mark === 0 ? distincts.has(columns.distinct[row]!) : mark - 1 === rule.user;
      if (isErased && time > latest) latest = time;
    }
  return latest;
}

/** Of distinct ids that were there when the first `people` were read: others may come meanwhile. */
export function learnIdentities(
  columns: BatchColumns,
  people: number,
  firstByDistinct: Map<number, Identification>,
): void {
  const idOf = makeIdReader(columns);
  for (let row = 0; row < columns.count; row++) {
    const mark = columns.user[row]!;
    const distinct = columns.distinct[row]!;
    if (mark === 0 || distinct >= people) continue;
    const time = columns.timestamp[row]!;
    const first = firstByDistinct.get(distinct);
    if (first !== undefined && time > first.time) continue;
    const id = idOf(row);
    if (first === undefined || time < first.time || id < first.id)
      firstByDistinct.set(distinct, { user: mark - 1, time, id });
  }
}

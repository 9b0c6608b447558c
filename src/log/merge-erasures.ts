import type { Database } from "../database/database.ts";
import type { TombstoneRow } from "../database/rows.ts";
import { ERASED_LIMITS, type ErasureList, type ErasureMode } from "../model/erasure.ts";
import type { LochanEvent } from "../model/event.ts";
import { fail, success, type Result } from "../model/failure.ts";
import type { ProjectId } from "../model/identifier.ts";
import { joinSpans, touchesAny } from "../model/time-span.ts";
import { unknownProject } from "../model/unknown-project.ts";
import { beginErasure, inTurn } from "./erasure.ts";
import { finishErasures, runErasure } from "./erasure-steps.ts";
import { eraseTotals } from "./erase-totals.ts";
import { requireEpoch } from "./fence.ts";
import { planKeptOut, planMerge, type KeptOut, type MergePlan } from "./plan-merge.ts";
import { readHead } from "./reader.ts";
import { hashPeople, readSecret, tombstonesOf } from "./tombstones.ts";

export interface MergedErasures {
  /** Events that were here and were erased. */
  events: number;
  /** Days whose totals by another product were here and went. */
  days: number;
}

/**
 * Takes over what other devices erased of a project: the people and times stay out here too, and with `apply` what is
 * here of them is erased: of a person what they did before the time of the erasure, with the distinct ids that are
 * theirs here. Dates to come are taken for now. Merging the same again changes nothing and reads little; where
 * nothing is here to erase the generation stays. Admit what has arrived before. What was begun is finished by whoever
 * leads next. Failures: `unknown-project`, `invalid-input` where more people or devices would be kept than a backup
 * may hold, `deposed`, `quota-exceeded`, `storage-unavailable`.
 */
export function mergeErasures(
  db: Database,
  epoch: number,
  projectId: ProjectId,
  given: ErasureList,
  { mode, now = Date.now }: { mode: ErasureMode; now?: () => number },
): Promise<Result<MergedErasures>> {
  return inTurn(db, async () => {
    await finishErasures(db, epoch);
    if ((await db.projects.get(projectId)) === undefined) return unknownProject(projectId);
    const at = now();
    const kept = await planKeptOut(db, projectId, given, at);
    const excess = await findExcess(db, projectId, kept.tombstones);
    if (excess !== undefined) return fail({ kind: "invalid-input", message: excess });
    if (mode === "keep-out") {
      await keepOut(db, epoch, projectId, kept, false);
      return success({ events: 0, days: 0 });
    }
    const plan = await planMerge(db, projectId, kept);
    const { days } = plan;
    await keepOut(db, epoch, projectId, kept, !takesAny(plan));
    if (!takesAny(plan)) return success({ events: 0, days });
    const tombstones = [...kept.tombstones, ...(await learntTombstones(db, projectId, plan))];
    await beginErasure(db, epoch, projectId, { rule: plan.rule, isErased: testOf(plan), tombstones }, at);
    const { events, arrivals } = await runErasure(db, epoch, projectId);
    return success({ events: events + arrivals, days });
  });
}

/** How many admitted events, and days of totals, {@link mergeErasures} would erase now. What an abort left uncounted is missing. */
export async function countMerged(
  db: Database,
  projectId: ProjectId,
  given: ErasureList,
  { signal, now = Date.now }: { signal?: AbortSignal; now?: () => number } = {},
): Promise<MergedErasures> {
  const kept = await planKeptOut(db, projectId, given, now());
  const { events, days } = await planMerge(db, projectId, kept, signal);
  return { events, days };
}

/** Whether {@link mergeErasures} would erase anything now. */
export async function wouldErase(db: Database, projectId: ProjectId, given: ErasureList): Promise<boolean> {
  return takesAny(await planMerge(db, projectId, await planKeptOut(db, projectId, given, Date.now())));
}

const takesAny = ({ events, variants }: MergePlan): boolean => events + variants > 0;

/** Its own backups could not be read again. */
async function findExcess(
  db: Database,
  projectId: ProjectId,
  added: readonly TombstoneRow[],
): Promise<string | undefined> {
  if (added.length === 0) return undefined;
  const rows = [...(await tombstonesOf(db, projectId)), ...added];
  if (new Set(rows.map(({ hash }) => hash)).size > ERASED_LIMITS.people)
    return `The project would keep out more than ${ERASED_LIMITS.people} ids of people.`;
  if (new Set(rows.map(({ secret }) => secret)).size >= ERASED_LIMITS.secrets)
    return `The project would have people erased by more than ${ERASED_LIMITS.secrets} devices.`;
  return undefined;
}

async function keepOut(
  db: Database,
  epoch: number,
  projectId: ProjectId,
  { tombstones, spans }: KeptOut,
  isDone: boolean,
): Promise<void> {
  const rows = tombstones.map((row) => (isDone ? row : { ...row, keepsOnly: true as const }));
  const tables = [db.singletons, db.projects, db.logHeads, db.tombstones, db.dailyTotals];
  await db.transaction("rw", tables, async () => {
    await requireEpoch(db, epoch);
    if (rows.length > 0) {
      const head = await readHead(db, projectId);
      await db.logHeads.put({ ...head, keptOut: (head.keptOut ?? 0) + 1 });
      await db.tombstones.bulkPut(rows);
    }
    if (isDone) for (const span of spans) await eraseTotals(db, projectId, { kind: "before", ...span });
    if (spans.length > 0)
      await db.projects
        .where(":id")
        .equals(projectId)
        .modify((project) => {
          project.erasedSpans = joinSpans([...(project.erasedSpans ?? []), ...spans]);
        });
  });
}

async function learntTombstones(
  db: Database,
  projectId: ProjectId,
  { learnt, people }: MergePlan,
): Promise<TombstoneRow[]> {
  const hashes = await hashPeople(await readSecret(db), learnt);
  return Array.from(hashes, ([entry, hash]) => ({ projectId, hash, before: people.get(entry)! }));
}

const testOf =
  ({ people, rule: { spans } }: MergePlan) =>
  ({ timestamp, userId, distinctId }: LochanEvent): boolean =>
    timestamp < (people.get(userId === undefined ? `d${distinctId}` : `u${userId}`) ?? -Infinity) ||
    touchesAny(spans, timestamp, timestamp);

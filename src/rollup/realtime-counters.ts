import type { Database } from "../database/database.ts";
import type { RealtimeCounterRow } from "../database/rows.ts";
import { success, type Result } from "../model/failure.ts";
import type { ProjectId, Sequence } from "../model/identifier.ts";
import { requireEpoch } from "../log/fence.ts";
import { ofOneGeneration, readActionsInRange, readBatches, readHead } from "../log/reader.ts";
import { makeBreather } from "../log/breathe.ts";
import { makeTaskQueue } from "../log/task-queue.ts";
import { storageFailure } from "../log/storage-failure.ts";
import type { ActionColumns } from "../model/batch.ts";
import { loadNames, makeEventKinds, type EventKinds } from "./event-kinds.ts";
import { readIdentity } from "./read-identity.ts";
import { CLOCK_GRACE_MS, makeRealtimeRing, type RealtimeRing } from "./realtime-ring.ts";

const SPAN_MS = 10 * 60_000;
const READ_EVENTS = 50_000;

/** The leader's writer of {@link RealtimeCounterRow}, two rows for every project. */
export interface RealtimeCounters {
  /**
   * Takes in what the log gained and writes the counters as of `now`, in one fenced transaction.
   * Call at least every 5 s. Fails with `deposed` or a storage failure; call again to retry.
   */
  refresh(now: number): Promise<Result<null>>;
  /** The next refresh reads the project's last minutes from the log again. */
  forget(projectId: ProjectId): void;
}

interface Followed {
  ring: RealtimeRing;
  kinds: EventKinds;
  generation: number;
  sequence: Sequence;
}

async function add({ kinds, ring }: Followed, entries: readonly ActionColumns[]): Promise<void> {
  await loadNames(entries, kinds);
  for (const columns of entries) ring.add(columns, kinds.isHidden);
}

const startFollowing = (db: Database, projectId: ProjectId, now: number): Promise<Followed> =>
  ofOneGeneration(db, projectId, async ({ generation, sequence }) => {
    const kinds = makeEventKinds(db, projectId);
    const followed = { ring: makeRealtimeRing({ now: () => now }), kinds, generation, sequence };
    const breathe = makeBreather();
    for (const columns of await readActionsInRange(db, projectId, now - SPAN_MS, Infinity, {
      through: sequence,
    })) {
      await add(followed, [columns]);
      await breathe();
    }
    return followed;
  });

function toRows(projectId: ProjectId, ring: RealtimeRing, now: number): RealtimeCounterRow[] {
  const { windowStart, windowEnd, updatedAt, events5m, activeUsers5m } = ring.view(now);
  const shared = { projectId, windowStart, windowEnd, updatedAt };
  return [
    { ...shared, counter: "events_5m", value: events5m.value },
    { ...shared, counter: "active_users_5m", value: activeUsers5m.value },
  ];
}

export function openRealtimeCounters(db: Database, epoch: number): RealtimeCounters {
  const followedById = new Map<ProjectId, Followed>();
  let latest = -Infinity;

  const follow = async (projectId: ProjectId, now: number): Promise<Followed> => {
    const head = await readHead(db, projectId);
    let followed = followedById.get(projectId);
    if (followed === undefined || followed.generation !== head.generation) {
      followed = await startFollowing(db, projectId, now);
      followedById.set(projectId, followed);
    }
    while (followed.sequence < head.sequence) {
      const batches = await readBatches(db, projectId, followed.sequence, { maxEvents: READ_EVENTS });
      const last = batches.at(-1);
      if (last === undefined) break;
      await add(
        followed,
        batches.map(({ columns }) => columns),
      );
      followed.sequence = last.sequence;
    }
    followed.ring.identity(await readIdentity(db, projectId, followed.ring.met));
    if (!followed.ring.torn) return followed;
    followedById.delete(projectId);
    return follow(projectId, now);
  };

  const refresh = async (now: number): Promise<Result<null>> => {
    // Minutes that were over are the last ones again, and the rings hold them no more.
    if (now < latest - CLOCK_GRACE_MS) followedById.clear();
    if (followedById.size === 0) latest = now;
    latest = Math.max(latest, now);
    try {
      const rows: RealtimeCounterRow[] = [];
      const ids = (await db.projects.toCollection().primaryKeys()) as ProjectId[];
      for (const projectId of ids) {
        const { ring } = await follow(projectId, now);
        rows.push(...toRows(projectId, ring, now));
      }
      for (const projectId of followedById.keys())
        if (!ids.includes(projectId)) followedById.delete(projectId);
      await db.transaction("rw", db.singletons, db.projects, db.realtimeCounters, async () => {
        await requireEpoch(db, epoch);
        const known = new Set<string>(await db.projects.toCollection().primaryKeys());
        await db.realtimeCounters.filter(({ projectId }) => !known.has(projectId)).delete();
        await db.realtimeCounters.bulkPut(rows.filter(({ projectId }) => known.has(projectId)));
      });
      return success(null);
    } catch (error) {
      followedById.clear();
      const failure = storageFailure(error);
      if (failure === undefined) throw error;
      return { ok: false, failure };
    }
  };

  // One after another: two that follow a project would both add what it gained.
  const turns = makeTaskQueue();
  return {
    forget: (projectId) => void turns.run(async () => followedById.delete(projectId)),
    refresh: (now) => turns.run(() => refresh(now)),
  };
}

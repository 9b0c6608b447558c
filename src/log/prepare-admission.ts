import type { LogHeadRow } from "../database/rows.ts";
import type { Batch } from "../model/batch.ts";
import type { LochanEvent } from "../model/event.ts";
import { toSequence, type ProjectId } from "../model/identifier.ts";
import type { Arrival } from "./arrival-events.ts";
import { makeBatchEncoder } from "./encode-batch.ts";
import type { ProjectLog } from "./project-log.ts";
import { breathe } from "./turns.ts";

export interface Outcome {
  accepted: number;
  duplicate: number;
  erased: number;
}

interface ProjectDraft {
  projectId: ProjectId;
  log: ProjectLog;
  /** Sequences are given when they are written. */
  batches: Batch[];
  /** As it will be, but for the sequence. */
  head: LogHeadRow;
}

export interface Draft {
  projects: ProjectDraft[];
  /** Of each arrival. */
  outcomes: Outcome[];
  /** Projects that are gone; their arrivals are dropped. */
  unknown: ReadonlySet<ProjectId>;
}

const BATCH_EVENTS = 10_000;
const SLICE_EVENTS = 2_500;

/** What arrivals are admitted to. */
export interface Target {
  log: ProjectLog;
  /** Events from before this time are kept out, epoch milliseconds. */
  keepsFrom: number;
}

/** Works out what admitting the arrivals will write. Touches nothing but dictionaries in memory. */
export async function prepareAdmission(
  arrivals: readonly Arrival[],
  targetOf: (projectId: ProjectId) => Promise<Target> | undefined,
): Promise<Draft> {
  const outcomes = arrivals.map((): Outcome => ({ accepted: 0, duplicate: 0, erased: 0 }));
  const indexesByProject = new Map<ProjectId, number[]>();
  for (const [index, { projectId }] of arrivals.entries()) {
    const indexes = indexesByProject.get(projectId);
    if (indexes === undefined) indexesByProject.set(projectId, [index]);
    else indexes.push(index);
  }
  const projects: ProjectDraft[] = [];
  const unknown = new Set<ProjectId>();
  for (const [projectId, indexes] of indexesByProject) {
    const target = await targetOf(projectId);
    if (target === undefined) {
      unknown.add(projectId);
      for (const index of indexes) outcomes[index]!.erased = arrivals[index]!.events.length;
      continue;
    }
    const { log } = target;
    const fresh = await selectFresh(arrivals, indexes, target, outcomes);
    const { batches, head } = await encodeFresh(fresh, projectId, log);
    projects.push({ projectId, log, batches, head });
  }
  return { projects, outcomes, unknown };
}

async function selectFresh(
  arrivals: readonly Arrival[],
  indexes: readonly number[],
  { log, keepsFrom }: Target,
  outcomes: readonly Outcome[],
): Promise<LochanEvent[]> {
  const events: LochanEvent[] = [];
  const origins: number[] = [];
  for (const index of indexes) {
    await log.tombstones.prepare(arrivals[index]!.events);
    for (const event of arrivals[index]!.events) {
      if (event.timestamp < keepsFrom || log.tombstones.covers(event)) {
        outcomes[index]!.erased++;
        continue;
      }
      events.push(event);
      origins.push(index);
    }
  }
  const duplicates = await log.findDuplicates(events);
  const fresh: LochanEvent[] = [];
  for (const [at, event] of events.entries()) {
    const outcome = outcomes[origins[at]!]!;
    if (duplicates[at] === 1) outcome.duplicate++;
    else {
      outcome.accepted++;
      fresh.push(event);
    }
  }
  return fresh;
}

async function encodeFresh(
  fresh: readonly LochanEvent[],
  projectId: ProjectId,
  { head, dictionaries }: ProjectLog,
): Promise<{ batches: Batch[]; head: LogHeadRow }> {
  const batches: Batch[] = [];
  let { nextRow } = head;
  for (let start = 0; start < fresh.length; start += BATCH_EVENTS) {
    const end = Math.min(start + BATCH_EVENTS, fresh.length);
    const encoder = makeBatchEncoder(end - start, dictionaries);
    for (let at = start; at < end; at += SLICE_EVENTS) {
      if (at > 0) await breathe();
      encoder.add(fresh.slice(at, Math.min(at + SLICE_EVENTS, end)));
    }
    const columns = encoder.finish();
    let minTime = Infinity;
    let maxTime = -Infinity;
    for (const time of columns.timestamp) {
      if (time < minTime) minTime = time;
      if (time > maxTime) maxTime = time;
    }
    batches.push({ sequence: toSequence(0), projectId, firstRow: nextRow, minTime, maxTime, columns });
    nextRow += columns.count;
  }
  const { people, sessions, names, types, keys, values } = dictionaries.byKind;
  return {
    batches,
    head: {
      ...head,
      nextRow,
      events: head.events + fresh.length,
      ordinals: {
        people: people.size,
        sessions: sessions.size,
        names: names.size,
        types: types.size,
        keys: keys.size,
        values: values.size,
      },
    },
  };
}

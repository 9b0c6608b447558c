import { openDatabase, type Database } from "../../src/database/database.ts";
import { openAdmission } from "../../src/log/admission.ts";
import { claimEpoch } from "../../src/log/fence.ts";
import { readBatches } from "../../src/log/reader.ts";
import type { LochanEvent } from "../../src/model/event.ts";
import type { Result } from "../../src/model/failure.ts";
import { toEventId, toProjectId } from "../../src/model/identifier.ts";
import { DEFAULT_IDLE_MS, type Project } from "../../src/model/project.ts";
import type { TierRule } from "../../src/rollup/fold-dimensions.ts";
import { openRollup, type Folded, type Rollup } from "../../src/rollup/folder.ts";
import { packEvents } from "../../src/log/arrival-text.ts";

export function need<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.kind}: ${result.failure.message}`);
  return result.value;
}

export const makeProject = (over: Partial<Project> = {}): Project => ({
  id: toProjectId("p1"),
  name: "Shop",
  timeZone: "UTC",
  writeKey: "key",
  allowedOrigins: [],
  sessionIdleMs: DEFAULT_IDLE_MS,
  createdAt: 0,
  updatedAt: 0,
  ...over,
});

export type EventInput = Partial<Omit<LochanEvent, "id">> & { id?: string };

let made = 0;

export const makeEvent = ({ id = `e${made++}`, ...rest }: EventInput): LochanEvent => ({
  type: "track",
  name: "thing",
  distinctId: "b1",
  timestamp: 0,
  receivedAt: 0,
  source: "api",
  properties: {},
  ...rest,
  id: toEventId(id),
});

export interface RolledProject {
  readonly db: Database;
  project: Project;
  epoch: number;
  /** Admits the events, each call in a log entry of its own. */
  append(events: readonly LochanEvent[]): Promise<void>;
  /** Opens the rollup afresh, as a new leader would. */
  open(): Promise<Rollup>;
  /** Folds what was admitted, at most `maxEvents` at a time. */
  fold(rollup: Rollup, maxEvents?: number): Promise<Folded[]>;
  close(): Promise<void>;
}

/** One project with a real log of its own. */
export async function openRolledProject(
  over: Partial<Project> = {},
  now: () => number = Date.now,
  tierRule?: TierRule,
): Promise<RolledProject> {
  const db = openDatabase({ name: `rolled-${crypto.randomUUID()}` });
  const project = makeProject(over);
  await db.projects.put(project);
  const epoch = await claimEpoch(db);
  let admission = openAdmission(db, epoch);
  let admissionEpoch = epoch;
  const rolled: RolledProject = {
    db,
    project,
    epoch,
    async append(events) {
      await db.arrivals.add({ projectId: rolled.project.id, ...packEvents(events) });
      if (admissionEpoch !== rolled.epoch) {
        admission = openAdmission(db, rolled.epoch);
        admissionEpoch = rolled.epoch;
      }
      while (need(await admission.admit({ maxEvents: 100_000 })).remaining);
    },
    async open() {
      return need(await openRollup(db, rolled.epoch, rolled.project, { now, ...(tierRule && { tierRule }) }));
    },
    async fold(rollup, maxEvents = 100_000) {
      const folds: Folded[] = [];
      for (;;) {
        const batches = await readBatches(db, rolled.project.id, rollup.checkpoint.sequence, { maxEvents });
        if (batches.length === 0) return folds;
        folds.push(need(await rollup.fold(batches)));
      }
    },
    async close() {
      db.close();
      await db.delete();
    },
  };
  return rolled;
}

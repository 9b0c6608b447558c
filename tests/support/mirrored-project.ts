import { openDatabase, type Database } from "../../src/database/database.ts";
import { openAdmission } from "../../src/log/admission.ts";
import { makeAppender } from "../../src/log/appender.ts";
import { claimEpoch } from "../../src/log/fence.ts";
import { readBatches } from "../../src/log/reader.ts";
import { removeMirrorFiles } from "../../src/mirror/mirror-file.ts";
import { startMirror, type Mirror } from "../../src/mirror/mirror.ts";
import type { MirrorState } from "../../src/mirror/mirror-state.ts";
import type { LochanEvent } from "../../src/model/event.ts";
import type { Result } from "../../src/model/failure.ts";
import { toEventId, toProjectId, toSequence } from "../../src/model/identifier.ts";
import { DEFAULT_IDLE_MS, type Project } from "../../src/model/project.ts";
import { openRollup, type Rollup } from "../../src/rollup/folder.ts";

export function need<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.kind}: ${result.failure.message}`);
  return result.value;
}

let made = 0;

export const makeProject = (timeZone = "UTC", id = `project-${made++}`): Project => ({
  id: toProjectId(id),
  name: id,
  timeZone,
  writeKey: "key",
  allowedOrigins: [],
  sessionIdleMs: DEFAULT_IDLE_MS,
  createdAt: 0,
  updatedAt: 0,
});

export interface EventInput extends Partial<Omit<LochanEvent, "id">> {
  id?: string;
}

export function makeEvent(input: EventInput): LochanEvent {
  const { id = crypto.randomUUID(), ...rest } = input;
  return {
    type: "track",
    name: "thing",
    distinctId: "b1",
    timestamp: 0,
    receivedAt: 0,
    source: "api",
    properties: {},
    ...rest,
    id: toEventId(id),
  };
}

export interface MirroredProject {
  db: Database;
  project: Project;
  readonly mirror: Mirror;
  rollup: Rollup;
  states: MirrorState[];
  append(events: readonly LochanEvent[]): Promise<void>;
  /** Folds and mirrors everything appended, and hands over identities and cut sessions. */
  settle(): Promise<void>;
  /** Another mirror of the same log, as after a reload. What it goes through is in `states`. */
  reopen(options?: { inMemory?: boolean }): Promise<Mirror>;
  close(): Promise<void>;
}

/** One project with its real log, rollups and mirror. */
export async function openMirroredProject(
  options: {
    timeZone?: string;
    events?: readonly LochanEvent[];
    trackedProperties?: string[];
    now?: () => number;
    inMemory?: boolean;
  } = {},
): Promise<MirroredProject> {
  const { trackedProperties = [], now = Date.now } = options;
  const project: Project = { ...makeProject(options.timeZone), trackedProperties };
  const db = openDatabase({ name: `mirrored-${crypto.randomUUID()}` });
  await db.projects.put(project);
  const stop = new AbortController();
  const epoch = await claimEpoch(db);
  const appender = makeAppender(db);
  const admission = openAdmission(db, epoch);
  const states: MirrorState[] = [];

  async function append(events: readonly LochanEvent[]): Promise<void> {
    for (let from = 0; from < events.length; from += 5_000) {
      need(await appender.append(project.id, events.slice(from, from + 5_000)));
      for (let remaining = true; remaining;)
        remaining = need(await admission.admit({ maxEvents: 10_000 })).remaining;
    }
  }
  if (options.events) await append(options.events);
  const rollup = need(await openRollup(db, epoch, project, { signal: stop.signal, now }));
  const startOne = (inMemory = false): Mirror =>
    startMirror({ db, project, signal: stop.signal, onState: (state) => states.push(state), inMemory });
  let mirror = startOne(options.inMemory);
  let identityVersion = -1;
  let sessionsVersion = -1;

  async function settle(): Promise<void> {
    for (;;) {
      const batches = await readBatches(db, project.id, toSequence(rollup.checkpoint.sequence), {
        maxEvents: 50_000,
      });
      if (batches.length === 0) break;
      need(await rollup.fold(batches));
    }
    need(await mirror.catchUp());
    const identities = await rollup.identityPairs(identityVersion);
    identityVersion = identities.version;
    need(await mirror.setIdentity(identities));
    const sessions = await rollup.cutSessionIntervals(sessionsVersion);
    sessionsVersion = sessions.version;
    need(await mirror.setCutSessions(sessions));
  }
  await settle();
  return {
    db,
    project,
    get mirror() {
      return mirror;
    },
    rollup,
    states,
    append,
    settle,
    async reopen({ inMemory } = {}) {
      await mirror.stop();
      states.length = 0;
      identityVersion = sessionsVersion = -1;
      mirror = startOne(inMemory);
      await settle();
      return mirror;
    },
    async close() {
      await mirror.stop();
      stop.abort();
      await removeMirrorFiles(db.name, () => true);
      await db.delete();
    },
  };
}

import type { Database } from "../database/database.ts";
import type { LocalEvents } from "../model/batch.ts";
import type { LochanEvent } from "../model/event.ts";
import { fail, success, type Failure, type Result } from "../model/failure.ts";
import type { ProjectId } from "../model/identifier.ts";
import { unknownProject } from "../model/unknown-project.ts";
import { packEvents } from "./arrival-text.ts";
import { storageFailure } from "./storage-failure.ts";

export interface Appended {
  /** Of the arrivals that hold the events, for `takeAdmissions`; shared with others unless `reply`. */
  arrivalIds: number[];
  /** Of the buffer, 0 to 1, after this call left it. */
  fullness: number;
}

export interface CallOptions {
  /** Admission leaves a row for each arrival. */
  reply?: boolean;
  /**
   * Of the log when what these events are part of began. Where everything was erased since, admission
   * drops them, however long they were on their way.
   */
  generation?: number;
}

export interface Appender {
  /**
   * Resolves when the events are on disk, all of them or none. Failures: `backpressure` (the buffer would overflow; try again when it
   * is emptier), `oversize-batch`, `malformed-event`, `unknown-project`, `quota-exceeded`,
   * `storage-unavailable`.
   */
  append(projectId: ProjectId, events: LochanEvent[], options?: CallOptions): Promise<Result<Appended>>;
  /** As `append` for many events as columns, which get an arrival of their own. */
  appendColumns(projectId: ProjectId, events: LocalEvents, options?: CallOptions): Promise<Result<Appended>>;
  /** Projects may have been removed: they are looked up again, which otherwise may take a second. */
  projectsChanged(): void;
  /** Share of the buffer taken by events not yet on disk, 0 to 1. */
  fullness(): number;
  /** Takes no more; resolves when what was taken is on disk or has failed. */
  close(): Promise<void>;
}

interface Content extends CallOptions {
  projectId: ProjectId;
  count: number;
  content: LochanEvent[] | LocalEvents;
}

interface Call extends Content {
  resolve: (result: Result<Appended>) => void;
  reject: (bug: unknown) => void;
}

const BUFFER_EVENTS = 10_000;
const ARRIVAL_EVENTS = 1_000;
const GROUP_EVENTS = 1_000;
const GROUP_MS = 100;
/** Commits under way: one is written while the next is packed. More only queue for the table. */
const FLIGHTS = 2;
/** A project that was there so shortly ago is not looked up again: admission drops what it is too late for. */
const KNOWN_MS = 1_000;

/**
 * Group commit: an idle log takes a call at once; while commits are under way, calls gather until
 * one ends, or 1,000 events are there and only one is under way, or 100 ms are over.
 */
export function makeAppender(
  db: Database,
  { limit = BUFFER_EVENTS, onArrived }: { limit?: number; onArrived?: () => void } = {},
): Appender {
  let gathered: Call[] = [];
  let gatheredEvents = 0;
  let buffered = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;
  const flights = new Set<Promise<void>>();
  const known = makeKnownProjects(db);

  const fullness = () => Math.min(1, buffered / limit);

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (gathered.length === 0) return;
    const calls = gathered;
    gathered = [];
    gatheredEvents = 0;
    const flight = commit(calls).finally(() => {
      flights.delete(flight);
      flush();
    });
    flights.add(flight);
  }

  async function commit(calls: Call[]): Promise<void> {
    const settle = (call: Call, result: (fullness: number) => Result<Appended>) => {
      buffered -= call.count;
      call.resolve(result(fullness()));
    };
    try {
      const idsByCall = await writeArrivals(db, calls, known.of);
      for (const call of calls) {
        const arrivalIds = idsByCall.get(call);
        settle(call, (full) =>
          arrivalIds === undefined ? unknownProject(call.projectId) : success({ arrivalIds, fullness: full }),
        );
      }
      if (idsByCall.size > 0) onArrived?.();
    } catch (error) {
      const failure = storageFailure(error);
      for (const call of calls) {
        if (failure !== undefined) settle(call, () => fail(failure));
        else {
          buffered -= call.count;
          call.reject(error);
        }
      }
    }
  }

  function take(call: Content): Promise<Result<Appended>> {
    const refusal = closed ? CLOSED : refuse(call, buffered, limit);
    if (refusal !== undefined) return Promise.resolve(fail(refusal));
    return new Promise((resolve, reject) => {
      buffered += call.count;
      gathered.push({ ...call, resolve, reject });
      gatheredEvents += call.count;
      const full = gatheredEvents >= GROUP_EVENTS && flights.size < FLIGHTS;
      if (flights.size === 0 || full) flush();
      else timer ??= setTimeout(flush, GROUP_MS);
    });
  }

  return {
    fullness,
    projectsChanged: known.forget,
    append: (projectId, events, options = {}) =>
      take({ ...options, projectId, count: events.length, content: events }),
    appendColumns: (projectId, events, options = {}) =>
      take({ ...options, projectId, count: events.columns.count, content: events }),
    async close() {
      closed = true;
      flush();
      while (flights.size > 0) await Promise.all(flights);
    },
  };
}

const CLOSED: Failure = {
  kind: "storage-unavailable",
  message: "Lochan is closing here; nothing of this call was taken.",
};

function refuse({ count, content }: Content, buffered: number, limit: number): Failure | undefined {
  const isText = Array.isArray(content);
  if (isText && count > limit)
    return {
      kind: "oversize-batch",
      message: `${count} events in one call; at most ${limit} may be.`,
      count,
      limit,
    };
  // However many columns hold, they may come when nothing else waits.
  if (buffered + count > limit && (isText || buffered > 0))
    return {
      kind: "backpressure",
      message: `${buffered} events wait to be stored and ${limit} may; nothing of this call was taken.`,
      buffered,
      limit,
    };
  // The `names` dictionary parts type from name with NUL.
  if (isText && content.some(({ type }) => type.includes("\0")))
    return { kind: "malformed-event", message: "type has a NUL character.", path: "type" };
  return undefined;
}

interface KnownProjects {
  /** Which of them are there, or were within the last second. */
  of(ids: readonly ProjectId[]): Promise<ReadonlySet<ProjectId>>;
  forget(): void;
}

function makeKnownProjects(db: Database): KnownProjects {
  let seenAt = new Map<ProjectId, number>();
  return {
    async of(ids) {
      const now = performance.now();
      const isSure = (id: ProjectId) => now - (seenAt.get(id) ?? -Infinity) < KNOWN_MS;
      const sure = ids.filter(isSure);
      if (sure.length === ids.length) return new Set(sure);
      const noted = seenAt;
      const found = await db.projects.bulkGet([...ids]);
      for (const project of found) if (project !== undefined) noted.set(project.id, now);
      return new Set(found.flatMap((project) => project?.id ?? []));
    },
    forget: () => void (seenAt = new Map()),
  };
}

/**
 * One transaction, over arrivals alone so that readers of projects never wait for it; whether the
 * projects are there is read beside it, because either may have to wait for an admission. Calls for
 * a project that is gone are left out of the result and their arrivals taken back, which admission
 * would drop, as it does those of a project deleted since.
 */
async function writeArrivals(
  db: Database,
  calls: readonly Call[],
  knownOf: KnownProjects["of"],
): Promise<Map<Call, number[]>> {
  const rowsByCall = partIntoRows(calls);
  const projectIds = [...new Set(calls.map(({ projectId }) => projectId))];
  const rows = [...new Set([...rowsByCall.values()].flat())];
  const arrivals = rows.map(({ projectId, content, count, reply = false, generation }) => ({
    projectId,
    ...(Array.isArray(content) ? packEvents(content) : { count, packed: content }),
    ...(reply && { reply }),
    ...(generation === undefined ? {} : { generation }),
  }));
  const [known, ids] = await Promise.all([
    // What is on disk is acked: admission knows too whose project is gone.
    knownOf(projectIds).catch(() => new Set(projectIds)),
    // By itself it would keep those before one that fails.
    db.transaction("rw", db.arrivals, () => db.arrivals.bulkAdd(arrivals, { allKeys: true })),
  ]);
  const strays = ids.filter((_, at) => !known.has(rows[at]!.projectId));
  if (strays.length > 0) await db.arrivals.bulkDelete(strays).catch(() => undefined);
  const idByRow = new Map(rows.map((row, at) => [row, ids[at]!]));
  const stored = [...rowsByCall].filter(([{ projectId }]) => known.has(projectId));
  return new Map(stored.map(([call, used]) => [call, used.map((row) => idByRow.get(row)!)]));
}

/** Calls of one project share rows, but for those of columns, that wait for a reply or say when they began. */
function partIntoRows(calls: readonly Call[]): Map<Call, Content[]> {
  const rowsByCall = new Map<Call, Content[]>();
  const open = new Map<ProjectId, Content & { content: LochanEvent[] }>();
  for (const call of calls) {
    const { projectId, content, reply = false, generation } = call;
    const isShared = !reply && generation === undefined;
    const used: Content[] = [];
    rowsByCall.set(call, used);
    if (!Array.isArray(content)) used.push(call);
    else
      for (let taken = 0; taken < content.length;) {
        let row = isShared ? open.get(projectId) : undefined;
        if (row === undefined || row.content.length >= ARRIVAL_EVENTS) {
          row = {
            projectId,
            count: 0,
            content: [],
            reply,
            ...(generation === undefined ? {} : { generation }),
          };
          if (isShared) open.set(projectId, row);
        }
        const end = Math.min(content.length, taken + ARRIVAL_EVENTS - row.content.length);
        for (; taken < end; taken++) row.content.push(content[taken]!);
        used.push(row);
      }
  }
  return rowsByCall;
}

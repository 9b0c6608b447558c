import type { Refusal } from "../catalog/refusals.ts";
import type { Database } from "../database/database.ts";
import { databaseErrorToFailure } from "../database/database.ts";
import type { Appender } from "../log/appender.ts";
import { isOriginAllowed } from "../model/allowed-origin.ts";
import { type Failure, fail, type Result, success } from "../model/failure.ts";
import { type MessageOutcome, REFUSED_LENGTH } from "../model/lab-note.ts";
import type { Project } from "../model/project.ts";
import type { ReceiverMessage, SnippetBatch } from "../model/snippet-protocol.ts";
import type { BrowserContext } from "./browser-context.ts";
import { placeSnippetEvent } from "./place-snippet-event.ts";
import { makeRefusalCounter } from "./refusal-counter.ts";
import {
  helloVersion,
  MESSAGE_CHARACTERS,
  MESSAGE_EVENTS,
  parseHello,
  parseSnippetBatch,
  SNIPPET_VERSION,
} from "./snippet-message.ts";
import { type Buckets, makeTokenBuckets } from "./token-bucket.ts";

export interface ReceiverOptions {
  db: Database;
  append: Appender["append"];
  context: BrowserContext;
  /** Pages here may always send: they could write to the database themselves. */
  ownOrigin: string;
  /** What each origin may still send; of this receiver alone unless given. */
  buckets?: Buckets;
  now?: () => number;
  /** Lets others go on between two stretches of a long message; without it a message is read in one go. */
  breathe?: () => Promise<void>;
}

export interface SnippetConnection {
  idleMs: number;
  /** Answers one message from the port; never rejects. The answer's ids are on disk. */
  receive(message: unknown): Promise<ReceiverMessage>;
  /** Counts what was refused before it came to that; gives it back. */
  refuse(failure: Failure): Promise<Failure>;
}

export interface SnippetReceiver {
  /**
   * Checks a hello from `origin`, which must be what the browser says it is. `embedded` says that
   * this page sits in a frame of another origin, where an empty database may mean a partition.
   * Failures: `version-mismatch`, `invalid-input`, `unknown-project`, `partitioned`, `wrong-key`,
   * `origin-not-allowed`, `rate-limited`, `storage-unavailable`, `newer-schema`. What names a project
   * and is refused is counted for Sources, where the database can be written to; its messages too.
   */
  connect(
    origin: string,
    hello: unknown,
    place: { embedded: boolean; onOutcome?: OnOutcome | undefined },
  ): Promise<Result<SnippetConnection>>;
}

/** Told what became of each message. */
type OnOutcome = (outcome: MessageOutcome) => void;

const BURST_EVENTS = 5_000;
const EVENTS_PER_SECOND = 100;
const BURST_HELLOS = 50;
const HELLOS_PER_SECOND = 5;
/** Of one stretch, a few milliseconds of work. An event costs as much as so many characters, however short. */
const STRETCH_CHARACTERS = 50_000;
const EVENT_CHARACTERS = 500;

export function makeSnippetReceiver(options: ReceiverOptions): SnippetReceiver {
  const { db } = options;
  const now = options.now ?? Date.now;
  const events = makeTokenBuckets({
    burst: BURST_EVENTS,
    perSecond: EVENTS_PER_SECOND,
    now,
    buckets: options.buckets,
  });
  const hellos = makeTokenBuckets({ burst: BURST_HELLOS, perSecond: HELLOS_PER_SECOND, now });
  const countRefused = makeRefusalCounter(db);
  const count = (projectId: string, origin: string, { kind, message }: Failure): Promise<void> =>
    countRefused([{ projectId, origin, reason: kind, sample: message }]);

  async function admit(
    projectId: string,
    key: string,
    origin: string,
    embedded: boolean,
  ): Promise<Result<Project>> {
    const found = await readProject(db, projectId);
    if (!found.ok) return found;
    const failure = faultOf(found.value, { projectId, key, origin, embedded, options, now: now() });
    if (failure === undefined && found.value.project !== undefined) return success(found.value.project);
    const refusal = failure ?? unknownProject(projectId);
    if (refusal.kind !== "partitioned") await count(projectId, origin, refusal);
    return fail(refusal);
  }

  return {
    async connect(origin, hello, { embedded, onOutcome }) {
      const version = helloVersion(hello);
      if (version !== undefined && version !== SNIPPET_VERSION)
        return fail({
          kind: "version-mismatch",
          message: `This Lochan speaks snippet version ${SNIPPET_VERSION}, the page's script ${version}. Reload the page and Lochan.`,
          ours: SNIPPET_VERSION,
          theirs: version,
        });
      const parsed = parseHello(hello);
      if (parsed === undefined)
        return fail({ kind: "invalid-input", message: "The snippet's hello was not understood." });
      const { project: projectId, key } = parsed;
      const refuse = async (failure: Failure): Promise<Failure> => {
        await count(projectId, origin, failure);
        return failure;
      };
      const helloAfterMs = hellos.take(origin, 1);
      if (helloAfterMs > 0)
        return fail(await refuse(tooFast(origin, "hellos", HELLOS_PER_SECOND, helloAfterMs)));
      const admitted = await admit(projectId, key, origin, embedded);
      if (!admitted.ok) return admitted;

      return success({
        idleMs: admitted.value.sessionIdleMs,
        refuse,
        receive: telling(onOutcome, now, async (message, outcome) => {
          const { receivedAt, events: placedEvents } = outcome;
          const batch = parseSnippetBatch(message);
          if (batch === undefined)
            return failed(
              await refuse({ kind: "invalid-input", message: "The message was not understood." }),
            );
          const oversize = faultOfSize(batch);
          if (oversize !== undefined) return failed(await refuse(oversize));
          const retryAfterMs = events.take(origin, Math.max(1, batch.events.length));
          if (retryAfterMs > 0)
            return failed(await refuse(tooFast(origin, "events", EVENTS_PER_SECOND, retryAfterMs)));
          // The project may have been deleted, its key or origins changed, since the hello.
          const still = await admit(projectId, key, origin, embedded);
          if (!still.ok) return failed(still.failure);

          // As the page wrote them, which is how it knows them.
          const ids: string[] = [];
          const refused: [id: string, reason: string][] = [];
          const refusals: Refusal[] = [];
          outcome.sentAt = batch.sentAt;
          const receipt = { origin, receivedAt, sentAt: batch.sentAt, context: options.context };
          let stretch = 0;
          for (const [id, json] of batch.events) {
            if (stretch >= STRETCH_CHARACTERS) {
              stretch = 0;
              await options.breathe?.();
            }
            stretch += EVENT_CHARACTERS + json.length;
            const placed = placeSnippetEvent(id, json, receipt);
            if (placed.ok) {
              placedEvents.push(placed.value);
              ids.push(id);
            } else {
              const reason = placed.failure.message;
              refused.push([id, reason]);
              outcome.refused.push({ id, reason, json: json.slice(0, REFUSED_LENGTH) });
              refusals.push({ projectId, origin, reason, sample: json });
            }
          }
          if (placedEvents.length > 0) {
            const appended = await options.append(still.value.id, placedEvents);
            if (!appended.ok) return failed(appended.failure);
          }
          await countRefused(refusals);
          return { kind: "acked", ids, refused };
        }),
      });
    },
  };
}

function telling(
  onOutcome: OnOutcome | undefined,
  now: () => number,
  take: (message: unknown, outcome: MessageOutcome) => Promise<ReceiverMessage>,
): SnippetConnection["receive"] {
  return async (message) => {
    const receivedAt = now();
    const outcome: MessageOutcome = { receivedAt, storedAt: receivedAt, events: [], refused: [] };
    const answer = await take(message, outcome);
    const nothing = answer.kind === "failed" ? { failure: answer.failure, events: [], refused: [] } : {};
    onOutcome?.({ ...outcome, storedAt: now(), ...nothing });
    return answer;
  };
}

function faultOfSize({ events }: SnippetBatch): Failure | undefined {
  if (events.length > MESSAGE_EVENTS)
    return {
      kind: "oversize-batch",
      message: `A message holds at most ${MESSAGE_EVENTS} events.`,
      count: events.length,
      limit: MESSAGE_EVENTS,
    };
  const characters = events.reduce((sum, [id, json]) => sum + id.length + json.length, 0);
  return characters <= MESSAGE_CHARACTERS
    ? undefined
    : {
        kind: "oversize-batch",
        message: `A message holds at most ${MESSAGE_CHARACTERS} characters.`,
        count: characters,
        limit: MESSAGE_CHARACTERS,
      };
}

const tooFast = (origin: string, what: string, perSecond: number, retryAfterMs: number): Failure => ({
  kind: "rate-limited",
  message: `${origin} sends more than ${perSecond} ${what} a second.`,
  retryAfterMs,
});

interface Found {
  project: Project | undefined;
  /** The database holds no project at all. */
  empty: boolean;
}

async function readProject(db: Database, projectId: string): Promise<Result<Found>> {
  try {
    const project = await db.projects.get(projectId);
    return success({ project, empty: project === undefined && (await db.projects.count()) === 0 });
  } catch (error) {
    const failure = databaseErrorToFailure(error);
    if (failure === undefined) throw error;
    return fail(failure);
  }
}

function faultOf(
  { project, empty }: Found,
  hello: {
    projectId: string;
    key: string;
    origin: string;
    embedded: boolean;
    options: ReceiverOptions;
    now: number;
  },
): Failure | undefined {
  if (project === undefined && empty && hello.embedded)
    return {
      kind: "partitioned",
      message:
        "No project is to be seen from here: this browser keeps Lochan's storage apart on other sites, or Lochan has not been used in it.",
    };
  if (project === undefined) return unknownProject(hello.projectId);
  const wrongKey = keyFault(project, hello.key, hello.now);
  if (wrongKey !== undefined) return { kind: "wrong-key", message: wrongKey };
  const allowed =
    hello.origin === hello.options.ownOrigin || isOriginAllowed(project.allowedOrigins, hello.origin);
  return allowed
    ? undefined
    : {
        kind: "origin-not-allowed",
        message: `${hello.origin} is not among the allowed origins of this project.`,
        origin: hello.origin,
      };
}

/** An old key is taken until it ends. */
function keyFault({ writeKey, retiredKeys = [] }: Project, key: string, now: number): string | undefined {
  if (key === writeKey) return undefined;
  const ends = retiredKeys.filter((retired) => retired.key === key).map(({ endsAt }) => endsAt);
  if (ends.length === 0) return "The key is not this project's.";
  const end = Math.max(...ends);
  return end > now ? undefined : `An old key, ended on ${new Date(end).toISOString().slice(0, 16)}Z.`;
}

const unknownProject = (projectId: string): Failure => ({
  kind: "unknown-project",
  message: "There is no such project here.",
  projectId,
});

const failed = (failure: Failure): ReceiverMessage => ({ kind: "failed", failure });

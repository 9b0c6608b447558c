import { databaseErrorToFailure, type Database } from "../database/database.ts";
import { type FeedChannel, openFeedChannel } from "../feed/feed-channel.ts";
import { guardAppender, makeSpaceGate } from "../intake/space-gate.ts";
import { type Appender, makeAppender } from "../log/appender.ts";
import { readComingGeneration } from "../log/erasure-steps.ts";
import { fail } from "../model/failure.ts";
import type { ProjectId } from "../model/identifier.ts";
import { appendAndAwait } from "./append-events.ts";
import { feedName } from "./channel-names.ts";

export interface LogAccess {
  database: Database;
  channel: FeedChannel;
  appender: Appender;
  signal: AbortSignal;
}

/** For a worker that never leads: it tells whoever does that something arrived. `databaseName`: as tabs are told it. */
export function openLogAccess(
  database: Database,
  { databaseName, signal }: { databaseName: string | undefined; signal: AbortSignal },
): LogAccess {
  const channel = openFeedChannel({ name: feedName(databaseName), signal });
  const onArrived = (): void => channel.post({ version: 1, kind: "arrived" });
  const appender = guardAppender(makeAppender(database, { onArrived }), makeSpaceGate());
  return { database, channel, appender, signal };
}

/**
 * Appends what a worker read, and waits until it is admitted. `generation`: of the log when what it is part of was
 * begun, by default now: where everything was erased since, nothing of it is taken.
 */
export async function appendToLog(
  { database, channel, appender, signal }: LogAccess,
  projectId: ProjectId,
  events: Parameters<Appender["appendColumns"]>[1],
  generation?: number,
): ReturnType<typeof appendAndAwait> {
  try {
    const began = generation ?? (await readComingGeneration(database, projectId));
    return await appendAndAwait(
      { database, channel },
      (reply) => appender.appendColumns(projectId, events, { ...reply, generation: began }),
      signal,
    );
  } catch (error) {
    const failure = databaseErrorToFailure(error);
    if (failure === undefined) throw error;
    return fail(failure);
  }
}

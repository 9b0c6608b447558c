import { databaseErrorToFailure, type Database } from "../database/database.ts";
import type { FeedChannel } from "../feed/feed-channel.ts";
import type { Appender } from "../log/appender.ts";
import { readComingGeneration } from "../log/erasure-steps.ts";
import { fail } from "../model/failure.ts";
import type { ProjectId } from "../model/identifier.ts";
import { appendAndAwait } from "./append-events.ts";

export interface LogAccess {
  database: Database;
  channel: FeedChannel;
  appender: Appender;
  signal: AbortSignal;
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

import { databaseErrorToFailure, openDatabase } from "../database/database.ts";
import { openFeedChannel } from "../feed/feed-channel.ts";
import { guardAppender, makeSpaceGate } from "../intake/space-gate.ts";
import { makeAppender } from "../log/appender.ts";
import { fail, type Result } from "../model/failure.ts";
import { toProjectId } from "../model/identifier.ts";
import type { ImportProgress, ImportSummary } from "../model/import.ts";
import { importFile } from "../transfer/import-file.ts";
import { appendAndAwait } from "./append-events.ts";
import { feedName } from "./channel-names.ts";

export interface ImportRequest {
  projectId: string;
  file: Blob;
  fileName: string;
  importId: string;
}

/** A cancelled import waits so long for what it has stored to be counted. */
const GRACE_MS = 5_000;

/** One import in a worker of its own, so that parsing takes nothing from whoever admits, folds and answers. */
export interface Importer {
  /** As `importFile` of the transfer room. */
  run(
    request: ImportRequest,
    onProgress?: (progress: ImportProgress) => unknown,
  ): Promise<Result<ImportSummary>>;
  cancel(): Promise<void>;
}

export function makeImporter(options: { databaseName?: string; signal: AbortSignal }): Importer {
  const { databaseName, signal } = options;
  const cancelling = new AbortController();
  /** Of waiting for events that are stored: no admission may come, where the disk is full. */
  const givingUp = new AbortController();
  return {
    async run(request, onProgress) {
      const database = openDatabase(databaseName === undefined ? {} : { name: databaseName });
      const channel = openFeedChannel({ name: feedName(databaseName), signal });
      const appender = guardAppender(
        makeAppender(database, { onArrived: () => channel.post({ version: 1, kind: "arrived" }) }),
        makeSpaceGate(),
      );
      try {
        return await importFile({
          ...request,
          db: database,
          signal: cancelling.signal,
          append: (events) =>
            appendAndAwait(
              { database, channel },
              (reply) => appender.appendColumns(toProjectId(request.projectId), events, reply),
              AbortSignal.any([signal, givingUp.signal]),
            ),
          ...(onProgress === undefined
            ? {}
            : { onProgress: (progress: ImportProgress) => void onProgress(progress) }),
        });
      } catch (error) {
        const failure = databaseErrorToFailure(error);
        if (failure === undefined) throw error;
        return fail(failure);
      } finally {
        database.close();
      }
    },
    async cancel() {
      cancelling.abort();
      setTimeout(() => givingUp.abort(), GRACE_MS);
    },
  };
}

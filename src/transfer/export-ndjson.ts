import { type LogDatabase, readEvents, readHead } from "../log/reader.ts";
import type { LochanEvent } from "../model/event.ts";
import type { ProjectId } from "../model/identifier.ts";

export interface ExportOptions {
  db: LogDatabase;
  projectId: ProjectId;
  /** Half-open range of timestamps, epoch milliseconds. */
  from?: number;
  to?: number;
  signal?: AbortSignal;
  /** `total` is the project's events, an upper bound where the range is narrower. */
  onProgress?: (rows: number, total: number) => void;
}

const CHUNK_LENGTH = 256 * 1024;

/**
 * The project's events as NDJSON in UTF-8, in the order they were admitted: `id, type, name,
 * properties, distinctId, userId, sessionId, timestamp, receivedAt, source`, then `sentAt` where it
 * is known; times in ISO 8601, UTC, with milliseconds; what an event lacks is left out. Reading it
 * back gives the same events. Memory is constant: events are read as the stream is. An abort or a
 * failing database errors the stream with what was thrown.
 */
export function exportNdjson(options: ExportOptions): ReadableStream<Uint8Array<ArrayBuffer>> {
  const { db, projectId, from, to, signal, onProgress } = options;
  const events = readEvents(db, projectId, {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(signal === undefined ? {} : { signal }),
  });
  const encoder = new TextEncoder();
  let rows = 0;
  let total = 0;
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async start() {
        total = (await readHead(db, projectId)).events;
      },
      async pull(controller) {
        let text = "";
        while (text.length < CHUNK_LENGTH) {
          const { done, value } = await events.next();
          // The reader ends quietly when aborted; half a file must not pass for a whole one.
          signal?.throwIfAborted();
          if (done === true) {
            if (text !== "") controller.enqueue(encoder.encode(text));
            controller.close();
            return;
          }
          for (const event of value) text += eventToLine(event);
          rows += value.length;
          onProgress?.(rows, Math.max(rows, total));
        }
        controller.enqueue(encoder.encode(text));
      },
      async cancel() {
        await events.return(undefined);
      },
    },
    { highWaterMark: 1 },
  );
}

/** JSON escapes lone surrogates, so any string survives UTF-8. */
export function eventToLine(event: LochanEvent): string {
  const { id, type, name, properties, distinctId, userId, sessionId, source, sentAt } = event;
  const timestamp = toIso(event.timestamp);
  const receivedAt = toIso(event.receivedAt);
  const fields = {
    ...{ id, type, name, properties, distinctId, userId, sessionId, timestamp, receivedAt, source },
    ...(sentAt === undefined ? {} : { sentAt: toIso(sentAt) }),
  };
  return `${JSON.stringify(fields)}\n`;
}

const toIso = (ms: number): string => new Date(ms).toISOString();

import * as v from "valibot";
import type { LochanEvent, Properties } from "../../model/event.ts";
import type { Failure } from "../../model/failure.ts";
import { toEventId } from "../../model/identifier.ts";
import { isRecord } from "../../model/is-record.ts";
import type { LabNote } from "../../model/lab-note.ts";

const ms = v.pipe(v.number(), v.finite());

const event: v.GenericSchema<unknown, LochanEvent> = v.object({
  id: v.pipe(v.string(), v.transform(toEventId)),
  type: v.string(),
  name: v.string(),
  properties: v.custom<Properties>(isRecord),
  distinctId: v.string(),
  userId: v.exactOptional(v.string()),
  sessionId: v.exactOptional(v.string()),
  timestamp: ms,
  receivedAt: ms,
  sentAt: v.exactOptional(ms),
  source: v.string(),
});

const failure = v.custom<Failure>((input) => isRecord(input) && typeof input["kind"] === "string");

const note: v.GenericSchema<unknown, LabNote> = v.object({
  version: v.literal(1),
  via: v.picklist(["same-origin", "opener", "iframe", "popup"]),
  origin: v.string(),
  projectId: v.string(),
  sentAt: v.exactOptional(ms),
  receivedAt: ms,
  storedAt: ms,
  events: v.array(event),
  refused: v.array(v.object({ id: v.string(), reason: v.string(), json: v.string() })),
  failure: v.exactOptional(failure),
});

/** What a receiver of this browser said; undefined for one that speaks another version. */
export function parseLabNote(input: unknown): LabNote | undefined {
  const parsed = v.safeParse(note, input);
  return parsed.success ? parsed.output : undefined;
}

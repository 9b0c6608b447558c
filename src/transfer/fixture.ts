import { isRecord } from "../model/is-record.ts";
import { parseEvent } from "../intake/parse-event.ts";
import { parseJson } from "../intake/parse-json.ts";
import { makeBreather } from "../log/breathe.ts";
import type { LochanEvent } from "../model/event.ts";
import { fail, type Result, success } from "../model/failure.ts";
import { FIXTURE_EVENTS, type Fixture, type FixtureEvent, type FixtureTimes } from "../model/fixture.ts";
import { eventToLine } from "./export-ndjson.ts";
import { readBytes } from "./readers/read-bytes.ts";
import { readLines } from "./readers/read-lines.ts";

const LINE_BYTES = 1024 * 1024;
const SHOWN_LINES = 20;

/**
 * Events as a fixture file, the earliest first. `oversize-batch` where there are more than
 * {@link FIXTURE_EVENTS}, `cancelled` after an abort.
 */
export async function writeFixture(
  pages: AsyncIterable<LochanEvent[]>,
  times: FixtureTimes,
  signal?: AbortSignal,
): Promise<Result<Blob>> {
  const events: LochanEvent[] = [];
  for await (const page of pages) {
    for (const event of page) events.push(event);
    if (events.length > FIXTURE_EVENTS) return tooMany(events.length);
  }
  if (signal?.aborted === true) return cancelled;
  events.sort(byTime);
  const first = events[0]?.timestamp ?? 0;
  const lines = events.map((event) => (times === "kept" ? eventToLine(event) : relativeLine(event, first)));
  return success(new Blob(lines, { type: "application/x-ndjson" }));
}

function relativeLine(event: LochanEvent, first: number): string {
  const { type, name, properties, distinctId, userId, sessionId } = event;
  const at = event.timestamp - first;
  return `${JSON.stringify({ at, type, name, properties, distinctId, userId, sessionId })}\n`;
}

/**
 * What a fixture file holds; each line that is no event is refused on its own. All its times are of one
 * kind, that of its first event. `unreadable-file` where no line is an event, `oversize-batch` where more
 * than {@link FIXTURE_EVENTS} are, `cancelled` after an abort.
 */
export async function readFixture(file: Blob, signal?: AbortSignal): Promise<Result<Fixture>> {
  const breathe = makeBreather();
  const events: FixtureEvent[] = [];
  const refusedLines: Fixture["refusedLines"] = [];
  let refused = 0;
  let relative: boolean | undefined;
  const refuse = (line: number, reason: string): void => {
    refused++;
    if (refusedLines.length < SHOWN_LINES) refusedLines.push({ line, reason });
  };
  for await (const group of readLines(readBytes(file, signal && { signal }), LINE_BYTES)) {
    if (!group.ok) return group;
    const { firstLine, lines, faults } = group.value;
    for (const { line, reason } of faults) refuse(line, reason);
    for (const [index, text] of lines.entries()) {
      await breathe();
      if (signal?.aborted === true) return cancelled;
      if (text.trim() === "") continue;
      const parsed = parseLine(text, relative);
      if (!parsed.ok) {
        refuse(firstLine + index, parsed.failure.message);
        continue;
      }
      relative ??= parsed.value.relative;
      events.push(parsed.value.event);
      if (events.length > FIXTURE_EVENTS) return tooMany(events.length);
    }
  }
  if (signal?.aborted === true) return cancelled;
  if (events.length === 0)
    return fail({
      kind: "unreadable-file",
      message:
        refusedLines[0] === undefined
          ? "The file is empty."
          : `No line of the file is an event. Line ${refusedLines[0].line}: ${refusedLines[0].reason}`,
    });
  events.sort(byTime);
  return success({ events, refused, refusedLines });
}

function parseLine(
  text: string,
  relative: boolean | undefined,
): Result<{ event: FixtureEvent; relative: boolean }> {
  const row = parseJson(text);
  if (!isRecord(row)) return malformed("The line is not a JSON object.");
  const isRelative = typeof row["at"] === "number" && row["timestamp"] === undefined;
  if (relative !== undefined && relative !== isRelative)
    return malformed(
      relative
        ? "at is missing: the lines before have times after the first event."
        : "timestamp is missing: the lines before have times of day.",
    );
  const parsed = parseEvent(isRelative ? { ...row, timestamp: row["at"] } : row, {
    receivedAt: 0,
    source: "fixture",
  });
  if (!parsed.ok) return parsed;
  const { type, name, properties, distinctId, userId, sessionId, timestamp } = parsed.value;
  return success({
    event: {
      ...{ type, name, properties, distinctId, timestamp },
      ...(userId === undefined ? {} : { userId }),
      ...(sessionId === undefined ? {} : { sessionId }),
    },
    relative: isRelative,
  });
}

const byTime = (a: { timestamp: number }, b: { timestamp: number }): number => a.timestamp - b.timestamp;

const malformed = (message: string): Result<never> => fail({ kind: "malformed-event", message });

const cancelled: Result<never> = fail({ kind: "cancelled", message: "Cancelled." });

const tooMany = (count: number): Result<never> =>
  fail({
    kind: "oversize-batch",
    message: `A fixture has at most ${FIXTURE_EVENTS} events: export the time on the Data page instead.`,
    count,
    limit: FIXTURE_EVENTS,
  });

import * as v from "valibot";
import type { LochanEvent } from "../model/event.ts";
import { fail, type Result } from "../model/failure.ts";
import type { BrowserContext } from "./browser-context.ts";
import { isRecord } from "../model/is-record.ts";
import type { ParseOptions } from "./parse-event.ts";
import { parseTimestamp } from "./parse-timestamp.ts";
import { placeEvent } from "./place-snippet-event.ts";
import { isAutomated, parseUserAgent } from "./user-agent.ts";

/** Of so many browsers at once it is remembered what they are. */
const REMEMBERED = 100_000;

const text = (characters: number) =>
  v.fallback(v.optional(v.pipe(v.string(), v.maxLength(characters))), undefined);
const browser = v.object({
  userAgent: text(1_000),
  language: text(100),
  timeZone: text(100),
  screen: text(100),
});

/**
 * Whether a row is a line the snippet posted to a collector: `sentAt`, and `project` or
 * `userAgent`. Our own exports, whose times are right already, have neither of the two.
 */
export const isCollected = (row: unknown): row is Record<string, unknown> =>
  isRecord(row) &&
  (row["sentAt"] ?? undefined) !== undefined &&
  (typeof row["project"] === "string" || typeof row["userAgent"] === "string");

export type CollectedPlacer = (row: Record<string, unknown>, options: ParseOptions) => Result<LochanEvent>;

/**
 * Places the lines of a collector, in their order, as the same events that arrive by a bridge, see
 * {@link placeEvent}. Where the collector wrote no `receivedAt`, they count as received when they
 * were sent, or now if that is still to come. Lines that do not say what their browser is are of
 * the one that their distinct id was last seen in. Lines of one of `otherProjects`, names by id, are refused
 * with `malformed-event`; an id that nobody here knows is the same project in another browser.
 */
export function makeCollectedPlacer(otherProjects: ReadonlyMap<string, string> = new Map()): CollectedPlacer {
  const contexts = new Map<string, BrowserContext>();
  return (row, options) => {
    const { distinctId, project } = row;
    const other = typeof project === "string" ? otherProjects.get(project) : undefined;
    if (other !== undefined)
      return fail({
        kind: "malformed-event",
        message: `The line was posted for the project ${other}, not for this one.`,
        path: "project",
      });
    const said = readContext(row);
    if (said !== undefined && typeof distinctId === "string") {
      if (contexts.size >= REMEMBERED) contexts.clear();
      contexts.set(distinctId, said);
    }
    const context = said ??
      (typeof distinctId === "string" ? contexts.get(distinctId) : undefined) ?? { every: {}, page: {} };
    const sentAt = parseTimestamp(row["sentAt"]);
    const given = row["receivedAt"] ?? undefined;
    const receivedAt = given === undefined ? undefined : parseTimestamp(given);
    // What is no time is refused as such.
    if (typeof sentAt === "string" || typeof receivedAt === "string")
      return placeEvent(row, 0, context, options);
    const received = receivedAt ?? Math.min(sentAt, options.receivedAt);
    return placeEvent({ ...row, receivedAt: received }, sentAt - received, context, options);
  };
}

function readContext(row: Record<string, unknown>): BrowserContext | undefined {
  const { userAgent, language, timeZone, screen } = v.parse(browser, row);
  if (userAgent === undefined) return undefined;
  return {
    every: { ...parseUserAgent(userAgent), ...(isAutomated(userAgent) ? { $bot: true } : {}) },
    page: {
      ...(screen !== undefined && { screen }),
      ...(language !== undefined && { language }),
      ...(timeZone !== undefined && { time_zone: timeZone }),
    },
  };
}

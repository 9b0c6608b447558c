import type { Failure } from "../../model/failure.ts";
import { counted } from "./counted.ts";
import { fullPercent, MAKE_ROOM, pausedTitle } from "./space-words.ts";

export interface FailureText {
  title: string;
  /** What was kept, and what to do. */
  body: string;
  /** Label of the button that tries again, where trying again can help. */
  action?: string;
}

/** Every failure in words for a person. */
export function failureText(failure: Failure): FailureText {
  switch (failure.kind) {
    case "unknown-project":
      return {
        title: "This project is not on this device",
        body: "It may have been deleted, or the link comes from another browser. Choose another project.",
      };
    case "unknown-import":
      return { title: "This import is not in the history", body: `${failure.message} Nothing was changed.` };
    case "import-running":
      return { title: "The import is still running", body: `${failure.message} Nothing was changed.` };
    case "wrong-key":
      return {
        title: "The key does not match the project",
        body: "Nothing was stored. Copy the snippet again from Sources.",
      };
    case "origin-not-allowed":
      return {
        title: `Events from ${failure.origin} are not allowed`,
        body: "Nothing was stored. Add the site to the allowed origins under Sources.",
      };
    case "partitioned":
      return {
        title: "The browser keeps this site's storage apart",
        body: "Events from another site cannot reach Lochan in a frame here. Open the site from Lochan instead.",
      };
    case "version-mismatch":
      return {
        title: "Two versions of Lochan are talking to each other",
        body: "Reload the page that carries the snippet, then this one. Unsent events wait there.",
        action: "Reload",
      };
    case "malformed-event":
      return { title: "An event could not be read", body: `${failure.message} It was not stored.` };
    case "oversize-batch":
      return {
        title: "Too many events at once",
        body: `${counted(failure.count, "event")} came in one call; the limit is ${count(failure.limit)}. Nothing of it was stored.`,
      };
    case "backpressure":
      return {
        title: "Events come in faster than they can be stored",
        body: `${counted(failure.buffered, "event is", "events are")} waiting, which is the limit. What was refused must be sent again.`,
        action: "Try again",
      };
    case "rate-limited":
      return {
        title: "Too many requests",
        body: `Wait ${count(Math.ceil(failure.retryAfterMs / 1000))} s, then try again.`,
        action: "Try again",
      };
    case "unknown-dashboard":
      return { title: "There is no such dashboard", body: failure.message };
    case "invalid-input":
      return { title: "That is not valid", body: failure.message };
    case "invalid-question":
      return {
        title: "This question cannot be answered",
        body: `${failure.message} Change the range or the filters.`,
      };
    case "query-cancelled":
      return { title: "Cancelled", body: "The question was stopped.", action: "Ask again" };
    case "query-timeout":
      return {
        title: "The question took too long",
        body: `It was stopped after ${count(failure.limitMs / 1000)} s. Ask for a shorter time or fewer values. No event was changed.`,
        action: "Ask again",
      };
    case "query-failed":
      return {
        title: "The question failed",
        body: `${failure.message} No event was changed.`,
        action: "Ask again",
      };
    case "engine-unavailable":
      return {
        title: "The engine is not ready",
        body: "It is tried again when you ask again. Events keep coming in and are kept.",
        action: "Ask again",
      };
    case "unreadable-file":
      return {
        title:
          failure.line !== undefined
            ? `The file cannot be read at line ${count(failure.line)}`
            : failure.row !== undefined
              ? `The file cannot be read at row ${count(failure.row)}`
              : "The file cannot be read",
        body: failure.message,
      };
    case "needs-mapping":
      return { title: "Which column is what?", body: failure.message };
    case "unwritable-file":
      return {
        title: "The file could not be written",
        body: `${failure.message} Nothing of it was kept there; the events stay here.`,
        action: "Try again",
      };
    case "log-changed":
      return {
        title: "Events were replaced while they were written",
        body: `${failure.message} Nothing of the file was kept.`,
        action: "Try again",
      };
    case "unsupported-format":
      return { title: "This kind of file is not supported", body: failure.message };
    case "damaged-record":
      if (DERIVED_TABLES.has(failure.table))
        return {
          title: "Damaged counts are built anew",
          body: `${failure.message} All counts of the project are made again from its events, which are untouched.`,
        };
      if (failure.table === "batches")
        return {
          title: "Some events cannot be read",
          body: `${failure.message} Everything else goes on without them. The Data page lists them and says what helps.`,
        };
      return {
        title:
          failure.table === "dashboards" ? "The stored dashboard is damaged" : "A stored record is damaged",
        body:
          failure.table === "dashboards"
            ? `Its layout cannot be read. Your events are untouched. ${failure.key.endsWith(":overview") ? "Resetting brings back the default layout." : "It can be deleted."}`
            : `${failure.message} The rest is untouched.`,
      };
    case "feed-unreachable":
      return { title: "Nothing came from the feed", body: failure.message, action: "Look again" };
    case "cancelled":
      return { title: "Cancelled", body: "What was stored before is kept." };
    case "quota-exceeded":
      if (failure.paused !== undefined)
        return {
          title: pausedTitle(failure.paused),
          body: `Nothing of this call was stored; what was there is kept. Intake goes on by itself below ${fullPercent}%. ${MAKE_ROOM}`,
          action: "Try again",
        };
      return {
        title: "The browser has no space left for Lochan",
        body: `${failure.stored === true ? "What was on its way is stored, and will be counted when there is room." : "Nothing of this write was stored; what was there is kept."} Free some disk space or erase old events.`,
        action: "Try again",
      };
    case "storage-unavailable":
      return {
        title: "The browser's storage cannot be used",
        body: `${failure.message} Close other Lochan tabs and reload. Private windows may not keep data.`,
        action: "Try again",
      };
    case "newer-schema":
      return {
        title: "A newer Lochan has written here",
        body: "This tab runs an older version. Reload to get the newer one. Nothing was changed.",
        action: "Reload",
      };
    case "deposed":
      return {
        title: "Another tab has taken over",
        body: "This tab stepped back, and nothing was lost or written twice.",
        action: "Try again",
      };
  }
}

const DERIVED_TABLES: ReadonlySet<string> = new Set([
  "hourlyStats",
  "dailyStats",
  "dimensions",
  "identities",
  "cutSessions",
  "checkpoints",
]);

const count = (value: number): string => new Intl.NumberFormat().format(value);

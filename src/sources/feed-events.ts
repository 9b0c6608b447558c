import { makeLineCutter } from "./feed-lines.ts";

export interface ServerSentEvent {
  /** Undefined: longer than is read. */
  data: string | undefined;
  /** `message` where it did not say. */
  type: string;
  /** The id that came with it. */
  id?: string;
  /** The latest id, of this event or one before it: where to go on after it. */
  lastEventId: string;
}

/** A longer id would be no header any more. */
const ID_LIMIT = 1_000;

/**
 * Reads server-sent events as HTML defines them (text/event-stream), from text in pieces. Memory is bounded
 * by `limit` characters of data: an event with more is given without them. An event that is cut off is not given.
 */
export function makeEventReader(options: {
  limit: number;
  /** Where the server was asked to go on: it need not say so again. */
  lastEventId?: string | undefined;
  onRetry: (ms: number) => void;
}): (piece: string) => ServerSentEvent[] {
  const cut = makeLineCutter(options.limit);
  let data: string[] = [];
  let size = 0;
  let isTooLong = false;
  let type = "";
  let id: string | undefined;
  let lastEventId = options.lastEventId ?? "";

  function addData(value: string): void {
    size += value.length + 1;
    if (size > options.limit) {
      isTooLong = true;
      data = [];
    } else data.push(value);
  }

  function takeField(name: string, value: string): void {
    if (name === "data") addData(value);
    else if (name === "event") type = value;
    else if (name === "id" && !value.includes("\0") && value.length <= ID_LIMIT) {
      id = value;
      lastEventId = value;
    } else if (name === "retry" && /^\d{1,12}$/.test(value)) options.onRetry(Number(value));
  }

  function end(): ServerSentEvent | undefined {
    const event = {
      data: isTooLong ? undefined : data.join("\n"),
      type: type === "" ? "message" : type,
      ...(id === undefined || id === "" ? {} : { id }),
      lastEventId,
    };
    const isEmpty = size === 0 && !isTooLong;
    data = [];
    size = 0;
    isTooLong = false;
    type = "";
    id = undefined;
    return isEmpty ? undefined : event;
  }

  return (piece) => {
    const events: ServerSentEvent[] = [];
    for (const line of cut(piece)) {
      if (line === null) {
        isTooLong = true;
        data = [];
      } else if (line === "") {
        const event = end();
        if (event !== undefined) events.push(event);
      } else if (!line.startsWith(":")) {
        const colon = line.indexOf(":");
        if (colon < 0) takeField(line, "");
        else takeField(line.slice(0, colon), line.slice(colon + 1).replace(/^ /, ""));
      }
    }
    return events;
  };
}

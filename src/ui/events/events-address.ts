import { SEARCH_LENGTH } from "../../model/event-search.ts";
import { eventToParam, parseJudged } from "../state/event-address.ts";
import { parseColumns } from "./event-columns.ts";

/** An event by when it happened and its id, as an address holds it. */
export interface EventRef {
  timestamp: number;
  id: string;
}

export const eventToRef = ({ timestamp, id }: EventRef): string => `${timestamp}.${eventToParam(id)}`;

function parseRef(text: string): EventRef | undefined {
  const cut = text.indexOf(".");
  const timestamp = Number(text.slice(0, cut));
  const id = text.slice(cut + 1);
  return cut > 0 && Number.isFinite(timestamp) && id !== "" ? { timestamp, id } : undefined;
}

type Param = string | string[] | undefined;

/** What an address says of the Events page beside range and filters; what is nonsense is said in words, and left out. */
export function parseEventsAddress(params: { q: Param; columns: Param; event: Param; judged?: Param }): {
  text: string;
  columns: string | undefined;
  event: EventRef | undefined;
  /** What somebody did is judged over this time, in place of the range. */
  judged: { from: number; to: number } | undefined;
  notices: string[];
} {
  const notices: string[] = [];
  const { q, columns, event, judged } = params;
  const isText = typeof q === "string" && q.length <= SEARCH_LENGTH;
  if (q !== undefined && !isText)
    notices.push("This link's search was not understood; showing every event of the range.");
  const isList = typeof columns === "string" && parseColumns(columns) !== undefined;
  if (columns !== undefined && !isList)
    notices.push("This link's columns were not understood; showing the usual ones.");
  const ref = typeof event === "string" ? parseRef(event) : undefined;
  if (event !== undefined && ref === undefined)
    notices.push("This link's event was not understood; none is opened.");
  const over = typeof judged === "string" ? parseJudged(judged) : undefined;
  if (judged !== undefined && over === undefined)
    notices.push(
      "This link’s time to judge users and sessions by was not understood; they are judged by the range.",
    );
  return {
    text: isText ? q : "",
    columns: isList ? columns : undefined,
    event: ref,
    judged: over,
    notices,
  };
}

import { isRecord } from "../../model/is-record.ts";
import { parseEvent, type ParseOptions } from "../../intake/parse-event.ts";
import type { LochanEvent } from "../../model/event.ts";
import type { Result } from "../../model/failure.ts";
import { fitRow } from "./fit-row.ts";
import { nameProductId } from "./name-product-id.ts";
import {
  CAMPAIGN,
  deviceOf,
  filled,
  nameOf,
  notAnObject,
  numberOf,
  pageOf,
  textOf,
  utcTime,
  type Row,
} from "./row-fields.ts";
import type { ShapeKind } from "./shape.ts";

const PAGE = 1;

const CLICK_IDS = ["gclid", "fbclid", "msclkid", "ttclid", "li_fat_id", "twclid"] as const;

/**
 * Rows of `website_event` as Umami Cloud exports them, times in UTC. Umami's session is a browser in a month:
 * here it is the distinct id, and its visit is the session. Source: umami.is/docs/cloud/export-data.
 */
export const UMAMI_SHAPE: ShapeKind = {
  words: "an Umami export",
  recognise: (rows) =>
    rows.some(
      (row) =>
        isRecord(row) &&
        ["website_id", "session_id", "event_id", "created_at"].every(
          (key) => textOf(row[key]) !== undefined,
        ) &&
        ("event_type" in row || "url_path" in row),
    ),
  make: () => ({ place: placeUmami }),
};

function placeUmami(row: unknown, options: ParseOptions): Result<LochanEvent> {
  if (!isRecord(row)) return notAnObject();
  const isPage = numberOf(row["event_type"]) === PAGE;
  const eventId = textOf(row["event_id"]);
  return parseEvent(
    {
      id: eventId === undefined ? undefined : nameProductId("umami", eventId.toLowerCase()),
      type: isPage ? "page" : "track",
      name: isPage ? "page_view" : nameOf(row["event_name"]),
      distinctId: textOf(row["session_id"]),
      userId: textOf(row["distinct_id"]),
      sessionId: textOf(row["visit_id"]),
      timestamp: utcTime(row["created_at"]),
      properties: fitRow(wordsOf(row)),
    },
    options,
  );
}

function wordsOf(row: Row): Row {
  const path = textOf(row["url_path"]);
  const query = textOf(row["url_query"]);
  const referrerHost = textOf(row["referrer_domain"]);
  const referrerQuery = textOf(row["referrer_query"]);
  const told = (keys: readonly string[]): Row =>
    filled(Object.fromEntries(keys.map((key) => [key, row[key]])));
  return {
    path,
    ...pageOf(
      addressOf(textOf(row["hostname"]), path, query),
      addressOf(referrerHost, textOf(row["referrer_path"]), referrerQuery),
    ),
    ...told(CAMPAIGN),
    title: row["page_title"],
    browser: row["browser"],
    os: row["os"],
    device: deviceOf(row["device"]),
    screen: row["screen"],
    language: row["language"],
    country: row["country"],
    region: row["region"],
    city: row["city"],
    tag: row["tag"],
    ...told(CLICK_IDS),
  };
}

/** Umami keeps an address in parts, without its scheme. */
function addressOf(
  host: string | undefined,
  path: string | undefined,
  query: string | undefined,
): string | undefined {
  if (host === undefined) return undefined;
  const way = path === undefined || path.startsWith("/") ? (path ?? "/") : `/${path}`;
  return `https://${host}${way}${query === undefined ? "" : `?${query.replace(/^\?/, "")}`}`;
}

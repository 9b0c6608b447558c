import { isRecord } from "../../model/is-record.ts";
import { parseEvent, type ParseOptions } from "../../intake/parse-event.ts";
import type { LochanEvent } from "../../model/event.ts";
import type { Result } from "../../model/failure.ts";
import { makeAgentWords } from "./agent-words.ts";
import { fitRow } from "./fit-row.ts";
import { nameProductId } from "./name-product-id.ts";
import {
  deviceOf,
  filled,
  nameOf,
  notAnObject,
  pageOf,
  recordOf,
  refuse,
  sizeOf,
  textOf,
  utcTime,
  type Row,
} from "./row-fields.ts";
import type { ShapeKind } from "./shape.ts";

const CALLS: ReadonlySet<string> = new Set(["track", "page", "screen", "identify", "group", "alias"]);

/**
 * Segment's messages, as its storage destinations keep them. Source: segment.com/docs/connections/spec/common.
 */
export const SEGMENT_SHAPE: ShapeKind = {
  words: "a Segment export",
  recognise: (rows) =>
    rows.some(
      (row) =>
        isRecord(row) &&
        CALLS.has(textOf(row["type"]) ?? "") &&
        (textOf(row["messageId"]) !== undefined || textOf(row["anonymousId"]) !== undefined) &&
        row["distinctId"] === undefined,
    ),
  make: () => {
    const agentWords = makeAgentWords();
    return { place: (row, options) => placeSegment(row, agentWords, options) };
  },
};

type AgentWords = ReturnType<typeof makeAgentWords>;

function placeSegment(row: unknown, agentWords: AgentWords, options: ParseOptions): Result<LochanEvent> {
  if (!isRecord(row)) return notAnObject();
  const type = textOf(row["type"]) ?? "";
  if (!CALLS.has(type)) return refuse("type is no call of Segment's.", "type");
  const messageId = textOf(row["messageId"]);
  const userId = textOf(row["userId"]);
  const own = {
    ...recordOf(row["properties"]),
    ...(type === "identify" || type === "group" ? recordOf(row["traits"]) : {}),
  };
  // The id before is linked to the one from now on, as an anonymous one is.
  const before = type === "alias" ? textOf(row["previousId"]) : undefined;
  return parseEvent(
    {
      id: messageId === undefined ? undefined : nameProductId("segment", messageId),
      type,
      name: callName(type, row),
      distinctId: before ?? textOf(row["anonymousId"]) ?? userId,
      userId,
      timestamp: utcTime(row["timestamp"] ?? row["originalTimestamp"] ?? row["receivedAt"]),
      properties: fitRow(own, wordsOf(row, type, own, agentWords)),
    },
    options,
  );
}

function callName(type: string, row: Row): string | undefined {
  if (type === "track") return nameOf(row["event"]);
  if (type === "page") return "page_view";
  return type === "screen" ? "screen_view" : type;
}

/** What Segment's libraries say of a page and its browser, in the snippet's words. */
function wordsOf(row: Row, type: string, own: Row, agentWords: AgentWords): Row {
  const context = recordOf(row["context"]) ?? {};
  const page = recordOf(context["page"]) ?? {};
  const campaign = recordOf(context["campaign"]) ?? {};
  const screen = recordOf(context["screen"]) ?? {};
  const os = recordOf(context["os"]) ?? {};
  const device = recordOf(context["device"]) ?? {};
  const location = recordOf(context["location"]) ?? {};
  const agent = agentWords(textOf(context["userAgent"]));
  // A page says of itself what other calls say of the page they were made on.
  const here = type === "page" ? { ...page, ...own } : page;
  return {
    path: page["path"],
    ...pageOf(textOf(here["url"]), textOf(here["referrer"])),
    title: page["title"],
    ...(type === "page" && { page_name: row["name"], page_category: row["category"] }),
    ...(type === "screen" && { screen_name: row["name"], screen_category: row["category"] }),
    ...(type === "group" && { group_id: textOf(row["groupId"]) }),
    ...campaignOf(campaign),
    ...agent,
    os: os["name"] ?? agent["os"],
    os_version: os["version"],
    device: deviceOf(device["type"]) ?? agent["device"],
    device_model: device["model"],
    screen: sizeOf(screen["width"], screen["height"]),
    language: context["locale"],
    time_zone: context["timezone"],
    country: location["country"],
    region: location["region"],
    city: location["city"],
    app_version: recordOf(context["app"])?.["version"],
  };
}

/** Only what is told: the page's address may tell it otherwise. */
const campaignOf = (campaign: Row): Row =>
  filled({
    utm_source: campaign["source"],
    utm_medium: campaign["medium"],
    utm_campaign: campaign["name"],
    utm_content: campaign["content"],
    utm_term: campaign["term"],
  });

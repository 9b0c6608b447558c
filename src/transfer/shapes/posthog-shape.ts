import { isRecord } from "../../model/is-record.ts";
import { parseEvent, type ParseOptions } from "../../intake/parse-event.ts";
import { isAutomated } from "../../intake/user-agent.ts";
import type { LochanEvent } from "../../model/event.ts";
import type { Result } from "../../model/failure.ts";
import { fitRow } from "./fit-row.ts";
import { nameProductId } from "./name-product-id.ts";
import {
  deviceOf,
  flagOf,
  nameOf,
  noProperties,
  notAnObject,
  numberOf,
  ownProperties,
  pageOf,
  recordOf,
  sizeOf,
  textOf,
  utcTime,
  type Row,
} from "./row-fields.ts";
import type { ShapeKind } from "./shape.ts";

/** What people do, and PostHog's browser library notices by itself; its other names that begin with `$` stay hidden. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ["$pageview", "page_view"],
  ["$pageleave", "$page_leave"],
  ["$screen", "screen_view"],
  ["$identify", "identify"],
  ["$create_alias", "identify"],
  ["$merge_dangerously", "identify"],
  ["$autocapture", "autocapture"],
  ["$rageclick", "rageclick"],
]);

const TYPES: ReadonlyMap<string, string> = new Map([
  ["$pageview", "page"],
  ["$pageleave", "page"],
  ["$screen", "screen"],
  ["$identify", "identify"],
  ["$create_alias", "identify"],
  ["$merge_dangerously", "identify"],
]);

/** Said elsewhere in the event, or what must not be kept: addresses and keys. */
const DROPPED: ReadonlySet<string> = new Set(
  `distinct_id token api_key timestamp $ip $insert_id $time $sent_at $session_id $device_id $user_id
  $anon_distinct_id $is_identified $current_url $pathname $referrer $referring_domain $host $browser
  $browser_version $os $os_version $device_type $browser_language $timezone $app_version $raw_user_agent
  $user_agent $screen_width $screen_height $viewport_width $viewport_height $screen_name $geoip_country_name
  $geoip_country_code $geoip_subdivision_1_name $geoip_city_name $elements $elements_chain $set $set_once`.split(
    /\s+/,
  ),
);

/**
 * PostHog: rows of its batch API, batch exports (JSONL, Parquet) and SQL. A `distinct_id` is the browser's
 * until someone is identified, then the person's: both are the distinct id here, and the user id is theirs who
 * are known to be identified. Source: posthog.com/docs/data-pipelines/batch-exports, posthog.com/docs/api/capture.
 */
export const POSTHOG_SHAPE: ShapeKind = {
  words: "a PostHog export",
  recognise: (rows) => rows.some((row) => isRecord(row) && (isBatch(row) || isPosthog(row))),
  make: () => ({
    place: (row, options) => {
      if (!isRecord(row)) return notAnObject();
      return isBatch(row)
        ? row["batch"].map((each) => placePosthog(each, options))
        : placePosthog(row, options);
    },
  }),
};

const isAdded = (key: string): boolean => key.startsWith("$");

const isBatch = (row: Row): row is Row & { batch: unknown[] } =>
  Array.isArray(row["batch"]) &&
  row["batch"].length > 0 &&
  row["batch"].every(isRecord) &&
  isPosthog(row["batch"][0]);

function isPosthog(row: unknown): boolean {
  if (!isRecord(row) || typeof row["event"] !== "string" || row["event"] === "") return false;
  if ("messageId" in row || "anonymousId" in row) return false;
  const own = recordOf(row["properties"]);
  // Mixpanel has the time of its rows among the properties, PostHog beside them, or by another name.
  const timed =
    row["timestamp"] !== undefined ||
    (own?.["timestamp"] !== undefined && numberOf(own["time"]) === undefined);
  if (!timed) return false;
  const has = (key: string): boolean => textOf(row[key]) !== undefined;
  return (
    has("distinct_id") || has("person_id") || (own !== undefined && textOf(own["distinct_id"]) !== undefined)
  );
}

function placePosthog(row: unknown, options: ParseOptions): Result<LochanEvent> {
  if (!isRecord(row)) return notAnObject();
  const own =
    textOf(row["properties"]) === undefined && !isRecord(row["properties"])
      ? {}
      : recordOf(row["properties"]);
  if (own === undefined) return noProperties();
  const event = textOf(row["event"]);
  const told = textOf(row["distinct_id"]) ?? textOf(own["distinct_id"]) ?? textOf(row["person_id"]);
  const { distinctId, userId } = identityOf(event, told, own);
  const uuid = textOf(row["uuid"]);
  const insertId = textOf(own["$insert_id"]);
  return parseEvent(
    {
      id:
        uuid !== undefined
          ? nameProductId("posthog", uuid.toLowerCase())
          : insertId === undefined
            ? undefined
            : nameProductId("posthog-insert", insertId, told ?? ""),
      type: TYPES.get(event ?? "") ?? "track",
      name: RENAMED.get(event ?? "") ?? nameOf(event),
      distinctId,
      userId,
      sessionId: textOf(row["$session_id"]) ?? textOf(own["$session_id"]),
      timestamp: utcTime(row["timestamp"] ?? own["timestamp"] ?? own["$time"]),
      properties: fitRow(ownProperties(own, DROPPED, isAdded), {
        ...wordsOf(own),
        person_id: textOf(row["person_id"]),
        user_properties: recordOf(row["person_properties"]) ?? recordOf(own["$set"]),
      }),
    },
    options,
  );
}

/** `$identify` tells of both: the browser's id before it, and the person's from then on. */
function identityOf(
  event: string | undefined,
  told: string | undefined,
  own: Row,
): { distinctId: string | undefined; userId: string | undefined } {
  if (event === "$identify") return { distinctId: textOf(own["$anon_distinct_id"]) ?? told, userId: told };
  if (event === "$create_alias" || event === "$merge_dangerously")
    return { distinctId: textOf(own["alias"]) ?? told, userId: told };
  return {
    distinctId: told,
    userId: textOf(own["$user_id"]) ?? (flagOf(own["$is_identified"]) ? told : undefined),
  };
}

/** What PostHog's libraries say of a page and its browser, in the snippet's words. */
function wordsOf(own: Row): Row {
  const agent = textOf(own["$raw_user_agent"]) ?? textOf(own["$user_agent"]);
  return {
    path: own["$pathname"],
    ...pageOf(textOf(own["$current_url"]), textOf(own["$referrer"])),
    host: own["$host"],
    browser: own["$browser"],
    browser_version: textOf(own["$browser_version"]),
    os: own["$os"],
    os_version: own["$os_version"],
    device: deviceOf(own["$device_type"]),
    screen: sizeOf(own["$screen_width"], own["$screen_height"]),
    viewport: sizeOf(own["$viewport_width"], own["$viewport_height"]),
    language: own["$browser_language"],
    time_zone: own["$timezone"],
    country: own["$geoip_country_name"] ?? own["$geoip_country_code"],
    region: own["$geoip_subdivision_1_name"],
    city: own["$geoip_city_name"],
    app_version: own["$app_version"],
    screen_name: own["$screen_name"],
    $bot: agent !== undefined && isAutomated(agent) ? true : undefined,
  };
}

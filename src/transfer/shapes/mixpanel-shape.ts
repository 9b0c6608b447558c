import { isRecord } from "../../model/is-record.ts";
import { parseEvent, type ParseOptions } from "../../intake/parse-event.ts";
import type { LochanEvent } from "../../model/event.ts";
import type { Result } from "../../model/failure.ts";
import { fitRow } from "./fit-row.ts";
import { nameProductId } from "./name-product-id.ts";
import {
  epochMs,
  nameOf,
  noProperties,
  notAnObject,
  numberOf,
  ownProperties,
  pageOf,
  recordOf,
  sizeOf,
  textOf,
  type Row,
} from "./row-fields.ts";
import type { ShapeKind, ShapeOptions } from "./shape.ts";

const DEVICE_PREFIX = "$device:";
/** A time past this, in seconds the year 2286, is in milliseconds. */
const MOST_SECONDS = 1e10;
const IDENTIFIES: ReadonlySet<string> = new Set(["$identify", "$create_alias"]);

/** Said elsewhere in the event, or of Mixpanel's own workings. */
const DROPPED: ReadonlySet<string> = new Set(
  `time distinct_id token ip $device_id $user_id $insert_id $distinct_id_before_identity $identified_id $anon_id
  $had_persisted_distinct_id $mp_api_endpoint $mp_api_timestamp_ms mp_processing_time_ms mp_sent_by_lib_version
  $import $current_url current_url_path current_url_search current_url_protocol current_domain current_page_title
  $referrer $referring_domain $browser $browser_version $os $os_version $device $screen_width $screen_height $city
  $region mp_country_code $app_version_string`.split(/\s+/),
);

/**
 * Mixpanel's raw export. `time` is in seconds or milliseconds, by the project's clock where the project is
 * from before 2023: `timeZoneOffsetMinutes` is how far that is ahead of UTC. Whoever is not `$device:` is a
 * person. What tells two events apart is what Mixpanel itself drops duplicates by: name, distinct id, time and
 * `$insert_id`. Source: docs.mixpanel.com/reference/raw-event-export, raw-data-export-api.
 */
export const MIXPANEL_SHAPE: ShapeKind = {
  words: "a Mixpanel export",
  recognise: (rows) => rows.some((row) => isRecord(row) && isMixpanel(row)),
  make: ({ timeZoneOffsetMinutes = 0 }: ShapeOptions) => ({
    place: (row, options) => placeMixpanel(row, timeZoneOffsetMinutes * 60_000, options),
  }),
};

const isAdded = (key: string): boolean => key.startsWith("$") || key.startsWith("mp_");

function isMixpanel(row: Row): boolean {
  if (textOf(row["event"]) === undefined || row["timestamp"] !== undefined) return false;
  if ("messageId" in row || "uuid" in row) return false;
  const own = propertiesOf(row);
  return (
    own !== undefined &&
    numberOf(own["time"]) !== undefined &&
    ["distinct_id", "$device_id", "$user_id", "$insert_id"].some((key) => textOf(own[key]) !== undefined)
  );
}

/** Beside the name in an object, or each a column of its own. */
function propertiesOf(row: Row): Row | undefined {
  if ((row["properties"] ?? undefined) !== undefined) return recordOf(row["properties"]);
  const { event: _, ...own } = row;
  return own;
}

function placeMixpanel(row: unknown, offsetMs: number, options: ParseOptions): Result<LochanEvent> {
  if (!isRecord(row)) return notAnObject();
  const own = propertiesOf(row);
  if (own === undefined) return noProperties();
  const event = textOf(row["event"]);
  const time = numberOf(own["time"]);
  // Who an event is of may change when Mixpanel learns more of them; who it was said to be of does not.
  const told = textOf(own["$distinct_id_before_identity"]) ?? textOf(own["distinct_id"]) ?? "";
  const insertId = textOf(own["$insert_id"]);
  const isPage = event === "$mp_web_page_view";
  const isIdentify = event !== undefined && IDENTIFIES.has(event);
  return parseEvent(
    {
      id:
        insertId === undefined || time === undefined || event === undefined
          ? undefined
          : nameProductId("mixpanel", insertId, told, event, time),
      type: isPage ? "page" : isIdentify ? "identify" : "track",
      name: isPage ? "page_view" : isIdentify ? "identify" : nameOf(event),
      ...identityOf(event, own),
      timestamp: instantOf(own["time"], offsetMs),
      properties: fitRow(ownProperties(own, DROPPED, isAdded), wordsOf(own)),
    },
    options,
  );
}

function instantOf(time: unknown, offsetMs: number): unknown {
  const number = numberOf(time);
  if (number === undefined) return time;
  const ms = epochMs(number, Math.abs(number) > MOST_SECONDS ? 1 : 1_000);
  return typeof ms === "number" ? ms - offsetMs : ms;
}

interface Identity {
  distinctId: string | undefined;
  userId: string | undefined;
}

function identityOf(event: string | undefined, own: Row): Identity {
  const told = textOf(own["distinct_id"]);
  if (event === "$identify")
    return {
      distinctId: withoutPrefix(textOf(own["$anon_id"]) ?? textOf(own["$device_id"]) ?? told),
      userId: textOf(own["$identified_id"]) ?? textOf(own["$user_id"]) ?? told,
    };
  if (event === "$create_alias") return { distinctId: withoutPrefix(told), userId: textOf(own["alias"]) };
  const device = withoutPrefix(textOf(own["$device_id"]));
  const isDevice = told === undefined || told.startsWith(DEVICE_PREFIX) || told === device;
  const userId = textOf(own["$user_id"]) ?? (isDevice ? undefined : told);
  return { distinctId: device ?? withoutPrefix(told) ?? userId, userId };
}

const withoutPrefix = (id: string | undefined): string | undefined =>
  id?.startsWith(DEVICE_PREFIX) === true && id.length > DEVICE_PREFIX.length
    ? id.slice(DEVICE_PREFIX.length)
    : id;

/** What Mixpanel's libraries say of a page and its browser, in the snippet's words. */
function wordsOf(own: Row): Row {
  return {
    path: own["current_url_path"],
    ...pageOf(textOf(own["$current_url"]), textOf(own["$referrer"])),
    title: own["current_page_title"],
    browser: own["$browser"],
    browser_version: textOf(own["$browser_version"]),
    os: own["$os"],
    os_version: own["$os_version"],
    device: own["$device"],
    screen: sizeOf(own["$screen_width"], own["$screen_height"]),
    country: own["mp_country_code"],
    region: own["$region"],
    city: own["$city"],
    app_version: own["$app_version_string"],
  };
}

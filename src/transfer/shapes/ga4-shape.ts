import { isRecord } from "../../model/is-record.ts";
import { parseEvent, type ParseOptions } from "../../intake/parse-event.ts";
import type { LochanEvent } from "../../model/event.ts";
import type { Result } from "../../model/failure.ts";
import { setOwn } from "../../model/set-own.ts";
import { makeLineIds } from "../line-id.ts";
import { fitRow } from "./fit-row.ts";
import { nameProductId } from "./name-product-id.ts";
import {
  epochMs,
  filled,
  listOf,
  nameOf,
  notAnObject,
  numberOf,
  ownProperties,
  pageOf,
  recordOf,
  textOf,
  type Row,
} from "./row-fields.ts";
import type { ShapeKind } from "./shape.ts";

/** Whose consent is missing has no id: such events count as one browser's, as Google's own reports name it. */
const NO_ID = "(not set)";
const MICROSECOND_MS = 1 / 1000;

/** Which of the events of one browser, microsecond and name a row is; more of them in newer exports. */
const SEQUENCE = [
  "event_bundle_sequence_id",
  "batch_page_id",
  "batch_ordering_id",
  "batch_event_index",
] as const;

/**
 * Google Analytics 4's export to BigQuery. It gives events no id: they are told apart by browser,
 * microsecond, name and their place in what the browser sent, and by how many such came before where that
 * is all the same. Source: support.google.com/analytics/answer/7029846.
 */
export const GA4_SHAPE: ShapeKind = {
  words: "a Google Analytics 4 export",
  recognise: (rows) =>
    rows.some(
      (row) =>
        isRecord(row) &&
        textOf(row["event_name"]) !== undefined &&
        numberOf(row["event_timestamp"]) !== undefined &&
        ("event_params" in row || "user_pseudo_id" in row),
    ),
  make: () => {
    const occurrenceIds = makeLineIds();
    return { place: (row, options) => placeGa4(row, occurrenceIds, options) };
  },
};

function placeGa4(row: unknown, idOf: (text: string) => string, options: ParseOptions): Result<LochanEvent> {
  if (!isRecord(row)) return notAnObject();
  const name = nameOf(row["event_name"]);
  const pseudoId = textOf(row["user_pseudo_id"]);
  const userId = textOf(row["user_id"]);
  const params = parametersOf(row["event_params"]);
  const session = textOf(params["ga_session_id"]);
  const key = [pseudoId ?? userId, row["event_timestamp"], name, ...SEQUENCE.map((field) => row[field])];
  const text = JSON.stringify(key.map((part) => textOf(part) ?? null));
  return parseEvent(
    {
      type: name === "page_view" ? "page" : name === "screen_view" ? "screen" : "track",
      name,
      distinctId: pseudoId ?? userId ?? NO_ID,
      userId,
      sessionId:
        session === undefined || pseudoId === undefined
          ? undefined
          : nameProductId("ga4-session", pseudoId, session),
      timestamp: epochMs(row["event_timestamp"], MICROSECOND_MS),
      properties: fitRow(
        ownProperties(params, SAID, () => false),
        wordsOf(row, params),
      ),
    },
    { ...options, makeId: () => nameProductId("ga4", idOf(text)) },
  );
}

/** `event_params` and `user_properties`: keys with one value each, in a field named for its type. */
function parametersOf(list: unknown): Row {
  const parameters: Row = {};
  for (const entry of listOf(list)) {
    if (!isRecord(entry)) continue;
    const key = textOf(entry["key"]);
    const value = valueOf(recordOf(entry["value"]));
    if (key !== undefined && value !== undefined) setOwn(parameters, key, value);
  }
  return parameters;
}

function valueOf(value: Row | undefined): unknown {
  const text = textOf(value?.["string_value"]);
  return (
    text ??
    numberOf(value?.["int_value"]) ??
    numberOf(value?.["double_value"]) ??
    numberOf(value?.["float_value"])
  );
}

const SAID: ReadonlySet<string> = new Set([
  "ga_session_id",
  "page_location",
  "page_title",
  "page_referrer",
  "ga_session_number",
]);

function wordsOf(row: Row, params: Row): Row {
  const device = recordOf(row["device"]) ?? {};
  const web = recordOf(device["web_info"]) ?? {};
  const geo = recordOf(row["geo"]) ?? {};
  const first = recordOf(row["traffic_source"]) ?? {};
  const here = recordOf(row["collected_traffic_source"]) ?? {};
  return {
    ...filled({
      utm_source: here["manual_source"],
      utm_medium: here["manual_medium"],
      utm_campaign: here["manual_campaign_name"],
      utm_content: here["manual_content"],
      utm_term: here["manual_term"],
    }),
    ...pageOf(textOf(params["page_location"]), textOf(params["page_referrer"])),
    title: params["page_title"],
    session_number: params["ga_session_number"],
    browser: web["browser"] ?? device["browser"],
    browser_version: web["browser_version"] ?? device["browser_version"],
    os: device["operating_system"],
    os_version: device["operating_system_version"],
    device: device["category"],
    device_model: device["mobile_marketing_name"] ?? device["mobile_model_name"],
    language: device["language"],
    country: geo["country"],
    region: geo["region"],
    city: geo["city"],
    platform: row["platform"],
    app_version: recordOf(row["app_info"])?.["version"],
    first_source: first["source"],
    first_medium: first["medium"],
    first_campaign: first["name"],
    value_usd: numberOf(row["event_value_in_usd"]),
    ecommerce: ecommerceOf(row["ecommerce"]),
    items: listOf(row["items"]).map(itemOf),
    user_properties: parametersOf(row["user_properties"]),
  };
}

const AMOUNT = /^(?:\w+_)?(?:quantity|items|price|revenue|value|refund)(?:_in_usd)?$/;

/** Amounts that came as text are numbers, what was not told is left out. */
function ecommerceOf(value: unknown): Row {
  const told = filled(recordOf(value) ?? {});
  for (const key of Object.keys(told))
    if (AMOUNT.test(key)) setOwn(told, key, numberOf(told[key]) ?? told[key]);
  return told;
}

function itemOf(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const { item_params: params, ...item } = value;
  return filled({ ...ecommerceOf(item), ...parametersOf(params) });
}

import { isRecord } from "../../model/is-record.ts";
import { parseEvent, type ParseOptions } from "../../intake/parse-event.ts";
import type { LochanEvent } from "../../model/event.ts";
import type { Result } from "../../model/failure.ts";
import { fitRow } from "./fit-row.ts";
import { nameProductId } from "./name-product-id.ts";
import {
  addFilled,
  epochMs,
  filled,
  listOf,
  nameOf,
  deviceOf,
  numberOf,
  pageOf,
  recordOf,
  refuse,
  textOf,
  type Row,
} from "./row-fields.ts";
import type { ShapeKind } from "./shape.ts";

const SECOND_MS = 1_000;

/**
 * Matomo's visits (`Live.getLastVisitsDetails`, JSON or XML): each row is a visit, each action of it an
 * event that carries what is known of the visit. Matomo gives actions no id of their own for all kinds: they
 * are told apart within their visit by what does not change later, and by how many such came before.
 * Source: developer.matomo.org/api-reference/reporting-api#Live.
 */
export const MATOMO_SHAPE: ShapeKind = {
  words: "Matomo's visits",
  recognise: (rows) =>
    rows.some((row) => isRecord(row) && textOf(row["idVisit"]) !== undefined && "actionDetails" in row),
  make: () => ({ place: placeVisit }),
};

function placeVisit(row: unknown, options: ParseOptions): Result<LochanEvent> | Result<LochanEvent>[] {
  const visitId = isRecord(row) ? textOf(row["idVisit"]) : undefined;
  if (!isRecord(row) || visitId === undefined) return refuse("The row is no visit: idVisit is missing.");
  const actions = listOf(row["actionDetails"]);
  if (actions.length === 0) return refuse("The visit has no actions (actionDetails).");
  const site = textOf(row["idSite"]) ?? "";
  const userId = textOf(row["userId"]);
  const whole = {
    distinctId:
      browserOf(row["visitorId"]) ?? textOf(row["fingerprint"]) ?? userId ?? `visit-${site}-${visitId}`,
    userId,
    sessionId: nameProductId("matomo-session", site, visitId),
  };
  const words = filled(visitWords(row));
  const seen = new Map<string, number>();
  return actions.map((action) => {
    if (!isRecord(action)) return refuse("An action must be an object.");
    const key = keyOf(action);
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    const { type, name, own } = actionOf(action);
    return parseEvent(
      {
        ...whole,
        id: nameProductId("matomo", site, visitId, key, before),
        type,
        name,
        timestamp: epochMs(action["timestamp"], SECOND_MS),
        properties: fitRow(own, addFilled(pageWords(action, row), words)),
      },
      options,
    );
  });
}

/** A site that recognises nobody says `false`, in XML 0. */
function browserOf(id: unknown): string | undefined {
  const text = textOf(id);
  return text === "0" || text === "false" ? undefined : text;
}

const keyOf = (action: Row): string =>
  JSON.stringify(
    ["type", "timestamp", "pageId", "pageIdAction", "idpageview", "goalId", "orderId", "url"].map(
      (field) => textOf(action[field]) ?? "",
    ),
  );

function actionOf(action: Row): { type: string; name: string | undefined; own: Row } {
  const kind = textOf(action["type"]);
  const url = textOf(action["url"]);
  const track = (name: string | undefined, own: Row) => ({ type: "track", name, own });
  switch (kind) {
    case "action":
      return {
        type: "page",
        name: "page_view",
        own: {
          title: textOf(action["pageTitle"]),
          time_spent_s: numberOf(action["timeSpent"]),
          load_ms:
            numberOf(action["pageLoadTimeMilliseconds"]) ?? numberOf(action["generationTimeMilliseconds"]),
        },
      };
    case "event":
      return track(nameOf(action["eventAction"]), {
        event_category: textOf(action["eventCategory"]),
        event_name: textOf(action["eventName"]),
        event_value: numberOf(action["eventValue"]),
      });
    case "goal":
      return {
        type: "goal",
        name: nameOf(action["goalName"]) ?? "goal",
        own: { goal_id: textOf(action["goalId"]), revenue: numberOf(action["revenue"]) },
      };
    case "outlink":
      return track("outbound_click", { url });
    case "download":
      return track("download", { url });
    case "search":
      return track("search", {
        search_term: textOf(action["siteSearchKeyword"]),
        search_category: textOf(action["siteSearchCategory"]),
        search_count: numberOf(action["siteSearchCount"]),
      });
    case "ecommerceOrder":
    case "ecommerceAbandonedCart":
      return track(kind === "ecommerceOrder" ? "order" : "abandoned_cart", {
        order_id: textOf(action["orderId"]),
        revenue: numberOf(action["revenue"]),
        items: listOf(action["itemDetails"]).map(itemOf),
      });
    default:
      return track(kind, {});
  }
}

/** XML has its amounts as text. */
const itemOf = (item: unknown): unknown =>
  isRecord(item)
    ? filled({ ...item, price: numberOf(item["price"]), quantity: numberOf(item["quantity"]) })
    : item;

/** Of an action on a page of the site; a link's address is elsewhere. */
function pageWords(action: Row, visit: Row): Row {
  const kind = action["type"];
  if (kind === "outlink" || kind === "download") return {};
  return {
    ...pageOf(addressOf(action["url"]), textOf(visit["referrerUrl"])),
    ...filled(Object.fromEntries(Object.entries(action).filter(([key]) => DIMENSION.test(key)))),
  };
}

/** Some are kept without their scheme. */
function addressOf(value: unknown): string | undefined {
  const text = textOf(value);
  return text === undefined || URL.canParse(text) ? text : `https://${text}`;
}

const DIMENSION = /^dimension\d{1,3}$/;

function visitWords(visit: Row): Row {
  const dimensions = Object.entries(visit).filter(([key]) => DIMENSION.test(key));
  return {
    ...Object.fromEntries(dimensions),
    utm_source: textOf(visit["campaignSource"]),
    utm_medium: textOf(visit["campaignMedium"]),
    utm_campaign: textOf(visit["campaignName"]),
    utm_content: textOf(visit["campaignContent"]),
    utm_term: textOf(visit["campaignKeyword"]),
    referrer_type: textOf(visit["referrerType"]),
    referrer_name: textOf(visit["referrerName"]),
    referrer_keyword: textOf(visit["referrerKeyword"]),
    browser: textOf(visit["browserName"]),
    browser_version: textOf(visit["browserVersion"]),
    os: textOf(visit["operatingSystemName"]) ?? textOf(visit["operatingSystem"]),
    os_version: textOf(visit["operatingSystemVersion"]),
    device: deviceOf(visit["deviceType"]),
    device_model: textOf(visit["deviceModel"]),
    screen: textOf(visit["resolution"]),
    language: textOf(visit["languageCode"]),
    country: textOf(visit["country"]) ?? textOf(visit["countryCode"]),
    region: textOf(visit["region"]),
    city: textOf(visit["city"]),
    returning: returningOf(visit["visitorType"]),
    user_properties: recordOf(visit["userProperties"]),
  };
}

const returningOf = (type: unknown): boolean | undefined =>
  type === "returning" || type === "returningCustomer" ? true : type === "new" ? false : undefined;

import { isRecord } from "../../model/is-record.ts";
import { parseEvent, type ParseOptions } from "../../intake/parse-event.ts";
import type { LochanEvent } from "../../model/event.ts";
import type { Result } from "../../model/failure.ts";
import { nameProductId } from "./name-product-id.ts";
import { fitRow } from "./fit-row.ts";
import { nameOf, notAnObject, pageOf, recordOf, textOf, utcTime } from "./row-fields.ts";
import type { ShapeKind } from "./shape.ts";

const PAGE_VIEWS: ReadonlySet<string> = new Set(["[Amplitude] Page Viewed", "page_view", "Page Viewed"]);
const IDENTIFIES: ReadonlySet<string> = new Set(["$identify", "[Amplitude] Identify"]);

/**
 * Amplitude's Export API: NDJSON, times in UTC without saying so, `session_id` the session's start in
 * milliseconds. Source: amplitude.com/docs/apis/analytics/export.
 */
export const AMPLITUDE_SHAPE: ShapeKind = {
  words: "an Amplitude export",
  recognise: (rows) =>
    rows.some(
      (row) =>
        isRecord(row) &&
        typeof row["event_type"] === "string" &&
        ("$insert_id" in row || "amplitude_id" in row || "device_id" in row),
    ),
  make: () => ({ place: placeAmplitude }),
};

function placeAmplitude(row: unknown, options: ParseOptions): Result<LochanEvent> {
  if (!isRecord(row)) return notAnObject();
  const name = nameOf(row["event_type"]);
  const deviceId = textOf(row["device_id"]);
  const userId = textOf(row["user_id"]);
  const insertId = textOf(row["$insert_id"]);
  const uuid = textOf(row["uuid"]);
  const distinctId = deviceId ?? textOf(row["amplitude_id"]) ?? userId;
  const session = textOf(row["session_id"]);
  const isPage = name !== undefined && PAGE_VIEWS.has(name);
  const own = recordOf(row["event_properties"]) ?? {};
  return parseEvent(
    {
      id:
        insertId !== undefined
          ? nameProductId("amplitude", insertId, deviceId ?? "")
          : uuid === undefined
            ? undefined
            : nameProductId("amplitude", uuid),
      type: isPage ? "page" : name !== undefined && IDENTIFIES.has(name) ? "identify" : "track",
      name: isPage ? "page_view" : name,
      distinctId,
      userId,
      sessionId:
        session === undefined || session === "-1" || distinctId === undefined
          ? undefined
          : nameProductId("amplitude-session", distinctId, session),
      timestamp: utcTime(row["event_time"] ?? row["client_event_time"]),
      properties: fitRow(own, {
        ...(isPage
          ? pageOf(
              textOf(own["[Amplitude] Page URL"] ?? own["[Amplitude] Page Location"]),
              textOf(own["referrer"]),
            )
          : {}),
        country: row["country"],
        region: row["region"],
        city: row["city"],
        os: row["os_name"],
        os_version: row["os_version"],
        device: row["device_type"] ?? row["device_family"],
        platform: row["platform"],
        language: row["language"],
        app_version: row["version_name"],
        user_properties: recordOf(row["user_properties"]),
      }),
    },
    options,
  );
}

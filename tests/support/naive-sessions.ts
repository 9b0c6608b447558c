import { channelOf } from "../../src/model/channel-of.ts";
import { countryOf } from "../../src/model/country-of.ts";
import { isOriginAllowed } from "../../src/model/allowed-origin.ts";
import { canonicalJson } from "../../src/model/canonical-json.ts";
import type { LochanEvent } from "../../src/model/event.ts";
import type { Project } from "../../src/model/project.ts";
import { naiveStats } from "./naive-stats.ts";

const ORDER = [
  "path",
  "referrer_host",
  "utm_source",
  "utm_medium",
  "utm_campaign",
  "utm_term",
  "utm_content",
  "time_zone",
  "language",
];

type View = Record<string, string | undefined>;

/** Code points of 20 bits and less as units that compare as they do; nothing comes last. */
const sortKey = (text: string | undefined): string =>
  text === undefined
    ? "\u{10ffff}".repeat(3)
    : Array.from(text, (point) => point.codePointAt(0)!.toString(36).padStart(5, "0")).join("") + " ";

/** The events, each with what its session is among its properties: as if that had come with it. */
export function withSessionFields(
  events: readonly LochanEvent[],
  { sessionIdleMs, allowedOrigins }: Pick<Project, "sessionIdleMs" | "allowedOrigins">,
): LochanEvent[] {
  const { stay } = naiveStats(events, sessionIdleMs);
  const views = new Map<string, LochanEvent[]>();
  for (const event of events)
    if (event.name === "page_view") {
      const session = stay(event);
      views.set(session, [...(views.get(session) ?? []), event]);
    }
  const textOf = ({ properties }: LochanEvent, key: string): string | undefined => {
    const value = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (value === undefined || value === null || typeof value === "number") return undefined;
    return typeof value === "string" ? value : canonicalJson(value);
  };
  const viewAt = (own: readonly LochanEvent[], time: number): View => {
    const tied = own
      .filter(({ timestamp }) => timestamp === time)
      .map((event): View => Object.fromEntries(ORDER.map((key) => [key, textOf(event, key)])));
    const asOne = (view: View) => ORDER.map((key) => sortKey(view[key])).join("|");
    return tied.sort((a, b) => (asOne(a) < asOne(b) ? -1 : 1))[0]!;
  };
  const told = new Map<string, Record<string, string>>();
  for (const [session, own] of views) {
    const times = own.map(({ timestamp }) => timestamp);
    const first = viewAt(own, Math.min(...times));
    const { channel, source } = channelOf(
      {
        utmSource: first["utm_source"],
        utmMedium: first["utm_medium"],
        utmCampaign: first["utm_campaign"] === undefined ? undefined : "any",
        referrerHost: first["referrer_host"],
      },
      (host) =>
        isOriginAllowed(allowedOrigins, `https://${host}`) ||
        isOriginAllowed(allowedOrigins, `http://${host}`),
    );
    const fields = {
      $entryPage: first["path"],
      $exitPage: viewAt(own, Math.max(...times))["path"],
      $channel: channel,
      $sessionSource: source,
      $utmSource: first["utm_source"],
      $utmMedium: first["utm_medium"],
      $utmCampaign: first["utm_campaign"],
      $utmTerm: first["utm_term"],
      $utmContent: first["utm_content"],
      $country: countryOf(first["time_zone"], first["language"]),
    };
    told.set(
      session,
      Object.fromEntries(
        Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
      ),
    );
  }
  return events.map((event) => ({ ...event, properties: { ...event.properties, ...told.get(stay(event)) } }));
}

/** The event's own fields a question may name beside its properties. */
export const OWN_FIELDS = ["$name", "$type", "$distinctId", "$userId", "$sessionId", "$source"] as const;
export type OwnField = (typeof OWN_FIELDS)[number];

export const isOwnField = (property: string): property is OwnField =>
  OWN_FIELDS.some((field) => field === property);

/**
 * What the session an event is in is, over all events of the session, whenever they were and whatever traffic rules say:
 * so every event of a session has the same. All are texts or not there, and only the mirror tells them.
 *
 * Of its first page view, the `page_view` at the least time, and of several at that time the one that is least by path,
 * referrer host, the five UTM values, time zone and language, compared in this order by code point and what is not there last:
 * - `$entryPage`: its `path`; `$exitPage` that of the last page view, chosen among several at its time the same way.
 * - `$utmSource`, `$utmMedium`, `$utmCampaign`, `$utmTerm`, `$utmContent`: what it has of these.
 * - `$sessionSource` and `$channel`: see `channelOf`.
 * - `$country`: see `countryOf`.
 * A number is not there, anything else is its text form. A session without a page view has none of these.
 */
export const SESSION_FIELDS = [
  "$entryPage",
  "$exitPage",
  "$sessionSource",
  "$channel",
  "$utmSource",
  "$utmMedium",
  "$utmCampaign",
  "$utmTerm",
  "$utmContent",
  "$country",
] as const;
export type SessionField = (typeof SESSION_FIELDS)[number];

export const isSessionField = (property: string): property is SessionField =>
  SESSION_FIELDS.some((field) => field === property);

/** Whether it is no property: always a text, or not there. */
export const isField = (property: string): property is OwnField | SessionField =>
  isOwnField(property) || isSessionField(property);
